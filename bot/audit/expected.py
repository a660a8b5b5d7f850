"""The files that the entries of one commit call for, computed anew from state and entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.git.objects import PLAIN_FILE, TreeEntry, hash_object
from bot.audit.model.projection import LiveFile, live_path, status_bytes
from bot.audit.model.state import slot_of
from bot.audit.model.table import SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.audit.git.trees import Trees
    from bot.audit.model.entry import Entry
    from bot.audit.model.state import Release, Releases, Slot
    from bot.audit.rules.case import Case
    from bot.core.documents.identity import ReleaseId


class Expectations:
    """Computes the blobs of each commit; live files are kept from one commit to the next."""

    def __init__(self, trees: Trees, start: str, releases: Releases) -> None:
        self._trees = trees
        self._start = start
        self._releases = releases
        self._live: dict[str, LiveFile] = {}

    def after(
        self, cases: tuple[Case, ...], grown: Mapping[ReleaseId, Release]
    ) -> dict[str, TreeEntry]:
        """Every path that the commit should have written, and what should stand there."""
        expected: dict[str, TreeEntry] = {}
        for case in cases:
            entry, release = case.entry, grown[case.entry.release]
            written = next(c.new for c in case.commit.changes if c.path == entry.path)
            expected[entry.path] = TreeEntry(PLAIN_FILE, written.oid if written else "")
            expected[release.id.status_path] = _blob(status_bytes(release))
            if entry.merges and case.before.merged is None:
                expected.update(_documents(case))
        for slot in {slot_of(case.entry.release): case for case in cases if _shows(case.entry)}:
            expected.update(self.live_file(slot, grown))
        return expected

    def corrected(self, note: Entry, grown: Release) -> dict[str, TreeEntry | None]:
        """What follows from a note that keeps the status of its release."""
        expected: dict[str, TreeEntry | None] = {grown.id.status_path: _blob(status_bytes(grown))}
        if note.target in SHOWN:
            expected.update(self.live_file(slot_of(grown.id), {grown.id: grown}))
        return expected

    def live_file(self, slot: Slot, grown: Mapping[ReleaseId, Release]) -> dict[str, TreeEntry]:
        """The live file of a target once these have moved on."""
        app, environment = slot.app, slot.environment.value
        path = live_path(app, environment)
        if path not in self._live:
            self._live[path] = self._started(app, environment)
        standing = {**{one.id: one for one in self._releases.slot(slot)}, **grown}
        own = [one for one in standing.values() if slot_of(one.id) == slot]
        self._live[path].replace(slot.mini_program, own)
        return {path: _blob(self._live[path].to_bytes())}

    def _started(self, app: str, environment: str) -> LiveFile:
        """What the trusted start holds."""
        held = self._trees.entry(self._start, live_path(app, environment))
        if held is None or held.mode != PLAIN_FILE:
            return LiveFile(app, environment)
        return LiveFile.read(app, environment, self._trees.blobs([held.oid])[held.oid])


def _shows(entry: Entry) -> bool:
    """Whether an entry changes what users or testers meet."""
    changes = entry.source != entry.target or (entry.percent, entry.testers) != (None, None)
    return changes and bool({entry.source, entry.target} & SHOWN)


def _documents(case: Case) -> dict[str, TreeEntry]:
    """The validated blobs; a version file that main held stays as it was."""
    entry = case.entry
    expected = {entry.release.request_path: TreeEntry(PLAIN_FILE, entry.request.blob)}
    held = case.trees.entry(case.base, entry.release.version_path)
    if held is None:
        expected[entry.release.version_path] = TreeEntry(PLAIN_FILE, entry.version.blob)
    return expected


def _blob(data: bytes) -> TreeEntry:
    return TreeEntry(PLAIN_FILE, hash_object("blob", data))
