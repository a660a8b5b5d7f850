"""Whose runs from forks wait for a maintainer."""

from dataclasses import replace

import pytest

from tests.hub.dispatching import NO_STRANGER_WAITS, Dispatching, workflow
from tests.hub.world import REPOSITORY

EVENTS = ["pull_request", "pull_request_target", "pull_request_review"]


def test_a_first_time_contributors_run_waits(dispatching: Dispatching) -> None:
    """docs.github.com, "Approving workflow runs from forks": action_required, and nothing runs.

    pull_request_target always runs ("Controlling changes from forks ... in public repositories").
    """
    dispatching.install(workflow(EVENTS))
    dispatching.propose_from_fork()
    dispatching.actions.drain()
    seen = {run.event: run.conclusion for run in dispatching.runs()}
    assert seen == {"pull_request": "action_required", "pull_request_target": "success"}
    assert [order.event for order in dispatching.runner.orders] == ["pull_request_target"]


def test_a_run_that_waits_is_shown_as_completed(dispatching: Dispatching) -> None:
    """nexu-io/open-design#2683: status completed, conclusion action_required, no pull requests."""
    dispatching.install(workflow("pull_request"))
    dispatching.propose_from_fork()
    found = dispatching.done("mia", "GET", "actions/runs?status=action_required")
    (run,) = found["workflow_runs"]
    assert (run["status"], run["conclusion"]) == ("completed", "action_required")
    assert run["pull_requests"] == []


def test_who_writes_lets_it_run(dispatching: Dispatching) -> None:
    """docs.github.com, "Approve a workflow run for a fork pull request": write access."""
    dispatching.install(workflow("pull_request"))
    dispatching.propose_from_fork()
    path = f"actions/runs/{dispatching.run().id}/approve"
    assert dispatching.ask("zoe", "POST", path).status == 403
    assert dispatching.ask("rob", "POST", path).status == 403
    assert dispatching.states() == ["action_required"]
    dispatching.done("mia", "POST", path)
    assert dispatching.ordered().token
    assert dispatching.states() == ["success"]


def test_only_what_waits_is_approved(dispatching: Dispatching) -> None:
    """kubernetes-sigs/prow#798: 403 for others."""
    dispatching.install(workflow("pull_request"))
    dispatching.propose()
    path = f"actions/runs/{dispatching.run().id}/approve"
    refused = dispatching.ask("mia", "POST", path)
    assert refused.status == 403
    assert "not from a fork pull request" in refused.body["message"]


def test_a_rerun_lets_it_run_as_well(dispatching: Dispatching) -> None:
    """kubernetes-sigs/prow#957: it becomes the run of who asked for it."""
    dispatching.install(workflow("pull_request"))
    dispatching.propose_from_fork()
    dispatching.done("mia", "POST", f"actions/runs/{dispatching.run().id}/rerun")
    dispatching.actions.drain()
    assert dispatching.states() == ["success"]


def test_a_review_of_a_strangers_pull_request_waits_too(dispatching: Dispatching) -> None:
    """anszom/rethink#158: pull_request_review is held. Who opened it counts as who acts does.

    docs.github.com, "Managing GitHub Actions settings for a repository".
    """
    dispatching.install(workflow("pull_request_review"))
    number = dispatching.propose_from_fork()
    for login in ("mia", "rob"):
        dispatching.review(number, login)
    assert dispatching.states() == ["action_required", "action_required"]


def test_a_stranger_acts_on_anothers_pull_request(dispatching: Dispatching) -> None:
    """docs.github.com, "Managing GitHub Actions settings for a repository": triggered by."""
    dispatching.install(workflow("pull_request_review"))
    number = dispatching.propose_from_fork(login="mia")
    for login in ("rob", "wes"):
        dispatching.review(number, login)
    assert dispatching.states() == ["action_required", "queued"]


def test_who_has_merged_before_need_not_wait(dispatching: Dispatching) -> None:
    """docs.github.com, "Managing GitHub Actions settings for a repository": first-time only."""
    dispatching.install(workflow("pull_request"))
    number = dispatching.propose_from_fork()
    dispatching.done("mia", "PUT", f"pulls/{number}/merge", {})
    dispatching.write("zoe", "y.txt", branch="change", home="zoe/releases")
    dispatching.open("zoe", "zoe:change", "main")
    assert dispatching.states() == ["action_required", "queued"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [(NO_STRANGER_WAITS, "queued"), ("all_external_contributors", "action_required")],
)
def test_owners_choose_who_waits(dispatching: Dispatching, policy: str, expected: str) -> None:
    """docs.github.com, "Managing GitHub Actions settings for a repository": the policies."""
    dispatching.install(workflow("pull_request"))
    number = dispatching.propose_from_fork()
    dispatching.done("mia", "PUT", f"pulls/{number}/merge", {})
    dispatching.set(fork_approval=policy)
    dispatching.write("zoe", "y.txt", branch="change", home="zoe/releases")
    dispatching.open("zoe", "zoe:change", "main")
    assert dispatching.states()[-1] == expected


def test_writers_never_wait(dispatching: Dispatching) -> None:
    """docs.github.com, "Managing GitHub Actions settings for a repository": contributors only."""
    dispatching.set(fork_approval="all_external_contributors")
    dispatching.install(workflow("pull_request"))
    dispatching.propose_from_fork(login="mia")
    assert dispatching.states() == ["queued"]


def test_a_private_repository_runs_nothing_of_forks(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": not on private base repositories."""
    dispatching.install(workflow(EVENTS))
    dispatching.world.hub.set_role(REPOSITORY, "zoe", "read")
    state = dispatching.world.hub._site.state
    (number,) = state.repositories
    state.repositories[number] = replace(state.repositories[number], private=True)
    dispatching.propose_from_fork()
    assert [run.event for run in dispatching.runs()] == ["pull_request_target"]
