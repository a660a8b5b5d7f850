"""Perform courtesies: a refusal is told in a comment, and the run goes on (threat X11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.core import courtesy_sentences as say
from bot.core.courtesy import AddLabels, AskReviews, RemoveLabel, TakeRequestsBack
from bot.forge.protocol import InvalidError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.catalog import Person
    from bot.core.courtesy import Courtesy
    from bot.forge.protocol import Forge

    Call = Callable[[int, Sequence[str]], None]


def perform(forge: Forge, number: int, effect: Courtesy) -> None:
    """Perform one courtesy; what GitHub refuses for good is told once and left."""
    match effect:
        case AskReviews():
            _request(forge, number, effect, forge.ask_reviews)
        case TakeRequestsBack():
            _request(forge, number, effect, forge.take_requests_back)
        case AddLabels() | RemoveLabel():
            _label(forge, number, effect)
        case _:
            assert_never(effect)


def _label(forge: Forge, number: int, effect: AddLabels | RemoveLabel) -> None:
    try:
        if isinstance(effect, AddLabels):
            forge.add_labels(number, effect.names)
        else:
            forge.remove_label(number, effect.name)
    except RefusedError:
        forge.post_comment(number, say.not_labelled())


def _request(forge: Forge, number: int, effect: AskReviews | TakeRequestsBack, call: Call) -> None:
    """One request for all; where one of them spoils it, one for each, to find who."""
    try:
        refused = _refused(number, effect.people, call)
        if refused and len(effect.people) > 1:
            refused = [p for person in effect.people for p in _refused(number, (person,), call)]
    except RefusedError:
        forge.post_comment(number, say.nobody_asked(effect.round))
    else:
        if refused:
            forge.post_comment(number, say.people_not_asked(effect.round, refused))


def _refused(number: int, people: Sequence[Person], call: Call) -> list[Person]:
    try:
        call(number, [person.login for person in people])
    except InvalidError:
        return list(people)
    return []
