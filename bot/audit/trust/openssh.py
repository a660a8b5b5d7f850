"""OpenSSH's keys and signatures, as `git commit -S` with `gpg.format=ssh` writes them.

The formats are OpenSSH's PROTOCOL.sshsig (the armor, the fields, what is signed), RFC 4253 section
6.6 (key and signature blobs), RFC 5656 section 3.1.2 (ECDSA) and RFC 8332 (RSA with SHA-2).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

BEGIN = b"-----BEGIN SSH SIGNATURE-----"
END = b"-----END SSH SIGNATURE-----"
NAMESPACE = b"git"
KINDS = (
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
)
"""The kinds of key that are read; security keys, certificates and DSA are not."""

_MAGIC = b"SSHSIG"
_VERSION = 1
_SMALLEST_RSA = 2048
_CURVE_HASHES = {
    b"ecdsa-sha2-nistp256": SHA256(),
    b"ecdsa-sha2-nistp384": SHA384(),
    b"ecdsa-sha2-nistp521": SHA512(),
}
# RFC 8332; "ssh-rsa" as a signature's name means SHA-1 and is absent on purpose.
_RSA_HASHES = {b"rsa-sha2-256": SHA256(), b"rsa-sha2-512": SHA512()}


def fingerprint(blob: bytes) -> str:
    """Name a key as ssh-keygen prints it: ``SHA256:`` and unpadded base64."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class SshKey:
    """A public key; ``blob`` is its wire form, by which signatures name it."""

    blob: bytes
    public: Ed25519PublicKey | RSAPublicKey | EllipticCurvePublicKey

    @classmethod
    def read(cls, kind: str, encoded: str) -> SshKey | None:
        """Read one of ``KINDS`` and its base64; None if it is no sound key of that kind."""
        if kind not in KINDS:
            return None
        try:
            blob = base64.b64decode(encoded, validate=True)
            public = load_ssh_public_key(f"{kind} {encoded}".encode())
        except (ValueError, UnsupportedAlgorithm):
            return None
        if isinstance(public, RSAPublicKey):
            return cls(blob, public) if public.key_size >= _SMALLEST_RSA else None
        if isinstance(public, Ed25519PublicKey | EllipticCurvePublicKey):
            return cls(blob, public)
        return None


@dataclass(frozen=True, slots=True)
class SshSignature:
    """One signature of version 1, read but not checked; ``signature`` is its blob."""

    key: bytes
    namespace: bytes
    hash: str
    signature: bytes

    @classmethod
    def read(cls, lines: list[bytes]) -> SshSignature | None:
        """Read the lines between the armor's two; None if they hold anything else."""
        try:
            fields = _Fields(base64.b64decode(b"".join(lines), validate=True))
            if fields.take(len(_MAGIC)) != _MAGIC or fields.number() != _VERSION:
                return None
            key, namespace, reserved = fields.text(), fields.text(), fields.text()
            hashed = {b"sha256": "sha256", b"sha512": "sha512"}.get(fields.text())
            signature = fields.text()
        except (ValueError, binascii.Error):
            return None
        if hashed is None or reserved or not fields.ended:
            return None
        return cls(key, namespace, hashed, signature)

    def holds(self, key: SshKey, payload: bytes) -> bool:
        """Say whether this key made this signature over these bytes."""
        digest = hashlib.new(self.hash, payload).digest()
        parts = (self.namespace, b"", self.hash.encode(), digest)
        signed = _MAGIC + b"".join(_text(part) for part in parts)
        try:
            fields = _Fields(self.signature)
            kind, value = fields.text(), fields.text()
            if not fields.ended:
                return False
            _verify(key, kind, value, signed)
        except (ValueError, InvalidSignature):
            return False
        return True


def _verify(key: SshKey, kind: bytes, value: bytes, signed: bytes) -> None:
    """Raise InvalidSignature, or ValueError if the value is malformed or not of the key's kind."""
    match key.public:
        case Ed25519PublicKey() as public:
            if kind != b"ssh-ed25519":
                raise ValueError(kind)
            public.verify(value, signed)
        case RSAPublicKey() as public:
            if kind not in _RSA_HASHES:
                raise ValueError(kind)
            public.verify(value, signed, PKCS1v15(), _RSA_HASHES[kind])
        case EllipticCurvePublicKey() as public:
            if kind not in _CURVE_HASHES or kind != _Fields(key.blob).text():
                raise ValueError(kind)
            fields = _Fields(value)
            pair = encode_dss_signature(fields.integer(), fields.integer())
            if not fields.ended:
                raise ValueError(value)
            public.verify(pair, signed, ECDSA(_CURVE_HASHES[kind]))


def _text(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


@dataclass(slots=True)
class _Fields:
    """RFC 4251 section 5: numbers, strings and integers, one after the other."""

    data: bytes
    at: int = 0

    @property
    def ended(self) -> bool:
        return self.at == len(self.data)

    def take(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        if len(found) != count:
            raise ValueError(count)
        self.at += count
        return found

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def text(self) -> bytes:
        return self.take(self.number())

    def integer(self) -> int:
        return int.from_bytes(self.text(), "big", signed=True)
