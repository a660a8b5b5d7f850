"""What an event hints at: a pull request, all of them, a button, or nothing.

It is never believed more than that. A button tells what was typed beside it, and not who did.

Source of the payloads' shapes: GitHub's "Webhook events and payloads".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.button import Press

PULL_EVENTS = frozenset(
    {
        "pull_request",
        "pull_request_target",
        "pull_request_review",
        "pull_request_review_comment",
    }
)
SWEEPS = frozenset({"schedule", "repository_dispatch"})
UNENDED = frozenset({"requested", "in_progress"})
LARGEST = 2**31 - 1
"""What GraphQL's Int holds; by no larger number can a pull request be asked for."""


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


@dataclass(frozen=True, slots=True)
class Doctor:
    """Examine the repository: the button of ``slipway doctor --record``."""


Hint = OnePull | Sweep | Press | Doctor | Nothing


def hint_of(event: str, payload: Mapping[str, Any]) -> Hint:
    """Read the hint of an event; whatever is missing or odd makes it a smaller hint."""
    if event in SWEEPS:
        return Sweep()
    if event == "workflow_dispatch":
        return _of_button(payload.get("inputs"))
    if event in PULL_EVENTS:
        return _numbered(payload.get("pull_request"), event)
    if event == "issue_comment":
        issue = payload.get("issue")
        if isinstance(issue, Mapping) and "pull_request" not in issue:
            return Nothing("the comment is on an issue, not on a pull request")
        return _numbered(issue, event)
    if event == "push":
        return _of_push(payload)
    if event == "workflow_run":
        return _of_run(payload)
    return Nothing(f"the bot does not act on {event[:60]!r}")


def _numbered(value: object, event: str) -> Hint:
    number = _field(value, "number")
    if isinstance(number, int) and not isinstance(number, bool) and 0 < number <= LARGEST:
        return OnePull(number)
    return Nothing(f"the payload of {event} names no pull request")


def _of_push(payload: Mapping[str, Any]) -> Hint:
    """What is pushed to main may change every answer; of its own branch a pull request tells."""
    ref, main = payload.get("ref"), _field(payload.get("repository"), "default_branch")
    if isinstance(ref, str) and isinstance(main, str) and ref != f"refs/heads/{main}":
        return Nothing("the push is not to the default branch")
    return Sweep()


def _of_button(inputs: object) -> Hint:
    """What was chosen and typed; without any choice it is the pass over all, which harms nothing.

    Who typed an app or a reason and chose no stop may believe that the app is stopped.
    """
    typed = inputs if isinstance(inputs, Mapping) else {}
    app, reason = (_text(typed.get(name)) for name in ("app", "reason"))
    match typed.get("do", "sweep"):
        case "stop":
            return Press(app, reason)
        case "sweep" | "" if app or reason:
            return Nothing("nothing was stopped: an app or a reason was given, but not do: stop")
        case "sweep" | "":
            return Sweep()
        case "doctor":
            return Doctor()
        case _:
            return Nothing("no button does that; choose do: sweep, stop or doctor")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _of_run(payload: Mapping[str, Any]) -> Hint:
    """A run for a fork's branch lists no pull request; then only a sweep finds it.

    Others list those from their branch, and these may stand in another repository.
    """
    action = payload.get("action")
    if isinstance(action, str) and action in UNENDED:
        return Nothing("the workflow run has not ended")
    listed = _field(payload.get("workflow_run"), "pull_requests")
    here = _field(payload.get("repository"), "id")
    pulls = [one for one in listed if _is_of(one, here)] if isinstance(listed, list) else []
    return _numbered(pulls[0], "workflow_run") if len(pulls) == 1 else Sweep()


def _is_of(pull: object, repository: object) -> bool:
    base = _field(_field(_field(pull, "base"), "repo"), "id")
    return base is None or repository is None or base == repository


def _field(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None
