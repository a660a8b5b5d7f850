"""Who is asked for a review: reviewers who fill the open seats, in turn, each once in a round.

Nobody is asked who had a hand in the request, who is away, or who was asked in this round before:
a request that was taken back is an answer. Whose turn it is follows from the pull request's number
and the round, so that every run asks the same people, and twenty requests are spread over all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.absence import away
from bot.core.asking_rounds import asking_round
from bot.core.catalog import Person
from bot.core.courtesy import EVERYBODY, AskReviews, TakeRequestsBack, not_asked
from bot.core.review_rules import in_order
from bot.core.seats import could_help
from bot.core.situation import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.asking_rounds import AskingRound
    from bot.core.situation import ReviewRequest, Situation

REFUSALS = 5
"""After so many people whom GitHub does not let the bot ask, it asks nobody more in a round."""


def asking(situation: Situation) -> tuple[AskReviews | TakeRequestsBack, ...]:
    """Whom to ask now, and whom to ask no longer."""
    present = asking_round(situation)
    if present is None:
        return ()
    number = present.number
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
    present = asking_round(situation)
    if present is None:
        return ()
    fit = _fit(present)
    return (*(fit[one] for one in _at_it(present, fit)), *_next(present))


def _fit(present: AskingRound) -> dict[int, Person]:
    """The judges whose approval could count, in their turn."""
    situation = present.situation
    listed = {person.id: person for person in present.judges}
    order = sorted(listed)
    start = (situation.pull.number + present.number) % max(len(order), 1)
    out = present.contributors | away(situation.main.catalog, situation.now)
    return {one: listed[one] for one in order[start:] + order[:start] if one not in out}


def _next(present: AskingRound) -> tuple[Person, ...]:
    """Those to be asked now: each fills a seat that nobody who is at it fills."""
    fit, chosen = _fit(present), list[int]()
    seated = [*present.approved, *_at_it(present, fit)]
    for one in _askable(present, fit):
        if could_help(present.seats, [*seated, *chosen], [one]):
            chosen.append(one)
    return tuple(fit[one] for one in chosen)


def _askable(present: AskingRound, fit: dict[int, Person]) -> list[int]:
    """Those who were not asked in this round, in their turn."""
    refused = not_asked(present.situation, present.number)
    asked = {request.reviewer.id for request in _requests(present)}
    strangers = _strangers(present)
    return [
        one
        for one, person in fit.items()
        if one not in asked and str(one) not in refused and person.login.lower() not in strangers
    ]


def _at_it(present: AskingRound, fit: dict[int, Person]) -> list[int]:
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
    done = set(present.approved)
    found = (*(account.id for account in pull.requested), *commented)
    return [one for one in dict.fromkeys(found) if one in fit and one not in done]


def _requests(present: AskingRound) -> list[ReviewRequest]:
    """The bot's own requests of this round."""
    announced = present.announced
    return [r for r in _own_requests(present) if announced and r.at >= announced.at]


def _own_requests(present: AskingRound) -> Iterable[ReviewRequest]:
    bot = present.situation.main.catalog.settings.bot.id
    return (request for request in present.situation.pull.requests if request.by.id == bot)


def _strangers(present: AskingRound) -> frozenset[str]:
    """Logins of the catalog under which the bot met somebody else: they are asked no more (A13)."""
    listed = {person.id for person in present.judges}
    met = (request.reviewer for request in _own_requests(present))
    return frozenset(account.login.lower() for account in met if account.id not in listed)


def _unfit(present: AskingRound) -> tuple[Person, ...]:
    """Those whom the bot asked, who are asked still, and whose approval would count for nothing."""
    fit = _fit(present)
    own = {request.reviewer.id for request in _own_requests(present)}
    return tuple(
        Person(account.login, account.id)
        for account in present.situation.pull.requested
        if account.id in own and account.id not in fit
    )
