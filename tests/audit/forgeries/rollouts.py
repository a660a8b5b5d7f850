"""Releases that reach their users otherwise than they might, by people who might not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.entry import Kind
from bot.core.entry_rollout import NOTHING_SAID
from bot.core.lifecycle import Role, Status
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import (
    COFFEE,
    HARBOR,
    PILOTED,
    TEST,
    release,
    with_admins,
    with_environment,
    with_field,
)
from tests.audit.forgeries.strokes import followed_with, told, told_with
from tests.history import people
from tests.history.documents import person
from tests.history.pulls import Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.entry import Draft
    from bot.core.situation import Account
    from tests.audit.forgeries.forger import Forger

ROLLOUTS = Book(Sort.ROLLOUT)
STEPWISE = """\
goLiveAt: "2026-03-03T09:00:00Z"
grayscale:
  - percent: 10
  - percent: 50
    after: 24h
  - percent: 100
    at: "2026-03-07T09:00:00+08:00"
"""
DAY = 24 * 3600


def prepared(f: Forger, schedule: str = "") -> None:
    """A release stands in Release Preparation."""
    f.h.apply(COFFEE, work=Work(schedule=schedule))
    f.h.approve(COFFEE)


def piloted(f: Forger) -> None:
    """A release stands in Pilot Testing."""
    f.h.apply(PILOTED)
    f.h.approve(PILOTED)


def saying(**changes: Any) -> Callable[[Any, Any], Any]:
    """Let the entry that caused the commit say something else of the rollout."""
    return told(lambda draft: replace(draft, rollout=replace(draft.rollout, **changes)))


def by(who: Account, role: Role) -> Callable[[Any, Any], Any]:
    """Let somebody else have acted."""

    def change(draft: Draft) -> Draft:
        return replace(draft, actor=replace(draft.actor, login=who.login, id=who.id, role=role))

    return told(change)


def ruled(f: Forger, **fields: Any) -> dict[str, bytes]:
    """The app harbor with other rules of Production, and main's own until then."""
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_environment(f, "harbor", "production", lambda e: e.update(fields)))
    return old


# --- Who -----------------------------------------------------------------------------------------


@ROLLOUTS.found_by("actor", says="was no releaser there")
def live_by_no_releaser(f: Forger) -> None:
    """Somebody who is no releaser takes a release live."""
    prepared(f)
    with f.believing(with_admins(f, "coffee", people.MIA, people.OSCAR)):
        f.h.say(COFFEE, "/go-live", Kind.WENT_LIVE, people.OSCAR)


@ROLLOUTS.found_by("actor", says="was no releaser there")
def scaled_by_an_operator(f: Forger) -> None:
    """An operator, who may only hold and cancel, lets more users meet a release."""
    prepared(f)
    f.h.go_live(COFFEE, 10)
    f.lie(by(people.OLGA, Role.RELEASER))
    f.h.scale(COFFEE, 50)


@ROLLOUTS.found_by("actor", says="was no operator there")
def held_by_an_operator_who_lost_the_role(f: Forger) -> None:
    """An operator is taken off the list in the commit just before a pause."""
    prepared(f)
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_field(f, HARBOR, "operators", [person(people.OMAR)]))
    with f.believing(old):
        f.h.hold(COFFEE, people.OLGA)


@ROLLOUTS.found_by("actor", says="was no inspector there")
def removed_by_an_operator(f: Forger) -> None:
    """An operator force removes, which only an inspector may."""
    prepared(f)
    f.lie(by(people.OLGA, Role.INSPECTOR))
    f.h.force_remove(COFFEE)


@ROLLOUTS.found_by("actor", says="was no bot there")
def delivery_noted_by_somebody(f: Forger) -> None:
    """A person notes what the app is said to have answered."""
    f.h.apply(TEST)
    f.lie(by(people.MIA, Role.BOT))
    f.h.deliver(TEST)


@ROLLOUTS.found_by("row", says="is no row")
def canceled_by_an_inspector(f: Forger) -> None:
    """An inspector cancels, who may only warn and force remove."""
    prepared(f)
    f.lie(by(people.INES, Role.INSPECTOR))
    f.h.cancel(COFFEE)


# --- By what cause -------------------------------------------------------------------------------


@ROLLOUTS.found_by("cause", says="does not lead to went-live")
def live_without_a_comment(f: Forger) -> None:
    """A release goes live by an event that is no comment."""
    prepared(f)
    f.lie(told_with(cause={"kind": "event", "event": "EV_4711"}, events=("EV_4711",)))
    f.h.go_live(COFFEE)


@ROLLOUTS.found_by("cause", says="does not lead to canceled")
def comment_that_is_not_accounted_for(f: Forger) -> None:
    """A command is not among the events of its entry, so that it could act again."""
    prepared(f)
    f.lie(told_with(events=()))
    f.h.cancel(COFFEE)


@ROLLOUTS.found_by("counted-once", says="was counted already")
def one_comment_for_two_acts(f: Forger) -> None:
    """The comment that paused a release is named as the one that lets it go on."""
    prepared(f)
    f.h.hold(COFFEE)
    last = f.h.logs[COFFEE].entries[-1].draft
    f.lie(told_with(cause=last.cause, events=last.events))
    f.h.resume(COFFEE)


@ROLLOUTS.found_by("cause", says="does not lead to scaled")
def command_by_the_bot(f: Forger) -> None:
    """The bot goes on by itself, and names a comment as the cause."""
    prepared(f)
    f.h.go_live(COFFEE, 10)
    f.lie(by(people.BOT, Role.BOT))
    f.h.scale(COFFEE, 50)


# --- How far -------------------------------------------------------------------------------------


@ROLLOUTS.found_by("percent", says="which is not higher")
def percentage_lowered(f: Forger) -> None:
    """A release that half of the users met is met by a tenth."""
    prepared(f)
    f.h.go_live(COFFEE, 50)
    f.lie(saying(percent=10))
    f.h.scale(COFFEE, 60)


@ROLLOUTS.found_by("percent", says="not by 50 %")
def full_for_a_half(f: Forger) -> None:
    """A Full Release is told as one that half of the users meet."""
    prepared(f)
    f.lie(saying(percent=50))
    f.h.go_live(COFFEE)


@ROLLOUTS.found_by("percent", says="after its pilot, not at 0 %")
def live_from_its_pilot(f: Forger) -> None:
    """A pilot ends, and a third of the users meet the release at once."""
    piloted(f)
    f.lie(saying(percent=30))
    f.h.complete_testing(PILOTED)


@ROLLOUTS.found_by("percent", says="what all users meet is a Full Release")
def everybody_in_grayscale(f: Forger) -> None:
    """A Grayscale Release is told as one that all users meet."""
    prepared(f)
    f.lie(saying(percent=100))
    f.h.go_live(COFFEE, 90)


@ROLLOUTS.found_by("percent", says="but by a schedule")
def live_for_nobody(f: Forger) -> None:
    """Somebody goes live for 0 % of the users, so that no step has to be waited for."""
    prepared(f)
    f.lie(saying(percent=0))
    f.h.go_live(COFFEE, 10)


@ROLLOUTS.found_by("step", says="none of the app's steps, 10, 50")
def percentage_between_steps(f: Forger) -> None:
    """A release goes to a percentage that is none of the app's steps."""
    with f.believing(_prepared_under(f, grayscale={"steps": [10, 50]})):
        f.h.go_live(COFFEE, 30)


def _prepared_under(f: Forger, **fields: Any) -> dict[str, bytes]:
    prepared(f)
    return ruled(f, **fields)


@ROLLOUTS.found_by("waited", says="it was to stand at 10 % until")
def step_not_waited_for(f: Forger) -> None:
    """A release goes on after minutes, where the app asks for a day."""
    prepared(f)
    f.h.go_live(COFFEE, 10)
    with f.believing(ruled(f, grayscale={"wait": "24h"})):
        f.h.scale(COFFEE, 50)


@ROLLOUTS.found_by("waited", says="it was to stand at 10 % until")
def completed_too_early(f: Forger) -> None:
    """A release is completed after minutes, where the app asks for a day."""
    prepared(f)
    f.h.go_live(COFFEE, 10)
    with f.believing(ruled(f, grayscale={"wait": "24h"})):
        f.h.complete(COFFEE)


@ROLLOUTS.found_by("grayscale", says="before it went live for all")
def full_at_once_where_a_part_comes_first(f: Forger) -> None:
    """A release goes live for all users, where the app asks for a part of them first."""
    with f.believing(_prepared_under(f, grayscale={"required": True})):
        f.h.go_live(COFFEE)


@ROLLOUTS.found_by("grayscale", says="had to go live in full")
def first_release_in_part(f: Forger) -> None:
    """The first release ever goes live for a part, where the app asks for all."""
    prepared(f)
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_field(f, HARBOR, "firstReleaseFull", value=True))
    with f.believing(old):
        f.h.go_live(COFFEE, 10)


@ROLLOUTS.found_by("testers", says="2 testers, where the app allows 1")
def pilot_of_too_many(f: Forger) -> None:
    """A pilot gets more testers than the app allows."""
    piloted(f)
    old = {"catalog/apps/quay.yaml": f.h.files["catalog/apps/quay.yaml"]}
    f.h.maintain(with_environment(f, "quay", "production", lambda e: e.update(testerLimit=1)))
    with f.believing(old):
        f.h.test_with(PILOTED, "user-7", "user-8")


@ROLLOUTS.found_by("testers", says="who are no users of quay there")
def pilot_of_strangers(f: Forger) -> None:
    """A pilot gets testers who are no users of the app in that environment."""
    piloted(f)
    old = {"catalog/apps/quay.yaml": f.h.files["catalog/apps/quay.yaml"]}
    ids = {"prefix": "qy-"}
    f.h.maintain(with_environment(f, "quay", "production", lambda e: e.update(testerIds=ids)))
    with f.believing(old):
        f.h.test_with(PILOTED, "user-7")


# --- By a schedule -------------------------------------------------------------------------------


@ROLLOUTS.found_by("schedule", says="where nothing was due")
def scheduled_without_a_schedule(f: Forger) -> None:
    """The bot takes a release live by a schedule that nobody applied for."""
    prepared(f)
    f.forges()
    f.h.on_schedule(COFFEE, 0, 100)


@ROLLOUTS.found_by("schedule", says="it was due at")
def scheduled_too_early(f: Forger) -> None:
    """The bot takes a release live the day before its time."""
    prepared(f, STEPWISE)
    f.forges()
    f.h.on_schedule(COFFEE, 0, 10)


@ROLLOUTS.found_by("schedule", says="where act 1, 50 % was due")
def scheduled_out_of_order(f: Forger) -> None:
    """The bot completes a release by its schedule, and leaves out the step before."""
    prepared(f, STEPWISE)
    f.h.wait(DAY)
    f.h.on_schedule(COFFEE, 0, 10)
    f.h.wait(5 * DAY)
    f.forges()
    f.h.on_schedule(COFFEE, 2, 100)


@ROLLOUTS.found_by("schedule", says="it was due at 2026-03-04")
def scheduled_before_its_day_was_over(f: Forger) -> None:
    """The bot goes on an hour after the act before, where the schedule says a day."""
    prepared(f, STEPWISE)
    f.h.wait(DAY)
    f.h.on_schedule(COFFEE, 0, 10)
    f.h.wait(3600)
    f.forges()
    f.h.on_schedule(COFFEE, 1, 50)


# --- What an entry says --------------------------------------------------------------------------


@ROLLOUTS.found_by("said", says="only with a reason")
def canceled_without_a_reason(f: Forger) -> None:
    """A release is canceled, and nobody says why."""
    prepared(f)
    f.lie(told_with(reason=None))
    f.h.cancel(COFFEE)


@ROLLOUTS.found_by("said", says="does not say its percent")
def scaled_to_nothing(f: Forger) -> None:
    """A release grows, and the log does not say how far."""
    prepared(f)
    f.h.go_live(COFFEE, 10)
    f.lie(told_with(rollout=NOTHING_SAID))
    f.h.scale(COFFEE, 50)


@ROLLOUTS.found_by("said", says="its testers is none of an entry that is paused")
def testers_slipped_in(f: Forger) -> None:
    """A pause gives a pilot other testers."""
    piloted(f)
    f.lie(saying(testers=("user-7",)))
    f.h.hold(PILOTED)


@ROLLOUTS.found_by("warning", says="had passed")
def warned_too_late(f: Forger) -> None:
    """A warning names a deadline of the day before."""
    prepared(f)
    f.lie(saying(deadline=f.h.now - timedelta(days=1)))
    f.h.warn(COFFEE)


# --- Force removal -------------------------------------------------------------------------------


@ROLLOUTS.found_by("removal", says="was left where it stood")
def removed_but_for_one(f: Forger) -> None:
    """A force removal leaves a release of another environment where it is."""
    f.h.apply(TEST)
    prepared(f)
    f.pretend(TEST, target=Status.ARCHIVED)
    f.h.force_remove(COFFEE)


@ROLLOUTS.found_by("removal", says="another inspector or reason")
def removed_for_two_reasons(f: Forger) -> None:
    """A force removal gives another reason for what goes with it."""
    f.h.apply(TEST)
    prepared(f)
    f.lie(followed_with(reason="It was old."))
    f.h.force_remove(COFFEE)


@ROLLOUTS.found_by("row", says="is no row")
def canceled_and_on_its_way_again(f: Forger) -> None:
    """What was canceled for good goes live all the same."""
    prepared(f)
    f.h.cancel(COFFEE)
    f.pretend(COFFEE, kind=Kind.APPROVED, target=Status.RELEASE_PREPARATION)
    f.h.go_live(COFFEE)


# --- Deliveries ----------------------------------------------------------------------------------


@ROLLOUTS.found_by("delivery", says="which is no change of this release")
def delivery_of_something_else(f: Forger) -> None:
    """A note says that the app serves a change which this log does not hold."""
    f.h.apply(TEST)
    other = "0" * 32

    def change(draft: Draft) -> Draft:
        assert draft.rollout.observed is not None
        seen = replace(draft.rollout.observed, transition=other)
        cause = {**draft.cause, "transition": other}
        return replace(draft, cause=cause, rollout=replace(draft.rollout, observed=seen))

    f.lie(told(change))
    f.h.deliver(TEST)


@ROLLOUTS.found_by("delivery", says="did not come to failed")
def failure_told_as_a_delivery(f: Forger) -> None:
    """An attempt that failed is noted as a delivery."""
    f.h.apply(TEST)
    f.lie(told_with(kind=Kind.DELIVERED))
    f.h.deliver(TEST, 1, "failed")


@ROLLOUTS.found_by("version-order", says="which is not below 1.0.0")
def older_version_after_a_newer_one_went_live(f: Forger) -> None:
    """A release goes live for all users, where a higher version has gone before it."""
    older, newer = release("coffee 1.0.0 pier production"), release("coffee 1.1.0 pier production")
    for one in (older, newer):
        f.h.apply(one)
        f.h.approve(one)
    f.h.go_live(newer)
    with f.believing(with_field(f, "catalog/apps/pier.yaml", "versionsInOrder", value=False)):
        f.h.go_live(older)


@ROLLOUTS.found_by("retired", says="the app was retired")
def live_though_the_app_was_retired(f: Forger) -> None:
    """A release goes live in an app that was retired in the meantime."""
    prepared(f)
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_field(f, HARBOR, "retired", value=True))
    with f.believing(old):
        f.h.go_live(COFFEE)
