"""Moments that somebody names at the terminal: a day in UTC, or a time with its zone."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.documents.problem import quoted
from bot.errors import UsageError


def moment_of(text: str) -> datetime:
    """RFC 3339, or a day, which stands for its beginning in UTC; else ``UsageError``."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None and len(text) == len("2026-03-02"):
            return found.replace(tzinfo=UTC)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # said below
    cure = "give a day such as 2026-03-02, or a time such as 2026-03-02T09:00:00Z"
    raise UsageError("wrong-time", f"{quoted(text)} is no time with a zone", cure)
