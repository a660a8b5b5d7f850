"""What an event hints at: a pull request, all of them, or nothing; it is never believed more.

Source of the payloads' shapes: GitHub's "Webhook events and payloads".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PULL_EVENTS = frozenset(
    {
        "pull_request",
        "pull_request_target",
        "pull_request_review",
        "pull_request_review_comment",
    }
)
SWEEPS = frozenset({"schedule", "workflow_dispatch", "repository_dispatch", "push"})


@dataclass(frozen=True, slots=True)
class OnePull:
    """Look at one pull request."""

    number: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """Look at all of them."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The event is none of the bot's business."""

    why: str


Hint = OnePull | Sweep | Nothing


def hint_of(event: str, payload: Mapping[str, Any]) -> Hint:
    """Read the hint of an event; whatever is missing or odd makes it a smaller hint."""
    if event in SWEEPS:
        return Sweep()
    if event in PULL_EVENTS:
        return _numbered(payload.get("pull_request"), event)
    if event == "issue_comment":
        issue = payload.get("issue")
        if isinstance(issue, Mapping) and "pull_request" not in issue:
            return Nothing("the comment is on an issue, not on a pull request")
        return _numbered(issue, event)
    if event == "workflow_run":
        return _of_run(payload.get("workflow_run"))
    return Nothing(f"the bot does not act on {event[:60]!r}")


def _numbered(value: object, event: str) -> Hint:
    number = value.get("number") if isinstance(value, Mapping) else None
    if isinstance(number, int) and not isinstance(number, bool) and number > 0:
        return OnePull(number)
    return Nothing(f"the payload of {event} names no pull request")


def _of_run(run: object) -> Hint:
    """A run for a fork's branch lists no pull request; then only a sweep finds it."""
    pulls = run.get("pull_requests") if isinstance(run, Mapping) else None
    if isinstance(pulls, list) and len(pulls) == 1:
        return _numbered(pulls[0], "workflow_run")
    return Sweep()
