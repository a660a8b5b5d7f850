"""The check of a schedule when it is applied for: what the app would refuse when it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import schedule_sentences as say
from bot.core.finding import LATER, MET, Answer, unmet
from bot.core.rollout import EVERYBODY
from bot.core.rollout_rules import full_first, grayscale_first
from bot.core.schedule import read_schedule

if TYPE_CHECKING:
    from bot.core.situation import Situation


def schedule_allowed(situation: Situation) -> Answer:
    """Check ``schedule-allowed``."""
    application = situation.application
    if situation.target is None or application is None:
        return LATER
    schedule = read_schedule(application.value)
    if schedule is None:
        return MET
    at_once = schedule.acts[0].percent == EVERYBODY
    if full_first(situation) and not at_once:
        return unmet(say.FIRST_IS_FULL)
    return unmet(say.GRAYSCALE_FIRST) if at_once and grayscale_first(situation) else MET
