"""Reads the entries that a commit adds: canonical bytes, the schema, and a sense in each value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.model.entry import Entry, read_entry
from bot.audit.model.shapes import Shapes
from bot.core.documents import canonical
from bot.core.documents.places import LogEntryFile, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.audit.git.history import MainCommit


class EntryReader:
    """Reads entries by the schema that is installed with the auditor, not by the audited one."""

    def __init__(self, schemas: Mapping[str, bytes]) -> None:
        self._shapes = Shapes.installed(schemas)

    def read(self, path: str, data: bytes) -> Entry | str:
        """An entry, or what is wrong with it."""
        try:
            value = canonical.from_bytes(data, path)
        except canonical.NotCanonicalError as error:
            return error.problem.what
        problem = self._shapes.problem("log-entry", value, value, path)
        if problem is not None or not isinstance(value, dict):
            return problem or "it is no object"
        try:
            return read_entry(path, value, canonical.sha256(data))
        except ValueError as error:
            return str(error)


@dataclass(frozen=True, slots=True)
class Added:
    """The new entries of a commit in the order of their paths, and those that cannot be read."""

    entries: tuple[Entry, ...]
    unreadable: tuple[tuple[str, str], ...]


def added_entries(commit: MainCommit, reader: EntryReader) -> Added | None:
    """What a commit adds to logs; ``None`` where it adds no entry at all."""
    entries: list[Entry] = []
    unreadable: list[tuple[str, str]] = []
    for change in commit.changes:
        if change.old is not None or not isinstance(place_of(change.path), LogEntryFile):
            continue
        data = commit.blobs.get(change.new.oid) if change.new else None
        if data is None:
            mode = change.new.mode if change.new else "nothing"
            unreadable.append((change.path, f"its mode is {mode}, not that of a plain file"))
            continue
        found = reader.read(change.path, data)
        if isinstance(found, str):
            unreadable.append((change.path, found))
        else:
            entries.append(found)
    return Added(tuple(entries), tuple(unreadable)) if entries or unreadable else None
