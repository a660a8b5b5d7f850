"""Workflows and runs through PyGithub, a client that was written for GitHub."""

import pytest
from github import GithubException
from github.Workflow import Workflow

from tests.hub.dispatching import Dispatching, workflow
from tests.hub.world import REPOSITORY

BUTTON = {"workflow_dispatch": {"inputs": {"do": {"type": "string", "default": "sweep"}}}}


def pressed(dispatching: Dispatching) -> Workflow:
    """A workflow whose button was pressed once, and that has run."""
    found = dispatching.world.repository("mia").get_workflow("0.yml")
    assert found.create_dispatch("main", {"do": "stop"})
    dispatching.actions.drain()
    return found


def test_workflows_are_listed_and_found_by_file_and_number(dispatching: Dispatching) -> None:
    """docs.github.com, "REST API endpoints for workflows": workflow_id may be the file name."""
    dispatching.install(workflow(BUTTON, "Button"), workflow("push"), "no workflow")
    repository = dispatching.world.repository("mia")
    listed = list(repository.get_workflows())
    assert [each.name for each in listed] == ["Button", "Check", ".github/workflows/2.yml"]
    assert repository.get_workflow("0.yml").id == listed[0].id
    assert repository.get_workflow(str(listed[1].id)).path == ".github/workflows/1.yml"
    with pytest.raises(GithubException) as missing:
        repository.get_workflow("gone.yml")
    assert missing.value.status == 404


def test_a_button_is_pressed_and_its_runs_are_read(dispatching: Dispatching) -> None:
    """docs.github.com, "REST API endpoints for workflow runs": the runs of one workflow."""
    dispatching.install(workflow(BUTTON, "Button"), workflow("push"))
    found = pressed(dispatching)
    (run,) = found.get_runs()
    assert (run.event, run.status, run.conclusion) == ("workflow_dispatch", "completed", "success")
    assert (run.name, run.head_branch, run.actor.login) == ("Button", "main", "mia")
    assert dispatching.runner.orders[0].payload["inputs"] == {"do": "stop"}
    assert dispatching.world.repository("mia").get_workflow("1.yml").get_runs().totalCount == 0


def test_runs_are_filtered(dispatching: Dispatching) -> None:
    """docs.github.com, "List workflow runs for a repository": each filter; a conclusion too."""
    dispatching.install(workflow(BUTTON, "Button"), workflow("push"))
    pressed(dispatching)
    dispatching.write("wes", "x.txt")
    repository = dispatching.world.repository("mia")
    push, press = repository.get_workflow_runs()
    assert (push.event, press.event) == ("push", "workflow_dispatch")
    filters = [
        {"event": "push"},
        {"actor": "wes"},
        {"status": "queued"},
        {"head_sha": push.head_sha},
    ]
    for each in filters:
        assert [run.id for run in repository.get_workflow_runs(**each)] == [push.id]  # type: ignore[arg-type]  # texts all
    assert [run.id for run in repository.get_workflow_runs(status="success")] == [press.id]
    dispatching.branch("other")
    other = repository.get_workflow_runs(branch=repository.get_branch("other"))
    assert [run.head_branch for run in other] == ["other"]


def test_a_dispatch_may_say_which_run_it_made(dispatching: Dispatching) -> None:
    """docs.github.com, "Create a workflow dispatch event": return_run_details."""
    dispatching.install(workflow(BUTTON))
    found = dispatching.world.repository("mia").get_workflow("0.yml")
    run = found.create_dispatch("main", throw=True, return_run_details=True)
    assert not isinstance(run, bool)
    assert (run.id, run.status) == (dispatching.run().id, "queued")


def test_a_run_is_run_again_and_shows_its_jobs(dispatching: Dispatching) -> None:
    """docs.github.com, "REST API endpoints for workflow jobs": those of the last attempt."""
    dispatching.install(workflow(BUTTON))
    pressed(dispatching)
    run = dispatching.world.repository("ada").get_workflow_run(dispatching.run().id)
    (first,) = run.jobs()
    assert (first.name, first.status, first.conclusion) == ("only", "completed", "success")
    assert first.completed_at is not None
    assert run.rerun()
    (second,) = run.jobs()
    assert (second.status, second.conclusion) == ("queued", None)
    assert second.id != first.id


def test_a_run_that_waits_for_approval_has_no_jobs(dispatching: Dispatching) -> None:
    """platonai/Browser4#579: action_required with zero jobs, and no logs."""
    dispatching.install(workflow("pull_request"))
    dispatching.propose_from_fork()
    run = dispatching.world.repository("ada").get_workflow_run(dispatching.run().id)
    assert run.jobs().totalCount == 0


def test_a_disabled_workflow_starts_nothing(dispatching: Dispatching) -> None:
    """docs.github.com, "Disabling and enabling a workflow": until it is enabled again."""
    dispatching.install(workflow(["push", "workflow_dispatch"]), workflow("push", "Other"))
    states = {".github/workflows/0.yml": "disabled_manually"}
    dispatching.world.hub.set_settings(REPOSITORY, disabled_workflows=states)
    dispatching.write("mia", "x.txt")
    assert dispatching.started() == [("Other", "push")]
    assert dispatching.press().status == 422
    dispatching.world.hub.set_settings(REPOSITORY, enabled=False)
    dispatching.write("mia", "y.txt")
    assert dispatching.started() == [("Other", "push")]
