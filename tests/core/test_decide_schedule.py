"""The schedule is performed: at its time and not before, under all rules, each act once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.catalog import Person
from bot.core.decide import decide
from bot.core.decide_schedule import due_now, stuck
from bot.core.decision import Moved, Shown
from bot.core.display import display
from bot.core.entry import Kind
from bot.core.finding import LATER
from bot.core.lifecycle import Role, Status
from bot.core.log import Log
from bot.core.projection import status_value
from bot.core.rollout import percent_of
from bot.core.schedule_rules import schedule_allowed
from bot.core.stop import Stop
from tests.core.situations import (
    HEAD,
    NOW,
    PRODUCTION,
    applied,
    catalog,
    commit,
    harbor,
    log_of,
    moved_in,
    recorded,
    request,
    review,
    reviewed,
    under_review,
    version,
    with_branch,
    with_main,
)

if TYPE_CHECKING:
    from bot.core.catalog import App
    from bot.core.situation import Situation

DAY = timedelta(days=1)
STEPS: list[dict[str, Any]] = [
    {"percent": 10},
    {"percent": 50, "after": "24h"},
    {"percent": 100, "after": "24h"},
]


def _at(moment: Any) -> str:
    return str(moment.isoformat())


def scheduled(opened: Situation, *steps: dict[str, Any]) -> Situation:
    """The same pull request with a schedule that goes live in a day."""
    schedule: dict[str, Any] = {"goLiveAt": _at(NOW + DAY)}
    if steps:
        schedule["grayscale"] = list(steps)
    asked = request(schedule=schedule)
    return with_branch(opened, request=asked, commits=(commit(HEAD, asked, version()),))


def prepared(*steps: dict[str, Any], app: App | None = None) -> Situation:
    """Approved, in Release Preparation, with a schedule that goes live in a day."""
    asked = scheduled(applied(policy=catalog(app)), *steps)
    return recorded(reviewed(review(), situation=under_review(asked)))


def at(situation: Situation, days: float) -> Situation:
    """The same, so many days later."""
    return replace(situation, now=NOW + days * DAY)


def test_nothing_is_done_before_its_time() -> None:
    assert isinstance(decide(at(prepared(*STEPS), 0.99)), Shown)


def test_each_act_is_done_in_order_by_the_bot() -> None:
    situation, found = prepared(*STEPS), []
    for day in (1, 2, 3):
        moved = moved_in(at(situation, day))
        assert moved.draft.actor.role is Role.BOT
        found.append((moved.draft.row, moved.draft.rollout.percent, moved.draft.cause["step"]))
        situation = recorded(at(situation, day))
    assert found == [("T14", 10, 0), ("T17", 50, 1), ("T18", 100, 2)]
    assert isinstance(decide(at(situation, 9)), Shown)


def test_without_steps_it_goes_live_for_everybody() -> None:
    moved = moved_in(at(prepared(), 1))
    assert (moved.draft.kind, moved.draft.row) == (Kind.WENT_LIVE, "T15")
    assert moved.draft.target is Status.FULL_RELEASE


def test_a_first_step_with_a_time_of_its_own_begins_at_nothing() -> None:
    situation = at(prepared({"percent": 10, "after": "24h"}), 1)
    assert moved_in(situation).draft.rollout.percent == 0
    assert percent_of(log_of(recorded(situation))) == 0


def test_the_status_says_when_it_goes_on() -> None:
    waiting = prepared(*STEPS)
    assert status_value(log_of(waiting))["dueAt"] == "2026-03-03T12:00:00Z"
    assert status_value(log_of(recorded(at(waiting, 1))))["dueAt"] == "2026-03-04T12:00:00Z"
    assert status_value(log_of(under_review()))["dueAt"] is None


def test_a_stop_halts_it_and_the_comment_says_whose() -> None:
    stop = Stop("harbor", Person("otto", 2001), NOW, "Payments fail.", "1" * 32)
    halted = with_main(at(prepared(*STEPS), 1), stop=stop)
    assert isinstance(decide(halted), Shown)
    sticky = display(halted).sticky
    assert "otto (2001) stopped harbor at 2026-03-02T12:00:00Z: `Payments fail.`" in sticky


@pytest.mark.parametrize(
    ("app", "why"),
    [
        (harbor({"grayscale": {"steps": [5, 50]}}), "10 % is no step of the app"),
        (
            harbor(firstReleaseFull=True),
            "the app asks that the first release of a mini program there is full",
        ),
    ],
)
def test_what_the_app_does_not_allow_stays_undone_and_is_shown(app: App, why: str) -> None:
    allowed = prepared(*STEPS)
    situation = with_main(at(allowed, 1), catalog=catalog(app))
    assert isinstance(decide(situation), Shown)
    assert f"its schedule cannot go on: {why}" in display(situation).sticky.replace("\n", " ")


def test_a_waiting_time_of_the_app_holds_it_back() -> None:
    slow = harbor({"grayscale": {"wait": "7d"}})
    situation = prepared(*STEPS, app=slow)
    live = recorded(at(situation, 1))
    assert isinstance(decide(at(live, 3)), Shown)
    assert moved_in(at(live, 8)).draft.rollout.percent == 50


def test_another_pull_request_performs_nothing() -> None:
    situation = at(prepared(*STEPS), 1)
    log = log_of(situation)
    last = log.entries[-1]
    moved = replace(last.draft, subject=replace(last.draft.subject, pull_request=99))
    elsewhere = Log(PRODUCTION, (*log.entries[:-1], replace(last, draft=moved)))
    assert not isinstance(decide(with_main(situation, log=elsewhere)), Moved)


def test_nothing_is_due_where_the_app_is_gone() -> None:
    situation = at(prepared(*STEPS), 1)
    gone = with_main(situation, catalog=replace(catalog(), apps={}))
    assert due_now(gone, log_of(gone)) is not None
    assert stuck(gone, log_of(gone)) is None
    assert isinstance(decide(gone), Shown)


@pytest.mark.parametrize(
    ("app", "steps", "why"),
    [
        (harbor(firstReleaseFull=True), STEPS, "the first release of a mini program there is full"),
        (harbor({"grayscale": {"required": True}}), [], "met by a part of the users first"),
        (harbor(firstReleaseFull=True), [], None),
        (harbor({"grayscale": {"required": True}}), STEPS, None),
        (harbor({"grayscale": {"required": True}}, firstReleaseFull=True), [], None),
    ],
)
def test_what_the_app_would_refuse_is_told_when_it_is_applied_for(
    app: App, steps: list[dict[str, Any]], why: str | None
) -> None:
    asked = scheduled(applied(policy=catalog(app)), *steps)
    if why is None:
        assert moved_in(asked).draft.kind is Kind.SUBMITTED
        return
    assert isinstance(decide(asked), Shown)
    sticky = display(asked).sticky
    assert why in sticky
    assert "[schedule-allowed]" in sticky


def test_of_a_release_without_its_environment_no_schedule_is_asked() -> None:
    gone = with_main(applied(), catalog=replace(catalog(), apps={}))
    assert schedule_allowed(gone) == LATER
