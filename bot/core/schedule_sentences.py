"""Every sentence about the schedule of a release."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.durations import show_duration
from bot.core.lifecycle import IN_FLIGHT, Status
from bot.core.rollout import changed, paused, percent_of
from bot.core.schedule import forecast, read_schedule, shown

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.application import Application
    from bot.core.log import Log
    from bot.core.schedule import Act, Due

SHOWN = frozenset({Status.NEW_VERSION_CREATED, *IN_FLIGHT})
"""What stands in these may still go on by its schedule."""
BY_SCHEDULE = "**By its schedule**, which is judged with it:"
HOW = (
    "The bot performs each act at its time or soon after, never before, and only while all rules "
    "allow it; `/pause` holds it."
)
HELD = "It is paused: nothing of this happens until somebody says `/resume`."
FIRST_IS_FULL = (
    "the app asks that the first release of a mini program there is full; leave grayscale out of "
    "the schedule [schedule-allowed]"
)
GRAYSCALE_FIRST = (
    "the app asks that a release is met by a part of the users first; give grayscale its steps "
    "[schedule-allowed]"
)
PASSED = "The first of these times has passed: that act is performed as soon as all rules allow it."


def schedule_in_words(application: Application | None, log: Log | None, now: datetime) -> str:
    """The acts that are ahead, one a line, as Markdown; empty where there are none."""
    schedule = read_schedule(application.value) if application else None
    if schedule is None or (log and log.status not in SHOWN):
        return ""
    if log is None:
        ahead, held = forecast(schedule, None, schedule.go_live), False
    else:
        ahead, held = forecast(schedule, percent_of(log), changed(log).time), paused(log)
    if not ahead:
        return ""
    note = f" {HELD}" if held else f" {PASSED}" if ahead[0].at <= now else ""
    lines = "\n".join(f"- {_line(due, first=due is ahead[0])}" for due in ahead)
    return f"{BY_SCHEDULE}\n\n{lines}\n\n{HOW}{note}"


def _line(due: Due, *, first: bool) -> str:
    when = due.act.when
    since = f", {show_duration(when)} after that" if isinstance(when, timedelta) else ""
    soonest = ", at the soonest" if since else ""
    return f"{shown(due.at)}{'' if first else since}{soonest}: {_goes(due.act)}"


def _goes(act: Act) -> str:
    if act.completes:
        return "Full Release, for all users"
    if act.step == 0:
        return f"it goes live, at {act.percent} % of the users"
    return f"{act.percent} % of the users"
