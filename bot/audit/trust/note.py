"""Signed notes: a text and signatures under it, as in c2sp.org/signed-note and Go's sumdb/note.

A note is the text, which ends in a line feed, an empty line, and lines of ``— name base64``. The
base64 is 4 bytes that name the key, and an Ed25519 signature over the text. Keys are written as Go
does: ``name+hash+base64``; so anybody's tools for transparency logs can check what is signed here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.core.documents.problem import plain, quoted
from bot.errors import ProblemsFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_KEY = re.compile(r"(?P<name>[^+]+)\+(?P<hash>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+={0,2})")
_LINE = re.compile(r"— (?P<name>[^+ ]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
_KEY_BYTES = 32
_HASH_BYTES = 4
_SPLIT = "\n\n"
MOST_SIGNATURES = 100
"""As in Go's note package; the specification asks for 16 at least."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name; ``hash`` is 4 bytes of name and key."""

    name: str
    hash: bytes
    key: Ed25519PublicKey

    @classmethod
    def read(cls, text: str) -> Verifier:
        """Read ``name+hash+base64``; raises UsageError ``wrong-note-key`` if it is no such key."""
        name, hashed, raw = _key_parts(text.strip(), "verifier")
        verifier = cls(name, hashed, Ed25519PublicKey.from_public_bytes(raw))
        if _hash(name, raw) != hashed:
            raise _wrong_key("verifier")
        return verifier

    def holds(self, text: str, signature: bytes) -> bool:
        """Say whether this key made this signature of 64 bytes over this text."""
        try:
            self.key.verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its name; it never shows itself."""

    name: str
    hash: bytes
    key: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def read(cls, text: str) -> Signer:
        """Read ``PRIVATE+KEY+name+hash+base64``; raises UsageError ``wrong-note-key``."""
        stripped = text.strip()
        if not stripped.startswith(_PRIVATE):
            raise _wrong_key("signer")
        name, hashed, seed = _key_parts(stripped.removeprefix(_PRIVATE), "signer")
        key = Ed25519PrivateKey.from_private_bytes(seed)
        if _hash(name, _raw(key)) != hashed:
            raise _wrong_key("signer")
        return cls(name, hashed, key)


@dataclass(frozen=True, slots=True)
class Note:
    """A text, and the names of the keys that are known to have signed it."""

    text: str
    signers: tuple[str, ...]


def generate(name: str, seed: bytes) -> tuple[str, str]:
    """Make the signer's and the verifier's key of a name from 32 random bytes.

    Raises UsageError ``wrong-note-key`` for a name that is empty or has a plus sign or a space.
    """
    if not _is_name(name):
        raise UsageError(
            "wrong-note-key", f"{quoted(name)} cannot name a key", "leave out spaces and plus signs"
        )
    raw = _raw(Ed25519PrivateKey.from_private_bytes(seed))
    head = f"{name}+{_hash(name, raw).hex()}+"
    return f"{_PRIVATE}{head}{_base64(_ED25519 + seed)}", f"{head}{_base64(_ED25519 + raw)}"


def sign(text: str, signer: Signer) -> str:
    """Make a note of a text, which must end in a line feed; UsageError ``wrong-note`` otherwise."""
    if not _is_text(text):
        raise UsageError("wrong-note", "the text is not one of whole lines", "end it with one")
    signature = _base64(signer.hash + signer.key.sign(text.encode()))
    return f"{text}\n— {signer.name} {signature}\n"


def opened(note: str, verifiers: Sequence[Verifier]) -> Note:
    """Read a note and check what these keys signed; signatures by others are passed over.

    Raises ProblemsFoundError: ``wrong-note`` if it is no note, ``wrong-note-signature`` if one of
    these keys did not make the signature that bears its name, ``unsigned-note`` if there are keys
    and none of them signed. Without keys the text is read unchecked.
    """
    text, lines = _parted(note)
    known = {(verifier.name, verifier.hash): verifier for verifier in verifiers}
    signers: dict[str, None] = {}
    for name, hashed, signature in _signatures(lines):
        verifier = known.get((name, hashed))
        if verifier and not verifier.holds(text, signature):
            what = f"the signature by {quoted(name)} is not over this text"
            cure = "take the note as it was signed, or do not believe it"
            raise ProblemsFoundError("wrong-note-signature", what, cure)
        if verifier:
            signers[name] = None
    if verifiers and not signers:
        what = f"the note is not signed by {', '.join(plain(one.name) for one in verifiers)}"
        raise ProblemsFoundError("unsigned-note", what, "give the key that signed it")
    return Note(text, tuple(signers))


def text_of(note: str) -> str:
    """Read a note's text without checking who signed; one line without signature is a text, too.

    Raises ProblemsFoundError ``wrong-note``.
    """
    return opened(note, ()).text


def _parted(note: str) -> tuple[str, list[str]]:
    """Part a note into its text and its signature lines, of which a bare line has none."""
    text, empty, signatures = note.rpartition(_SPLIT)
    if not empty:
        line = note.removesuffix("\n")
        if line and "\n" not in line and _is_text(f"{line}\n"):
            return f"{line}\n", []
        raise _wrong_note("has no empty line before its signatures")
    if not _is_text(f"{text}\n") or not signatures.endswith("\n"):
        raise _wrong_note("is not one of whole lines")
    lines = signatures.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise _wrong_note(f"has more than {MOST_SIGNATURES} signatures")
    return f"{text}\n", lines


def _signatures(lines: list[str]) -> Iterator[tuple[str, bytes, bytes]]:
    for line in lines:
        found = _LINE.fullmatch(line)
        decoded = _bytes(found["signature"]) if found else b""
        if not found or not _is_name(found["name"]) or len(decoded) <= _HASH_BYTES:
            raise _wrong_note(f"has a line that is no signature: {quoted(line)}")
        yield found["name"], decoded[:_HASH_BYTES], decoded[_HASH_BYTES:]


def _key_parts(text: str, whose: str) -> tuple[str, bytes, bytes]:
    found = _KEY.fullmatch(text)
    decoded = _bytes(found["key"]) if found else b""
    sound = len(decoded) == 1 + _KEY_BYTES and decoded.startswith(_ED25519)
    if not found or not sound or not _is_name(found["name"]):
        raise _wrong_key(whose)
    return found["name"], bytes.fromhex(found["hash"]), decoded[1:]


def _is_name(name: str) -> bool:
    """Keys' names have no space of any kind, no plus sign, and nothing that does not print."""
    return name.isprintable() and name != "" and not re.search(r"[\s+]", name)


def _is_text(text: str) -> bool:
    """Whole lines of UTF-8, without control characters but the line feed."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return text.endswith("\n") and not re.search(r"[\0-\x09\x0b-\x1f]", text)


def _hash(name: str, raw: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + raw).digest()[:_HASH_BYTES]


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    """Decode base64 that has exactly one way to be written; empty otherwise."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return data if _base64(data) == text else b""


def _wrong_key(whose: str) -> UsageError:
    """Name no value: what stands in a key's place may be the private one."""
    what = f"what was given is no {whose}'s key for notes (it is not shown here)"
    return UsageError("wrong-note-key", what, "give the whole key as it was made")


def _wrong_note(what: str) -> ProblemsFoundError:
    cure = "give the note as it was written, with its signatures"
    return ProblemsFoundError("wrong-note", f"the note {what}", cure)
