"""The checks of a review: who has approved exactly these bytes, and whether objections say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import panel, people_sentences, rounds
from bot.core import sentences as say
from bot.core.catalog import Person, UnknownContributors
from bot.core.finding import LATER, MET, Answer, State, unmet
from bot.core.rejection import corrects, reason_of
from bot.core.seats import Seat, could_help, fill
from bot.core.situation import AccountType, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.catalog import App, ApprovalPolicy
    from bot.core.entry import Entry
    from bot.core.situation import Review, Situation


def review_still_asked(situation: Situation) -> Answer:
    """Check ``review-still-asked``."""
    opening, target = _opening(situation), situation.target
    if opening is None or target is None or target.capabilities.review:
        return MET
    release = opening.draft.release
    releasers = situation.main.catalog.releasers(release.mini_program)
    return unmet(people_sentences.reviewed_no_more(release), releasers)


def reasons_given(situation: Situation) -> Answer:
    """Check ``reasons-given``."""
    opening = _opening(situation)
    if opening is None:
        return LATER
    silent = [r for r in rounds.tally_of(situation, opening).objections if not reason_of(r)]
    if not silent:
        return MET
    reviewers = tuple(Person(review.author.login, review.author.id) for review in silent)
    return unmet(say.objection_without_reason(reviewers), reviewers)


def approvals_complete(situation: Situation) -> Answer:
    """Check ``approvals-complete``."""
    opening, target, app = _opening(situation), situation.target, situation.app
    if opening is None or target is None or target.approvals is None or app is None:
        return LATER
    result = rounds.tally_of(situation, opening)
    unknown = situation.people.unknown if situation.people else ()
    if unknown and target.approvals.unknown_contributors is UnknownContributors.REFUSE:
        return unmet(say.unknown_contributors(unknown))
    seats = seats_of(situation, app, target.approvals)
    approved = [review.author.id for review in in_order(result.approvals)]
    seating = fill(seats, approved)
    notes = _notes(result.discounted)
    if seating.complete:
        return Answer(State.MET, notes)
    who = _who_could_help(situation, app, seats, approved)
    missing = say.Missing(len(seats) - len(seating.open), len(seats), _groups(seating.open))
    why = (say.approvals_missing(missing, who, unknown), *_beyond(situation, app, seats, approved))
    return Answer(State.UNMET, (*why, *notes), who or situation.main.catalog.owners)


def _beyond(
    situation: Situation, app: App, seats: Sequence[Seat], approved: list[int]
) -> tuple[str, ...]:
    """What not even all of the reviewers together could fill: said before anybody waits for it."""
    free = [person.id for person in _free(situation, app)]
    left = fill(seats, [*approved, *free]).open
    owners = situation.main.catalog.owners
    return (people_sentences.too_few(app.id, len(left), _groups(left), owners),) if left else ()


def seats_of(situation: Situation, app: App, policy: ApprovalPolicy) -> tuple[Seat, ...]:
    """The approvals that are needed: those of groups first; an unknown contributor asks for one."""
    listed = frozenset(person.id for person in situation.main.catalog.reviewers(app.id))
    groups = {group: frozenset(p.id for p in people) for group, people in app.groups.items()}
    named = [Seat(group, listed & groups.get(group, frozenset())) for group in policy.seats]
    unknown = situation.people.unknown if situation.people else ()
    others = max(policy.count - len(named), 0) + (1 if unknown else 0)
    return (*named, *(Seat(None, listed) for _ in range(others)))


def in_order(reviews: Iterable[Review]) -> list[Review]:
    """Reviews by time, and then by id."""
    return sorted(reviews, key=lambda review: (review.at, review.id))


def _groups(seats: Iterable[Seat]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(seat.group for seat in seats if seat.group))


def _who_could_help(
    situation: Situation, app: App, seats: Sequence[Seat], approved: list[int]
) -> tuple[Person, ...]:
    """Reviewers without a hand in it, whose approval would fill one seat more."""
    free = {p.id: p for p in _free(situation, app) if p.id not in approved}
    return tuple(free[one] for one in could_help(seats, approved, free))


def _free(situation: Situation, app: App) -> list[Person]:
    busy = rounds.contributors(situation)
    return [p for p in situation.main.catalog.reviewers(app.id) if p.id not in busy]


def correction_of(situation: Situation, rejected: Entry) -> Review | None:
    """The first review after a rejection by which a reviewer corrects its kind to details.

    As with an approval, nobody does so who had a hand in the request.
    """
    subject, cause = rejected.draft.subject, rejected.draft.cause
    if subject.pull_request != situation.pull.number:
        return None
    listed = {p.id for p in situation.main.catalog.reviewers(rejected.draft.release.app)}
    listed -= rounds.contributors(situation)
    found = (
        review
        for review in in_order(situation.pull.reviews)
        if review.id > cause["review"]
        and review.author.type is AccountType.USER
        and review.author.id in listed
        and corrects(review)
    )
    return next(found, None)


def questions_answered(situation: Situation) -> Answer:
    """Check ``questions-answered``: a notice only, since a plain comment decides nothing."""
    opening, log = _opening(situation), situation.main.log
    applied = log.requester if log else None
    if opening is None or applied is None:
        return LATER
    judging = rounds.panel_of(situation, opening)
    own, since = judging.contributors, judging.announced
    said = [r for r in in_order(situation.pull.reviews) if since and r.at > since.at]
    latest = {r.author.id: r for r in said if r.author.id in judging.reviewers - own}
    answering = own | _of_the_program(situation)
    answers = [c.written for c in situation.pull.comments if c.author.id in answering]
    answers += [review.at for review in said if review.author.id in own]
    asked = [r for r in latest.values() if r.verdict is Verdict.COMMENTED]
    waiting = [r for r in asked if all(at < r.at for at in answers)]
    if not waiting:
        return MET
    applicant = Person(applied.draft.actor.login, applied.draft.actor.id)
    return Answer(
        State.NOTICE, tuple(say.waiting_for_applicant(r, applicant) for r in waiting), (applicant,)
    )


def _of_the_program(situation: Situation) -> frozenset[int]:
    """Those who speak for the mini program: its releasers and its developers."""
    program, release = situation.program, situation.release
    releasers = situation.main.catalog.releasers(release.mini_program) if release else ()
    developers = program.developers if program else ()
    return frozenset(person.id for person in (*releasers, *developers))


NOTES = 10
"""Lines about reviews that do not count; more are only numbered."""


def _notes(discounted: tuple[tuple[Review, panel.Discount], ...]) -> tuple[str, ...]:
    """Why reviews do not count: the latest of each listed reviewer; the others in one line."""
    strangers = {r.author.id: r.author for r, why in discounted if why in panel.STRANGERS}
    latest = {r.author.id: (r, why) for r, why in discounted if why not in panel.STRANGERS}
    lines = [say.discounted(review, why) for review, why in latest.values()]
    shown = tuple(lines[-NOTES:])
    return (*shown, say.strangers(tuple(strangers.values()))) if strangers else shown


def _opening(situation: Situation) -> Entry | None:
    log = situation.main.log
    opening = log.opening if log else None
    carried = opening is not None and opening.draft.subject.pull_request == situation.pull.number
    return opening if carried else None
