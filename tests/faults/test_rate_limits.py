"""A limit of GitHub's ends the run at once, and the next run after it finishes the work.

Threat X45: primary and secondary limits, REST and GraphQL, with and without Retry-After.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.app.patience import Patience
from bot.app.reconcile import Report, reconcile, sweep
from bot.demo.world import BOT
from bot.hub import Fault
from tests.faults.command import slipway
from tests.faults.convergence import assert_converges, fault_free
from tests.starts import SUBMIT, TEST, Start, arrive

if TYPE_CHECKING:
    from tests.world import Stage

SECONDARY = Fault("rate_limited", login=BOT, times=None)
LIMITS = {
    "403": SECONDARY,
    "403, Retry-After": replace(SECONDARY, retry_after=60),
    "429": replace(SECONDARY, status=429),
    "429, Retry-After": replace(SECONDARY, status=429, retry_after=60),
    "GraphQL with 200": replace(SECONDARY, status=200, path="graphql"),
    "primary, 403": replace(SECONDARY, primary=True),
    "primary, 429": replace(SECONDARY, primary=True, status=429),
}
WHEN = {
    "403, Retry-After": "run it again in 60 s",
    "429, Retry-After": "run it again in 60 s",
    "primary, 403": "run it again after 2026-03-02 10:00 UTC",
    "primary, 429": "run it again after 2026-03-02 10:00 UTC",
}
IN_A_MINUTE = "run it again in a minute at the earliest"


def patient(stage: Stage, number: int | None) -> tuple[Report, list[float]]:
    """A run that would look again, and how long it slept."""
    slept: list[float] = []
    report, patience = Report(), Patience(slept.append, lambda _line: None)
    stage.hub.requests.clear()
    with stage.bot() as world:
        if number is None:
            sweep(world, patience, report)
        else:
            reconcile(world, number, patience, report)
    return report, slept


@pytest.mark.parametrize("name", LIMITS)
def test_x45_a_limit_ends_the_run_with_one_request_and_says_until_when(
    stage: Stage, name: str
) -> None:
    number = arrive(stage, SUBMIT)
    stage.hub.fault(LIMITS[name])
    report, slept = patient(stage, number)
    assert (report.exit_code, len(stage.calls()), slept) == (3, 1, [])
    (failure,) = report.failures
    assert "[rate-limited]" in str(failure)
    assert "rate limit" in str(failure)
    assert WHEN.get(name, IN_A_MINUTE) in str(failure)


@pytest.mark.parametrize("name", ["403, Retry-After", "GraphQL with 200", "primary, 429"])
@pytest.mark.parametrize("start", [SUBMIT], ids=lambda each: each.name)
def test_x45_a_limit_at_any_call_stops_there_and_the_next_run_finishes(
    stage: Stage, start: Start, name: str
) -> None:
    fault, free = LIMITS[name], fault_free(stage, start)
    for after in range(len(free.calls)):
        number = arrive(stage, start)
        met = replace(fault, after=after)
        stage.hub.fault(met)
        report, slept = patient(stage, number)
        passed = len(stage.calls()) - 1
        if fault.path is None:
            assert (passed, report.exit_code, slept) == (after, 3, []), name
        assert_converges(stage, number, free.rest, f"{name} after {after} calls")


def test_x45_a_sweep_sends_nothing_more_and_names_no_pull_request_done(stage: Stage) -> None:
    """Three pull requests with work to do, and a limit at the second: no storm, no loss."""
    texts = [f"coffee 1.{minor}.0 harbor test" for minor in range(3)]
    numbers = [stage.request(text) for text in texts]
    stage.hub.fault(replace(SECONDARY, after=6))
    report, slept = patient(stage, None)
    refused = [call for call in stage.calls() if call.fault]
    assert (report.exit_code, len(report.failures), len(refused), slept) == (3, 1, 1, [])
    assert report.lines[-1].startswith("the sweep stopped here")
    stage.hub.clear_faults()
    stage.hub.clock.advance(60)
    assert patient(stage, None)[0].exit_code == 0
    merged = [stage.person("otto").pull(number).merged for number in numbers]
    assert merged == [True] * 3


def test_x45_the_hours_points_run_out_and_come_back(stage: Stage) -> None:
    """Counted by the hub, as GitHub counts: after the reset the next run does the rest."""
    number = stage.request(TEST)
    stage.hub.limit_requests(core=2, graphql=1000)
    report, _ = patient(stage, number)
    assert report.exit_code == 3
    assert len([call for call in stage.calls() if call.status == 403]) == 1
    before = len(stage.calls())
    assert patient(stage, number)[0].exit_code == 3
    assert len(stage.calls()) <= before
    stage.hub.clock.advance(3600)
    stage.hub.limit_requests()
    assert patient(stage, number)[0].exit_code == 0
    assert stage.status_file(TEST)["status"] == "Full Release"


def test_x45_the_command_line_ends_with_3_at_once_and_says_it(stage: Stage) -> None:
    numbers = [stage.request(TEST), stage.request("coffee 1.1.0 harbor test")]
    stage.hub.requests.clear()
    stage.hub.fault(replace(SECONDARY, retry_after=3600))
    for arguments in (("--all",), ("--pull", str(numbers[0])), ("--all", "--dry-run")):
        done = slipway(stage, "reconcile", *arguments)
        assert done.returncode == 3
        assert "run it again in 3600 s" in done.stderr
        assert "Traceback" not in done.stderr
    assert len(stage.calls()) == 3


def test_x45_a_dry_run_of_many_stops_too(stage: Stage) -> None:
    for minor in range(3):
        stage.request(f"coffee 1.{minor}.0 harbor test")
    stage.hub.requests.clear()
    stage.hub.fault(replace(SECONDARY, after=1))
    done = slipway(stage, "reconcile", "--all", "--dry-run")
    assert (done.returncode, done.stderr.count("[rate-limited]")) == (3, 1)
    assert len(stage.calls()) == 2


def test_x45_what_is_no_limit_is_told_as_what_it_is(stage: Stage) -> None:
    """A plain 403 is a matter of permission, and stays one."""
    number = arrive(stage, SUBMIT)
    stage.hub.fault(Fault("refused", login=BOT, write=True))
    report, _ = patient(stage, number)
    assert (report.exit_code, "[write-refused]" in str(report.failures[0])) == (2, True)
