"""The schedule of a release: which acts are to happen when, and which of them is due next.

It was judged with the application, so the acts are the bot's to perform: in order, never before
their time, and under all rules that hold then. Where people were faster, it goes on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.core.documents.until import read_moment
from bot.core.durations import read_duration
from bot.core.lifecycle import Status
from bot.core.rollout import EVERYBODY, changed, paused, percent_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.log import Log

    Value = Mapping[str, Any]

ROLLOUT = frozenset({Status.RELEASE_PREPARATION, Status.GRAYSCALE_RELEASE})
"""What stands in these goes on by its schedule."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its index in the schedule, how far it goes, and at which time or how long after.

    What is after something is after the last change of the release.
    """

    step: int
    percent: int
    when: datetime | timedelta

    @property
    def completes(self) -> bool:
        """Whether it leads to Full Release."""
        return self.percent == EVERYBODY


@dataclass(frozen=True, slots=True)
class Schedule:
    """The acts in their order; the first is going live, at ``go_live``."""

    go_live: datetime
    acts: tuple[Act, ...]

    def ahead(self, percent: int | None) -> tuple[Act, ...]:
        """The acts that go further than the release does now; ``None``: it is not live yet."""
        if percent is None:
            return self.acts
        return tuple(act for act in self.acts if act.percent > percent)


class Due(NamedTuple):
    """An act that is ahead, and when its time comes, in the offset of the schedule."""

    act: Act
    at: datetime


def read_schedule(application: Value) -> Schedule | None:
    """The schedule of a valid application (or request), where it has one."""
    value = application.get("schedule")
    if value is None:
        return None
    go_live, steps = _moment(value["goLiveAt"]), value.get("grayscale")
    if not steps:
        return Schedule(go_live, (Act(0, EVERYBODY, go_live),))
    first = Act(0, 0, go_live)
    if _opens(steps[0], go_live):
        first, steps = Act(0, steps[0]["percent"], go_live), steps[1:]
    further = (_act(index, step) for index, step in enumerate(steps, start=1))
    return Schedule(go_live, (first, *further))


def forecast(schedule: Schedule, percent: int | None, last: datetime) -> tuple[Due, ...]:
    """The acts ahead of a release at a percentage (``None``: not live yet), each when soonest.

    ``last`` is the time of its last change. A time since then is counted from going live at the
    earliest, so that testing that ends early brings nothing forward.
    """
    dues: list[Due] = []
    since = max(last.astimezone(schedule.go_live.tzinfo), schedule.go_live)
    for act in schedule.ahead(percent):
        at = act.when if isinstance(act.when, datetime) else since + act.when
        since = max(since, at)
        dues.append(Due(act, at))
    return tuple(dues)


def pending(schedule: Schedule, percent: int | None, last: datetime) -> Due | None:
    """The next act, where one is ahead."""
    return next(iter(forecast(schedule, percent, last)), None)


def pending_of(log: Log) -> Due | None:
    """The next act of a release that may go on, and is not held by a pause."""
    schedule = read_schedule(log.applied or {})
    if schedule is None or log.status not in ROLLOUT or paused(log):
        return None
    return pending(schedule, percent_of(log), changed(log).time)


def shown(moment: datetime) -> str:
    """``2026-12-01 09:00 +08:00 (01:00 UTC)``; the day of UTC too, where it is another one."""
    plain = moment.astimezone(UTC)
    if not moment.utcoffset():
        return f"{plain.date()} {_clock(plain)} UTC"
    there = f"{moment.date()} {_clock(moment)} {moment.isoformat()[-6:]}"
    day = "" if plain.date() == moment.date() else f"{plain.date()} "
    return f"{there} ({day}{_clock(plain)} UTC)"


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def _opens(step: Value, go_live: datetime) -> bool:
    """Whether the release goes live at the percentage of the first step, not at 0 %."""
    if "after" in step:
        return False
    return "at" not in step or _moment(step["at"]) == go_live


def _act(index: int, step: Value) -> Act:
    when = _moment(step["at"]) if "at" in step else read_duration(step["after"])
    return Act(index, step["percent"], when)


def _moment(text: str) -> datetime:
    moment = read_moment(text)
    if moment is None:
        raise ValueError(f"not a time with its offset: {text!r}")
    return moment
