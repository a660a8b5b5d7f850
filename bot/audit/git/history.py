"""Main's history from a commit to the tip, streamed: each commit with what it changes and brings.

One ``git log`` names what every commit changes; commits and documents come in batches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.audit.git.objects import Commit, TreeEntry, read_commit
from bot.core.documents.places import (
    CatalogLog,
    LogEntryFile,
    RequestFile,
    VersionFile,
    VersionLogEntryFile,
    place_of,
)
from bot.core.documents.problem import plain
from bot.errors import IntegrityError, ProblemsFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.audit.git.clone import Clone

BATCH = 200
"""Commits of main whose objects are read together."""
_NOTHING = "0" * 40
_LOG = (
    *("log", "--topo-order", "--reverse", "--raw", "-r", "-z", "--no-abbrev", "--no-renames"),
    *("--diff-merges=first-parent", "--no-color", "--no-notes", "--format=%H %P"),
)


class Change(NamedTuple):
    """One path that a commit changes against its first parent; ``None``: it is not there."""

    path: str
    old: TreeEntry | None
    new: TreeEntry | None


@dataclass(frozen=True, slots=True)
class BranchCommit:
    """One commit that a merge brought to main from beside it."""

    commit: Commit
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class MainCommit:
    """One commit of main: its place from the start, its changes, and the branch it merged.

    ``blobs``: the bytes of new entries, requests and version files, by git's id. ``merged`` are
    the commits of the branch, oldest first.
    """

    commit: Commit
    changes: tuple[Change, ...]
    blobs: Mapping[str, bytes]
    merged: tuple[BranchCommit, ...] = ()

    @property
    def oid(self) -> str:
        """The id of the commit."""
        return self.commit.oid


class _Line(NamedTuple):
    oid: str
    parents: tuple[str, ...]
    changes: tuple[Change, ...]


def first_commit(clone: Clone, tip: str) -> str:
    """The first commit of main's first-parent history."""
    arguments = ("log", "-z", "--first-parent", "--max-parents=0", "--format=%H", tip)
    return next(iter(clone.stream(*arguments))).decode().strip()


def main_commits(clone: Clone, start: str, tip: str) -> list[str]:
    """The ids of main's commits after the start, oldest first.

    ``ProblemsFoundError`` where the start is not on main's first-parent history.
    """
    arguments = ("log", "-z", "--first-parent", "--format=%H %P", f"{start}..{tip}")
    tokens = clone.stream(*arguments) if clone.has(start) else ()
    listed = [token.decode().split() for token in tokens if token.strip()]
    listed.reverse()
    follows = listed[0][1:2] == [start] if listed else start == tip
    if not follows:
        what = f"{start} is not on the first-parent history of {tip}: main was rewritten, or cut"
        cure = "ask for the history that held it; what is here is another"
        raise ProblemsFoundError("not-a-successor", what, cure)
    return [line[0] for line in listed]


def history(clone: Clone, start: str, tip: str) -> Iterator[MainCommit]:
    """The commits of main after the start, oldest first."""
    on_main = set(main_commits(clone, start, tip))
    waiting: list[_Line] = []
    beside: dict[str, BranchCommit] = {}
    for line in _lines(clone.stream(*_LOG, f"{start}..{tip}")):
        waiting.append(line)
        if line.oid in on_main and len(waiting) >= BATCH:
            yield from _batch(clone, waiting, on_main, beside)
            waiting = []
    yield from _batch(clone, waiting, on_main, beside)


def _batch(
    clone: Clone, lines: list[_Line], on_main: set[str], beside: dict[str, BranchCommit]
) -> Iterator[MainCommit]:
    wanted = {line.oid: _documents(line) if line.oid in on_main else [] for line in lines}
    objects = clone.read([*wanted, *(oid for oids in wanted.values() for oid in oids)])
    for line in lines:
        commit = _commit(line, objects[line.oid].content)
        if line.oid not in on_main:
            beside[line.oid] = BranchCommit(commit, line.changes)
            continue
        blobs = {oid: objects[oid].content for oid in wanted[line.oid]}
        yield MainCommit(commit, line.changes, blobs, tuple(_merged(commit, beside)))


def _commit(line: _Line, content: bytes) -> Commit:
    try:
        commit = read_commit(line.oid, content)
    except ValueError as error:
        cure = "run git fsck --full, and clone anew"
        raise IntegrityError("corrupt-object", plain(str(error)), cure) from error
    if commit.parents != line.parents:
        what = f"git names other parents of {line.oid} than the commit itself"
        raise IntegrityError("corrupt-object", what, "run git fsck --full, and clone anew")
    return commit


def _merged(commit: Commit, beside: dict[str, BranchCommit]) -> list[BranchCommit]:
    """What came with a merge, in git's own order, oldest first; each commit comes once."""
    order = {oid: number for number, oid in enumerate(beside)}
    found: list[BranchCommit] = []
    waiting = list(commit.parents[1:])
    while waiting:
        one = beside.pop(waiting.pop(), None)
        if one is not None:
            found.append(one)
            waiting.extend(one.commit.parents)
    return sorted(found, key=lambda one: order[one.commit.oid])


def _documents(line: _Line) -> list[str]:
    """The new blobs that the audit reads."""
    return [
        change.new.oid
        for change in line.changes
        if change.new is not None
        and change.new.mode.startswith("100")
        and isinstance(place_of(change.path), _READ)
    ]


_READ = LogEntryFile | CatalogLog | VersionLogEntryFile | RequestFile | VersionFile


def _lines(tokens: Iterable[bytes]) -> Iterator[_Line]:
    """Take the output of ``git log --raw -z`` apart: a header, then pairs of change and path."""
    header: list[str] = []
    changes: list[Change] = []
    about: bytes | None = None
    for token in tokens:
        if about is not None:
            changes.append(_change(about, token))
            about = None
            continue
        text = token.lstrip(b"\n")
        if text.startswith(b":"):
            about = text
        elif text:
            if header:
                yield _Line(header[0], tuple(header[1:]), tuple(changes))
            header, changes = text.decode("ascii").split(), []
    if header:
        yield _Line(header[0], tuple(header[1:]), tuple(changes))


def _change(about: bytes, path: bytes) -> Change:
    old_mode, new_mode, old, new, _ = about[1:].decode("ascii").split()
    return Change(
        path.decode("utf-8", "surrogateescape"), _side(old_mode, old), _side(new_mode, new)
    )


def _side(mode: str, oid: str) -> TreeEntry | None:
    return None if oid == _NOTHING else TreeEntry(mode, oid)
