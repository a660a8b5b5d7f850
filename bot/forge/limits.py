"""GitHub's rate limits as an answer shows them: that one was met, and when it ends.

Sources: docs.github.com, "Rate limits for the REST API" and "Rate limits and query limits for the
GraphQL API": 403 or 429, with GraphQL also 200 and an error; first ``retry-after`` counts, then
``x-ratelimit-reset`` where nothing remains, else a minute. The type of GraphQL's error has changed
(yanyongyu/githubkit#271), so its words count too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.forge.protocol import RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Mapping

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = 11
"""Digits of a number of seconds that a calendar still holds."""
FORBIDDEN = 403
TOO_MANY = 429
_WORDS = "rate limit"
_TYPES = frozenset({"RATE_LIMITED", "RATE_LIMIT"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that refused a request: its status, headers, body, and words for people."""

    status: int
    headers: Mapping[str, str]
    body: Any
    brief: str

    def limit(self) -> RateLimitedError | None:
        """The limit that was met, or ``None`` where something else was refused."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not self._is_limit(headers):
            return None
        return RateLimitedError(
            "rate-limited",
            f"GitHub takes no more requests for now ({self.brief})",
            f"nothing more was sent; run it again {_when(headers)}, or leave it to the next sweep",
        )

    def _is_limit(self, headers: Mapping[str, str]) -> bool:
        errors = self.body.get("errors") if isinstance(self.body, dict) else None
        listed = errors if isinstance(errors, list) else []
        if any(isinstance(error, dict) and error.get("type") in _TYPES for error in listed):
            return True
        spent = headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers
        said = _WORDS in self.brief.lower()
        return self.status == TOO_MANY or said or (self.status == FORBIDDEN and spent)


def _is_time(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST


def _when(headers: Mapping[str, str]) -> str:
    after, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if after.isdecimal():
        return f"in {int(after)} s"
    if headers.get("x-ratelimit-remaining") == "0" and _is_time(reset):
        return f"after {EPOCH + timedelta(seconds=int(reset)):%Y-%m-%d %H:%M} UTC"
    return "in a minute at the earliest"
