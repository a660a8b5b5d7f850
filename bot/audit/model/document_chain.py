"""Where each chain of documents stands as the replay goes on, and each thread in it.

A thread is what the entries of one document in one pull request come to; rounds count in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.audit.model.document_entry import DocumentEntry, read_document_entry
from bot.core.documents import canonical
from bot.core.documents.places import CatalogLog, StopFile, VersionLogEntryFile, place_of

if TYPE_CHECKING:
    from bot.audit.git.trees import Trees
    from bot.audit.model.entry import Who

Key = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Thread:
    """One document in one pull request after some entries; of applications only digests stay."""

    count: int = 0
    newest: DocumentEntry | None = None
    opening: DocumentEntry | None = None
    requester: Who | None = None
    merged: bool = False

    def extended(self, entry: DocumentEntry) -> Thread:
        """The thread after one entry more, whatever it says."""
        kept = replace(entry, application=None)
        return Thread(
            count=self.count + 1,
            newest=kept,
            opening=kept if entry.opens else None,
            requester=entry.actor if entry.applies else self.requester,
            merged=self.merged or entry.merges,
        )


@dataclass(frozen=True, slots=True)
class Chain:
    """One log folder after some entries, with the threads in it."""

    folder: str
    count: int = 0
    newest: DocumentEntry | None = None
    threads: dict[Key, Thread] = field(default_factory=dict)
    stops: dict[str, DocumentEntry] = field(default_factory=dict)

    def thread(self, entry: DocumentEntry) -> Thread:
        """The thread that an entry belongs to, so far; stops and surveys belong to none."""
        if entry.apart:
            return Thread()
        return self.threads.get((entry.document, entry.pull_request), Thread())

    def stop(self, app: str) -> DocumentEntry | None:
        """The stop of an app that stands: the newest of its stops and of what lifted one."""
        newest = self.stops.get(app)
        return newest if newest is not None and newest.stops else None

    def take(self, entry: DocumentEntry) -> Chain:
        """The chain and one entry more; it changes in place, so that each entry costs the same."""
        place, kept = place_of(entry.document), replace(entry, application=None)
        if isinstance(place, StopFile) and (entry.stops or entry.merges):
            self.stops[place.app] = kept
        if not entry.apart:
            self.threads[entry.document, entry.pull_request] = self.thread(entry).extended(entry)
        return Chain(self.folder, self.count + 1, kept, self.threads, self.stops)


class Chains:
    """Every chain of documents; what the start holds is trusted, and read when it is asked for."""

    def __init__(self, trees: Trees, start: str) -> None:
        self._trees = trees
        self._start = start
        self._chains: dict[str, Chain] = {}

    def get(self, folder: str) -> Chain:
        """A chain as it stands."""
        if folder not in self._chains:
            self._chains[folder] = self.at(folder, self._start)
        return self._chains[folder]

    def put(self, before: Chain, entry: DocumentEntry) -> None:
        """A chain has grown."""
        self._chains[before.folder] = before.take(entry)

    def at(self, folder: str, tree: str) -> Chain:
        """A chain as it stands in some tree, unjudged; what cannot be read is left out."""
        files = self._trees.files(tree, folder)
        numbered = {path: found for path in files if (found := _sequence(path)) is not None}
        blobs = self._trees.blobs(files[path].oid for path in numbered)
        entries = (
            _believed(path, blobs[files[path].oid])
            for path in sorted(numbered, key=numbered.__getitem__)
        )
        chain = Chain(folder)
        for entry in entries:
            chain = chain.take(entry) if entry is not None else chain
        return chain


def _sequence(path: str) -> int | None:
    place = place_of(path)
    return place.sequence if isinstance(place, CatalogLog | VersionLogEntryFile) else None


def _believed(path: str, data: bytes) -> DocumentEntry | None:
    """An entry as it says, unjudged."""
    try:
        value = canonical.from_bytes(data, path)
        known = isinstance(value, dict)
        return read_document_entry(path, value, canonical.sha256(data)) if known else None  # type: ignore[arg-type]  # known
    except (canonical.NotCanonicalError, ValueError, KeyError, TypeError):
        return None
