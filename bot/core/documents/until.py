"""Times that people write: one with its offset, or a day to whose end something holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DAY = len("2026-05-01")


def read_moment(text: str) -> datetime | None:
    """Read RFC 3339 and keep the offset that was written. None where the calendar has no such."""
    try:
        time = datetime.fromisoformat(text)
        return time if time.tzinfo and time.astimezone(UTC) else None
    except (OverflowError, ValueError):
        return None


def read_until(text: str) -> datetime | None:
    """Read RFC 3339; a bare day holds to its end in UTC. None where the calendar has no such."""
    if len(text) != DAY:
        time = read_moment(text)
        return time.astimezone(UTC) if time else None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(days=1)
    except (OverflowError, ValueError):
        return None
