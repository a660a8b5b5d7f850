"""The chain of the catalog's documents, or of one version: read strictly and extended purely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot import __version__
from bot.core.document_entry import (
    APART,
    DocumentDraft,
    DocumentEntry,
    DocumentKind,
    from_value,
    log_folder,
)
from bot.core.documents import canonical
from bot.core.documents.place_kinds import VersionFile
from bot.core.documents.places import place_of
from bot.core.entry import Content
from bot.core.log import Damage, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.documents.schema import Schemas

OPENING = frozenset({DocumentKind.SUBMITTED, DocumentKind.RESUBMITTED})
ENDING = frozenset({DocumentKind.REJECTED, DocumentKind.WITHDRAWN, DocumentKind.LAPSED})
MERGING = frozenset({DocumentKind.CHANGED, DocumentKind.UPLOADED})
BEGINNING = MERGING | {DocumentKind.SUBMITTED}
"""What may begin a thread, or follow where a round has ended."""
REVIEWING = ENDING | {DocumentKind.RESUBMITTED, DocumentKind.CHANGED}
"""What may follow while a change is under review; nothing follows what came to main."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The entries of one document in one pull request, oldest first: rounds count in it."""

    document: str
    pull_request: int | None
    entries: tuple[DocumentEntry, ...] = ()

    @property
    def last(self) -> DocumentEntry | None:
        """The newest entry."""
        return self.entries[-1] if self.entries else None

    @property
    def round(self) -> int:
        """The number of the round opened last; 0 before the first."""
        return self.last.draft.round if self.last else 0

    @property
    def opening(self) -> DocumentEntry | None:
        """The entry that opened the present round, while the change is under review."""
        last = self.last
        return last if last is not None and last.draft.kind in OPENING else None

    @property
    def merged(self) -> DocumentEntry | None:
        """The entry that brought the document to main."""
        last = self.last
        return last if last is not None and last.draft.content is Content.MAIN else None

    @property
    def requester(self) -> DocumentEntry | None:
        """The latest entry whose actor applied."""
        applied = (
            entry
            for entry in reversed(self.entries)
            if entry.draft.application is not None
            and entry.draft.kind is not DocumentKind.RESUBMITTED
        )
        return next(applied, None)

    @property
    def events(self) -> frozenset[str]:
        """The timeline events that some entry of the thread has accounted for."""
        return frozenset(event for entry in self.entries for event in entry.draft.events)


@dataclass(frozen=True, slots=True)
class DocumentLog:
    """All entries of one chain, oldest first."""

    folder: str
    entries: tuple[DocumentEntry, ...] = ()

    @property
    def last(self) -> DocumentEntry | None:
        """The newest entry."""
        return self.entries[-1] if self.entries else None

    def newest(self, document: str) -> DocumentEntry | None:
        """The newest entry that brought a document to main."""
        brought = (e for e in reversed(self.entries) if e.draft.content is Content.MAIN)
        return next((e for e in brought if e.draft.subject.document == document), None)

    def thread(self, document: str, pull_request: int | None) -> Thread:
        """The entries of one document in one pull request."""
        own = tuple(
            entry
            for entry in self.entries
            if (entry.draft.subject.document, entry.draft.subject.pull_request)
            == (document, pull_request)
            and entry.draft.kind not in APART
        )
        return Thread(document, pull_request, own)

    def extended(self, draft: DocumentDraft, now: datetime, parent: str) -> DocumentLog:
        """This chain and one entry more. Its time is the later of now and the last entry's."""
        last = self.last
        entry = DocumentEntry(
            draft=draft,
            sequence=len(self.entries) + 1,
            time=max(now, last.time) if last else now,
            bot=__version__,
            previous=canonical.sha256(last.to_bytes()) if last else None,
            parent=parent,
        )
        return replace(self, entries=(*self.entries, entry))


def read_document_log(
    folder: str, files: Mapping[str, bytes], schemas: Schemas
) -> DocumentLog | Damage:
    """Read the folder of a chain, path to bytes; the first thing that is wrong ends the reading.

    Canonical bytes, schema, name, sequence, hash chain, times, and the order of each thread are
    checked. What an entry claims of the world outside is the auditor's work.
    """
    entries: list[DocumentEntry] = []
    threads: dict[tuple[str, int | None], Thread] = {}
    counted: set[str] = set()
    for path in in_order(files):
        entry = read_entry(path, files[path], schemas)
        if isinstance(entry, Damage):
            return entry
        subject = entry.draft.subject
        key = (subject.document, subject.pull_request)
        before = DocumentLog(folder, tuple(entries[-1:]))
        wrong = _disagreement(before, entry, len(entries) + 1, path)
        apart = entry.draft.kind in APART
        if wrong is None and not (apart or legal(threads.get(key, Thread(*key)), entry.draft)):
            wrong = f"{entry.draft.kind} cannot stand here in its pull request"
        if wrong is None and entry.draft.transition in counted:
            wrong = "its cause has been counted already"
        if wrong is not None:
            return Damage(path, wrong)
        counted.add(entry.draft.transition)
        if not apart:
            threads[key] = Thread(*key, (entry,))
        entries.append(entry)
    return DocumentLog(folder, tuple(entries))


@lru_cache(maxsize=4_096)
def read_entry(path: str, data: bytes, schemas: Schemas) -> DocumentEntry | Damage:
    """One entry by itself: canonical bytes, schema, and what is derived."""
    if "document-entry" not in schemas.kinds:
        return Damage(path, "main has no schema of the kind document-entry to read it by")
    try:
        value = canonical.from_bytes(data, path)
    except canonical.NotCanonicalError as error:
        return Damage(path, error.problem.what)
    problems = schemas.problems("document-entry", value, path)
    if problems or not isinstance(value, dict):
        return Damage(path, problems[0].what)
    try:
        entry = from_value(value)
    except ValueError as error:
        return Damage(path, str(error))
    if entry.to_bytes() != data:
        return Damage(path, "a derived field (transition, policy) disagrees with the entry")
    return entry


def _disagreement(log: DocumentLog, entry: DocumentEntry, sequence: int, path: str) -> str | None:
    last, folder = log.last, log_folder(entry.draft.subject.document)
    checks = (
        (entry.sequence == sequence, f"sequence {entry.sequence} where {sequence} is due"),
        (folder == log.folder, "the entry names a document of another log"),
        (entry.path == path, f"the entry belongs at {entry.path}"),
        (
            entry.previous == (canonical.sha256(last.to_bytes()) if last else None),
            "the hash of the entry before does not match",
        ),
        (last is None or entry.time >= last.time, "the time runs back"),
    )
    return next((what for holds, what in checks if not holds), None)


def legal(thread: Thread, draft: DocumentDraft) -> bool:
    """Whether an entry may follow in its thread, with its round, its content and its parts."""
    place = place_of(draft.subject.document)
    if place is None or not place.by_people:
        return False
    if isinstance(place, VersionFile) is not (draft.kind is DocumentKind.UPLOADED):
        return False
    reviewed, opens = thread.opening is not None, draft.kind in OPENING
    on_main = draft.kind in MERGING
    follows = REVIEWING if reviewed else BEGINNING
    return (
        thread.merged is None
        and draft.kind in follows
        and draft.round == thread.round + (1 if opens else 0)
        and (draft.content is Content.MAIN) is on_main
        and (draft.announced is not None) is opens
        and (draft.application is not None) is (opens or not reviewed)
    )
