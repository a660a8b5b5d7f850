"""Git's objects as bytes: their ids, commits taken apart, and trees derived from their parents."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IDENTITY = re.compile(rb"(.*) <([^<>\n]*)> ([0-9]{1,10}) [+-][0-9]{4}", re.DOTALL)
_NOREPLY = re.compile(r"([1-9][0-9]{0,15})\+[^@]+@users\.noreply\.github\.com", re.IGNORECASE)
_ENTRY = re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{20})", re.DOTALL)


def hash_object(kind: str, content: bytes) -> str:
    """The id of an object: SHA-1 of its type, its size and its content (gitformat-loose)."""
    header = f"{kind} {len(content)}".encode() + b"\0"
    return hashlib.sha1(header + content).hexdigest()  # noqa: S324  the format of git's ids


class Identity(NamedTuple):
    """Who an author or committer line names, and when. A claim, until a signature covers it.

    Of a line of another form, which git holds as well, the name is the whole of it.

    ``account`` is the numeric id in GitHub's noreply address (GitHub documentation, "Setting your
    commit email address"), or ``None``.
    """

    name: str
    email: str
    time: datetime
    account: int | None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, taken apart from its own bytes."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Identity
    committer: Identity
    message: str
    content: bytes


def read_commit(oid: str, content: bytes) -> Commit:
    """Take a commit apart; ``ValueError`` where it is not of git's form."""
    head, _, message = content.partition(b"\n\n")
    lines = head.split(b"\n")
    if not lines or not lines[0].startswith(b"tree "):
        raise ValueError(f"commit {oid} names no tree")
    parents = []
    rest = lines[1:]
    while rest and rest[0].startswith(b"parent "):
        parents.append(rest.pop(0)[7:].decode("ascii", "replace"))
    if len(rest) < 2 or not (rest[0].startswith(b"author ") and rest[1].startswith(b"committer ")):  # noqa: PLR2004  two lines
        raise ValueError(f"commit {oid} names no author or no committer")
    return Commit(
        oid=oid,
        tree=lines[0][5:].decode("ascii", "replace"),
        parents=tuple(parents),
        author=_identity(rest[0][7:]),
        committer=_identity(rest[1][10:]),
        message=message.decode("utf-8", "replace"),
        content=content,
    )


def _identity(line: bytes) -> Identity:
    found = _IDENTITY.fullmatch(line)
    if found is None:
        return Identity(line.decode("utf-8", "replace"), "", _EPOCH, None)
    name, email, seconds = found.groups()
    address = email.decode("utf-8", "replace")
    known = _NOREPLY.fullmatch(address)
    return Identity(
        name.decode("utf-8", "replace"),
        address,
        _EPOCH + timedelta(seconds=int(seconds)),
        int(known[1]) if known else None,
    )


class TreeEntry(NamedTuple):
    """What a tree holds under one name: a mode as git writes it (``100644``, ``40000``)."""

    mode: str
    oid: str


FOLDER = "40000"
PLAIN_FILE = "100644"


def tree_entries(content: bytes) -> Iterator[tuple[str, TreeEntry]]:
    """The entries of one tree object, in its own order; ``ValueError`` where it is malformed."""
    position = 0
    while position < len(content):
        found = _ENTRY.match(content, position)
        if found is None:
            raise ValueError("a tree of no known form")
        mode, name, oid = found.groups()
        yield name.decode("utf-8", "surrogateescape"), TreeEntry(mode.decode(), oid.hex())
        position = found.end()
