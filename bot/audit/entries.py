"""Reads the entries that a commit adds: canonical bytes, the schema, and a sense in each value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jsonschema_rs

from bot.audit.entry import Entry, read_entry
from bot.core.documents import canonical
from bot.core.documents.places import LogEntryFile, place_of
from bot.core.documents.schema import Schemas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.audit.history import MainCommit

KIND = "log-entry"
_BASE = "slipway:///"


class EntryReader:
    """Reads entries by the schema that is installed with the auditor, not by the audited one.

    A compiled validator says whether an entry passes; the bot's own says why not, where it does
    not: it takes forty times as long.
    """

    def __init__(self, schemas: Mapping[str, bytes]) -> None:
        contents = {_BASE + path.rpartition("/")[2]: json.loads(d) for path, d in schemas.items()}
        name = f"{_BASE}{KIND}.schema.json"
        registry = jsonschema_rs.Registry(contents.items())
        self._quick = jsonschema_rs.validator_for(
            contents[name], registry=registry, base_uri=name, offline=True
        )
        self._telling = Schemas.from_files(schemas)

    def read(self, path: str, data: bytes) -> Entry | str:
        """An entry, or what is wrong with it."""
        try:
            value = canonical.from_bytes(data, path)
        except canonical.NotCanonicalError as error:
            return error.problem.what
        if not self._quick.is_valid(value) or not isinstance(value, dict):
            problems = self._telling.problems(KIND, value, path)
            return problems[0].what if problems else "it does not pass the schema of entries"
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
