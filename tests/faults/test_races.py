"""Two bots at once, and people who are faster: threats X21, X29, X30 and X31."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from bot.app.apply import apply
from bot.app.gather import gather
from bot.app.patience import Patience
from bot.app.reconcile import Look, Report, look, reconcile
from bot.errors import UnavailableError
from bot.forge.protocol import LostRaceError
from tests.faults.convergence import assert_converges, fault_free
from tests.faults.invariants import assert_invariants
from tests.faults.rest import rest_of
from tests.starts import (
    MERGE_PRODUCTION,
    MERGE_TEST,
    OUTCOME,
    PRODUCTION,
    REJECT,
    SUBMIT,
    TEST,
    Start,
    arrive,
    under_review,
)

if TYPE_CHECKING:
    from bot.app.gather import World
    from tests.world import Stage

TICKETS = "tickets 1.0.0 harbor test"
PATIENT = Patience(lambda _seconds: None, lambda _line: None)


def see(world: World, number: int) -> Look:
    """Gather and decide, and do nothing yet."""
    return look(world, *gather(world, number))


def act(world: World, seen: Look) -> None:
    """Do what was decided, however long ago."""
    apply(world, seen.repository, seen.situation, seen.effects)


def kinds(stage: Stage, text: str) -> list[str]:
    return [entry["kind"] for entry in stage.log(text)]


# --- Two bots that looked before either acted ----------------------------------------------------


@pytest.mark.parametrize(
    "start", [SUBMIT, REJECT, MERGE_TEST, MERGE_PRODUCTION], ids=lambda each: each.name
)
def test_of_two_bots_with_the_same_transition_one_wins_and_the_other_stops(
    stage: Stage, start: Start
) -> None:
    free = fault_free(stage, start)
    number = arrive(stage, start)
    stage.objects = None
    with stage.bot() as one, stage.bot() as other:
        first, second = see(one, number), see(other, number)
        act(one, first)
        with pytest.raises(LostRaceError):
            act(other, second)
        report = Report()
        reconcile(other, number, PATIENT, report)
        assert report.exit_code == 0
    assert_converges(stage, number, free.rest, start.name)


def test_the_loser_leaves_the_outcome_comment_to_the_winner(stage: Stage) -> None:
    """Both computed the same bytes in the same second; the refusal says whose they are not."""
    number = arrive(stage, REJECT)
    with stage.bot() as one, stage.bot() as other:
        first, second = see(one, number), see(other, number)
        act(one, first)
        with pytest.raises(LostRaceError):
            act(other, second)
        for world, told in ((other, 0), (one, 1)):
            reconcile(world, number, PATIENT, Report())
            assert len(rest_of(stage, number).outcomes) == told


def test_a_doubled_comment_that_another_bot_deleted_already_is_no_failure(stage: Stage) -> None:
    number = arrive(stage, OUTCOME)
    with stage.bot() as one, stage.bot() as other:
        first, second = see(one, number), see(other, number)
        act(one, first)
        act(other, second)
        first, second = see(one, number), see(other, number)
        act(one, first)
        report = Report()
        with pytest.raises(UnavailableError):
            act(other, second)
        reconcile(other, number, PATIENT, report)
    assert report.exit_code == 0
    assert len(rest_of(stage, number).outcomes) == 1


def test_of_two_bots_with_different_transitions_both_end_up_applied(stage: Stage) -> None:
    coffee, tickets = stage.request(TEST), stage.request(TICKETS)
    stage.objects = None
    with stage.bot() as one, stage.bot() as other:
        first, second = see(one, coffee), see(other, tickets)
        act(one, first)
        with pytest.raises(LostRaceError):
            act(other, second)
        report = Report()
        reconcile(other, tickets, PATIENT, report)
        assert report.exit_code == 0
    assert (kinds(stage, TEST), kinds(stage, TICKETS)) == (["released"], ["released"])
    assert stage.run_bot().exit_code == 0
    assert_invariants(stage)


def test_the_loser_is_judged_by_the_policy_that_won(stage: Stage) -> None:
    """Main moved by a person's commit that takes the reviewer's seat away (X31, A10)."""
    number = under_review(stage)
    stage.person("rob").approve(number)
    with stage.bot() as world:
        seen = see(world, number)
        path = "catalog/apps/harbor.yaml"
        text = stage.main_files(path)[path].decode()
        without = text.replace("  - {login: rob, id: 1004}\n", "")
        stage.person("otto").commit("main", {path: without}, "Rob leaves")
        with pytest.raises(LostRaceError):
            act(world, seen)
        report = Report()
        reconcile(world, number, PATIENT, report)
        assert report.exit_code == 0
    assert kinds(stage, PRODUCTION) == ["submitted"]


# --- Two bots in threads -------------------------------------------------------------------------


def at_once(stage: Stage, *numbers: int) -> list[Report]:
    """Run a bot for each number, all at the same time."""
    barrier, reports = threading.Barrier(len(numbers)), [Report() for _ in numbers]

    def run(number: int, report: Report) -> None:
        with stage.bot(timeout=20) as world:
            barrier.wait(30)
            reconcile(world, number, PATIENT, report)

    threads = [
        threading.Thread(target=run, args=pair) for pair in zip(numbers, reports, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return reports


@pytest.mark.parametrize("start", [SUBMIT, REJECT, MERGE_PRODUCTION], ids=lambda each: each.name)
def test_two_bots_at_the_same_time_have_one_effect(stage: Stage, start: Start) -> None:
    free = fault_free(stage, start)
    number = arrive(stage, start)
    stage.objects = None
    reports = at_once(stage, number, number)
    failures = [str(failure) for report in reports for failure in report.failures]
    assert {report.exit_code for report in reports} <= {0, 3}, failures
    assert_converges(stage, number, free.rest, start.name)
