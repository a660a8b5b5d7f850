"""Documents as the commits of a branch hold them, and the one that a document change is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.document_change import DocumentChange
from bot.core.documents import canonical, strict_yaml
from bot.core.documents.places import ActDocument, CorrectionFile, VersionFile, place_of
from bot.core.documents.problem import Problem
from bot.core.entry import FileRecord
from bot.core.situation import BlobFile, BranchCommit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.documents.place_kinds import Place
    from bot.core.situation import Branch
    from bot.forge.protocol import CommitObject, Git

REGULAR = "100644"


def blob_at(git: Git, commit: str, path: str) -> str | None:
    """The blob of a regular file at a commit."""
    entry = git.entry(commit, path)
    return entry.oid if entry and entry.mode == REGULAR else None


def document_at(path: str, oid: str | None, present: Mapping[str, bytes]) -> BlobFile | None:
    """A document whose bytes are among those present."""
    data = present.get(oid) if oid else None
    return read_document(path, oid, data) if oid and data is not None else None


def read_document(path: str, oid: str, data: bytes) -> BlobFile:
    """A document with its record; its value stays empty where it is not well formed."""
    loaded = strict_yaml.load(data, path)
    value = loaded.value if isinstance(loaded.value, dict) else None
    return BlobFile(path, data, FileRecord(oid, canonical.sha256(data)), value)


def document_of(paths: Sequence[str]) -> Place | None:
    """The one document that all commits together touch, where it is no request."""
    if len(paths) != 1:
        return None
    place = place_of(paths[0])
    catalog = place is not None and place.by_people and paths[0].startswith("catalog/")
    own = isinstance(place, VersionFile | ActDocument | CorrectionFile)
    return place if catalog or own else None


def merged_document(paths: Sequence[str]) -> DocumentChange | None:
    """The one document that a merge brought to main; what the bot wrote beside it is left out."""
    places = {path: place_of(path) for path in paths}
    place = document_of([path for path, found in places.items() if found and found.by_people])
    return DocumentChange(place) if place else None


def with_document(git: Git, main: str, branch: Branch, commits: Sequence[CommitObject]) -> Branch:
    """The branch with its commits, the document at its head, and what main holds of it."""
    if branch.change is None:  # pragma: no cover  the caller has one
        raise AssertionError("a document change without a document")
    path = branch.change.path
    steps = tuple(
        BranchCommit(commit.oid, None, None, blob_at(git, commit.oid, path)) for commit in commits
    )
    on_main = blob_at(git, main, path)
    oids = {step.document for step in steps if step.document}
    ours = git.blobs([on_main]) if on_main else {}
    present = {**git.present_blobs(sorted(oids)), **ours}
    problems = list(branch.problems)
    if not oids <= set(present):
        what, cure = "a commit of the branch holds a document beyond 64 KiB", "make it smaller"
        problems.append(Problem("too-large", path, 0, 0, "", what, cure))
    change = replace(
        branch.change,
        file=document_at(path, steps[-1].document if steps else None, present),
        before=document_at(path, on_main, present),
        from_main=on_main in _bases(git, commits, path),
    )
    return replace(branch, commits=steps, change=change, problems=tuple(problems))


def _bases(git: Git, commits: Sequence[CommitObject], path: str) -> set[str | None]:
    """What the commits of main that the branch was made from, or merged, hold at a path."""
    own = {commit.oid for commit in commits}
    parents = {parent for commit in commits for parent in commit.parents} - own
    return {blob_at(git, parent, path) for parent in parents}
