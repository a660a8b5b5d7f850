"""GitHub's rate limits: so many requests or points an hour, and what is answered beyond them.

Sources: docs.github.com, "Rate limits for the REST API" (403 or 429 with x-ratelimit-remaining 0
and the reset; 403 or 429 with or without retry-after for the secondary ones; /rate_limit is free)
and "Rate limits and query limits for the GraphQL API" (200 with an error, a pool of its own). The
words of GraphQL's error: github/docs#22607 (RATE_LIMITED) and yanyongyu/githubkit#271 (RATE_LIMIT).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Resource = Literal["core", "graphql", "search"]
USUAL: Mapping[Resource, int] = {"core": 5000, "graphql": 5000, "search": 30}
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Standing:
    """What a caller has used of one resource in this hour, and when the next begins."""

    resource: Resource
    limit: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        """What is left of the hour."""
        return max(0, self.limit - self.used)

    @property
    def headers(self) -> dict[str, str]:
        """As every answer carries it."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
            "X-RateLimit-Used": str(self.used),
            "X-RateLimit-Resource": self.resource,
        }

    @property
    def body(self) -> dict[str, int]:
        """As `/rate_limit` lists it."""
        left = self.remaining
        return {"limit": self.limit, "used": self.used, "remaining": left, "reset": self.reset}


@dataclass(slots=True)
class Limits:
    """How much everybody may ask for, and has asked for; hours begin on the hour."""

    limits: dict[Resource, int] = field(default_factory=lambda: dict(USUAL))
    status: int = 403
    """What REST answers beyond the limit: 403 or 429."""
    _used: dict[tuple[str, Resource, int], int] = field(default_factory=dict)

    def standing(self, login: str, resource: Resource, now: datetime) -> Standing:
        """Where a caller stands."""
        hour = int(now.timestamp()) // HOUR
        used = self._used.get((login, resource, hour), 0)
        return Standing(resource, self.limits[resource], used, (hour + 1) * HOUR)

    def count(self, login: str, resource: Resource, now: datetime, cost: int) -> None:
        """Take a request's cost off the hour."""
        key = (login, resource, int(now.timestamp()) // HOUR)
        self._used[key] = self._used.get(key, 0) + cost

    def reset(self) -> None:
        """Forget what was used, and go back to the usual limits."""
        self._used.clear()
        self.limits, self.status = dict(USUAL), 403


def exceeded(number: int) -> str:
    """REST's words for a limit that is used up."""
    return (
        f"API rate limit exceeded for user ID {number}. If you reach out to GitHub Support for "
        "help, please include the request ID."
    )


def graphql_exceeded(number: int) -> dict[str, Any]:
    """GraphQL's whole answer for the same, which comes with status 200."""
    message = f"API rate limit already exceeded for user ID {number}."
    return {"errors": [{"type": "RATE_LIMIT", "code": "graphql_rate_limit", "message": message}]}


SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)
