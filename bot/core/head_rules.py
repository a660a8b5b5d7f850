"""The check of two open heads of which one contains the other: a merge would mark both as merged.

GitHub shows a pull request as merged once its head is on its base (docs.github.com, "About pull
request merges": indirect merges), whatever was decided about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import head_sentences as say
from bot.core.finding import MET, Answer, State
from bot.core.situation import PullState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.situation import Neighbour, Situation


def head_alone(situation: Situation) -> Answer:
    """Check ``head-alone``; whose heads the branch holds is known once its people are."""
    pull, people = situation.pull, situation.people
    if pull.state is not PullState.OPEN:
        return MET
    holders = _counting(situation, pull.holders)
    held = [n for n in _counting(situation, people.held) if n not in holders] if people else []
    why = (
        *([say.holds_this(holders)] if holders else ()),
        *([say.held_here(held)] if held else ()),
    )
    return Answer(State.UNMET, why) if why else MET


def _counting(situation: Situation, neighbours: Iterable[Neighbour]) -> list[int]:
    """Those of people in the catalog, and the author's own.

    Anybody can open a pull request from somebody else's commits, again and again: a stranger's is
    refused itself, and stops nobody.
    """
    listed = {person.id for person in situation.main.catalog.everybody()}
    listed.add(situation.pull.author.id)
    return [one.number for one in neighbours if one.author in listed]
