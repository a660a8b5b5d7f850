"""The check of a schedule when it is applied for: what the app would refuse when it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import schedule_sentences as say
from bot.core.finding import LATER, MET, Answer, unmet
from bot.core.rollout import EVERYBODY
from bot.core.schedule import read_schedule

if TYPE_CHECKING:
    from bot.core.situation import Situation


def schedule_allowed(situation: Situation) -> Answer:
    """Check ``schedule-allowed``."""
    app, target, application = situation.app, situation.target, situation.application
    if app is None or target is None or application is None:
        return LATER
    schedule = read_schedule(application.value)
    if schedule is None:
        return MET
    at_once = schedule.acts[0].percent == EVERYBODY
    first = not any(log.was_full for log in situation.main.siblings)
    if app.first_release_full and first:
        return MET if at_once else unmet(say.FIRST_IS_FULL)
    grows = target.grayscale is not None and target.grayscale.required
    return unmet(say.GRAYSCALE_FIRST) if grows and at_once else MET
