"""Judges a correction: what two owners had put back of one release, and the note that says so.

What ought to stand there the auditor knows by itself: it is what other hands than the bot's had
disturbed, as it was before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.git.objects import PLAIN_FILE, TreeEntry
from bot.audit.model.entry import Corrects, Entry, show_time, transition_id
from bot.audit.model.projection import live_path, sha256
from bot.audit.rules.case import LONGEST_RUN
from bot.audit.rules.document_content import value_after
from bot.audit.rules.findings import Finding, Rule
from bot.core.documents.places import CorrectionFile, LogEntryFile, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.audit.expected import Expectations
    from bot.audit.foreign import Foreign
    from bot.audit.git.trees import Trees
    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entries import Added, EntryReader
    from bot.audit.model.state import Release, Releases
    from bot.audit.rules.case import DocumentCase
    from bot.core.documents.identity import ReleaseId

KIND = "corrected"
_KEPT = (
    "round",
    "pull_request",
    "head",
    "digest",
    "request",
    "version",
    "delivery",
    "rejection",
    "superseded_by",
    "content",
)
"""What a note takes over from the entry before it."""


def corrected_release(documents: Added[DocumentEntry] | None) -> ReleaseId | None:
    """The release that a commit with this entry of a document corrects, if it is a correction."""
    for entry in documents.entries if documents else ():
        place = place_of(entry.document)
        if entry.merges and isinstance(place, CorrectionFile):
            return place.release
    return None


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction as the replay met it; ``left`` is what ought to stand by path."""

    case: DocumentCase
    before: Release
    left: Mapping[str, TreeEntry | None]
    note: Entry | None
    unreadable: str | None = None

    @property
    def after(self) -> Release:
        """The release once its note stands."""
        return self.before.extended(self.note) if self.note else self.before

    def findings(self) -> Iterator[Finding]:
        """What is wrong with it."""
        commit, release = self.case.commit.oid, self.before.id
        path = self.note.path if self.note else None
        for what in CORRECTION_RULE.check(self):
            yield Finding(CORRECTION_RULE.id, commit, what, path, release)


@dataclass(frozen=True, slots=True)
class Corrections:
    """Reads corrections off main, and says what their commits should have written."""

    trees: Trees
    reader: EntryReader
    releases: Releases
    foreign: Foreign
    expectations: Expectations

    def read(self, case: DocumentCase, release: ReleaseId) -> Correction:
        """The correction that a commit is, by its document's entry."""
        live = live_path(release.app, release.environment.value)
        disturbed = self.foreign.left(release, live)
        held = {path: self.trees.entry(case.base, path) for path in disturbed}
        left = {path: entry for path, entry in disturbed.items() if held[path] != entry}
        before = self.releases.get(release, case.base)
        found = self._note(case, release, left)
        if isinstance(found, str):
            return Correction(case, before, left, None, found)
        return Correction(case, before, left, found)

    def _note(
        self, case: DocumentCase, release: ReleaseId, left: Mapping[str, TreeEntry | None]
    ) -> Entry | str | None:
        for change in case.commit.changes:
            place = place_of(change.path)
            if not isinstance(place, LogEntryFile) or place.release != release:
                continue
            if place.kind != KIND or change.new is None or left.get(change.path) == change.new:
                continue
            if change.new.mode == PLAIN_FILE:
                data = self.trees.blobs([change.new.oid])[change.new.oid]
                return self.reader.read(change.path, data)
        return None

    def expected(self, found: Correction) -> dict[str, TreeEntry | None]:
        """Every path that its commit should have written beside the document."""
        expected = dict(found.left)
        note = found.note
        if note is not None:
            changes = found.case.commit.changes
            written = next(c.new for c in changes if c.path == note.path)
            expected[note.path] = written
            expected.update(self.expectations.corrected(note, found.after))
        return expected


def _right(found: Correction) -> Iterator[str]:
    """Check ``correction``."""
    if found.unreadable is not None:
        yield f"its note cannot be read: {found.unreadable}"
        return
    if not found.left:
        yield "nothing of the release had been damaged"
    newest, note = found.before.newest, found.note
    if newest is None or note is None:
        if (newest is None) is not (note is None):
            yield "there is a note without a log" if newest is None else "the log holds no note"
        return
    yield from (what for holds, what in _claims(found, newest, note) if not holds)


def _claims(found: Correction, newest: Entry, note: Entry) -> Iterator[tuple[bool, str]]:
    by, commit, status = found.case.entry, found.case.commit.commit, found.before.status
    place = (found.before.count + 1, f"{found.before.id.log_folder}/{note.name}")
    yield (note.sequence, note.path) == place, f"it is entry {note.sequence}, not {place[0]}"
    yield note.previous == newest.sha256, "it does not hold the SHA-256 of the entry before it"
    yield (
        note.parent == note.policy == by.parent,
        "it was not written on, or not decided by, the commit before this one",
    )
    kept = (note.kind, note.row, note.source, note.target) == (KIND, None, status, status)
    yield kept, f"it does not keep the status, {status}"
    cause = {"kind": KIND, "transition": by.transition}
    led = note.cause == cause and note.transition == transition_id(found.before.id, cause)
    yield led, "its cause is not the correction that its commit brings"
    agreed = (note.actor, note.role, note.approvals, note.contributors, note.bot, note.repository)
    own = (by.actor, "owner", by.approvals, by.contributors, by.bot, by.repository)
    yield agreed == own, "it does not name those who agreed to the correction"
    after = value_after(found.case) or {}
    yield note.reason == after.get("reason"), "its reason is not that of the correction"
    same = all(getattr(note, name) == getattr(newest, name) for name in _KEPT)
    yield same, "it is not about the same request as the entry before it"
    bare = note.application is None and note.announced is None
    yield bare and not note.events and not note.supersedes, "it claims more than a correction"
    near = note.time >= newest.time and abs(note.time - commit.committer.time) <= LONGEST_RUN
    yield near, f"its time {show_time(note.time)} is not that of its commit"
    yield note.corrects == _corrects(found), "it does not say what was found and what was restored"


def _corrects(found: Correction) -> frozenset[Corrects]:
    trees, base = found.case.trees, found.case.base

    def hashed(entry: TreeEntry | None) -> str | None:
        return sha256(trees.blobs([entry.oid])[entry.oid]) if entry else None

    return frozenset(
        Corrects(path, hashed(trees.entry(base, path)), hashed(entry))
        for path, entry in found.left.items()
    )


CORRECTION_RULE: Rule[Correction] = Rule(
    "correction",
    "Does a correction put back exactly what other hands had damaged, and does its note say so?",
    "The auditor knows by itself what stood there before. The note keeps the status and names who "
    "agreed; that they were two owners is judged by the entry of the catalog's log (threat X35).",
    _right,
)
