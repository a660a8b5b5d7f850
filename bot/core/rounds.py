"""Rounds: when one opens, which acts ended it, and which reviews count in it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.command.acts import in_order
from bot.core.entry import Kind
from bot.core.panel import Panel, tally
from bot.core.situation import EventKind, PullState

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.application import Application
    from bot.core.document_log import Thread
    from bot.core.entry import Announcement, Entry, Files
    from bot.core.log import Log
    from bot.core.panel import Tally
    from bot.core.situation import Branch, Event, Pull, Situation

APPLYING = frozenset({EventKind.OPENED, EventKind.READY, EventKind.REOPENED, EventKind.APPLIED})
ENDING = frozenset({EventKind.CLOSED, EventKind.DRAFTED, EventKind.WITHDRAWN})
REOPENING = frozenset({EventKind.FORCE_PUSHED, EventKind.BASE_CHANGED})
"""Events that open a new round by themselves; ready and reopening do so by a new application."""


def unseen(situation: Situation) -> tuple[Event, ...]:
    """The events and acts that stand in no entry, of this release or of another, oldest first."""
    log, elsewhere = situation.main.log, situation.main.events_elsewhere
    seen = log.events | elsewhere if log else elsewhere
    if situation.thread is not None:
        seen |= situation.thread.events
    return tuple(event for event in in_order(situation) if event.id not in seen)


def application_act(situation: Situation) -> Event | None:
    """The act by which somebody applies now: opened ready, made ready, reopened ready, or said so.

    Only an act that stands in no entry counts, so a push alone never reapplies. An act that was
    taken back by closing, by a conversion to draft or by saying so is void, and so is one before
    an inspector removed the release. On a draft only what was said applies.
    """
    pull = situation.pull
    if pull.state is not PullState.OPEN:
        return None
    act, removed = None, _removed_at(situation.main.log)
    for event in unseen(situation):
        if removed is not None and event.at <= removed:
            continue
        if event.kind in APPLYING:
            act = event
        elif event.kind in ENDING:
            act = None
    by_saying = act is not None and act.kind is EventKind.APPLIED
    return act if by_saying or not pull.draft else None


def _removed_at(log: Log | None) -> datetime | None:
    """When the release was force removed last."""
    entries = log.entries if log else ()
    removals = (e.time for e in reversed(entries) if e.draft.kind is Kind.FORCE_REMOVED)
    return next(removals, None)


def draft_is_told(pull: Pull, log: Log | Thread) -> bool:
    """Whether a draft that is Under Review was one when somebody applied for it by saying so.

    A conversion to draft that is not among the events yet is told by nothing.
    """
    applied = log.requester.draft.events if log.requester else ()
    changes = (EventKind.OPENED, EventKind.READY, EventKind.DRAFTED)
    kinds = [event.kind for event in pull.events if event.kind in changes]
    if kinds:
        as_draft = kinds[-1] is EventKind.DRAFTED
    else:
        as_draft = not any(event.startswith("opened:") for event in log.events)
    return as_draft and any(event.startswith("comment:") for event in applied)


def ending_act(situation: Situation) -> Event | None:
    """The first unseen act that takes an application under review back."""
    return next((event for event in unseen(situation) if event.kind in ENDING), None)


def events_until(situation: Situation, last: Event) -> tuple[str, ...]:
    """The unseen events up to and with ``last``: what the entry accounts for."""
    events = unseen(situation)
    return tuple(event.id for event in events[: events.index(last) + 1])


class NewRound(StrEnum):
    """Why a round is over although nobody ended it."""

    EVENT = "the branch was force-pushed or the base was changed"
    BYTES = "the request or the version file changed"
    CATALOG = "the catalog on main changed what the application says"
    MOVED_ON = "the release that an act is about, or what is Full Release beside it, changed"


def new_round(situation: Situation, opening: Entry, application: Application) -> NewRound | None:
    """Whether the present round still stands for what the head holds."""
    announced = opening.draft.announced
    if any(event.kind in REOPENING for event in unseen(situation)):
        return NewRound.EVENT
    if announced is None or not holds(situation.branch, announced, opening.draft.subject.files):
        return NewRound.BYTES
    if application.digest != announced.digest:
        return NewRound.CATALOG
    return None


def holds(branch: Branch, announced: Announcement, files: Files) -> bool:
    """Whether the announced head is in the branch and every commit since holds its bytes.

    ``branch.commits`` runs from the oldest to the head.
    """
    oids = [commit.oid for commit in branch.commits]
    if announced.head not in oids:
        return False
    since = branch.commits[oids.index(announced.head) :]
    return all(commit.oid in announced_commits(branch, files) for commit in since)


def announced_commits(branch: Branch, files: Files) -> frozenset[str]:
    """The commits of the branch that hold the announced bytes.

    A commit without a version file holds that of main, which is immutable.
    """
    return frozenset(
        commit.oid
        for commit in branch.commits
        if commit.request == files.request.blob and commit.version in (None, files.version.blob)
    )


def panel_of(situation: Situation, opening: Entry) -> Panel:
    """Whose reviews count in the present round of a release."""
    target, app = situation.target, opening.draft.release.app
    policy = target.approvals if target else None
    return Panel(
        reviewers=frozenset(p.id for p in situation.main.catalog.reviewers(app)),
        contributors=contributors(situation),
        commits=announced_commits(situation.branch, opening.draft.subject.files),
        announced=opening.draft.announced,
        maximum_age=policy.maximum_age if policy else None,
        now=situation.now,
    )


def tally_of(situation: Situation, opening: Entry) -> Tally:
    """The reviews of the present round of a release."""
    return tally(situation.pull.reviews, panel_of(situation, opening))


def contributors(situation: Situation) -> frozenset[int]:
    """Numeric ids of those who had a hand in the application, so far as they are known yet."""
    pull, log, people = situation.pull, situation.main.log, situation.people
    applied = log.requester if log else None
    pushed = {e.actor.id for e in pull.events if e.kind is EventKind.FORCE_PUSHED}
    return frozenset(
        {pull.author.id}
        | ({applied.draft.actor.id} if applied else set())
        | pushed
        | (people.contributors if people else frozenset())
    )
