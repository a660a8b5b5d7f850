"""What a repository's settings keep from running."""

import pytest

from tests.hub.dispatching import Dispatching, workflow
from tests.hub.world import REPOSITORY

EVENTS = ["pull_request", "pull_request_target"]
FILE = ".github/workflows/0.yml"


def test_a_run_by_an_event_that_a_policy_blocks_fails_at_once(dispatching: Dispatching) -> None:
    """docs.github.com, "About Actions policies": it fails with an error; other events go on.

    Of pull_request_target in public repositories without a policy of their own, since 2 November
    2026: docs.github.com, "Securely using pull_request_target"; WordPress/gutenberg#83138.
    """
    dispatching.install(workflow(EVENTS))
    dispatching.set(blocked_events=("pull_request_target",))
    dispatching.propose()
    dispatching.actions.drain()
    seen = {run.event: run.conclusion for run in dispatching.runs()}
    assert seen == {"pull_request": "success", "pull_request_target": "failure"}
    assert [order.event for order in dispatching.runner.orders] == ["pull_request"]


@pytest.mark.parametrize(
    "changed",
    [{"enabled": False}, {"disabled_workflows": {FILE: "disabled_inactivity"}}],
    ids=["actions", "workflow"],
)
def test_what_is_disabled_starts_by_no_event(
    dispatching: Dispatching, changed: dict[str, object]
) -> None:
    """docs.github.com, "Disabling and enabling a workflow"."""
    dispatching.install(workflow({"pull_request": None, "schedule": [{"cron": "5 * * * *"}]}))
    dispatching.set(**changed)
    dispatching.propose()
    dispatching.actions.schedule(REPOSITORY)
    assert dispatching.runs() == []


def test_a_disabled_workflow_has_no_button(dispatching: Dispatching) -> None:
    """benc-uk/workflow-dispatch#72 quotes the answer; 422 as for one without the trigger."""
    dispatching.install(workflow("workflow_dispatch"))
    dispatching.set(disabled_workflows={FILE: "disabled_manually"})
    refused = dispatching.press()
    assert refused.status == 422
    assert "disabled workflow" in refused.body["message"]
