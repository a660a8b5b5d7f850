"""An app's backend as a test plays it: HTTPS by a certificate of a test authority, and any manners.

Its name is a public one, as the catalog asks; ``connect`` leads whoever calls it to this machine.
"""

from __future__ import annotations

import json
import socket
import socketserver
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.core.delivery_signature import Secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

HOST = "api.harbor.example"
URL = f"https://{HOST}/slipway?app=harbor"
SECRETS = Secrets((b"the webhook's own secret",))


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request as it arrived; the names of headers are in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


# --- Manners: what comes back, as raw HTTP, in pieces --------------------------------------------


def http(status: str, body: bytes = b"", **headers: str) -> Iterator[bytes]:
    """A plain answer; an underscore in a header's name stands for a hyphen."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}\r\n" for name, value in given.items()]
    head = f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n{''.join(lines)}\r\n"
    yield head.encode() + body


def honest(delivery: Delivery) -> Iterable[bytes]:
    """It took over exactly what is live, and says so."""
    return observing(
        [{"version": one["version"], "percent": one["percent"]} for one in delivery.message["live"]]
    )(delivery)


def observing(
    observed: list[dict[str, Any]], secrets: Secrets = SECRETS
) -> Callable[[Delivery], Iterable[bytes]]:
    """It has this, and signs that it does."""

    def answer(delivery: Delivery) -> Iterable[bytes]:
        key, message = delivery.headers["webhook-id"], delivery.message
        told = {"format": 1, "delivery": key, "attempt": message["attempt"], "observed": observed}
        body = json.dumps(told).encode()
        signed = secrets.headers(key, body, datetime.now(UTC))
        return http("200 OK", body, **signed)

    return answer


def unsigned(_: Delivery) -> Iterable[bytes]:
    """It says that all is well, as anybody could."""
    return http("200 OK", b'{"ok": true}')


# --- Certificates --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority that nobody else knows."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def write(self, folder: Path) -> Path:
        """Its certificate, for ``SSL_CERT_FILE``."""
        path = folder / "authority.pem"
        made = self._certificate("Test authority", self.key, ca=True)
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        return path

    def context(self, folder: Path, host: str = HOST) -> ssl.SSLContext:
        """What a server of this name speaks TLS with."""
        key = ec.generate_private_key(ec.SECP256R1())
        path = folder / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        made = self._certificate(host, key, ca=False)
        path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _certificate(
        self, name: str, key: ec.EllipticCurvePrivateKey, *, ca: bool
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return (
            x509.CertificateBuilder()
            .issuer_name(issuer)
            .subject_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(self.key, hashes.SHA256())
        )


# --- The server ----------------------------------------------------------------------------------


@dataclass(slots=True)
class Backend:
    """A running backend; ``manners`` may be changed between two requests."""

    tls: ssl.SSLContext
    manners: Callable[[Delivery], Iterable[bytes]] = honest
    received: list[Delivery] = field(default_factory=list)
    asked: list[tuple[str, int]] = field(default_factory=list)
    _server: socketserver.ThreadingTCPServer | None = None

    def __enter__(self) -> Self:
        backend = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):  # the caller may be gone
                    backend._serve(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def connect(self, address: tuple[str, int], timeout: float) -> socket.socket:
        """For ``Courier``: whatever address is asked for, this backend answers."""
        self.asked.append(address)
        if self._server is None:
            raise ConnectionRefusedError("the backend is not running")
        return socket.create_connection(self._server.server_address[:2], timeout)  # type: ignore[arg-type]  # an IPv4 address

    def _serve(self, plain: socket.socket) -> None:
        with self.tls.wrap_socket(plain, server_side=True) as spoken:
            delivery = _read(spoken)
            self.received.append(delivery)
            for piece in self.manners(delivery):
                spoken.sendall(piece)


def _read(spoken: ssl.SSLSocket) -> Delivery:
    with spoken.makefile("rb") as stream:
        line = stream.readline().decode().strip()
        headers = {}
        while header := stream.readline().decode().strip():
            name, _, value = header.partition(": ")
            headers[name.lower()] = value
        return Delivery(line, headers, stream.read(int(headers["content-length"])))
