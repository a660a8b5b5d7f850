"""`workflow_run`: what follows on other runs."""

from typing import Any

import pytest

from tests.hub.dispatching import FOLDER, NO_STRANGER_WAITS, Dispatching, workflow

DISPATCH = "workflow_dispatch"


def after(*names: str, types: object = "completed", **more: object) -> dict[str, object]:
    """What listens to the runs of other workflows."""
    return {"workflow_run": {"workflows": list(names), "types": types, **more}}


@pytest.mark.parametrize("conclusion", ["success", "failure"])
def test_it_follows_however_the_other_ended(dispatching: Dispatching, conclusion: str) -> None:
    """docs.github.com, "Events that trigger workflows": regardless of the conclusion."""
    dispatching.install(workflow(DISPATCH, "First"), workflow(after("First"), "Second"))
    dispatching.runner.conclusion = conclusion
    dispatching.press()
    dispatching.actions.drain()
    first, second = dispatching.runner.orders
    assert (first.event, second.event) == (DISPATCH, "workflow_run")
    assert second.payload["workflow_run"]["conclusion"] == conclusion
    assert second.payload["workflow"]["name"] == "First"


def test_it_follows_the_named_ones_only(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": workflows, one or more of them."""
    dispatching.install(
        workflow(DISPATCH, "Lab"),
        workflow({"workflow_run": {"workflows": "Lab", "types": "completed"}}, "A"),
        workflow(after("Staging", "Lab"), "B"),
        workflow(after("La", "Laboratory"), "C"),
    )
    dispatching.press()
    dispatching.actions.drain()
    assert [run.name for run in dispatching.runs()] == ["Lab", "A", "B"]


def test_it_hears_of_request_progress_and_end(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": the three types, or all."""
    listening = {"workflow_run": {"workflows": ["First"]}}
    dispatching.install(workflow(DISPATCH, "First"), workflow(listening, "Second"))
    dispatching.press()
    dispatching.actions.drain()
    heard = [
        (run.payload["action"], run.payload["workflow_run"]["status"])
        for run in dispatching.runs()[1:]
    ]
    assert heard == [
        ("requested", "queued"),
        ("in_progress", "in_progress"),
        ("completed", "completed"),
    ]


def test_a_rerun_is_not_requested_again(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": requested does not occur on a re-run."""
    listening = {"workflow_run": {"workflows": ["First"]}}
    dispatching.install(workflow(DISPATCH, "First"), workflow(listening, "Second"))
    dispatching.press()
    dispatching.actions.drain()
    dispatching.done("mia", "POST", f"actions/runs/{dispatching.runs()[0].id}/rerun")
    dispatching.actions.drain()
    actions = [run.payload["action"] for run in dispatching.runs()[1:]]
    assert actions == ["requested", "in_progress", "completed", "in_progress", "completed"]


def test_a_run_that_waits_for_approval_is_requested_at_once(dispatching: Dispatching) -> None:
    """pytorch/test-infra#8028: requested comes as soon as there is a run, also one that waits."""
    listening = {"workflow_run": {"workflows": ["First"]}}
    dispatching.install(workflow("pull_request", "First"), workflow(listening, "Second"))
    dispatching.propose_from_fork()
    assert [run.payload["action"] for run in dispatching.runs()[1:]] == ["requested"]


def test_a_cancelled_run_has_completed(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": regardless of the conclusion."""
    dispatching.install(
        workflow(DISPATCH, "First", concurrency="one"), workflow(after("First"), "Second")
    )
    for _ in range(3):
        dispatching.press()
    heard = [run.payload["workflow_run"]["conclusion"] for run in dispatching.runs()[3:]]
    assert heard == ["cancelled"]


def test_it_runs_main_with_rights_that_the_other_had_not(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": secrets, write tokens, main."""
    dispatching.set(fork_approval=NO_STRANGER_WAITS, secrets={"KEY": "key"})
    second = workflow(after("First"), "Second", permissions={"contents": "write"})
    dispatching.install(workflow("pull_request", "First"), second)
    edited = workflow(after("First"), "Edited")
    dispatching.propose_from_fork({f"{FOLDER}1.yml": edited, f"{FOLDER}2.yml": edited})
    levels: list[Any] = []
    dispatching.runner.act = lambda order: levels.append(
        (dispatching.world.hub._site.state.tokens[order.token].permissions or {}).get("contents")
    )
    dispatching.actions.drain()
    assert [run.name for run in dispatching.runs()] == ["First", "Second"]
    assert [order.secrets for order in dispatching.runner.orders] == [{}, {"KEY": "key"}]
    assert levels == ["read", "write"]
    last = dispatching.runs()[-1]
    assert (last.ref, last.sha) == ("refs/heads/main", dispatching.world.main())


def test_branches_are_those_of_the_other_run(dispatching: Dispatching) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": on.workflow_run.<branches|…>."""
    dispatching.install(
        workflow("pull_request", "First"),
        workflow(after("First", branches=["change"]), "Head"),
        workflow(after("First", branches=["main"]), "Base"),
        workflow(after("First", **{"branches-ignore": ["change"]}), "Not the head"),
    )
    dispatching.propose()
    dispatching.actions.drain()
    assert [run.name for run in dispatching.runs()] == ["First", "Head"]


def test_at_most_three_follow_each_other(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": of A to F, E and F are not run."""
    chain = [workflow(after(one), other) for one, other in zip("ABCDE", "BCDEF", strict=True)]
    dispatching.install(workflow(DISPATCH, "A"), *chain)
    dispatching.press()
    dispatching.actions.drain()
    assert [run.name for run in dispatching.runs()] == ["A", "B", "C", "D"]


def test_of_a_fork_it_names_no_pull_request(dispatching: Dispatching) -> None:
    """actions/runner#3444: pull_requests is empty for a fork's, though a branch is called alike."""
    dispatching.set(fork_approval=NO_STRANGER_WAITS)
    dispatching.install(workflow("pull_request", "First"), workflow(after("First"), "Second"))
    dispatching.done("zoe", "POST", "forks", {})
    dispatching.propose()
    dispatching.propose_from_fork()
    dispatching.actions.drain()
    named = [
        [pull["number"] for pull in run.payload["workflow_run"]["pull_requests"]]
        for run in dispatching.runs()
        if run.event == "workflow_run"
    ]
    assert named == [[1], []]
