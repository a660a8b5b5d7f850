"""Reads the entries that a commit adds: canonical bytes, the schema, and a sense in each value.

Those of releases, and those of documents; each sort has a schema and a reading of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.audit.model.document_entry import DocumentEntry, read_document_entry
from bot.audit.model.entry import Entry, Value, read_entry
from bot.audit.model.shapes import Shapes
from bot.core.documents import canonical
from bot.core.documents.places import CatalogLog, LogEntryFile, VersionLogEntryFile, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.audit.git.history import MainCommit

Read = TypeVar("Read")


class EntryReader:
    """Reads entries by the schema that is installed with the auditor, not by the audited one."""

    def __init__(self, schemas: Mapping[str, bytes]) -> None:
        self._shapes = Shapes.installed(schemas)

    def read(self, path: str, data: bytes) -> Entry | str:
        """An entry, or what is wrong with it."""
        return self._read("log-entry", path, data, read_entry)

    def read_document(self, path: str, data: bytes) -> DocumentEntry | str:
        """An entry of a document, or what is wrong with it."""
        return self._read("document-entry", path, data, read_document_entry)

    def _read(
        self, kind: str, path: str, data: bytes, typed: Callable[[str, Value, str], Read]
    ) -> Read | str:
        try:
            value = canonical.from_bytes(data, path)
        except canonical.NotCanonicalError as error:
            return error.problem.what
        problem = self._shapes.problem(kind, value, value, path)
        if problem is not None or not isinstance(value, dict):
            return problem or "it is no object"
        try:
            return typed(path, value, canonical.sha256(data))
        except ValueError as error:
            return str(error)


@dataclass(frozen=True, slots=True)
class Added(Generic[Read]):
    """The new entries of a commit in the order of their paths, and those that cannot be read."""

    entries: tuple[Read, ...]
    unreadable: tuple[tuple[str, str], ...]


def added_entries(commit: MainCommit, reader: EntryReader) -> Added[Entry] | None:
    """What a commit adds to the logs of releases; ``None`` where it adds no entry at all."""
    return _added(commit, (LogEntryFile,), reader.read)


def added_documents(commit: MainCommit, reader: EntryReader) -> Added[DocumentEntry] | None:
    """What a commit adds to the logs of documents; ``None`` where it adds no entry at all."""
    return _added(commit, (CatalogLog, VersionLogEntryFile), reader.read_document)


def _added(
    commit: MainCommit, kinds: tuple[type, ...], read: Callable[[str, bytes], Read | str]
) -> Added[Read] | None:
    entries: list[Read] = []
    unreadable: list[tuple[str, str]] = []
    for change in commit.changes:
        if change.old is not None or not isinstance(place_of(change.path), kinds):
            continue
        data = commit.blobs.get(change.new.oid) if change.new else None
        if data is None:
            mode = change.new.mode if change.new else "nothing"
            unreadable.append((change.path, f"its mode is {mode}, not that of a plain file"))
            continue
        found = read(change.path, data)
        if isinstance(found, str):
            unreadable.append((change.path, found))
        else:
            entries.append(found)
    return Added(tuple(entries), tuple(unreadable)) if entries or unreadable else None
