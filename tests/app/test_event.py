"""An event is a hint: a number, a sweep, or nothing."""

from __future__ import annotations

import pytest

from bot.app.event import Hint, Nothing, OnePull, Sweep, hint_of


@pytest.mark.parametrize(
    ("event", "payload", "hint"),
    [
        ("pull_request_target", {"pull_request": {"number": 7}}, OnePull(7)),
        ("pull_request_review", {"pull_request": {"number": 7}}, OnePull(7)),
        ("issue_comment", {"issue": {"number": 7, "pull_request": {}}}, OnePull(7)),
        ("workflow_run", {"workflow_run": {"pull_requests": [{"number": 7}]}}, OnePull(7)),
        ("workflow_run", {"workflow_run": {"pull_requests": []}}, Sweep()),
        ("workflow_run", {}, Sweep()),
        ("schedule", {}, Sweep()),
        ("workflow_dispatch", {"inputs": None}, Sweep()),
        ("push", {"ref": "refs/heads/main"}, Sweep()),
    ],
)
def test_an_event_hints_at(event: str, payload: dict[str, object], hint: Hint) -> None:
    assert hint_of(event, payload) == hint


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("issue_comment", {"issue": {"number": 7}}),
        ("pull_request", {}),
        ("pull_request", {"pull_request": "7"}),
        ("pull_request", {"pull_request": {"number": "7; rm -rf"}}),
        ("pull_request", {"pull_request": {"number": True}}),
        ("pull_request", {"pull_request": {"number": -1}}),
        ("star", {"action": "created"}),
    ],
)
def test_an_odd_payload_hints_at_nothing(event: str, payload: dict[str, object]) -> None:
    assert isinstance(hint_of(event, payload), Nothing)
