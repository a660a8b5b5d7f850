"""Until when something holds: a time with its offset, or a whole day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DAY = len("2026-05-01")


def read_until(text: str) -> datetime | None:
    """Read RFC 3339; a bare day holds to its end in UTC. None where the calendar has no such."""
    try:
        time = datetime.fromisoformat(text)
        if len(text) == DAY:
            return time.replace(tzinfo=UTC) + timedelta(days=1)
        return time.astimezone(UTC) if time.tzinfo else None
    except (OverflowError, ValueError):
        return None
