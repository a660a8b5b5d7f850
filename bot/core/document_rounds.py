"""Rounds of a document that owners review: the same as a release's, over one document's bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import rounds
from bot.core.document_authority import judges
from bot.core.documents.places import place_of
from bot.core.panel import Panel, tally
from bot.core.rollout import arrives, moves
from bot.core.rounds import NewRound
from bot.core.situation import EventKind

if TYPE_CHECKING:
    from bot.core.application import Application
    from bot.core.document_entry import DocumentEntry
    from bot.core.entitlement import Judges
    from bot.core.panel import Tally
    from bot.core.seats import Seat
    from bot.core.situation import Branch, Event, Situation

ENDING = rounds.ENDING | {EventKind.MERGED}
"""A merge by hand ends a round too: the bot did not make it."""


def ending_act(situation: Situation) -> Event | None:
    """The first unseen act that takes a change under review back."""
    return next((event for event in rounds.unseen(situation) if event.kind in ENDING), None)


def new_round(
    situation: Situation, opening: DocumentEntry, application: Application
) -> NewRound | None:
    """Whether the present round still stands for what the head and main hold."""
    if any(event.kind in rounds.REOPENING for event in rounds.unseen(situation)):
        return NewRound.EVENT
    if not _holds(situation.branch, opening):
        return NewRound.BYTES
    if application.digest != opening.draft.subject.digest:
        return NewRound.CATALOG
    return NewRound.MOVED_ON if _moved_on(situation, opening) else None


def _moved_on(situation: Situation, opening: DocumentEntry) -> bool:
    """Whether what an act was judged for is no more: its release, or what all users have there."""
    about = situation.acted_on
    if about is None or about.main.log is None:
        return False
    own = [entry for entry in about.main.log.entries if moves(entry)]
    others = [entry for log in about.main.siblings for entry in log.entries if arrives(entry)]
    return any(entry.time > opening.time for entry in (*own, *others))


def tally_of(situation: Situation, opening: DocumentEntry) -> Tally:
    """The reviews of the present round, by those who judge such a change."""
    bench = judges_of(situation, opening)
    judging = Panel(
        reviewers=bench.ids,
        contributors=contributors(situation),
        commits=_announced_commits(situation.branch, opening),
        announced=opening.draft.announced,
        maximum_age=bench.policy.maximum_age,
        now=situation.now,
    )
    return tally(situation.pull.reviews, judging)


def judges_of(situation: Situation, opening: DocumentEntry) -> Judges:
    """Who judges the change that is under review, as the pinned main has it."""
    place = place_of(opening.draft.subject.document)
    if place is None:  # pragma: no cover  a chain names places only
        raise AssertionError("a document of no place")
    return judges(situation.main.catalog, place)


def seats_of(situation: Situation, opening: DocumentEntry) -> tuple[Seat, ...]:
    """The approvals that the change needs; an unknown contributor may ask for one more."""
    unknown = situation.people.unknown if situation.people else ()
    return judges_of(situation, opening).seats(more=bool(unknown))


def contributors(situation: Situation) -> frozenset[int]:
    """Numeric ids of those who had a hand in the change, so far as they are known yet."""
    applied = situation.thread.requester if situation.thread else None
    requester = {applied.draft.actor.id} if applied else set()
    return rounds.contributors(situation) | requester


def _holds(branch: Branch, opening: DocumentEntry) -> bool:
    """Whether the announced head is in the branch, and every commit since holds its bytes."""
    oids = [commit.oid for commit in branch.commits]
    head = opening.draft.subject.head
    if head not in oids:
        return False
    return set(oids[oids.index(head) :]) <= _announced_commits(branch, opening)


def _announced_commits(branch: Branch, opening: DocumentEntry) -> frozenset[str]:
    blob = opening.draft.subject.blob
    return frozenset(commit.oid for commit in branch.commits if commit.document == blob)
