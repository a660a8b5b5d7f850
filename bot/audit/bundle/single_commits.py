"""Single commits of main, made from objects alone: what each changes, brings, and merges.

The same as ``history`` makes of ``git log``, for a reader who has no repository.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.bundle.form import EMPTY_TREE, refused
from bot.audit.git.history import BranchCommit, Change, MainCommit
from bot.audit.git.objects import FOLDER, read_commit
from bot.core.documents.places import (
    ActDocument,
    LogEntryFile,
    RequestFile,
    VersionFile,
    VersionLogEntryFile,
    place_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.audit.bundle.form import Source
    from bot.audit.git.objects import Commit, TreeEntry
    from bot.audit.git.trees import Trees


_READ = LogEntryFile | VersionLogEntryFile | RequestFile | VersionFile | ActDocument


class SingleCommits:
    """Reads commits from a source; ``beside`` are those at which merged branches end.

    Whether ``beside`` stands on main cannot be seen here. ``met`` are those that a branch led to.
    """

    def __init__(self, source: Source, trees: Trees, beside: Collection[str]) -> None:
        self._source = source
        self._trees = trees
        self._beside = frozenset(beside)
        self._came: set[str] = set()
        self.met: set[str] = set()

    def commit(self, oid: str) -> Commit:
        """One commit, taken apart."""
        found = self._source.read([oid])[oid]
        try:
            if found.kind == "commit":
                return read_commit(oid, found.content)
        except ValueError as error:
            raise refused("bundle-form", f"the commit {oid} is malformed") from error
        raise refused("bundle-form", f"the object {oid} is a {found.kind}, not a commit")

    def on_main(self, oid: str) -> tuple[MainCommit, str]:
        """A commit as one of main, and the tree of its first parent."""
        commit = self.commit(oid)
        if not commit.parents:
            raise refused("bundle-form", f"the commit {oid} has no parent")
        base = self.commit(commit.parents[0]).tree
        changes = self._changes(base, commit.tree, self._trees.changed_paths(base, commit.tree))
        blobs = self._trees.blobs(_documents(changes))
        merged = self._merged(commit, _subjects(changes))
        return MainCommit(commit, changes, blobs, merged), base

    def _changes(self, one: str, other: str, paths: Iterable[str]) -> tuple[Change, ...]:
        sides = ((path, self._file(one, path), self._file(other, path)) for path in sorted(paths))
        return tuple(Change(path, old, new) for path, old, new in sides if old != new)

    def _file(self, tree: str, path: str) -> TreeEntry | None:
        found = self._trees.entry(tree, path)
        return None if found is None or found.mode == FOLDER else found

    def _merged(self, commit: Commit, subjects: frozenset[str]) -> tuple[BranchCommit, ...]:
        """What came with a merge that adds entries, oldest first; each commit comes once."""
        found: list[Commit] = []
        waiting = list(commit.parents[1:]) if subjects else []
        while waiting:
            oid = waiting.pop()
            if oid in self._beside:
                self.met.add(oid)
            elif oid not in self._came:
                self._came.add(oid)
                found.append(self.commit(oid))
                waiting.extend(found[-1].parents)
        own = {one.oid for one in found}
        return tuple(self._branch_commit(one, own, subjects) for one in reversed(found))

    def _branch_commit(self, one: Commit, own: set[str], subjects: frozenset[str]) -> BranchCommit:
        """Where it took main in, only its documents: what main did in the meantime is main's."""
        base = self.commit(one.parents[0]).tree if one.parents else EMPTY_TREE
        takes_in = len(one.parents) > 1 and not own.issuperset(one.parents)
        paths = subjects if takes_in else self._trees.changed_paths(base, one.tree)
        return BranchCommit(one, self._changes(base, one.tree, paths))


def _documents(changes: tuple[Change, ...]) -> list[str]:
    return [
        change.new.oid
        for change in changes
        if change.new is not None
        and change.new.mode.startswith("100")
        and isinstance(place_of(change.path), _READ)
    ]


def _subjects(changes: tuple[Change, ...]) -> frozenset[str]:
    """The documents of the releases that get an entry."""
    places = (place_of(change.path) for change in changes if change.old is None)
    releases = {place.release for place in places if isinstance(place, LogEntryFile)}
    acts = {change.path for change in changes if isinstance(place_of(change.path), ActDocument)}
    own = (path for one in releases for path in (one.request_path, one.version_path))
    return frozenset(own) | acts
