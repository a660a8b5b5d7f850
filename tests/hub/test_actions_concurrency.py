"""Concurrency groups: one at a time, and what becomes of the others."""

import pytest

from bot.hub.actions.queue import LONGEST
from tests.hub.dispatching import Dispatching, workflow

MAX = {"group": "one", "queue": "max"}


def pressed(dispatching: Dispatching, times: int, *files: str) -> None:
    """Press buttons one after another."""
    for number in range(times):
        for file in files or ("0.yml",):
            assert dispatching.press(file, n=str(number)).status == 204


def grouped(concurrency: object, name: str = "Check", **more: object) -> str:
    """A workflow with a group and one input, to tell its runs apart."""
    on = {"workflow_dispatch": {"inputs": {"n": {"type": "string"}}}}
    return workflow(on, name, concurrency=concurrency, **more)


def test_without_a_group_all_may_run(dispatching: Dispatching) -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": the default."""
    dispatching.install(workflow({"workflow_dispatch": {"inputs": {"n": None}}}))
    pressed(dispatching, 3)
    assert dispatching.states() == ["queued"] * 3


def test_only_the_newest_of_a_group_waits(dispatching: Dispatching) -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": the pending is replaced."""
    dispatching.install(grouped("one"))
    pressed(dispatching, 4)
    assert dispatching.states() == ["queued", "cancelled", "cancelled", "pending"]
    dispatching.actions.drain()
    assert dispatching.states() == ["success", "cancelled", "cancelled", "success"]


def test_what_runs_can_be_cancelled(dispatching: Dispatching) -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": cancel-in-progress."""
    dispatching.install(grouped({"group": "one", "cancel-in-progress": True}))
    pressed(dispatching, 1)
    dispatching.runner.act = lambda _: (
        pressed(dispatching, 1) if len(dispatching.runner.orders) == 1 else None
    )
    dispatching.actions.drain()
    assert dispatching.states() == ["cancelled", "success"]


def test_an_expression_says_whether_to_cancel(dispatching: Dispatching) -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": on specific branches."""
    cancel = "${{ github.ref != 'refs/heads/main' }}"
    dispatching.install(grouped({"group": "${{ github.ref }}", "cancel-in-progress": cancel}))
    dispatching.branch("other")
    for ref in ("main", "main", "other", "other"):
        dispatching.press(ref=ref)
    assert dispatching.states() == ["queued", "pending", "cancelled", "queued"]


def test_queue_max_keeps_a_hundred_in_their_order(dispatching: Dispatching) -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": queue, first in first out.

    When it is full, what comes on top is cancelled.
    """
    dispatching.install(grouped(MAX))
    pressed(dispatching, LONGEST + 3)
    waiting = ["pending"] * LONGEST
    assert dispatching.states() == ["queued", *waiting, "cancelled", "cancelled"]
    dispatching.actions.drain()
    order = [order.payload["inputs"]["n"] for order in dispatching.runner.orders]
    assert order == [str(number) for number in range(LONGEST + 1)]


def test_a_group_is_shared_by_workflows_and_knows_no_case(dispatching: Dispatching) -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": prod and Prod are one."""
    dispatching.install(grouped("one", "A"), grouped({"group": "ONE"}, "B"), grouped("two", "C"))
    pressed(dispatching, 1, "0.yml", "1.yml", "2.yml")
    assert dispatching.states() == ["queued", "pending", "queued"]


@pytest.mark.parametrize("place", ["workflow", "job"])
def test_a_group_is_named_by_an_expression(dispatching: Dispatching, place: str) -> None:
    """docs.github.com, "Workflow syntax for GitHub Actions": concurrency, jobs.<id>.concurrency."""
    group = "${{ github.workflow }}-${{ github.event.inputs.n || github.run_id }}"
    dispatching.install(
        grouped(group) if place == "workflow" else grouped(None, job={"concurrency": group})
    )
    for number in ("1", "1", "2"):
        dispatching.press(n=number)
    assert dispatching.states() == ["queued", "pending", "queued"]


def test_a_group_that_cannot_be_named_is_a_failure_at_startup(dispatching: Dispatching) -> None:
    """The hub's own: better no run than a wrong group (the hub knows few expressions)."""
    dispatching.install(grouped("${{ hashFiles('x') }}"))
    pressed(dispatching, 1)
    assert dispatching.states() == ["startup_failure"]


def test_a_rerun_joins_its_group_again(dispatching: Dispatching) -> None:
    """docs.github.com, "Control the concurrency of workflows and jobs": by the time of waiting."""
    dispatching.install(grouped(MAX))
    pressed(dispatching, 1)
    dispatching.actions.drain()
    pressed(dispatching, 2)
    dispatching.done("mia", "POST", f"actions/runs/{dispatching.runs()[0].id}/rerun")
    assert dispatching.states() == ["pending", "queued", "pending"]
    dispatching.runner.orders.clear()
    dispatching.actions.drain()
    attempts = [order.environment["GITHUB_RUN_ATTEMPT"] for order in dispatching.runner.orders]
    assert attempts == ["1", "1", "2"]
