"""The one request that goes elsewhere than to GitHub: a signed POST to an app's backend.

It follows no redirect, waits and reads only so much, and lets the other side break nothing: what
it gives back is an answer, or why there is none. TLS is verified as Python's default context does,
which takes further authorities from ``SSL_CERT_FILE``.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.core.delivery_answer import Answer, NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TIME_LIMIT = 10.0
"""Seconds for everything: name, connection, request and answer."""
LARGEST = 64 * 1024
"""Bytes of an answer's body."""
LATE = NoAnswer("timed-out", "no whole answer came in time")


@dataclass(frozen=True, slots=True)
class Courier:
    """Carries messages; ``connect`` opens the socket, so that tests can lead it elsewhere."""

    time_limit: float = TIME_LIMIT
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer | NoAnswer:
        """Send once; never raises for what the other side, or the way to it, does.

        A socket's own limit begins anew with each byte, and a name may take long to look up: so
        the call has a thread of its own, which is left behind when the time is over.
        """
        place = urlsplit(url)
        connection = _Connection(place.hostname or "", place.port, self)
        path = f"{place.path or '/'}{f'?{place.query}' if place.query else ''}"
        promised: Future[Answer | NoAnswer] = Future()

        def call() -> None:
            try:
                promised.set_result(_called(connection, path, {**HEADERS, **headers}, body))
            except Exception as error:  # noqa: BLE001 - a bug, which whoever waits is to hear of
                promised.set_exception(error)

        threading.Thread(target=call, daemon=True).start()
        try:
            return promised.result(self.time_limit)
        except TimeoutError:
            connection.cut()
            return LATE


HEADERS = {"content-type": "application/json", "user-agent": "slipway"}


class _Connection(http.client.HTTPSConnection):
    """HTTPS to a host by its name, which another thread can cut."""

    def __init__(self, host: str, port: int | None, courier: Courier) -> None:
        self._verify = ssl.create_default_context()
        super().__init__(host, port, timeout=courier.time_limit, context=self._verify)
        self._courier = courier

    def connect(self) -> None:
        """Open the socket, and only then speak TLS to the host of that name."""
        plain = self._courier.connect((self.host, self.port), self._courier.time_limit)
        self.sock = self._verify.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()

    def cut(self) -> None:
        """End it: whoever waits for a byte hears so at once."""
        if self.sock is not None:
            with suppress(OSError):  # it may have ended by itself
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _called(
    connection: _Connection, path: str, headers: Mapping[str, str], body: bytes
) -> Answer | NoAnswer:
    try:
        connection.request("POST", path, body, dict(headers))
        with connection.getresponse() as answer:
            read = answer.read(LARGEST + 1)
            if len(read) > LARGEST:
                return NoAnswer("answer-too-large", f"the answer has more than {LARGEST} bytes")
            given = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, given, read)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _why(error)
    finally:
        connection.close()


def _why(error: Exception) -> NoAnswer:
    match error:
        case TimeoutError():
            return LATE
        case ssl.SSLCertVerificationError():
            return NoAnswer("tls-refused", f"no trusted certificate: {error.verify_message}")
        case ssl.SSLError():
            return NoAnswer("tls-refused", f"TLS failed: {getattr(error, 'reason', None)}")
        case socket.gaierror():
            return NoAnswer("no-such-host", "the host's name leads nowhere")
        case OSError():
            return NoAnswer("no-connection", f"the connection failed ({type(error).__name__})")
        case _:
            return NoAnswer("no-http", f"what came back is no HTTP ({type(error).__name__})")
