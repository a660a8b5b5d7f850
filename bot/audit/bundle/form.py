"""A bundle as a file: one line that says what it is, then git's objects, each once, nothing else.

The objects stand as ``git cat-file --batch`` prints them: ``<id> <type> <size>``, a line feed, the
content, a line feed. Every id is hashed again as it is read.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from bot.audit.git.clone import LONGEST_REQUEST, Object
from bot.audit.git.objects import hash_object
from bot.audit.git.trees import Trees
from bot.core.documents.places import StatusFile, place_of
from bot.core.documents.problem import plain
from bot.errors import ProblemsFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.audit.git.clone import Clone
    from bot.core.documents.identity import ReleaseId

FORMAT = "slipway-bundle/1"
LONGEST_HEADER = 1024 * 1024
LARGEST_OBJECT = 16 * 1024 * 1024
LARGEST_BUNDLE = 256 * 1024 * 1024
"""Bytes of all objects together; a bundle is read into memory."""
EMPTY_TREE = hash_object("tree", b"")
"""git knows it where it is not kept, and so do we."""
_OID = re.compile(r"[0-9a-f]{40}")
_OBJECT = re.compile(rb"([0-9a-f]{40}) (commit|tree|blob) (0|[1-9][0-9]{0,8})\n")
_LONGEST_LINE = 64
_ANEW = "take the file as it was written, or write it anew from a clone"


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says: claims, until the objects bear them out.

    ``commits`` are those of main after ``start`` that change the release's folder, oldest first;
    ``beside`` are the commits of main from which merged branches came, or that they took in.
    """

    release: ReleaseId
    start: str
    tip: str
    commits: tuple[str, ...]
    beside: tuple[str, ...]
    objects: int = 0

    def to_line(self) -> bytes:
        """The line, its keys sorted, with its line feed."""
        value = {**asdict(self), "format": FORMAT, "release": self.release.folder}
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Header:
        """Read the line; ``ProblemsFoundError`` for anything but what ``to_line`` writes."""
        try:
            value = json.loads(line)
            place = place_of(f"{value['release']}/status.json")
            texts = [value["start"], value["tip"], *value["commits"], *value["beside"]]
            counted = type(value["objects"]) is int and value["objects"] > 0
            named = isinstance(place, StatusFile) and all(map(_OID.fullmatch, texts))
            if not (named and counted and isinstance(place, StatusFile)):
                raise refused("bundle-form", "its first line names no release, or no commit")
            found = cls(
                release=place.release,
                start=value["start"],
                tip=value["tip"],
                commits=tuple(value["commits"]),
                beside=tuple(value["beside"]),
                objects=value["objects"],
            )
            again = found.to_line()
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise refused("bundle-form", "its first line is not that of a bundle") from error
        if again != line or len(set(found.commits)) != len(found.commits):
            raise refused("bundle-form", f"its first line is not of the form {FORMAT}")
        return found


class Source(Protocol):
    """Where objects come from: a clone, or a bundle."""

    def read(self, oids: Iterable[str]) -> Mapping[str, Object]:
        """Objects by id, whose bytes have these ids; an error names the first that is absent."""


class Bundled:
    """The objects of a bundle; it knows which of them were asked for."""

    def __init__(self, objects: Mapping[str, Object]) -> None:
        self._objects = objects
        self._asked: set[str] = set()

    def read(self, oids: Iterable[str]) -> Mapping[str, Object]:
        """See ``Source``."""
        found: dict[str, Object] = {}
        for oid in oids:
            held = Object("tree", b"") if oid == EMPTY_TREE else self._objects.get(oid)
            if held is None:
                raise refused("bundle-missing", f"it lacks the object {plain(oid)}")
            self._asked.add(oid)
            found[oid] = held
        return found

    @property
    def unasked(self) -> tuple[str, ...]:
        """What nothing has needed so far, in the order of the file."""
        return tuple(oid for oid in self._objects if oid not in self._asked)


class Recorded:
    """A clone that keeps the ids of what is read from it, in the order of the first reading."""

    def __init__(self, clone: Clone) -> None:
        self._clone = clone
        self._asked: dict[str, None] = {}

    def read(self, oids: Iterable[str]) -> Mapping[str, Object]:
        """See ``Source``."""
        found = self._clone.read(oids)
        self._asked.update(dict.fromkeys(oid for oid in found if oid != EMPTY_TREE))
        return found

    @property
    def asked(self) -> tuple[str, ...]:
        """The ids of all that was read."""
        return tuple(self._asked)


def trees_of(source: Source) -> Trees:
    """The trees of any source: all that ``Trees`` asks of a clone is ``read``."""
    return Trees(cast("Clone", source))


def read_bundle(stream: BinaryIO) -> tuple[Header, Bundled]:
    """Read a bundle to its end.

    Raises:
        ProblemsFoundError: ``bundle-form`` for another form, an object that stands twice, or
            anything after the last; ``bundle-object`` for bytes of another id;
            ``bundle-too-large``.

    """
    line = stream.readline(LONGEST_HEADER)
    header = Header.read(line)
    objects: dict[str, Object] = {}
    left = LARGEST_BUNDLE
    for _ in range(header.objects):
        oid, found = _object(stream, left)
        if oid in objects:
            raise refused("bundle-form", f"the object {oid} stands in it twice")
        objects[oid] = found
        left -= len(found.content)
    if stream.read(1):
        raise refused("bundle-form", f"something follows the last of its {header.objects} objects")
    return header, Bundled(objects)


def _object(stream: BinaryIO, left: int) -> tuple[str, Object]:
    found = _OBJECT.fullmatch(stream.readline(_LONGEST_LINE))
    if found is None:
        raise refused("bundle-form", "an object is missing, or begins in another form")
    oid, size = found[1].decode(), int(found[3])
    if size > min(LARGEST_OBJECT, left):
        raise refused("bundle-too-large", f"the object {oid} is said to have {size} bytes")
    content = stream.read(size)
    if len(content) != size or stream.read(1) != b"\n":
        raise refused("bundle-form", f"the object {oid} is cut off, or not of its size")
    kind = found[2].decode()
    if hash_object(kind, content) != oid:
        raise refused("bundle-object", f"the object {oid} holds bytes of another id")
    return oid, Object(kind, content)


def write_objects(out: BinaryIO, source: Source, oids: tuple[str, ...]) -> None:
    """Write objects in this order; ``ProblemsFoundError`` where a reader would refuse the size."""
    left = LARGEST_BUNDLE
    for start in range(0, len(oids), LONGEST_REQUEST):
        part = oids[start : start + LONGEST_REQUEST]
        held = source.read(part)
        for oid in part:
            kind, content = held[oid]
            left -= len(content)
            if len(content) > LARGEST_OBJECT or left < 0:
                what = f"the release needs more than a bundle may hold (at the object {oid})"
                raise ProblemsFoundError("bundle-too-large", what, "audit the clone itself")
            out.write(f"{oid} {kind} {len(content)}\n".encode() + content + b"\n")


def refused(rule: str, what: str) -> ProblemsFoundError:
    """Why a file is not taken as a bundle."""
    return ProblemsFoundError(rule, f"this bundle does not hold: {what}", _ANEW)
