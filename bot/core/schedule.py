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

if TYPE_CHECKING:
    from collections.abc import Mapping

    Value = Mapping[str, Any]

COMPLETE = 100
"""The percentage that is Full Release."""


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
        return self.percent == COMPLETE


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
        return Schedule(go_live, (Act(0, COMPLETE, go_live),))
    first = Act(0, 0, go_live)
    if _opens(steps[0], go_live):
        first, steps = Act(0, steps[0]["percent"], go_live), steps[1:]
    further = (_act(index, step) for index, step in enumerate(steps, start=1))
    return Schedule(go_live, (first, *further))


def pending(schedule: Schedule, percent: int | None, last: datetime) -> Due | None:
    """The next act, for a release that stands at a percentage (``None``: it is not live yet).

    ``last`` is the time of its last change. A time since then is counted from going live at the
    earliest, so that testing that ends early brings nothing forward.
    """
    ahead = schedule.ahead(percent)
    if not ahead:
        return None
    when = ahead[0].when
    if isinstance(when, datetime):
        return Due(ahead[0], when)
    since = max(last, schedule.go_live).astimezone(schedule.go_live.tzinfo)
    return Due(ahead[0], since + when)


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
