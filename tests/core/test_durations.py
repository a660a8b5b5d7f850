"""Durations are a number and a unit, and shown in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.durations import read_duration, show_duration


@pytest.mark.parametrize(
    ("text", "duration", "shown"),
    [
        ("1m", timedelta(minutes=1), "1 minute"),
        ("90m", timedelta(minutes=90), "90 minutes"),
        ("120m", timedelta(hours=2), "2 hours"),
        ("24h", timedelta(days=1), "1 day"),
        ("7d", timedelta(days=7), "7 days"),
        ("9999d", timedelta(days=9999), "9999 days"),
    ],
)
def test_a_duration_is_read_and_shown(text: str, duration: timedelta, shown: str) -> None:
    assert read_duration(text) == duration
    assert show_duration(duration) == shown


@pytest.mark.parametrize("text", ["", "0m", "07d", "10000d", "1w", "1.5h", "-1d", "1d ", "1d\n"])
def test_nothing_else_is_a_duration(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        read_duration(text)
