"""An app whose backend is told, for tests: by HTTPS to a backend of theirs, or by an event."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.demo.world import BOT, REPOSITORY
from bot.forge.courier import Courier
from tests.backend import URL, Authority, Backend
from tests.scenarios.rolling import PRODUCTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from tests.world import Stage

APP = "catalog/apps/harbor.yaml"
SECRET = "dGhlIHdlYmhvb2sncyBvd24gc2VjcmV0"
OTTO = "  observer: {login: otto, id: 1008}\n"
WEBHOOK = f"delivery:\n  webhook:\n    url: {URL}\n    secret: HARBOR_WEBHOOK\n"
EVENT = f"delivery:\n  repositoryDispatch: {{repository: {REPOSITORY}}}\n"


@contextmanager
def listening(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    """A backend that runs, and a bot that finds the way to it."""
    authority = Authority()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(stage.folder)))
    with Backend(authority.context(stage.folder)) as running:
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
    """Number and result of each."""
    return [(note["attempt"], note["result"]) for note in notes(stage, text)]


def sticky(stage: Stage, number: int) -> str:
    """The status comment."""
    own = [comment.body for comment in stage.comments(number) if comment.login == BOT]
    return next(body for body in own if body.startswith("<!-- slipway:status"))


def later(stage: Stage, **span: int) -> None:
    """A sweep after some time."""
    stage.hub.clock.advance(timedelta(**span).total_seconds())
    run = stage.run_bot()
    assert run.exit_code == 0, run.failures
