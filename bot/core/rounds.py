"""Rounds: when one opens, which acts ended it, and which reviews count in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.situation import AccountType, EventKind, PullState, Verdict

if TYPE_CHECKING:
    from bot.core.application import Application
    from bot.core.entry import Announcement, Entry, Files
    from bot.core.situation import Branch, Event, Review, Situation

APPLYING = frozenset({EventKind.OPENED, EventKind.READY, EventKind.REOPENED})
ENDING = frozenset({EventKind.CLOSED, EventKind.DRAFTED})
REOPENING = frozenset({EventKind.FORCE_PUSHED, EventKind.BASE_CHANGED})
"""Events that open a new round by themselves; ready and reopening do so by a new application."""

DECISIVE = frozenset({Verdict.APPROVED, Verdict.CHANGES_REQUESTED, Verdict.DISMISSED})


def unseen(situation: Situation) -> tuple[Event, ...]:
    """The events that stand in no entry, of this release or of another, oldest first."""
    log, elsewhere = situation.main.log, situation.main.events_elsewhere
    seen = log.events | elsewhere if log else elsewhere
    if situation.thread is not None:
        seen |= situation.thread.events
    return tuple(event for event in situation.pull.events if event.id not in seen)


def application_act(situation: Situation) -> Event | None:
    """The act by which somebody applies now: opened ready, made ready, or reopened ready.

    Only an act that stands in no entry counts, so a push alone never reapplies. An act that was
    taken back by closing or by a conversion to draft is void.
    """
    pull = situation.pull
    if pull.state is not PullState.OPEN or pull.draft:
        return None
    act = None
    for event in unseen(situation):
        if event.kind in APPLYING:
            act = event
        elif event.kind in ENDING:
            act = None
    return act


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


class Discount(StrEnum):
    """Why a review does not count."""

    NOT_LISTED = "not-listed"
    NOT_A_PERSON = "not-a-person"
    BEFORE = "before-the-round"
    SAME_SECOND = "same-second"
    OTHER_BYTES = "other-bytes"
    CONTRIBUTOR = "contributor"
    TOO_OLD = "too-old"


WITHDRAWING = frozenset({Discount.CONTRIBUTOR, Discount.TOO_OLD})
"""Such approvals fill no seat, and are their reviewer's latest word nevertheless."""


STRANGERS = frozenset({Discount.NOT_LISTED, Discount.NOT_A_PERSON})
"""Reviews by accounts that nobody asked; anybody can write any number of them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The reviews of a round: approvals that may fill seats, objections, and what did not count."""

    approvals: tuple[Review, ...]
    objections: tuple[Review, ...]
    discounted: tuple[tuple[Review, Discount], ...]


def tally(situation: Situation, opening: Entry) -> Tally:
    """Judge every decisive review in the present round.

    A reviewer's latest decisive review in the round is what counts, by time and then by id. If
    that is an approval which counts for nothing, the objection before it is withdrawn all the same.
    """
    decisive = [review for review in situation.pull.reviews if review.verdict in DECISIVE]
    decisive.sort(key=lambda review: (review.at, review.id))
    judged = [(review, _discount(review, situation, opening)) for review in decisive]
    latest = {
        review.author.id: (review, why)
        for review, why in judged
        if why is None or why in WITHDRAWING
    }
    standing = tuple(review for review, why in latest.values() if why is None)
    return Tally(
        approvals=tuple(r for r in standing if r.verdict is Verdict.APPROVED),
        objections=tuple(r for r in standing if r.verdict is Verdict.CHANGES_REQUESTED),
        discounted=tuple((review, why) for review, why in judged if why is not None),
    )


def _discount(review: Review, situation: Situation, opening: Entry) -> Discount | None:
    announced, app = opening.draft.announced, opening.draft.release.app
    reviewers = {person.id for person in situation.main.catalog.reviewers(app)}
    if review.author.type is not AccountType.USER:
        return Discount.NOT_A_PERSON
    if review.author.id not in reviewers:
        return Discount.NOT_LISTED
    if announced is None or review.at < announced.at:
        return Discount.BEFORE
    if review.at == announced.at:
        return Discount.SAME_SECOND
    if review.verdict is Verdict.APPROVED:
        return _discount_approval(review, situation, opening)
    return None


def _discount_approval(review: Review, situation: Situation, opening: Entry) -> Discount | None:
    """What only an approval can suffer: an objection on other bytes or by a contributor stands."""
    if review.commit not in announced_commits(situation.branch, opening.draft.subject.files):
        return Discount.OTHER_BYTES
    if review.author.id in contributors(situation):
        return Discount.CONTRIBUTOR
    policy = situation.target.approvals if situation.target else None
    if policy and situation.now - review.at > policy.maximum_age:
        return Discount.TOO_OLD
    return None


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
