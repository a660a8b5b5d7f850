"""Git's object ids, computed without git."""

from __future__ import annotations

import hashlib


def hash_object(kind: str, content: bytes) -> str:
    """The id of an object: SHA-1 of its type, its size and its content (gitformat-loose)."""
    header = f"{kind} {len(content)}".encode() + b"\0"
    return hashlib.sha1(header + content).hexdigest()  # noqa: S324  the format of git's ids
