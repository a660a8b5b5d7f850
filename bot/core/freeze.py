"""The freeze calendar of an environment: in which windows nothing goes forward, and for how long.

A window begins with its first second and ends before its last; all arithmetic is that of aware
times, so that the zone in which a time is asked about changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.core.configuration import texts
from bot.core.documents.until import read_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value = Mapping[str, Any]

WEEK = timedelta(days=7)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FORESEEN = timedelta(days=365)
"""How far ahead the end of a frozen time is looked for."""


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of time, in the offset in which it was written."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Dated:
    """A window that is once."""

    span: Span

    def around(self, at: datetime) -> Span | None:
        """The window, if it holds at that time."""
        return self.span if self.span.since <= at < self.span.until else None


@dataclass(frozen=True, slots=True)
class Weekly:
    """A window of each week: how long after the week's beginning it begins, and its length."""

    begins: timedelta
    length: timedelta
    zone: timezone

    def around(self, at: datetime) -> Span | None:
        """The window of that week or of the one before, if it holds at that time."""
        local = at.astimezone(self.zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        monday = midnight - timedelta(days=local.weekday())
        gone = (local - monday - self.begins) % WEEK
        since = local - gone
        return Span(since, since + self.length) if gone < self.length else None


Window: TypeAlias = Dated | Weekly


@dataclass(frozen=True, slots=True)
class Freeze:
    """A window with its reason, and the mini programs that it does not halt."""

    reason: str
    window: Window
    excepted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Frozen:
    """Why nothing goes forward at some time: the window that holds then, and when all of it ends.

    ``ends`` follows windows that overlap or adjoin; it is None where no end comes within a year.
    """

    reason: str
    window: Span
    ends: datetime | None


def frozen(freezes: Iterable[Freeze], mini_program: str, at: datetime) -> Frozen | None:
    """What freezes a mini program at some time; of several windows the one that ends last."""
    windows = [freeze for freeze in freezes if mini_program not in freeze.excepted]
    holding = [(span, one.reason) for one in windows if (span := one.window.around(at))]
    if not holding:
        return None
    span, reason = max(holding, key=lambda found: found[0].until)
    return Frozen(reason, span, _end(windows, span.until, at + FORESEEN))


def _end(freezes: Sequence[Freeze], until: datetime, limit: datetime) -> datetime | None:
    while until <= limit:
        spans = (freeze.window.around(until) for freeze in freezes)
        later = max((span.until for span in spans if span), default=None)
        if later is None:
            return until
        until = later
    return None


def read_freezes(value: Iterable[Value]) -> tuple[Freeze, ...]:
    """Read ``freezes`` of an environment; ``ValueError`` at a window that cannot be.

    Such a window freezes nothing, so that an app which has one is better not read at all.
    """
    return tuple(
        Freeze(_text(one["reason"]), _window(one), frozenset(texts(one.get("except", []))))
        for one in value
    )


def _text(value: object) -> str:
    (text,) = texts([value])
    return text


def _window(value: Value) -> Window:
    weekly = value.get("weekly")
    if weekly is None:
        since, until = read_moment(value["from"]), read_moment(value["until"])
        if since is None or until is None or until <= since:
            raise ValueError("a freeze that never begins, or never ends")
        return Dated(Span(since, until))
    if "from" in value or "until" in value:
        raise ValueError("a freeze that is both weekly and once")
    zone = _zone(weekly["offset"])
    begins, ends = _of_week(weekly["from"]), _of_week(weekly["until"])
    if begins == ends:
        raise ValueError("a freeze of no time, or of the whole week")
    return Weekly(begins, (ends - begins) % WEEK, zone)


def _zone(offset: str) -> timezone:
    away = datetime.strptime(offset, "%z").utcoffset()
    return timezone(away or timedelta())


def _of_week(text: str) -> timedelta:
    day, _, clock = text.partition(" ")
    at = time.fromisoformat(clock)
    return timedelta(days=DAYS.index(day), hours=at.hour, minutes=at.minute)
