"""Where each chain of documents stands as the replay goes on, and each thread in it.

A thread is what the entries of one document in one pull request come to; rounds count in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.audit.model.document_entry import DocumentEntry, read_document_entry
from bot.core.documents import canonical
from bot.core.documents.places import CatalogLog, VersionLogEntryFile, place_of

if TYPE_CHECKING:
    from bot.audit.git.trees import Trees
    from bot.audit.model.entry import Who

Key = tuple[str, int]


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

    def thread(self, entry: DocumentEntry) -> Thread:
        """The thread that an entry belongs to, so far."""
        return self.threads.get((entry.document, entry.pull_request), Thread())


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
        """A chain has grown; its threads change in place, so that each entry costs the same."""
        threads, kept = before.threads, replace(entry, application=None)
        threads[entry.document, entry.pull_request] = before.thread(entry).extended(entry)
        self._chains[before.folder] = Chain(before.folder, before.count + 1, kept, threads)

    def at(self, folder: str, tree: str) -> Chain:
        """A chain as it stands in some tree, unjudged; what cannot be read is left out."""
        files = self._trees.files(tree, folder)
        numbered = {path: found for path in files if (found := _sequence(path)) is not None}
        blobs = self._trees.blobs(files[path].oid for path in numbered)
        entries = (
            _believed(path, blobs[files[path].oid])
            for path in sorted(numbered, key=numbered.__getitem__)
        )
        threads: dict[Key, Thread] = {}
        count, newest = 0, None
        for entry in entries:
            if entry is not None:
                key = (entry.document, entry.pull_request)
                threads[key] = threads.get(key, Thread()).extended(entry)
                count, newest = count + 1, replace(entry, application=None)
        return Chain(folder, count, newest, threads)


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
