"""What the app's backend is known to have of a release, beside what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core import delivery_sentences as say
from bot.core.entry_rollout import Result
from bot.core.finding import MET, Answer, State
from bot.core.outbox import covers, telling_of, waits_until
from bot.core.times import show_time

if TYPE_CHECKING:
    from bot.core.catalog import Delivery
    from bot.core.documents.identity import ReleaseId
    from bot.core.entry import Entry
    from bot.core.outbox import Telling
    from bot.core.situation import Situation


@dataclass(frozen=True, slots=True)
class Observation:
    """How the telling of the newest change stands; ``by``: the release that tells of both."""

    telling: Telling
    delivery: Delivery
    by: ReleaseId | None = None

    @property
    def result(self) -> Result | None:
        """What came of the newest attempt; ``None`` before the first."""
        return self.telling.result

    @property
    def amiss(self) -> Entry | None:
        """The note that says that the backend has something else, or could not be told."""
        known = self.telling.known
        observed = known.draft.rollout.observed if known else None
        return known if observed and observed.result is not Result.DELIVERED else None


def observation(situation: Situation) -> Observation | None:
    """What is known; ``None`` where the app is told nothing, or never served the release."""
    log, delivery = situation.main.log, situation.app.delivery if situation.app else None
    own = telling_of(log) if log and delivery else None
    if own is None or delivery is None:
        return None
    others = ((one.release, telling_of(one)) for one in situation.main.siblings)
    later = [
        (found, release)
        for release, found in others
        if found is not None and covers(found.change.time, own.change.time)
    ]
    if own.result is Result.DELIVERED or not later:
        return Observation(own, delivery)
    newest, release = max(later, key=lambda one: one[0].change.time)
    return Observation(newest, delivery, release)


def in_words(found: Observation) -> str:
    """What is observed, as one line."""
    last = found.telling.last
    if last is None or found.result is None:
        text = say.PENDING
    else:
        text = say.observed_in_words(found.result, last.time)
    if found.result is Result.SENT:
        text += say.unheard(found.delivery.observer)
    return f"{text}, {say.covered(found.by)}" if found.by else text


def as_decided(situation: Situation) -> Answer:
    """Check ``observed-as-decided``: nothing is ever stopped by it."""
    found = observation(situation)
    amiss, release = found.amiss if found else None, situation.release
    observed = amiss.draft.rollout.observed if amiss else None
    if found is None or observed is None or release is None:
        return MET
    again = waits_until(found.telling, found.delivery)
    return Answer(State.NOTICE, (say.not_as_decided(release, observed, again),))


def observed_value(found: Observation | None) -> dict[str, Any] | None:
    """The same for machines."""
    if found is None:
        return None
    last, result = found.telling.last, found.result
    return {
        "transition": found.telling.transition,
        "attempt": found.telling.attempts,
        "result": str(result) if result else "pending",
        "at": show_time(last.time) if last else None,
    }
