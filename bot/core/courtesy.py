"""Courtesies as data: asking for reviews and setting labels, which no decision ever reads.

A courtesy that GitHub refuses is told once, in a comment of the bot's own, and not tried again
while that comment stands: it never stops a release, nor eats up the API's budget (threat X11).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.catalog import Person
    from bot.core.situation import Situation


@dataclass(frozen=True, slots=True)
class AskReviews:
    """Ask people for their review, all in one request."""

    round: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class TakeRequestsBack:
    """Ask people for their review no longer: the bot asked them, and they cannot help any more."""

    round: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class AddLabels:
    """Put labels on the pull request beside those that it bears; GitHub makes what is not there."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveLabel:
    """Take one label away, which leaves everybody else's alone."""

    name: str


Courtesy = AskReviews | TakeRequestsBack | AddLabels | RemoveLabel

EVERYBODY = "all"
"""Stands in a note for all people: the bot may ask nobody."""
_NOT_ASKED = re.compile(
    r"\A<!-- slipway:not-asked round=(\d{1,9}) people=(all|\d{1,19}(?:,\d{1,19})*) -->"
)
_NOT_LABELLED = re.compile(r"\A<!-- slipway:not-labelled -->")


def not_asked(situation: Situation, round_number: int) -> frozenset[str]:
    """Whom GitHub did not let the bot ask in this round: numeric ids as text, or ``EVERYBODY``."""
    found = (m for body in _notes(situation) if (m := _NOT_ASKED.match(body)))
    return frozenset(id_ for m in found if int(m[1]) == round_number for id_ in m[2].split(","))


def labelling_refused(situation: Situation) -> bool:
    """Whether GitHub did not let the bot label this pull request."""
    return any(_NOT_LABELLED.match(body) for body in _notes(situation))


def _notes(situation: Situation) -> Iterator[str]:
    """The bot's own comments as it wrote them: an edited one is no note of the bot's any more."""
    bot = situation.main.catalog.settings.bot.id
    for comment in situation.pull.comments:
        if comment.author.id == bot and comment.editor in (None, bot):
            yield comment.body
