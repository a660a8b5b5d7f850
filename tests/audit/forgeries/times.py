"""Times that run back, or that no run of the bot could have written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.entry import Kind
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, TEST, with_environment
from tests.audit.forgeries.strokes import entered, spelt, told

if TYPE_CHECKING:
    from bot.core.entry import Approval, Draft
    from tests.audit.forgeries.forger import Forger

TIME = Book(Sort.TIME)


@TIME.found_by("time", says="before that of the entry before it")
def entry_before_the_one_before_it(f: Forger) -> None:
    """An approval is dated before the application."""
    f.h.apply(COFFEE)
    before = f.h.now - timedelta(minutes=10)
    f.lie(reenter=entered(time=before))
    f.h.approve(COFFEE)


@TIME.found_by("time", says="not that of its commit")
def entry_back_dated(f: Forger) -> None:
    """An entry, the first of its log, is dated to the day before."""
    f.lie(reenter=lambda entry, _: replace(entry, time=entry.time - timedelta(days=1)))
    f.h.apply(TEST)


@TIME.found_by("time", says="not that of its commit")
def entry_post_dated(f: Forger) -> None:
    """An entry is dated to the day after."""
    f.lie(reenter=lambda entry, _: replace(entry, time=entry.time + timedelta(days=1)))
    f.h.apply(TEST)


@TIME.found_by("time", says="what main held already")
def entry_and_commit_back_dated(f: Forger) -> None:
    """A first entry and its commit are both dated to a week before what main holds already."""
    f.h.apply(COFFEE)
    week = timedelta(days=7)
    f.lie(
        reenter=lambda entry, _: replace(entry, time=entry.time - week),
        respell=lambda commit: replace(commit, time=commit.time - week),
    )
    f.h.apply(TEST)


@TIME.found_by("time", says="not that of its commit")
def commit_back_dated(f: Forger) -> None:
    """The commit is dated to last year, the entry is not."""
    f.lie(respell=spelt(time=datetime(2025, 1, 1, tzinfo=UTC)))
    f.h.apply(TEST)


@TIME.found_by("time", says="not that of its commit")
def commit_years_before_an_entry_of_the_same_second(f: Forger) -> None:
    """A withdrawal is dated to the second of its application, and its commit to 2019."""
    f.h.apply(COFFEE)
    same = f.h.logs[COFFEE].entries[-1].time
    f.lie(
        reenter=entered(time=same),
        respell=spelt(time=datetime(2019, 1, 1, tzinfo=UTC), signed_by=None),
    )
    f.h.withdraw(COFFEE)


@TIME.found_by("time", says="after its own time")
def approval_of_tomorrow(f: Forger) -> None:
    """An approval is counted that was given after the entry."""
    f.h.apply(COFFEE)
    late = f.h.now + timedelta(days=1)
    f.lie(
        told(lambda draft: replace(draft, approvals=(replace(draft.approvals[0], at=late),))),
    )
    f.h.approve(COFFEE)


@TIME.found_by("announcement", says="not when the entry was written")
def announcement_back_dated(f: Forger) -> None:
    """The announcement is dated two hours back, so that an older approval counts."""
    f.h.wait(3 * 3600)
    f.lie(told(lambda draft: _announced_before(draft, timedelta(hours=2))))
    f.h.apply(COFFEE)
    before = f.h.now - timedelta(hours=1)
    if not f.honest:
        f.lie(told(lambda draft: replace(draft, approvals=_given(draft, before))))
    f.h.approve(COFFEE)


def _announced_before(draft: Draft, by: timedelta) -> Draft:
    assert draft.announced is not None
    return replace(draft, announced=replace(draft.announced, at=draft.announced.at - by))


def _given(draft: Draft, at: datetime) -> tuple[Approval, ...]:
    return tuple(replace(one, at=at) for one in draft.approvals)


@TIME.found_by("announcement", says="before the entry that goes before it")
def announced_before_the_rejection(f: Forger) -> None:
    """The second round is announced before the first one was rejected."""
    f.h.apply(COFFEE)
    f.h.wait(1500)
    f.h.reject(COFFEE)
    f.lie(told(lambda draft: _announced_before(draft, timedelta(minutes=20))))
    f.h.reapply(COFFEE, notes="It says what changed.\n")


@TIME.found_by("approved-after")
def approved_before_the_announcement(f: Forger) -> None:
    """An approval is counted that was given a minute before the announcement."""
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: replace(draft, approvals=_given(draft, _announced(f, -60)))))
    f.h.approve(COFFEE)


@TIME.found_by("approved-after")
def approved_in_the_same_second(f: Forger) -> None:
    """An approval is counted that was given in the second of the announcement."""
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: replace(draft, approvals=_given(draft, _announced(f, 0)))))
    f.h.approve(COFFEE)


def _announced(f: Forger, seconds: int) -> datetime:
    announced = f.h.logs[COFFEE].entries[0].draft.announced
    assert announced is not None
    return announced.at + timedelta(seconds=seconds)


@TIME.found_by("approval-age")
def approval_too_old(f: Forger) -> None:
    """An approval of a hundred days ago is counted, where ninety are allowed."""
    f.h.apply(COFFEE)
    f.h.review(COFFEE, f.h.reviewers(COFFEE)[0])
    f.h.wait(100 * 24 * 3600)
    longer = with_environment(
        f, "harbor", "production", lambda e: e["approvals"].update(maximumAgeDays=365)
    )
    with f.believing(longer):
        f.h.settle(COFFEE, Kind.APPROVED)


@TIME.found_by("rejecter", says="before it was announced")
def rejected_before_the_announcement(f: Forger) -> None:
    """A rejection is dated before the announcement of its round, and so before its entry."""
    f.h.apply(COFFEE)
    f.lie(reenter=entered(time=_announced(f, -60)))
    f.h.reject(COFFEE)
