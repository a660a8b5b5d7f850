"""What counts as a rate limit of GitHub's, and when it says that it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.forge.limits import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

RESET = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1772445600"}
SOON = "in a minute at the earliest"


def errors(kind: str) -> dict[str, Any]:
    return {"errors": [{"type": kind, "message": "Slow down."}]}


@pytest.mark.parametrize(
    ("status", "headers", "body", "brief", "when"),
    [
        (403, {}, {}, "403: You have exceeded a secondary rate limit", SOON),
        (403, {"retry-after": "60"}, {}, "403: Slow down", "in 60 s"),
        (403, RESET, {}, "403: Slow down", "after 2026-03-02 10:00 UTC"),
        (403, {**RESET, "Retry-After": "7"}, {}, "403: Slow down", "in 7 s"),
        (429, {}, {}, "429: Slow down", SOON),
        (429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, {}, "429: Slow down", SOON),
        (429, {"X-RateLimit-Remaining": "12", "X-RateLimit-Reset": "1772445600"}, {}, "429", SOON),
        (400, {}, errors("RATE_LIMITED"), "400: Slow down.", SOON),
        (400, RESET, errors("RATE_LIMIT"), "400: Slow down.", "after 2026-03-02 10:00 UTC"),
    ],
)
def test_a_limit_is_told_with_the_time_that_github_gave(
    status: int, headers: Mapping[str, str], body: object, brief: str, when: str
) -> None:
    limit = Refusal(status, headers, body, brief).limit()
    assert limit is not None
    assert (limit.id, limit.exit_code) == ("rate-limited", 3)
    assert brief in limit.what
    assert f"run it again {when}" in limit.cure


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (403, {}, {"message": "Resource not accessible by integration"}),
        (403, {"X-RateLimit-Remaining": "4999"}, {}),
        (404, RESET, {}),
        (422, {}, {"errors": ["a text"]}),
        (422, {}, {"errors": "none"}),
        (400, {}, errors("FORBIDDEN")),
        (400, {}, None),
        (502, {}, "Server Error"),
    ],
)
def test_another_refusal_is_no_limit(status: int, headers: Mapping[str, str], body: object) -> None:
    assert Refusal(status, headers, body, str(status)).limit() is None
