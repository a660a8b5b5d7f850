"""Explain one pull request: the reads of one look, and no write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.app.gather import gather
from bot.app.reconcile import look
from bot.core.decide import Ignored, Unsettled
from bot.core.explanation import explain

if TYPE_CHECKING:
    from bot.app.gather import World
    from bot.core.explanation import Explanation


def explain_pull(world: World, number: int) -> Explanation:
    """How it stands, by the same reads and the same rules as a run of the bot."""
    seen = look(world, *gather(world, number))
    explanation = explain(seen.situation)
    match seen.decision:
        case Ignored(why) | Unsettled(why):
            return replace(explanation, left_alone=why)
        case _:
            return explanation
