"""The checks of a review: who has approved exactly these bytes, and whether objections say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import rounds
from bot.core import sentences as say
from bot.core.catalog import Person, UnknownContributors
from bot.core.finding import LATER, MET, Answer, State, unmet
from bot.core.rejection import reason_of

if TYPE_CHECKING:
    from bot.core.catalog import ApprovalPolicy
    from bot.core.entry import Entry
    from bot.core.situation import Review, Situation


def reasons_given(situation: Situation) -> Answer:
    """Check ``reasons-given``."""
    opening = _opening(situation)
    if opening is None:
        return LATER
    silent = [r for r in rounds.tally(situation, opening).objections if not reason_of(r)]
    if not silent:
        return MET
    reviewers = tuple(Person(review.author.login, review.author.id) for review in silent)
    return unmet(say.objection_without_reason(reviewers), reviewers)


def approvals_complete(situation: Situation) -> Answer:
    """Check ``approvals-complete``."""
    opening, target, app = _opening(situation), situation.target, situation.app
    if opening is None or target is None or target.approvals is None or app is None:
        return LATER
    result = rounds.tally(situation, opening)
    needed = approvals_needed(situation, target.approvals)
    unknown = situation.people.unknown if situation.people else ()
    if unknown and target.approvals.unknown_contributors is UnknownContributors.REFUSE:
        return unmet(say.unknown_contributors(unknown))
    approved = {review.author.id for review in result.approvals}
    free = approved | rounds.contributors(situation)
    who = tuple(p for p in situation.main.catalog.reviewers(app.id) if p.id not in free)
    notes = _notes(result.discounted)
    if len(approved) >= needed:
        return Answer(State.MET, notes)
    count = say.approvals_missing(len(approved), needed, who, unknown)
    return Answer(State.UNMET, (count, *notes), who)


NOTES = 10
"""Lines about reviews that do not count; more are only numbered."""


def _notes(discounted: tuple[tuple[Review, rounds.Discount], ...]) -> tuple[str, ...]:
    """Why reviews do not count: the latest of each listed reviewer; the others in one line."""
    strangers = {r.author.id: r.author for r, why in discounted if why in rounds.STRANGERS}
    latest = {r.author.id: (r, why) for r, why in discounted if why not in rounds.STRANGERS}
    lines = [say.discounted(review, why) for review, why in latest.values()]
    shown = tuple(lines[-NOTES:])
    return (*shown, say.strangers(tuple(strangers.values()))) if strangers else shown


def approvals_needed(situation: Situation, policy: ApprovalPolicy) -> int:
    """How many approvals; an unknown contributor asks for one more."""
    unknown = situation.people.unknown if situation.people else ()
    return policy.count + (1 if unknown else 0)


def _opening(situation: Situation) -> Entry | None:
    log = situation.main.log
    opening = log.opening if log else None
    carried = opening is not None and opening.draft.subject.pull_request == situation.pull.number
    return opening if carried else None
