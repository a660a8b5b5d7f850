"""The API budget of delivery: a note is a commit, and whoever is not due costs nothing.

What goes to a backend over HTTPS is no request to GitHub. An app that names no way costs what it
did: test_budget.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.backend import http
from tests.scenarios.delivering import EVENT, OTTO, WEBHOOK, later, listening, told_by
from tests.scenarios.rolling import approved, order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.backend import Backend
    from tests.world import Stage

LED_ON = 3
"""Commit, status comment, and the comment that sends mail."""


@pytest.fixture
def backend(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    with listening(stage, monkeypatch) as running:
        yield running


def went_live(stage: Stage) -> int:
    """The writes of a run that takes a release live."""
    number = approved(stage)
    stage.hub.clock.advance(60)
    stage.person("mia").say(number, "/go-live 10%")
    stage.hub.requests.clear()
    assert stage.run_bot(number).exit_code == 0
    return stage.writes()


def test_what_an_app_without_a_way_costs(stage: Stage) -> None:
    assert went_live(stage) == LED_ON


@pytest.mark.usefixtures("backend")
def test_a_webhook_takes_a_commit_and_an_edit_of_the_comment_more(stage: Stage) -> None:
    told_by(stage, WEBHOOK)
    assert went_live(stage) == LED_ON + 2


def test_an_event_is_one_write_more(stage: Stage) -> None:
    told_by(stage, EVENT)
    assert went_live(stage) == LED_ON + 3


def days_later(stage: Stage) -> tuple[list[str | None], int]:
    """What a sweep asks for and writes once nothing has happened for days."""
    later(stage, hours=49)
    stage.hub.requests.clear()
    later(stage, minutes=10)
    return [call.operation for call in stage.calls()], stage.writes()


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("way", [WEBHOOK, EVENT])
def test_a_sweep_asks_nothing_about_what_was_told(stage: Stage, way: str) -> None:
    told_by(stage, way)
    order(stage, approved(stage), "/go-live")
    order(stage, approved(stage, "coffee 1.1.0 harbor production"), "/go-live")
    assert days_later(stage) == (["ReadOpenPulls"], 0)


@pytest.mark.usefixtures("backend")
def test_a_sweep_asks_nothing_about_what_nobody_was_served(stage: Stage) -> None:
    told_by(stage, WEBHOOK)
    order(stage, approved(stage), "/cancel 1.0.0 It is not wanted.")
    assert days_later(stage) == (["ReadOpenPulls"], 0)


def test_a_sweep_reads_once_what_is_due(stage: Stage, backend: Backend) -> None:
    told_by(stage, WEBHOOK)
    backend.manners = lambda _: http("503 Down")
    order(stage, approved(stage), "/go-live")
    for _ in range(5):
        later(stage, hours=25)
    backend.received.clear()
    stage.hub.requests.clear()
    later(stage, hours=25)
    assert len(backend.received) == 1
    assert (stage.reads(), stage.writes()) == (1 + 3, 2)


def test_waiting_for_an_observer_takes_no_request_more(stage: Stage) -> None:
    told_by(stage, EVENT + OTTO)
    number = approved(stage)
    order(stage, number, "/go-live")
    stage.hub.requests.clear()
    assert stage.run_bot(number).exit_code == 0
    assert (stage.reads(), stage.writes()) == (1, 0)
