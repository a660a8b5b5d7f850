"""What an app's backend is yet to be told: derived from logs, whichever run died before.

A message holds all that the app serves of a mini program in one target, so the newest change of
that is told, whichever release made it, and covers those before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.delivery import back_off
from bot.core.delivery_answer import read_acknowledgement
from bot.core.entry import Kind
from bot.core.entry_rollout import Result
from bot.core.rollout import serves

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.catalog import Delivery
    from bot.core.delivery import Observed
    from bot.core.delivery_answer import Acknowledgement
    from bot.core.entry import Entry
    from bot.core.log import Log
    from bot.core.situation import Situation

CLOSE = timedelta(minutes=1)
"""How near to each other changes are all told: the clocks of GitHub's servers may differ."""
MOST_ATTEMPTS = 1000
"""Daily in the end: by then nobody has listened for years."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The newest change of what the app serves, and the notes of attempts to tell of it."""

    change: Entry
    notes: tuple[Entry, ...] = ()

    @property
    def transition(self) -> str:
        """The change: the key by which a backend knows a repeat."""
        return self.change.draft.transition

    @property
    def last(self) -> Entry | None:
        """The newest note."""
        return self.notes[-1] if self.notes else None

    @property
    def attempts(self) -> int:
        """How many attempts the log holds."""
        observed = self.last.draft.rollout.observed if self.last else None
        return observed.attempt if observed else 0

    @property
    def result(self) -> Result | None:
        """What came of the newest attempt; ``None`` before the first."""
        return result_of(self.last) if self.last else None

    @property
    def known(self) -> Entry | None:
        """The newest note that says what the backend has, or that it could not be told."""
        said = (note for note in reversed(self.notes) if result_of(note) is not Result.SENT)
        return next(said, None)


def result_of(note: Entry) -> Result | None:
    """What a note of delivery says."""
    observed = note.draft.rollout.observed
    return observed.result if observed else None


def telling_of(log: Log) -> Telling | None:
    """What a release has to tell; ``None`` where the app never served it.

    So too where another release took its place (T20): that one tells of both.
    """
    served = (entry for entry in reversed(log.entries) if serves(entry))
    change = next(served, None)
    if change is None or change.draft.kind is Kind.ARCHIVED:
        return None
    key = change.draft.transition
    notes = (e for e in log.entries if (o := e.draft.rollout.observed) and o.transition == key)
    return Telling(change, tuple(notes))


def covers(newer: datetime, older: datetime) -> bool:
    """Whether who tells of one change of a target needs not tell of another one there."""
    return newer > older + CLOSE


def waits_until(telling: Telling, delivery: Delivery) -> datetime | None:
    """After which time a change is told again; ``None`` where it is not.

    What was handed over is sent again only where an observer could say that it arrived.
    """
    last = telling.last
    if last is None or telling.result is Result.DELIVERED or telling.attempts >= MOST_ATTEMPTS:
        return None
    if telling.result is Result.SENT and delivery.observer is None:
        return None
    return last.time + back_off(telling.attempts)


def is_due(telling: Telling, delivery: Delivery, now: datetime) -> bool:
    """Whether it is time for an attempt: for the first at once, the very second not after it."""
    until = waits_until(telling, delivery)
    return telling.last is None or (until is not None and now > until)


def telling(situation: Situation) -> Telling | None:
    """What this pull request's release is to tell its app, where no later change covers it."""
    log, app, main = situation.main.log, situation.app, situation.main
    last = log.last if log else None
    if log is None or last is None or app is None or app.delivery is None or main.troubles:
        return None
    found = telling_of(log)
    if last.draft.subject.pull_request != situation.pull.number or found is None:
        return None
    return None if _covered(found, main.siblings) else found


def _covered(found: Telling, siblings: Iterable[Log]) -> bool:
    others = (other for log in siblings if (other := telling_of(log)))
    return any(covers(other.change.time, found.change.time) for other in others)


def acknowledged(situation: Situation, found: Telling) -> Observed | None:
    """What the app's observer says and no note holds yet, by the status that was merged with."""
    delivery = situation.app.delivery if situation.app else None
    subject = found.change.draft.subject
    if delivery is None or delivery.observer is None or situation.pull.head != subject.head:
        return None
    said = read_acknowledgement(situation.pull.statuses, found.transition, delivery.observer)
    return said.observed if said and _is_news(found, said) else None


def _is_news(found: Telling, said: Acknowledgement) -> bool:
    """Whether it says otherwise than the notes do; a backend's own answer is not older news."""
    if found.last is None:
        return True
    if found.result is said.observed.result or found.attempts >= MOST_ATTEMPTS:
        return False
    observed = (note.draft.rollout.observed for note in found.notes)
    if said.observed.noted in {one.detail for one in observed if one}:
        return False
    answered = found.result in (Result.DELIVERED, Result.DRIFTED)
    return not answered or said.at > found.last.time
