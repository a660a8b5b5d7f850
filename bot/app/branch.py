"""Read the branch of a pull request as data: every commit, every path, every mode.

Content comes from git objects alone, never from the files endpoint, which stops at 3,000 files
(GitHub REST, "List pull requests files").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.app.branch_documents import (
    REGULAR,
    blob_at,
    document_at,
    document_of,
    merged_document,
    with_document,
)
from bot.core.change import TRAILERS
from bot.core.document_change import DocumentChange
from bot.core.documents.places import RequestFile, VersionFile, place_of
from bot.core.documents.problem import Problem, plain
from bot.core.situation import Branch, BranchCommit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.documents.identity import ReleaseId
    from bot.forge.protocol import CommitObject, FileChange, Git, HostileObjectsError

COMMIT_LIMIT = 50
LONGEST_LOOK = 1000
"""Commits that are looked at to find that a long branch is none of the bot's business."""
_FOLDERS = ("releases", "catalog")
_IMITATION = re.compile(rf"^(?:{'|'.join(TRAILERS)})\s*:", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Touched:
    """All that the commits of a branch touch: each path with the commit, and what is wrong."""

    paths: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_branch(git: Git, main: str, head: str) -> Branch:
    """The branch from main to head."""
    commits = git.commits_since(main, head, COMMIT_LIMIT)
    if commits is None:
        problems = (_whole("too-many-commits", *_TOO_MANY),)
        return Branch(head, touches=_touches(git, main, head), problems=problems)
    touched = _touched(git, main, commits)
    if not any(path.partition("/")[0] in _FOLDERS for path in touched.paths):
        return Branch(head, touches=False)
    place = document_of(touched.paths)
    if place is not None:
        change = DocumentChange(place)
        branch = Branch(head, touches=True, change=change, problems=touched.problems)
        return with_document(git, main, branch, commits)
    release, misplaced = _release_of(touched.paths)
    branch = Branch(head, touches=True, release=release, problems=(*touched.problems, *misplaced))
    return _with_documents(git, main, branch, commits) if release else branch


def _touches(git: Git, main: str, head: str) -> bool:
    """Whether a long branch is the bot's business: some commit of it makes our folders other."""
    commits = git.commits_since(main, head, LONGEST_LOOK)
    return commits is None or any(
        all(git.entry(commit.oid, folder) != git.entry(p, folder) for p in commit.parents)
        for commit in commits
        for folder in _FOLDERS
    )


def hostile_branch(head: str, error: HostileObjectsError) -> Branch:
    """A branch whose objects git itself refuses."""
    return Branch(head, touches=True, problems=(_whole(error.id, error.what, error.cure),))


_TOO_MANY = (
    f"the branch has more than {COMMIT_LIMIT} commits",
    "make it anew from main with fewer commits",
)


def _whole(id: str, what: str, cure: str, file: str = "the pull request") -> Problem:  # noqa: A002  the field's word
    return Problem(id, file, 0, 0, "", what, cure)


def read_merged(git: Git, main: str, head: str, *, fast_forward: bool) -> Branch | None:
    """What the merge of a head brought to main; ``None`` where no commit of main merged it.

    ``fast_forward``: the head itself may be a commit of main's first-parent history.
    """
    for commit in git.first_parents(main):
        if head in commit.parents[1:] or (fast_forward and head == commit.oid):
            before = commit.parents[0] if commit.parents else None
            paths = [change.path for change in git.differences(before, commit.oid)]
            found = {p.release for p in map(place_of, paths) if isinstance(p, RequestFile)}
            release = found.pop() if len(found) == 1 else None
            change = None if found or release else merged_document(paths)
            touches = release is not None or change is not None
            return Branch(head, touches=touches, release=release, change=change)
    return None


# --- Every commit --------------------------------------------------------------------------------


def _touched(git: Git, main: str, commits: Sequence[CommitObject]) -> Touched:
    paths: dict[str, None] = {}
    problems: list[Problem] = []
    own = {commit.oid for commit in commits}
    for commit in commits:
        changes, wrong = _changes_of(git, main, commit, own)
        problems.extend(wrong)
        paths.update({change.path: None for change in changes})
        problems.extend(_problems_of(commit, changes))
    return Touched(tuple(paths), tuple(problems[:50]))


def _changes_of(
    git: Git, main: str, commit: CommitObject, own: set[str]
) -> tuple[tuple[FileChange, ...], tuple[Problem, ...]]:
    """What a commit changes, and what is wrong with its parents."""
    short = commit.oid[:12]
    match commit.parents:
        case ():
            what, cure = f"commit {short} has no parent", "make the branch anew from main"
            return git.differences(None, commit.oid), (_whole("unrelated-history", what, cure),)
        case (parent,):
            return git.differences(parent, commit.oid), ()
        case (one, other):
            return _merge_changes(git, main, commit, (one, other), own)
        case _:
            what = f"commit {short} merges {len(commit.parents)} branches"
            cure = "merge nothing but main into the branch"
            wrong = _whole("merge-brings-changes", what, cure)
            return git.differences(commit.parents[0], commit.oid), (wrong,)


def _merge_changes(
    git: Git, main: str, commit: CommitObject, parents: tuple[str, str], own: set[str]
) -> tuple[tuple[FileChange, ...], tuple[Problem, ...]]:
    """A merge may bring nothing but main's own history: the rest is as the branch had it."""
    branch_side, main_side = parents if parents[1] not in own else (parents[1], parents[0])
    wrong = _whole(
        "merge-brings-changes",
        f"merge commit {commit.oid[:12]} brings more than main's own history",
        "make the branch anew from main, and press Update branch only without conflicts",
    )
    against_main = git.differences(main_side, commit.oid)
    if main_side in own or not git.is_ancestor(main_side, main):
        return against_main, (wrong,)
    for change in against_main:
        if change.new != git.entry(branch_side, change.path):
            return against_main, (wrong,)
    return against_main, ()


def _problems_of(commit: CommitObject, changes: Iterable[FileChange]) -> list[Problem]:
    problems = [_problem_of(commit, change) for change in changes]
    found = [problem for problem in problems if problem is not None]
    if _IMITATION.search(commit.message):
        found.append(
            _whole(
                "imitated-trailer",
                f"the message of commit {commit.oid[:12]} imitates a trailer of the bot",
                f"reword it without lines that begin with {TRAILERS[0]}:, {TRAILERS[1]}: …",
            )
        )
    return found


def _problem_of(commit: CommitObject, change: FileChange) -> Problem | None:
    path, short = plain(change.path), commit.oid[:12]
    if change.new is None:
        what, cure = f"commit {short} deletes or renames it", "restore it: nothing is ever deleted"
        return _whole("deleted", what, cure, path)
    if path.partition("/")[0] not in _FOLDERS:
        return None
    if change.new.mode != REGULAR:
        what = f"commit {short} gives it the mode {change.new.mode}"
        return _whole("wrong-mode", what, f"make it a regular file ({REGULAR})", path)
    return None


# --- One release ---------------------------------------------------------------------------------


def _release_of(paths: Sequence[str]) -> tuple[ReleaseId | None, tuple[Problem, ...]]:
    """The one release that all paths belong to; any mixture is refused whole."""
    places = {path: place_of(path) for path in paths}
    releases = {p.release for p in places.values() if isinstance(p, RequestFile)}
    if len(releases) != 1:
        return None, tuple(_foreign(paths, None)) or (_no_request(paths, len(releases)),)
    release = releases.pop()
    return release, tuple(_foreign(paths, release))


def _foreign(paths: Sequence[str], release: ReleaseId | None) -> list[Problem]:
    allowed = {release.request_path, release.version_path} if release else set()
    problems = []
    for path in paths:
        place = place_of(path)
        if path in allowed or (release is None and isinstance(place, RequestFile | VersionFile)):
            continue
        if release is None and document_of([path]) is not None:
            what = "it stands alone in its pull request"
            cure = "leave this one file in the branch, in every commit, or take it out of all"
            problems.append(_whole("one-document", what, cure, plain(path)))
            continue
        what = "a release pull request may not touch this path"
        cure = "leave only one request.yaml and its version.yaml in the branch, in every commit"
        problems.append(_whole("path-not-allowed", what, cure, plain(path)))
    return problems[:50]


def _no_request(paths: Sequence[str], releases: int) -> Problem:
    if releases:
        what = f"the branch holds {releases} requests"
        return _whole("several-releases", what, "open one pull request for each release")
    versions = sum(isinstance(place_of(path), VersionFile) for path in paths)
    if versions > 1:
        what = f"the branch holds {versions} version files and no request"
        return _whole("one-document", what, "open one pull request for each version")
    what = f"the branch holds no request ({plain(paths[0])})"
    return _whole("no-request", what, "add the request.yaml of the release to it")


# --- The documents -------------------------------------------------------------------------------


def _with_documents(git: Git, main: str, branch: Branch, commits: Sequence[CommitObject]) -> Branch:
    release = branch.release
    if release is None:  # pragma: no cover  the caller has one
        raise AssertionError("documents of no release")
    steps = tuple(
        BranchCommit(
            commit.oid,
            blob_at(git, commit.oid, release.request_path),
            blob_at(git, commit.oid, release.version_path),
        )
        for commit in commits
    )
    oids = {oid for step in steps for oid in (step.request, step.version) if oid}
    present = _blobs(git, main, release, sorted(oids))
    problems = list(branch.problems)
    if len(present) < len(oids):
        what, cure = "a commit of the branch holds a document beyond 64 KiB", "make it smaller"
        problems.append(_whole("too-large", what, cure))
    head = steps[-1] if steps else None
    branch = replace(branch, commits=steps, problems=tuple(problems))
    if head is None:
        return branch
    return replace(
        branch,
        request=document_at(release.request_path, head.request, present),
        version=document_at(release.version_path, head.version, present),
    )


def _blobs(git: Git, main: str, release: ReleaseId, oids: Sequence[str]) -> Mapping[str, bytes]:
    """What the branch brought, and what main holds too, which no fetch of a branch brings."""
    paths = (release.request_path, release.version_path)
    on_main = {entry.oid for path in paths if (entry := git.entry(main, path))}
    ours = git.blobs([oid for oid in oids if oid in on_main])
    return {**git.present_blobs(oids), **ours}
