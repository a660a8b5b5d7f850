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
    from bot.core.situation import Situation


def head_alone(situation: Situation) -> Answer:
    """Check ``head-alone``; whose heads the branch holds is known once its people are."""
    pull, people = situation.pull, situation.people
    if pull.state is not PullState.OPEN:
        return MET
    held = tuple(n for n in people.held if n not in pull.holders) if people else ()
    why = (
        *([say.holds_this(pull.holders)] if pull.holders else ()),
        *([say.held_here(held)] if held else ()),
    )
    return Answer(State.UNMET, why) if why else MET
