"""Who is asked for a review: reviewers who fill the open seats, in turn, each once in a round.

Nobody is asked who had a hand in the request, who is away, or who was asked in this round before:
a request that was taken back is an answer. Whose turn it is follows from the pull request's number
and the round, so that every run asks the same people, and twenty requests are spread over all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core import rounds, rules
from bot.core.absence import away
from bot.core.catalog import Person
from bot.core.courtesy import EVERYBODY, AskReviews, TakeRequestsBack, not_asked
from bot.core.finding import Stage
from bot.core.review_rules import in_order, seats_of
from bot.core.seats import could_help
from bot.core.situation import PullState, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.catalog import App, ApprovalPolicy
    from bot.core.entry import Entry
    from bot.core.situation import ReviewRequest, Situation

REFUSALS = 5
"""After so many people whom GitHub does not let the bot ask, it asks nobody more in a round."""


@dataclass(frozen=True, slots=True)
class _Round:
    """A round under review in an app whose reviewers are asked."""

    situation: Situation
    opening: Entry
    app: App
    policy: ApprovalPolicy


def asking(situation: Situation) -> tuple[AskReviews | TakeRequestsBack, ...]:
    """Whom to ask now, and whom to ask no longer."""
    present = _round_of(situation)
    if present is None:
        return ()
    number = present.opening.draft.round
    refused = not_asked(situation, number)
    if EVERYBODY in refused:
        return ()
    taken_back = tuple(p for p in _unfit(present) if str(p.id) not in refused)
    asked = _next(present) if len(refused) < REFUSALS else ()
    return (
        *([TakeRequestsBack(number, taken_back)] if taken_back else ()),
        *([AskReviews(number, asked)] if asked else ()),
    )


def in_turn(situation: Situation) -> tuple[Person, ...]:
    """Those who are at it, or are about to be asked; nobody where the app does not ask."""
    present = _round_of(situation)
    if present is None:
        return ()
    fit = _fit(present)
    return (*(fit[one] for one in _at_it(present, fit)), *_next(present))


def _round_of(situation: Situation) -> _Round | None:
    """The round in which somebody may be asked now.

    With more comments than were read, a note on who could not be asked may be among the others.
    """
    pull, app, target, log = situation.pull, situation.app, situation.target, situation.main.log
    opening = log.opening if log else None
    if app is None or not app.request_reviews or target is None or target.approvals is None:
        return None
    if opening is None or opening.draft.subject.pull_request != pull.number:
        return None
    if pull.state is not PullState.OPEN or pull.draft or pull.more_comments:
        return None
    if not rules.all_met(situation, Stage.APPLICATION):
        return None
    return _Round(situation, opening, app, target.approvals)


def _fit(present: _Round) -> dict[int, Person]:
    """The reviewers whose approval could count, in their turn."""
    situation = present.situation
    catalog, pull = situation.main.catalog, situation.pull
    listed = {person.id: person for person in catalog.reviewers(present.app.id)}
    order = sorted(listed)
    start = (pull.number + present.opening.draft.round) % max(len(order), 1)
    out = rounds.contributors(situation) | away(catalog, situation.now)
    return {one: listed[one] for one in order[start:] + order[:start] if one not in out}


def _next(present: _Round) -> tuple[Person, ...]:
    """Those to be asked now: each fills a seat that nobody who is at it fills."""
    fit, chosen = _fit(present), list[int]()
    seats = seats_of(present.situation, present.app, present.policy)
    seated = [*_approved(present), *_at_it(present, fit)]
    for one in _askable(present, fit):
        if could_help(seats, [*seated, *chosen], [one]):
            chosen.append(one)
    return tuple(fit[one] for one in chosen)


def _askable(present: _Round, fit: dict[int, Person]) -> list[int]:
    """Those who were not asked in this round, in their turn."""
    refused = not_asked(present.situation, present.opening.draft.round)
    asked = {request.reviewer.id for request in _requests(present)}
    strangers = _strangers(present)
    return [
        one
        for one, person in fit.items()
        if one not in asked and str(one) not in refused and person.login.lower() not in strangers
    ]


def _approved(present: _Round) -> list[int]:
    approvals = rounds.tally_of(present.situation, present.opening).approvals
    return [review.author.id for review in in_order(approvals)]


def _at_it(present: _Round, fit: dict[int, Person]) -> list[int]:
    """Those who are asked, by whomever, and those whom the bot asked and who commented since."""
    pull = present.situation.pull
    asked = {request.reviewer.id: request.at for request in _requests(present)}
    commented = (
        review.author.id
        for review in in_order(pull.reviews)
        if review.verdict is Verdict.COMMENTED
        and review.author.id in asked
        and review.at >= asked[review.author.id]
    )
    done = set(_approved(present))
    found = (*(account.id for account in pull.requested), *commented)
    return [one for one in dict.fromkeys(found) if one in fit and one not in done]


def _requests(present: _Round) -> list[ReviewRequest]:
    """The bot's own requests of this round."""
    announced = present.opening.draft.announced
    return [r for r in _own_requests(present) if announced and r.at >= announced.at]


def _own_requests(present: _Round) -> Iterable[ReviewRequest]:
    bot = present.situation.main.catalog.settings.bot.id
    return (request for request in present.situation.pull.requests if request.by.id == bot)


def _strangers(present: _Round) -> frozenset[str]:
    """Logins of the catalog under which the bot met somebody else: they are asked no more (A13)."""
    listed = {p.id for p in present.situation.main.catalog.reviewers(present.app.id)}
    met = (request.reviewer for request in _own_requests(present))
    return frozenset(account.login.lower() for account in met if account.id not in listed)


def _unfit(present: _Round) -> tuple[Person, ...]:
    """Those whom the bot asked, who are asked still, and whose approval would count for nothing."""
    fit = _fit(present)
    own = {request.reviewer.id for request in _own_requests(present)}
    return tuple(
        Person(account.login, account.id)
        for account in present.situation.pull.requested
        if account.id in own and account.id not in fit
    )
