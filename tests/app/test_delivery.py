"""One attempt by each way: what stands in the log of it afterwards, and what goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.app.delivery import Ways, tell
from bot.core.catalog import Delivery, Person, RepositoryDispatch, Webhook
from bot.core.delivery import Change, Message, Observed
from bot.core.documents.identity import ReleaseId
from bot.core.entry import Kind
from bot.core.entry_rollout import Result
from bot.core.lifecycle import Status
from bot.core.times import read_time
from bot.demo.world import BOT, REPOSITORY
from bot.forge.courier import Courier
from bot.forge.outlet import GitHubOutlet
from bot.forge.protocol import RateLimitedError
from tests.backend import URL, Authority, Backend, http, observing, unsigned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.world import Stage

NOW = read_time("2026-03-02T09:00:00Z")
WEBHOOK = Delivery(Webhook(URL, "HARBOR_WEBHOOK"))
EVENT = Delivery(RepositoryDispatch(REPOSITORY))
OTTO = Person("otto", 1008)
SECRET = "dGhlIHdlYmhvb2sncyBvd24gc2VjcmV0"


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Backend]:
    authority = Authority()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path)))
    with Backend(authority.context(tmp_path)) as running:
        yield running


@pytest.fixture
def ways(stage: Stage, backend: Backend) -> Ways:
    token = stage.hub.token(BOT, {"contents": "write", "statuses": "read"})
    outlet = GitHubOutlet(REPOSITORY, token, stage.hub.api, 5)
    environment = {"SLIPWAY_SECRET_HARBOR_WEBHOOK": SECRET}
    return Ways(Courier(5, backend.connect), outlet, environment)


def message(**fields: Any) -> Message:
    release = ReleaseId.parse("coffee", "1.4.0", "harbor", "production")
    assert release is not None
    given = {"commit": "c" * 40, **fields}
    change = Change("1f" * 16, Kind.RELEASED, Status.FULL_RELEASE, 100, NOW, **given)
    return Message(release, change, attempt=1, live=[{"version": "1.4.0", "percent": 100}])


def test_a_webhook_that_answers_as_decided_is_delivered(ways: Ways, backend: Backend) -> None:
    found = tell(ways, WEBHOOK, message(), NOW)
    assert found == Observed(Result.DELIVERED, "as-decided", "observed 1.4.0 at 100 %")
    assert backend.received[0].message == message().to_value()
    assert backend.received[0].headers["webhook-id"] == message().change.transition


def test_a_webhook_that_answers_something_else_has_drifted(ways: Ways, backend: Backend) -> None:
    backend.manners = observing([])
    found = tell(ways, WEBHOOK, message(), NOW)
    assert found.result is Result.DRIFTED


@pytest.mark.parametrize("environment", [{}, {"SLIPWAY_SECRET_HARBOR_WEBHOOK": "short"}])
def test_without_its_secret_nothing_is_sent(
    ways: Ways, backend: Backend, environment: dict[str, str]
) -> None:
    poor = Ways(ways.messenger, ways.outlet, environment)
    found = tell(poor, WEBHOOK, message(), NOW)
    detail = "SLIPWAY_SECRET_HARBOR_WEBHOOK holds no usable secret"
    assert found == Observed(Result.FAILED, "no-secret", detail)
    assert backend.received == []


def test_an_unsigned_success_waits_for_the_observer_where_there_is_one(
    ways: Ways, backend: Backend
) -> None:
    backend.manners = unsigned
    observed = Delivery(WEBHOOK.way, OTTO)
    found = tell(ways, observed, message(), NOW)
    assert (found.result, found.reason) == (Result.SENT, "handed-over")
    assert tell(ways, WEBHOOK, message(), NOW).reason == "answer-unsigned"


def test_a_refusal_has_failed_whether_or_not_somebody_observes(
    ways: Ways, backend: Backend
) -> None:
    backend.manners = lambda _: http("500 Broken")
    found = tell(ways, Delivery(WEBHOOK.way, OTTO), message(), NOW)
    assert found == Observed(Result.FAILED, "status-refused", "the backend answered 500")


def test_an_event_holds_the_message(ways: Ways, stage: Stage) -> None:
    found = tell(ways, EVENT, message(), NOW)
    assert stage.hub.dispatched(REPOSITORY) == [("slipway-live", message().to_value())]
    assert (found.result, found.reason) == (Result.SENT, "event-taken")


def test_an_event_that_github_does_not_take_has_failed(ways: Ways) -> None:
    elsewhere = Delivery(RepositoryDispatch("harbor-co/nowhere"))
    found = tell(ways, elsewhere, message(), NOW)
    assert (found.result, found.reason) == (Result.FAILED, "not-there")


def test_a_limit_of_githubs_ends_the_run_and_is_no_failure_of_the_backend(
    ways: Ways, stage: Stage
) -> None:
    stage.hub.limit_requests(core=0)
    try:
        with pytest.raises(RateLimitedError):
            tell(ways, EVENT, message(), NOW)
    finally:
        stage.hub.limit_requests()


def test_the_secrets_are_not_shown(ways: Ways) -> None:
    assert SECRET not in repr(ways)
