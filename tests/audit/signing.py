"""Commits that were signed beforehand, and signatures of SSH put together field by field."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.audit.trust.trusted_keys import TrustedKeys

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SIGNED = Path(__file__).parent / "signed"
HEADER = re.compile(rb"^gpgsig .*\n(?: .*\n)*", re.MULTILINE)
ED25519 = Ed25519PrivateKey.from_private_bytes(b"1" * 32)


def commit(name: str) -> bytes:
    return (SIGNED / f"{name}.commit").read_bytes()


def keys(*names: str) -> TrustedKeys:
    return TrustedKeys.read({name: (SIGNED / name).read_bytes() for name in names})


def header(raw: bytes) -> bytes:
    found = HEADER.search(raw)
    assert found is not None
    return found.group()


def text(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


@dataclass(frozen=True)
class Fields:
    """What stands in one signature; all as git writes it, unless told otherwise."""

    magic: bytes = b"SSHSIG"
    version: int = 1
    namespace: bytes = b"git"
    reserved: bytes = b""
    hash: bytes = b"sha512"
    kind: bytes = b"ssh-ed25519"
    unsigned: bytes = b""
    after: bytes = b""
    after_value: bytes = b""


def public(key: Ed25519PrivateKey | RSAPrivateKey | EllipticCurvePrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def ssh_signed(fields: Fields, signer: Callable[[bytes], bytes], key: str) -> bytes:
    """The unsigned commit with a signature of these fields, as the key's own would be."""
    raw = commit("unsigned")
    digest = hashlib.new(fields.hash.decode(), raw).digest()
    head = text(fields.namespace) + text(fields.reserved) + text(fields.hash)
    value = signer(b"SSHSIG" + head + text(digest))
    blob = fields.magic + fields.version.to_bytes(4, "big") + text(base64.b64decode(key.split()[1]))
    blob += head.replace(text(b""), text(fields.unsigned), 1) if fields.unsigned else head
    blob += text(text(fields.kind) + text(value) + fields.after_value) + fields.after
    lines = base64.encodebytes(blob).decode().splitlines()
    armor = ["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----"]
    return raw.replace(b"\n\n", ("\ngpgsig " + "\n ".join(armor) + "\n\n").encode(), 1)


@cache
def rsa_key(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(65537, bits)
