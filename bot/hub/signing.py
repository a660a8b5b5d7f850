"""SSH signatures for the commits that the hub makes, by a key kept in its root folder.

The format is OpenSSH's PROTOCOL.sshsig, namespace "git": what `git verify-commit` checks with
`gpg.format=ssh`.
"""

import base64
import hashlib
import struct
import textwrap
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MAGIC = b"SSHSIG"
_NAMESPACE = b"git"
_HASH = b"sha512"


def _text(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


class SigningKey:
    """The hub's ed25519 key."""

    def __init__(self, folder: Path) -> None:
        path = folder / "signing-key.pem"
        if path.exists():
            loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
            if not isinstance(loaded, Ed25519PrivateKey):
                raise TypeError(f"{path} is not an ed25519 key")
            self._key = loaded
        else:
            self._key = Ed25519PrivateKey.generate()
            path.write_bytes(
                self._key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
            path.chmod(0o600)
        raw = self._key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        self._blob = _text(b"ssh-ed25519") + _text(raw)

    @property
    def public(self) -> str:
        """The public key as one line of an allowed-signers or authorized-keys file."""
        return f"ssh-ed25519 {base64.b64encode(self._blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """The key's SHA-256, as ssh-keygen prints it."""
        digest = hashlib.sha256(self._blob).digest()
        return base64.b64encode(digest).decode().rstrip("=")

    def sign(self, payload: bytes) -> str:
        """Return the armored signature over a commit's bytes."""
        digest = hashlib.sha512(payload).digest()
        head = _text(_NAMESPACE) + _text(b"") + _text(_HASH)
        signature = self._key.sign(_MAGIC + head + _text(digest))
        blob = (
            _MAGIC
            + struct.pack(">I", 1)
            + _text(self._blob)
            + head
            + _text(_text(b"ssh-ed25519") + _text(signature))
        )
        lines = "\n".join(textwrap.wrap(base64.b64encode(blob).decode(), 70))
        return f"-----BEGIN SSH SIGNATURE-----\n{lines}\n-----END SSH SIGNATURE-----"

    def made(self, payload: bytes, signature: str) -> bool:
        """Ed25519 is deterministic: a signature is ours if signing again gives it."""
        return self.sign(payload) == signature.strip()
