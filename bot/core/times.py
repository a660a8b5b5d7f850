"""Times as the bot writes them: UTC, whole seconds, always with a zone (RFC 3339)."""

from __future__ import annotations

from datetime import UTC, datetime

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def show_time(time: datetime) -> str:
    """``2026-03-02T09:00:00Z``."""
    return time.astimezone(UTC).strftime(_FORM)


def read_time(text: str) -> datetime:
    """Read what ``show_time`` wrote, and nothing else; ``ValueError`` otherwise."""
    time = datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    if show_time(time) != text:
        raise ValueError(f"not a canonical UTC time: {text!r}")
    return time
