"""A backend hears of each change at least once, and the log holds each attempt at most once."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.world import BOT, REPOSITORY
from bot.hub import Fault
from tests.backend import honest
from tests.faults.command import begin
from tests.scenarios.delivering import EVENT, WEBHOOK, listening, results, told_by
from tests.scenarios.rolling import PRODUCTION, approved, standing
from tests.scenarios.test_commands import kinds
from tests.starts import LATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.backend import Backend, Delivery
    from tests.world import Stage

NOTE = "createCommitOnBranch"


@pytest.fixture
def backend(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    with listening(stage, monkeypatch) as running:
        yield running


def ordered(stage: Stage, way: str = WEBHOOK) -> int:
    """A releaser has said that it goes live, and the bot has not looked yet."""
    told_by(stage, way)
    number = approved(stage)
    stage.hub.clock.advance(60)
    stage.person("mia").say(number, "/go-live 10%")
    stage.hub.requests.clear()
    return number


def keys(backend: Backend) -> list[tuple[str, int]]:
    """Key and number of each message."""
    found: list[Any] = [one.message for one in backend.received]
    return [(one["delivery"], one["attempt"]) for one in found]


def test_a_run_killed_between_event_and_note_sends_it_again_under_the_same_key(
    stage: Stage,
) -> None:
    number = ordered(stage, EVENT)
    stage.hub.fault(Fault("delayed", login=BOT, operation=NOTE, after=1, seconds=60))
    with begin(stage, "reconcile", "--pull", str(number)) as process:
        deadline = time.monotonic() + 30
        while not stage.hub.held:
            assert time.monotonic() < deadline
            assert process.runs
            time.sleep(0.01)
        process.kill()
    assert len(stage.hub.dispatched(REPOSITORY)) == 1
    assert stage.run_bot(number).exit_code == 0
    stage.hub.finish_delayed()  # the killed run's own note comes too late, and is refused
    first, again = (payload for _, payload in stage.hub.dispatched(REPOSITORY))
    assert first == again
    assert results(stage) == [(1, "sent")]


@pytest.mark.parametrize("kind", ["refused", "error_before", "dropped_before", "answer_lost"])
def test_a_note_that_fails_is_made_good_and_the_key_is_the_same(
    stage: Stage, backend: Backend, kind: Any
) -> None:
    number = ordered(stage)
    stage.hub.fault(Fault(kind, login=BOT, operation=NOTE, after=1))
    stage.run_bot(number)
    stage.hub.clock.advance(LATE)
    assert stage.run_bot().exit_code == 0
    assert results(stage) == [(1, "delivered")]
    assert len(set(keys(backend))) == 1
    assert 1 <= len(backend.received) <= 2


def test_two_bots_at_once_note_an_attempt_once(stage: Stage, backend: Backend) -> None:
    number = ordered(stage)

    def together(delivery: Delivery) -> Iterable[bytes]:
        backend.manners = honest
        stage.hub.clock.advance(1)
        assert replace(stage, objects=None).run_bot(number).exit_code == 0
        return honest(delivery)

    backend.manners = together
    assert stage.run_bot(number).exit_code == 0
    assert len(backend.received) >= 2
    assert len(set(keys(backend))) == 1
    assert results(stage) == [(1, "delivered")]
    assert kinds(stage)[-2:] == ["went-live", "delivered"]


def test_main_that_moves_while_a_backend_is_told_is_looked_at_again(
    stage: Stage, backend: Backend
) -> None:
    number = ordered(stage)

    def moving(delivery: Delivery) -> Iterable[bytes]:
        backend.manners = honest
        stage.person("otto").commit("main", {"docs/note.md": "Meanwhile.\n"})
        return honest(delivery)

    backend.manners = moving
    assert stage.run_bot(number).exit_code == 0
    assert results(stage) == [(1, "delivered")]
    assert standing(stage, PRODUCTION) == ("Grayscale Release", 10)
