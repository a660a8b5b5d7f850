"""Whether a freeze of the calendar holds at some time, by the app's document alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.audit.model.moments import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Value = Mapping[str, Any]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_OF_WEEK = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01][0-9]|2[0-3]):([0-5][0-9])")
_OFFSET = re.compile(r"([+-])([01][0-9]|2[0-3]):([0-5][0-9])")
_MINUTE = timedelta(minutes=1)


def frozen(freezes: Iterable[Value], mini_program: str, at: datetime) -> str | None:
    """The reason of the first freeze that holds for a mini program; its end is not in it."""
    for one in freezes:
        if mini_program not in one.get("except", ()) and _holds(one, at):
            return str(one["reason"])
    return None


def readable(freeze: object) -> bool:
    """Whether a freeze says when it holds, and why."""
    if not isinstance(freeze, dict) or not isinstance(freeze.get("reason"), str):
        return False
    weekly, spared = freeze.get("weekly"), freeze.get("except", [])
    if not isinstance(spared, list):
        return False
    if weekly is None:
        return None not in (moment(freeze.get("from")), moment(freeze.get("until")))
    known = isinstance(weekly, dict) and _offset(weekly.get("offset")) is not None
    return known and None not in (_minute(weekly.get("from")), _minute(weekly.get("until")))


def _holds(freeze: Value, at: datetime) -> bool:
    weekly = freeze.get("weekly")
    if weekly is not None:
        return _holds_weekly(weekly, at)
    begins, ends = moment(freeze["from"]), moment(freeze["until"])
    return begins is not None and ends is not None and begins <= at < ends


def _holds_weekly(weekly: Value, at: datetime) -> bool:
    begins, ends = _minute(weekly["from"]), _minute(weekly["until"])
    local = at.astimezone(UTC) + (_offset(weekly["offset"]) or timedelta(0))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    now = timedelta(days=local.weekday()) + (local - midnight)
    if begins is None or ends is None:
        return False
    return begins <= now < ends if begins < ends else now >= begins or now < ends


def _minute(text: object) -> timedelta | None:
    """How long after the week's beginning, on Monday at midnight."""
    found = _OF_WEEK.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    minutes = _DAYS.index(found[1]) * 24 * 60 + int(found[2]) * 60 + int(found[3])
    return minutes * _MINUTE


def _offset(text: object) -> timedelta | None:
    """``+08:00``, or ``Z`` for none."""
    if text == "Z":
        return timedelta(0)
    found = _OFFSET.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    away = (int(found[2]) * 60 + int(found[3])) * _MINUTE
    return away if found[1] == "+" else -away
