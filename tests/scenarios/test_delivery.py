"""An app's backend is told of what it serves, end to end: over HTTPS, or by an event on GitHub."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.delivery_answer import acknowledgement_context
from bot.demo.world import BOT, REPOSITORY
from bot.forge.courier import Courier
from tests.backend import URL, Authority, Backend, http, observing
from tests.scenarios.rolling import PRODUCTION, approved, live, order, standing
from tests.scenarios.test_commands import kinds, quiet
from tests.starts import LATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.world import Stage

APP = "catalog/apps/harbor.yaml"
SECRET = "dGhlIHdlYmhvb2sncyBvd24gc2VjcmV0"
OTTO = "  observer: {login: otto, id: 2001}\n"
WEBHOOK = f"delivery:\n  webhook:\n    url: {URL}\n    secret: HARBOR_WEBHOOK\n"
EVENT = f"delivery:\n  repositoryDispatch: {{repository: {REPOSITORY}}}\n"


@pytest.fixture
def backend(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    authority = Authority()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path)))
    with Backend(authority.context(tmp_path)) as running:
        stage.courier = Courier(5, running.connect)
        stage.secrets = {"SLIPWAY_SECRET_HARBOR_WEBHOOK": SECRET}
        yield running


def told_by(stage: Stage, way: str) -> None:
    """The app names how its backend is told."""
    text = stage.main_files(APP)[APP].decode()
    stage.person("otto").commit("main", {APP: text + way})


def notes(stage: Stage, text: str = PRODUCTION) -> list[dict[str, Any]]:
    """What the log holds of attempts, oldest first."""
    return [entry["observed"] for entry in stage.log(text) if "observed" in entry]


def results(stage: Stage, text: str = PRODUCTION) -> list[tuple[int, str]]:
    return [(note["attempt"], note["result"]) for note in notes(stage, text)]


def sticky(stage: Stage, number: int) -> str:
    own = [comment.body for comment in stage.comments(number) if comment.login == BOT]
    return next(body for body in own if body.startswith("<!-- slipway:status"))


def later(stage: Stage, **span: int) -> None:
    """A sweep after some time."""
    stage.hub.clock.advance(timedelta(**span).total_seconds())
    run = stage.run_bot()
    assert run.exit_code == 0, run.failures


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
    assert stage.status_file(PRODUCTION)["changed"]["transition"] == (
        backend.received[1].message["delivery"]
    )
    quiet(stage, number)
    assert len(backend.received) == 2
