"""A run of Actions as GitHub answers it: read whole, or not believed at all."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import UnavailableError
from bot.forge.reading import read_run

RUN: dict[str, Any] = {
    "id": 71,
    "run_attempt": 1,
    "event": "workflow_dispatch",
    "path": ".github/workflows/slipway.yml",
    "head_branch": "main",
    "head_sha": "a1" * 20,
    "triggering_actor": {"login": "olga", "id": 1007, "type": "User"},
    "created_at": "2026-03-02T09:00:00Z",
}


def test_the_run_that_was_asked_for_is_read() -> None:
    found = read_run(RUN, 71)
    assert (found.id, found.attempt, found.by.id) == (71, 1, 1007)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": 70},
        {"id": True},
        {"id": None},
        {"created_at": "yesterday"},
        {"created_at": None},
        {"created_at": "2026-03-02T09:00:00"},
        {"triggering_actor": True},
        {"triggering_actor": {"login": "olga", "id": "1007", "type": "User"}},
        {"triggering_actor": {"login": "olga", "id": True, "type": "User"}},
    ],
    ids=str,
)
def test_an_answer_of_another_run_or_form_is_none(changed: dict[str, Any]) -> None:
    """Whose press it is hangs on it alone; another run's operator must not lend a name."""
    with pytest.raises(UnavailableError, match="run 71"):
        read_run({**RUN, **changed}, 71)


@pytest.mark.parametrize("field", sorted(set(RUN) - {"triggering_actor", "run_attempt"}))
def test_an_answer_without_a_part_is_none(field: str) -> None:
    with pytest.raises(UnavailableError, match="run 71"):
        read_run({name: value for name, value in RUN.items() if name != field}, 71)
