"""An app's backend is told of what it serves, end to end: over HTTPS, or by an event on GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.delivery_answer import acknowledgement_context
from bot.demo.world import REPOSITORY
from tests.backend import honest, http, observing
from tests.scenarios.acting import approve, document, propose, run
from tests.scenarios.audited import audited
from tests.scenarios.delivering import (
    EVENT,
    OTTO,
    WEBHOOK,
    later,
    listening,
    notes,
    results,
    sticky,
    told_by,
)
from tests.scenarios.rolling import PRODUCTION, approved, live, order, standing
from tests.scenarios.test_commands import kinds, quiet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.backend import Backend
    from tests.world import Stage


@pytest.fixture
def backend(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    with listening(stage, monkeypatch) as running:
        yield running


@pytest.fixture(autouse=True)
def _audited(stage: Stage) -> Iterator[None]:
    """Whatever was written of it is what the independent auditor expects."""
    yield
    audited(stage)


def test_each_change_is_told_with_all_that_is_live_and_the_answer_is_noted(
    stage: Stage, backend: Backend
) -> None:
    told_by(stage, WEBHOOK)
    number = approved(stage)
    assert backend.received == []  # Release Preparation is served to nobody
    order(stage, number, "/go-live 10%")
    (first,) = backend.received
    assert first.message["change"] == {
        "kind": "went-live",
        "status": "Grayscale Release",
        "percent": 10,
    }
    assert first.message["live"] == live(stage)
    assert kinds(stage)[-2:] == ["went-live", "delivered"]
    went_live, delivered = stage.log(PRODUCTION)[-2:]
    assert first.message["delivery"] == first.headers["webhook-id"] == went_live["transition"]
    assert delivered["cause"] == {
        "kind": "delivery",
        "transition": went_live["transition"],
        "attempt": 1,
    }
    assert (delivered["actor"]["role"], delivered["row"]) == ("bot", None)
    assert "| Grayscale Release at 10 % | **delivered**" in sticky(stage, number)
    order(stage, number, "/complete")
    assert [one.message["change"]["percent"] for one in backend.received] == [10, 100]
    assert stage.status_file(PRODUCTION)["observed"]["result"] == "delivered"
    assert (
        stage.status_file(PRODUCTION)["changed"]["transition"]
        == (backend.received[1].message["delivery"])
    )
    quiet(stage, number)
    assert len(backend.received) == 2


def test_a_backend_that_is_down_holds_nothing_up_and_is_told_again(
    stage: Stage, backend: Backend
) -> None:
    told_by(stage, WEBHOOK)
    backend.manners = lambda _: http("503 Down")
    number = approved(stage)
    stage.hub.clock.advance(60)
    stage.person("mia").say(number, "/go-live 10%")
    done = stage.run_bot(number)
    assert (done.exit_code, done.failures) == (0, [])
    assert (
        "told harbor of coffee 1.0.0 to harbor Production (attempt 1): failed, status-refused: "
        "the backend answered 503" in done.lines
    )
    assert standing(stage) == ("Grayscale Release", 10)
    assert "**failed**" in sticky(stage, number)
    quiet(stage, number)
    order(stage, number, "/scale 50%")
    assert len(backend.received) == 2
    later(stage, seconds=62)
    assert results(stage)[1:] == [(1, "failed"), (2, "failed")]
    backend.manners = honest
    later(stage, minutes=4)
    assert len(backend.received) == 3
    later(stage, minutes=2)
    assert results(stage)[1:] == [(1, "failed"), (2, "failed"), (3, "delivered")]
    keys = {one.headers["webhook-id"] for one in backend.received[1:]}
    assert keys == {stage.status_file(PRODUCTION)["changed"]["transition"]}
    assert "**delivered**" in sticky(stage, number)
    quiet(stage, number)


def test_a_backend_that_is_down_for_days_is_found_by_the_sweep(
    stage: Stage, backend: Backend
) -> None:
    told_by(stage, WEBHOOK)
    backend.manners = lambda _: http("503 Down")
    number = approved(stage)
    order(stage, number, "/go-live")
    for _ in range(6):
        later(stage, hours=13)
    down = len(backend.received)
    backend.manners = honest
    later(stage, hours=25)
    assert len(backend.received) == down + 1
    assert results(stage)[-1] == (down + 1, "delivered")
    assert "**delivered**" in sticky(stage, number)


def test_a_backend_that_begins_to_be_told_hears_of_what_is_live(
    stage: Stage, backend: Backend
) -> None:
    order(stage, approved(stage), "/go-live")
    later(stage, hours=49)
    told_by(stage, WEBHOOK)
    later(stage, minutes=1)
    (only,) = backend.received
    assert [one["version"] for one in only.message["live"]] == ["1.0.0"]


def test_a_backend_that_drifted_is_a_finding_until_it_has_what_was_decided(
    stage: Stage, backend: Backend
) -> None:
    told_by(stage, WEBHOOK)
    backend.manners = observing([{"version": "1.0.0", "percent": 5}])
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    assert kinds(stage)[-1] == "delivered"
    assert results(stage) == [(1, "drifted")]
    detail = "(`not-as-decided: observed 1.0.0 at 5 %; decided 1.0.0 at 10 %`)"
    notice = f"**Note:** the backend of harbor has something else than was decided {detail}"
    assert notice in sticky(stage, number)
    backend.manners = honest
    later(stage, seconds=90)
    assert results(stage) == [(1, "drifted"), (2, "delivered")]
    assert "**Note:** the backend" not in sticky(stage, number)


def test_without_its_secret_nothing_is_sent_and_the_note_says_which(
    stage: Stage, backend: Backend
) -> None:
    told_by(stage, WEBHOOK)
    stage.secrets = {}
    order(stage, approved(stage), "/go-live")
    assert backend.received == []
    (note,) = notes(stage)
    assert note["detail"] == "no-secret: SLIPWAY_SECRET_HARBOR_WEBHOOK holds no usable secret"


def test_what_takes_a_place_is_told_once_for_both(stage: Stage, backend: Backend) -> None:
    told_by(stage, WEBHOOK)
    order(stage, approved(stage), "/go-live")
    newer = "coffee 1.1.0 harbor production"
    order(stage, approved(stage, newer), "/go-live")
    first, second = backend.received
    assert [one["version"] for one in first.message["live"]] == ["1.0.0"]
    assert [one["version"] for one in second.message["live"]] == ["1.1.0"]
    assert kinds(stage)[-1] == "archived"
    later(stage, hours=2)
    assert len(backend.received) == 2


def test_a_cancellation_is_told_as_well(stage: Stage, backend: Backend) -> None:
    told_by(stage, WEBHOOK)
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    order(stage, number, "/cancel 1.0.0 It breaks.")
    assert backend.received[-1].message["live"] == []
    assert backend.received[-1].message["change"]["status"] == "Canceled"
    assert results(stage) == [(1, "delivered"), (1, "delivered")]


def test_an_event_is_acknowledged_by_the_observers_commit_status(stage: Stage) -> None:
    told_by(stage, EVENT + OTTO)
    number = approved(stage)
    order(stage, number, "/go-live")
    ((event, payload),) = stage.hub.dispatched(REPOSITORY)
    assert (event, payload["attempt"]) == ("slipway-live", 1)
    assert results(stage) == [(1, "sent")]
    assert "**pending**" in sticky(stage, number)
    quiet(stage, number)
    context = acknowledgement_context(payload["delivery"])
    for login, state in (("rob", "failure"), ("otto", "success")):
        commit = stage.person(login).repo.get_commit(payload["commit"])
        commit.create_status(state, context=context)
        stage.run_bot(number)
    assert results(stage) == [(1, "sent"), (2, "delivered")]
    assert "**delivered**" in sticky(stage, number)
    quiet(stage, number)
    assert len(stage.hub.dispatched(REPOSITORY)) == 1


def test_what_nobody_acknowledges_is_sent_again_under_the_same_key(stage: Stage) -> None:
    told_by(stage, EVENT + OTTO)
    order(stage, approved(stage), "/go-live")
    later(stage, seconds=62)
    sent = [payload for _, payload in stage.hub.dispatched(REPOSITORY)]
    assert [payload["attempt"] for payload in sent] == [1, 2]
    assert len({payload["delivery"] for payload in sent}) == 1


def test_an_event_that_nobody_observes_is_sent_once(stage: Stage) -> None:
    told_by(stage, EVENT)
    order(stage, approved(stage), "/go-live")
    later(stage, hours=49)
    assert results(stage) == [(1, "sent")]
    assert len(stage.hub.dispatched(REPOSITORY)) == 1


def test_what_a_document_does_is_told_by_the_same_run(stage: Stage, backend: Backend) -> None:
    told_by(stage, WEBHOOK + "restore: true\n")
    text = "coffee 1.0.0 harbor test"
    run(stage, stage.request(text))
    stage.hub.clock.advance(60)
    propose(stage, document(text, "offline"))
    assert [one.message["change"]["kind"] for one in backend.received] == [
        "released",
        "taken-offline",
    ]
    assert backend.received[-1].message["live"] == []
    stage.hub.clock.advance(60)
    back = propose(stage, document(text, "restore"), branch="back")
    stage.hub.clock.advance(60)
    approve(stage, back, "rob")
    assert backend.received[-1].message["change"]["kind"] == "restored"
    assert [one["version"] for one in backend.received[-1].message["live"]] == ["1.0.0"]
    assert results(stage, text) == [(1, "delivered")] * 3


def test_a_force_removal_is_told_in_each_environment(stage: Stage, backend: Backend) -> None:
    told_by(stage, WEBHOOK)
    run(stage, stage.request("coffee 1.0.0 harbor test"))
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    backend.received.clear()
    order(stage, number, "/force-remove 1.0.0 It leaks data.", "ines")
    told = {one.message["release"]["environment"]: one.message["live"] for one in backend.received}
    assert told == {"test": [], "production": []}
    assert len(backend.received) == 2


def test_a_pause_is_not_told(stage: Stage, backend: Backend) -> None:
    told_by(stage, WEBHOOK)
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    order(stage, number, "/pause")
    order(stage, number, "/resume")
    assert len(backend.received) == 1
