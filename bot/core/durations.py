"""Durations as people write them: ``30m``, ``24h``, ``7d``."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.core.documents.problem import counted

_FORM = re.compile(r"([1-9][0-9]{0,3})([mhd])")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
_NOUNS = {"d": "day", "h": "hour", "m": "minute"}


def read_duration(text: str) -> timedelta:
    """Read a number with its unit; ``ValueError`` at any other text."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"not a duration: {text!r}")
    return int(found[1]) * _UNITS[found[2]]


def show_duration(duration: timedelta) -> str:
    """``7 days``, ``90 minutes``: in the greatest unit that leaves nothing over."""
    unit = next((unit for unit, size in _UNITS.items() if not duration % size), "m")
    return counted(duration // _UNITS[unit], _NOUNS[unit])
