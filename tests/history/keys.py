"""Signing keys that are the same in every run: made from a constant, never kept."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.hub.signing import SigningKey


def signing_key(name: str = "the hub of the histories") -> SigningKey:
    """The key of this name; another name is another key."""
    seed = hashlib.sha256(name.encode()).digest()
    key = Ed25519PrivateKey.from_private_bytes(seed)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "signing-key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return SigningKey(Path(folder))
