"""Run workflow and Re-run, as people press them and programs ask for them."""

import json
from typing import Any

import pytest

from tests.hub.dispatching import FOLDER, NO_STRANGER_WAITS, Dispatching, workflow
from tests.hub.world import BOT

INPUTS = {
    "do": {"type": "choice", "options": ["sweep", "stop"], "default": "sweep", "required": True},
    "app": {"type": "string"},
    "loud": {"type": "boolean"},
    "why": {"required": True, "default": "none given"},
}


def button(inputs: object = None, name: str = "Check") -> str:
    """A workflow with a button."""
    return workflow({"workflow_dispatch": {"inputs": inputs or {}}}, name)


def refused(dispatching: Dispatching, ref: str = "main", **inputs: Any) -> str:
    """What is said to inputs that are refused with 422."""
    reply = dispatching.press(ref=ref, **inputs)
    assert (reply.status, dispatching.runs()) == (422, [])
    return str(reply.body["message"])


def test_inputs_are_texts_and_have_defaults(dispatching: Dispatching) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": on.workflow_dispatch.inputs."""
    dispatching.install(button(INPUTS))
    dispatching.press(do="stop", app="pay", loud=True)
    dispatching.press()
    given = [run.payload["inputs"] for run in dispatching.runs()]
    assert given == [
        {"do": "stop", "app": "pay", "loud": "true", "why": "none given"},
        {"do": "sweep", "app": "", "loud": "false", "why": "none given"},
    ]


def test_a_strange_input_is_refused(dispatching: Dispatching) -> None:
    """benc-uk/workflow-dispatch#80: 422, Unexpected inputs provided, with their names."""
    dispatching.install(button(INPUTS))
    message = refused(dispatching, action="x", arg="y")
    assert message == 'Unexpected inputs provided: ["action", "arg"]'


@pytest.mark.parametrize(("name", "value"), [("do", "dance"), ("loud", "perhaps")])
def test_a_value_that_is_no_choice_is_refused(
    dispatching: Dispatching, name: str, value: str
) -> None:
    """cli/cli#5246: 422, for choices and booleans."""
    dispatching.install(button(INPUTS))
    message = refused(dispatching, **{name: value})
    expected = f"Provided value '{value}' for input '{name}' not in the list of allowed values"
    assert message == expected


def test_a_required_input_without_a_default_is_asked_for(dispatching: Dispatching) -> None:
    """peter-evans/slash-command-dispatch#97: 422, Required input 'ref' not provided."""
    dispatching.install(button({"ref": {"required": True}}))
    assert refused(dispatching) == "Required input 'ref' not provided"


def test_an_unknown_ref_is_refused(dispatching: Dispatching) -> None:
    """convictional/trigger-workflow-and-wait#44: 422. A commit is no ref: day8/re-frame2#9287."""
    dispatching.install(button())
    assert refused(dispatching, "gone") == "No ref found for: gone"
    assert "No ref found for" in refused(dispatching, dispatching.world.main())


def test_a_workflow_without_the_trigger_is_refused(dispatching: Dispatching) -> None:
    """benc-uk/workflow-dispatch#65: 422, Workflow does not have 'workflow_dispatch' trigger."""
    dispatching.install(workflow(["status"]))
    assert "does not have 'workflow_dispatch' trigger" in refused(dispatching)


def test_a_branch_runs_its_own_copy(dispatching: Dispatching) -> None:
    """docs.github.com, "Events that trigger workflows": the branch that received the dispatch."""
    dispatching.install(button())
    dispatching.branch("other")
    dispatching.write("mia", f"{FOLDER}0.yml", button({"new": {}}, "Other"), "other")
    assert refused(dispatching, new="x")
    assert dispatching.press(ref="refs/heads/other", new="x").status == 204
    run = dispatching.run()
    assert (run.name, run.ref, run.head_branch) == ("Other", "refs/heads/other", "other")
    assert run.sha != dispatching.world.main()


def test_a_workflow_that_main_does_not_have_is_not_found(dispatching: Dispatching) -> None:
    """cli/cli#9781: a workflow is there when it is on the default branch, and 404 otherwise.

    That a run before is enough as well, the hub leaves out.
    """
    dispatching.install(button())
    dispatching.branch("other")
    dispatching.write("mia", f"{FOLDER}1.yml", button(), "other")
    assert dispatching.press("1.yml", "other").status == 404
    assert dispatching.press("gone.yml").status == 404


def test_only_writers_press(dispatching: Dispatching) -> None:
    """docs.github.com, "Manually running a workflow": write access. Apps need actions, write."""
    dispatching.install(button())
    for login in ("rob", "zoe", BOT):
        assert dispatching.press(login=login).status == 403
    assert dispatching.runs() == []
    token = dispatching.world.hub.token(BOT, {"actions": "write"})
    assert dispatching.press(login=token).status == 204
    assert dispatching.run().payload["sender"]["login"] == BOT


def completed(dispatching: Dispatching, text: str | None = None) -> str:
    """One run that has failed; the path to run it again."""
    dispatching.install(text or workflow("issue_comment"))
    number = dispatching.propose()
    dispatching.comment(number, text="/first")
    dispatching.runner.conclusion = "failure"
    dispatching.actions.drain()
    dispatching.runner.conclusion = "success"
    return f"actions/runs/{dispatching.run().id}/rerun"


def test_a_rerun_has_the_old_payload_file_and_commit(dispatching: Dispatching) -> None:
    """docs.github.com, "Re-running workflows and jobs": the same GITHUB_SHA and GITHUB_REF."""
    path = completed(dispatching)
    dispatching.write("mia", f"{FOLDER}0.yml", workflow("issue_comment", "New"))
    dispatching.done("wes", "POST", path)
    dispatching.actions.drain()
    first, second = dispatching.runner.orders
    assert json.loads(second.workflow)["name"] == "Check"
    assert second.payload == first.payload
    changed = {
        name: value
        for name, value in second.environment.items()
        if first.environment[name] != value
    }
    assert changed == {"GITHUB_RUN_ATTEMPT": "2"}
    assert dispatching.states() == ["success"]


def test_a_rerun_has_the_rights_of_who_came_first(dispatching: Dispatching) -> None:
    """docs.github.com, "Re-running workflows and jobs": the actor stays, the other is named too."""
    path = completed(dispatching)
    dispatching.done("wes", "POST", path)
    shown = dispatching.done("mia", "GET", path.removesuffix("/rerun"))
    assert (shown["actor"]["login"], shown["triggering_actor"]["login"]) == ("rob", "wes")
    assert (shown["run_attempt"], shown["status"]) == (2, "queued")
    assert shown["run_started_at"] > shown["created_at"]
    dispatching.actions.drain()
    assert dispatching.runner.orders[1].environment["GITHUB_ACTOR"] == "rob"
    assert list(dispatching.actions.logs) == [(dispatching.run().id, 1), (dispatching.run().id, 2)]


def test_a_forks_run_is_no_more_trusted_the_second_time(dispatching: Dispatching) -> None:
    """docs.github.com, "Re-running workflows and jobs": not the privileges of who ran it again."""
    dispatching.set(fork_approval=NO_STRANGER_WAITS, secrets={"KEY": "key"})
    dispatching.install(workflow("pull_request", permissions="write-all"))
    dispatching.propose_from_fork()
    dispatching.actions.drain()
    dispatching.done("ada", "POST", f"actions/runs/{dispatching.run().id}/rerun")
    seen: list[int] = []
    dispatching.runner.act = lambda order: seen.append(
        dispatching.ask(order.token, "POST", "issues/1/comments", {"body": "x"}).status
    )
    dispatching.actions.drain()
    assert seen == [403]
    assert dispatching.runner.orders[1].secrets == {}


@pytest.mark.parametrize(("days", "status"), [(29, 201), (31, 403)])
def test_a_run_can_be_run_again_for_thirty_days(
    dispatching: Dispatching, days: int, status: int
) -> None:
    """docs.github.com, "Re-running workflows and jobs": 30 days; 403 later: cli/cli#10227."""
    path = completed(dispatching)
    dispatching.world.hub.clock.advance(days * 86400)
    assert dispatching.ask("mia", "POST", path).status == status


def test_what_still_runs_is_not_run_again(dispatching: Dispatching) -> None:
    """cli/cli#9221: 403 while it has not finished."""
    path = completed(dispatching)
    dispatching.done("mia", "POST", path)
    reply = dispatching.ask("mia", "POST", path)
    assert (reply.status, reply.body["message"]) == (403, "This workflow is already running")


def test_only_writers_run_again(dispatching: Dispatching) -> None:
    """docs.github.com, "Re-running workflows and jobs": people with write permissions."""
    path = completed(dispatching)
    assert dispatching.ask("rob", "POST", path).status == 403
    assert dispatching.states() == ["failure"]
    assert dispatching.ask("mia", "POST", "actions/runs/1/rerun").status == 404
