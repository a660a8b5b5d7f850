"""The courier and a backend of any manners: it brings an answer, or says why there is none."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING

import pytest

from bot.core.delivery import Change, Message
from bot.core.delivery_answer import Answer, NoAnswer, read_answer
from bot.core.delivery_signature import Secrets
from bot.core.documents.identity import ReleaseId
from bot.core.entry import Kind
from bot.core.entry_rollout import Result
from bot.core.lifecycle import Status
from bot.core.times import read_time
from bot.forge.courier import LARGEST, Courier
from tests.backend import (
    HOST,
    SECRETS,
    URL,
    Authority,
    Backend,
    Delivery,
    honest,
    http,
    observing,
    unsigned,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bot.core.delivery import Observed

NOW = read_time("2026-03-02T09:00:00Z")
ROW = {"version": "1.4.0", "percent": 20}


def _message() -> Message:
    release = ReleaseId.parse("coffee", "1.4.0", "harbor", "production")
    assert release is not None
    change = Change("1f" * 16, Kind.RELEASED, Status.GRAYSCALE_RELEASE, 20, NOW, "c" * 40)
    return Message(release, change, attempt=1, live=[{**ROW, "status": "Grayscale Release"}])


MESSAGE = _message()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def backend(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Backend]:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path)))
    with Backend(authority.context(tmp_path)) as running:
        yield running


def sent(backend: Backend, time_limit: float = 5, url: str = URL) -> Answer | NoAnswer:
    body = MESSAGE.to_bytes()
    headers = SECRETS.headers(MESSAGE.change.transition, body, NOW)
    return Courier(time_limit, backend.connect).post(url, headers, body)


def told(backend: Backend, time_limit: float = 5) -> Observed:
    return read_answer(MESSAGE, sent(backend, time_limit), SECRETS)


def test_a_message_arrives_as_it_was_signed(backend: Backend) -> None:
    sent(backend)
    (delivery,) = backend.received
    assert delivery.line == "POST /slipway?app=harbor HTTP/1.1"
    assert delivery.body == MESSAGE.to_bytes()
    assert SECRETS.vouch_for(delivery.headers, delivery.body)
    assert delivery.headers["content-type"] == "application/json"
    assert delivery.headers["host"] == HOST
    assert backend.asked == [(HOST, 443)]


def test_an_honest_backend_has_it_delivered(backend: Backend) -> None:
    assert told(backend).result is Result.DELIVERED


def test_a_url_without_a_path_and_with_a_port_is_called_there(backend: Backend) -> None:
    sent(backend, url=f"https://{HOST}:8443")
    assert backend.received[0].line == "POST / HTTP/1.1"
    assert backend.asked == [(HOST, 8443)]


@pytest.mark.parametrize(
    ("manners", "result", "reason"),
    [
        (observing([]), Result.DRIFTED, "not-as-decided"),
        (unsigned, Result.FAILED, "answer-unsigned"),
        (observing([ROW], Secrets((b"x" * 24,))), Result.FAILED, "answer-forged"),
        (lambda _: http("503 Busy"), Result.FAILED, "status-refused"),
        (lambda _: http("204 No Content"), Result.FAILED, "answer-unsigned"),
        (lambda _: http("200 OK", b"x" * (LARGEST + 1)), Result.FAILED, "answer-too-large"),
        (lambda _: [b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 2**20], Result.FAILED, "answer-too-large"),
        (lambda _: [b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200], Result.FAILED, "no-http"),
        (lambda _: [b"220 mail.example ESMTP\r\n"], Result.FAILED, "no-http"),
        (lambda _: [b"\xff" * 100 + b"\r\n"], Result.FAILED, "no-http"),
        (lambda _: [], Result.FAILED, "no-connection"),
    ],
)
def test_a_backend_of_other_manners_has_not(
    backend: Backend,
    manners: Callable[[Delivery], Iterable[bytes]],
    result: Result,
    reason: str,
) -> None:
    backend.manners = manners
    found = told(backend)
    assert (found.result, found.reason) == (result, reason)


def test_a_body_of_the_greatest_length_is_read_whole(backend: Backend) -> None:
    backend.manners = lambda _: http("200 OK", b"x" * LARGEST)
    answer = sent(backend)
    assert isinstance(answer, Answer)
    assert len(answer.body) == LARGEST


def test_a_redirect_is_not_followed(backend: Backend) -> None:
    backend.manners = lambda _: http("307 Elsewhere", location=f"https://{HOST}/other")
    found = told(backend)
    assert (found.reason, found.detail) == ("status-refused", "the backend answered 307")
    assert len(backend.received) == 1


def _silent(_: Delivery) -> Iterator[bytes]:
    time.sleep(1.5)
    yield b""


def _dripping(_: Delivery) -> Iterator[bytes]:
    """Each byte comes long before a socket would have waited too long for it."""
    for byte in b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n":
        time.sleep(0.05)
        yield bytes([byte])


@pytest.mark.parametrize("manners", [_silent, _dripping])
def test_a_slow_backend_is_left_when_the_time_is_over(
    backend: Backend, manners: Callable[[Delivery], Iterator[bytes]]
) -> None:
    backend.manners = manners
    start = time.monotonic()
    assert told(backend, time_limit=0.4).reason == "timed-out"
    assert time.monotonic() - start < 1.2


def test_a_slow_backend_is_hung_up_on(backend: Backend) -> None:
    sent_bytes: list[bytes] = []

    def counted(delivery: Delivery) -> Iterator[bytes]:
        for piece in _dripping(delivery):
            sent_bytes.append(piece)
            yield piece

    backend.manners = counted
    told(backend, time_limit=0.3)
    time.sleep(0.5)
    heard = len(sent_bytes)
    time.sleep(0.2)
    assert len(sent_bytes) == heard


def test_a_name_that_takes_long_to_look_up_is_left_as_well() -> None:
    def slow(_: tuple[str, int], __: float) -> socket.socket:
        time.sleep(1)
        raise socket.gaierror

    start = time.monotonic()
    assert Courier(0.2, slow).post(URL, {}, b"") == NoAnswer(
        "timed-out", "no whole answer came in time"
    )
    assert time.monotonic() - start < 0.8


def test_a_backend_that_waits_in_the_handshake_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        courier = Courier(
            0.3, lambda _, limit: socket.create_connection(mute.getsockname()[:2], limit)
        )
        answer = courier.post(URL, {}, b"")
    assert isinstance(answer, NoAnswer)
    assert answer.reason == "timed-out"


def test_a_certificate_of_an_unknown_authority_is_refused(backend: Backend, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    backend.tls = Authority().context(tmp_path / "other")
    assert told(backend).reason == "tls-refused"
    assert backend.received == []


def test_a_certificate_of_another_name_is_refused(
    backend: Backend, authority: Authority, tmp_path: Path
) -> None:
    backend.tls = authority.context(tmp_path, "api.lagoon.example")
    found = told(backend)
    assert found.reason == "tls-refused"
    assert "not valid for 'api.harbor.example'" in found.detail
    assert backend.received == []


def test_a_backend_that_speaks_no_tls_is_refused() -> None:
    here, there = socket.socketpair()
    with here, there:
        there.sendall(b"HTTP/1.1 400 Speak plainly\r\n\r\n")
        answer = Courier(2, lambda _, __: here).post(URL, {}, b"")
    assert isinstance(answer, NoAnswer)
    assert answer.reason == "tls-refused"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (socket.gaierror(-2, "Name or service not known"), "no-such-host"),
        (ConnectionRefusedError(), "no-connection"),
        (OSError(113, "No route to host"), "no-connection"),
        (ssl.SSLError(1, "odd"), "tls-refused"),
    ],
)
def test_a_backend_that_is_not_there_is_told_apart(error: OSError, reason: str) -> None:
    def fails(_: tuple[str, int], __: float) -> socket.socket:
        raise error

    answer = Courier(2, fails).post(URL, {}, b"")
    assert isinstance(answer, NoAnswer)
    assert answer.reason == reason


def test_the_honest_manners_are_signed_anew_for_each_attempt(backend: Backend) -> None:
    backend.manners = honest
    assert [told(backend).result for _ in range(2)] == [Result.DELIVERED] * 2
    assert len(backend.received) == 2
