"""The signature of a webhook and of its answer: Standard Webhooks 1.0.0, symmetric (``v1``).

HMAC-SHA256 over id, time and body, so that neither a repeat under another id nor a moved time
passes; GitHub signs the body alone (``X-Hub-Signature-256``), Stripe time and body. Backends check
it by the published libraries (github.com/standard-webhooks/standard-webhooks, spec).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
VARIABLE = "SLIPWAY_SECRET_"
"""How the environment variable of a secret begins; the catalog gives the rest of its name."""
LEAST_KEY, GREATEST_KEY = 24, 64
"""How many bytes a secret has, as the specification asks."""
MOST_KEYS, MOST_SIGNATURES = 4, 10


@dataclass(frozen=True, slots=True)
class Secrets:
    """The keys of one webhook: all of them sign, each of them is believed, so that they can turn.

    They are shown nowhere, not even by ``repr``.
    """

    keys: tuple[bytes, ...] = field(repr=False)

    def sign(self, delivery: str, timestamp: str, body: bytes) -> str:
        """What ``webhook-signature`` says."""
        content = b".".join((delivery.encode(), timestamp.encode(), body))
        return " ".join(f"v1,{_code(key, content)}" for key in self.keys)

    def vouch_for(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether one of the signatures of these bytes is by one of the keys."""
        due = self.sign(headers.get(ID, ""), headers.get(TIMESTAMP, ""), body).split()
        given = headers.get(SIGNATURE, "").split()[:MOST_SIGNATURES]
        pairs = [(one.encode(), other.encode()) for one in due for other in given]
        return any(hmac.compare_digest(one, other) for one, other in pairs)

    def headers(self, delivery: str, body: bytes, now: datetime) -> dict[str, str]:
        """The three headers of one attempt; a backend refuses a time far from its own."""
        timestamp = str(int(now.timestamp()))
        return {
            ID: delivery,
            TIMESTAMP: timestamp,
            SIGNATURE: self.sign(delivery, timestamp, body),
        }


def read_secrets(text: str) -> Secrets | None:
    """Read secrets in base64, with or without ``whsec_``, parted by spaces; None if one is unfit.

    The newest stands first; an older one stays beside it until the backend knows the new one.
    """
    keys = tuple(_read_key(one.removeprefix("whsec_")) for one in text.split())
    fit = all(LEAST_KEY <= len(key) <= GREATEST_KEY for key in keys)
    return Secrets(keys) if fit and 0 < len(keys) <= MOST_KEYS else None


def _read_key(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _code(key: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
