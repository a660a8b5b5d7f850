"""An event is a hint: a number, a sweep, or nothing."""

from __future__ import annotations

import pytest

from bot.app.event import Doctor, Hint, Nothing, OnePull, Sweep, hint_of
from bot.core.button import Press


@pytest.mark.parametrize(
    ("event", "payload", "hint"),
    [
        ("pull_request_target", {"pull_request": {"number": 7}}, OnePull(7)),
        ("pull_request_review", {"pull_request": {"number": 7}}, OnePull(7)),
        ("issue_comment", {"issue": {"number": 7, "pull_request": {}}}, OnePull(7)),
        ("workflow_run", {"workflow_run": {"pull_requests": [{"number": 7}]}}, OnePull(7)),
        ("workflow_run", {"workflow_run": {"pull_requests": []}}, Sweep()),
        ("workflow_run", {}, Sweep()),
        ("workflow_run", {"action": ["completed"]}, Sweep()),
        ("schedule", {}, Sweep()),
        ("workflow_dispatch", {"inputs": None}, Sweep()),
        ("workflow_dispatch", {"inputs": {"do": "sweep", "app": "", "reason": ""}}, Sweep()),
        ("workflow_dispatch", {"inputs": {"do": "doctor"}}, Doctor()),
        (
            "workflow_dispatch",
            {"inputs": {"do": "stop", "app": "a", "reason": "b"}},
            Press("a", "b"),
        ),
        ("workflow_dispatch", {"inputs": {"do": "stop", "app": 7}}, Press("", "")),
        ("push", {"ref": "refs/heads/main"}, Sweep()),
        ("push", {"ref": "refs/heads/main", "repository": {"default_branch": "main"}}, Sweep()),
        ("push", {}, Sweep()),
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
        ("pull_request", {"pull_request": {"number": 2**31}}),
        ("pull_request", {"pull_request": {"number": 7.0}}),
        ("push", {"ref": "refs/tags/main", "repository": {"default_branch": "main"}}),
        ("push", {"ref": "refs/heads/work", "repository": {"default_branch": "main"}}),
        ("workflow_run", {"action": "requested", "workflow_run": {}}),
        ("star", {"action": "created"}),
        ("workflow_dispatch", {"inputs": {"do": "STOP", "app": "harbor", "reason": "x"}}),
        ("workflow_dispatch", {"inputs": {"do": ["stop"]}}),
        ("repository_dispatch_", {"inputs": {"do": "stop"}}),
    ],
)
def test_an_odd_payload_hints_at_nothing(event: str, payload: dict[str, object]) -> None:
    assert isinstance(hint_of(event, payload), Nothing)


def test_a_run_is_of_the_pull_requests_of_this_repository_only() -> None:
    """A published example of workflow_run lists a pull request of another repository.

    For a fork's branch it lists none (actions/runner#3444).
    """
    upstream = {"number": 3, "base": {"repo": {"id": 1}}}
    here = {"number": 7, "base": {"repo": {"id": 2}}}

    def hint(*pulls: object) -> Hint:
        run = {"pull_requests": list(pulls)}
        return hint_of("workflow_run", {"workflow_run": run, "repository": {"id": 2}})

    assert hint(here, upstream) == OnePull(7)
    assert hint(upstream) == Sweep()
    assert hint(here, here | {"number": 8}) == Sweep()


def test_a_stop_is_pressed_by_no_other_event() -> None:
    inputs = {"inputs": {"do": "stop", "app": "harbor", "reason": "x"}}
    for event in ("schedule", "push", "repository_dispatch"):
        assert hint_of(event, inputs) == Sweep()


def test_who_typed_an_app_and_chose_no_stop_is_told_that_nothing_was_stopped() -> None:
    """In haste the choice is forgotten; a green pass over all must not look like a stop."""
    told = hint_of("workflow_dispatch", {"inputs": {"app": "harbor", "reason": "It burns."}})
    assert isinstance(told, Nothing)
    assert told.why.startswith("nothing was stopped")
