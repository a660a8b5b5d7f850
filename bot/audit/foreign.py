"""What reached ``releases/`` and ``live/`` by another hand than the bot's, and if it was mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.git.trees import folded
from bot.audit.rules.findings import Finding
from bot.core.documents.places import (
    ActDocument,
    CatalogLog,
    CorrectionFile,
    LiveFile,
    LogEntryFile,
    RequestFile,
    StatusFile,
    VersionFile,
    VersionLogEntryFile,
    place_of,
)
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from bot.audit.git.history import Change, MainCommit
    from bot.audit.git.objects import TreeEntry
    from bot.audit.git.trees import Trees
    from bot.core.documents.identity import ReleaseId

BY_HAND = frozenset(
    {
        "entry-removed",
        "entry-rewritten",
        "merge-without-entry",
        "derived-by-hand",
        "hand-change",
    }
)
"""The rules whose breach a correction can put right."""
FOLDERS = frozenset({"releases", "live"})
ENTRIES = LogEntryFile | CatalogLog | VersionLogEntryFile


def is_the_bots(path: str) -> bool:
    """Whether a path is below ``releases/``, ``live/`` or ``catalog/log/``, or in their place."""
    first, _, rest = path.partition("/")
    in_log = folded(first) == "catalog" and folded(rest.partition("/")[0]) == "log"
    return in_log or folded(first) in FOLDERS


def of_the_catalog(path: str) -> bool:
    """Whether a path is one of a document that the catalog is made of."""
    place = place_of(path)
    return place is not None and place.by_people and path.startswith("catalog/")


class Foreign:
    """Keeps what each disturbed path ought to hold, until a commit brings that back."""

    def __init__(self, trees: Trees) -> None:
        self.guards_catalog = False
        """Whether people may not change the catalog by hand, as the next commit is judged."""
        self._trees = trees
        self._ought: dict[str, TreeEntry | None] = {}
        self._since: dict[str, str] = {}

    def guards(self, path: str) -> bool:
        """Whether only the bot may change this."""
        return is_the_bots(path) or (self.guards_catalog and of_the_catalog(path))

    def mends(self, commit: MainCommit) -> bool:
        """Whether all that a commit does to the bot's folders is to put back what was there."""
        touched = [change for change in commit.changes if self.guards(change.path)]
        return bool(touched) and all(self._is_mended(change) for change in touched)

    def judge(self, commit: MainCommit) -> list[Finding]:
        """The findings of a commit without entries; none where it mends and does nothing else."""
        findings: list[Finding] = []
        alongside = [c.path for c in commit.changes if not self.guards(c.path)]
        if not any(is_the_bots(change.path) for change in commit.changes):
            alongside = []
        for change in commit.changes:
            if not self.guards(change.path):
                continue
            if not self._mends(change):
                self._disturb(change, commit.oid)
                findings.append(_finding(commit, change))
        if alongside:
            what = f"it changes {plain(alongside[0])} alongside"
            findings.append(Finding("hand-change", commit.oid, what, alongside[0]))
        return findings

    def left(self, release: ReleaseId, live: str) -> dict[str, TreeEntry | None]:
        """What ought to stand where a release, its version or live file is disturbed."""
        inside, beside = f"{release.folder}/", (release.version_path, live)
        return {
            path: entry
            for path, entry in self._ought.items()
            if (path.startswith(inside) or path in beside)
            and not isinstance(place_of(path), CorrectionFile)
        }

    def corrected(self, paths: Iterable[str]) -> None:
        """A correction has brought back what ought to stand there."""
        for path in paths:
            self._ought.pop(path, None)

    def rewritten(self, commit: MainCommit, but: Container[str] = ()) -> Iterator[Finding]:
        """Entries that a commit with entries changes or removes, but for what it restores."""
        for change in commit.changes:
            if change.path in but:
                continue
            if change.old is not None and isinstance(place_of(change.path), ENTRIES):
                self._disturb(change, commit.oid)
                yield _finding(commit, change)

    def disturbing(self, folder: str) -> str | None:
        """The first commit that made a file in a folder what it still ought not to be."""
        inside = f"{folder}/"
        return next((self._since[path] for path in self._ought if path.startswith(inside)), None)

    def settled(self, commit: MainCommit) -> None:
        """What a commit with entries has written anew is judged by its tree."""
        for change in commit.changes:
            if not isinstance(place_of(change.path), ENTRIES):
                self._ought.pop(change.path, None)

    def _mends(self, change: Change) -> bool:
        if not self._is_mended(change):
            return False
        del self._ought[change.path]
        return True

    def _is_mended(self, change: Change) -> bool:
        return change.path in self._ought and self._ought[change.path] == change.new

    def _disturb(self, change: Change, commit: str) -> None:
        if change.path not in self._ought:
            self._ought[change.path] = change.old
            self._since[change.path] = commit


def merged_and_left_out(commit: MainCommit, trees: Trees) -> Iterator[Finding]:
    """What a merge by hand brought from a branch and left out of the tree.

    GitHub shows the pull request as merged all the same. What a merge of main into the branch
    brings is main's own.
    """
    last: dict[str, TreeEntry | None] = {}
    for one in commit.merged:
        if len(one.commit.parents) == 1:
            last.update({c.path: c.new for c in one.changes if is_the_bots(c.path)})
    for path, entry in sorted(last.items()):
        if trees.entry(commit.commit.tree, path) != entry:
            what = "a branch that changes it was merged by hand, and the change left out"
            yield Finding("merge-without-entry", commit.oid, what, path, _release(path))


def _release(path: str) -> ReleaseId | None:
    place = place_of(path)
    match place:
        case RequestFile() | StatusFile() | LogEntryFile() | ActDocument() | CorrectionFile():
            return place.release
        case _:
            return None


def _finding(commit: MainCommit, change: Change) -> Finding:
    rule, what = _said(change)
    return Finding(rule, commit.oid, what, change.path, _release(change.path))


def _said(change: Change) -> tuple[str, str]:
    place = place_of(change.path)
    match place:
        case LogEntryFile() | CatalogLog() | VersionLogEntryFile() if change.new is None:
            return "entry-removed", "an entry of the log was removed"
        case LogEntryFile() | CatalogLog() | VersionLogEntryFile():
            return "entry-rewritten", f"an entry of the log was changed{_mode(change)}"
        case RequestFile() | VersionFile() | ActDocument() | CorrectionFile() if change.old is None:
            return "merge-without-entry", f"it came to main without an entry{_mode(change)}"
        case _ if of_the_catalog(change.path):
            return "catalog-by-hand", f"it was changed without an entry{_mode(change)}"
        case StatusFile() | LiveFile():
            return (
                "derived-by-hand",
                f"it was written by hand, not derived from a log{_mode(change)}",
            )
        case _:
            gone = "removed" if change.new is None else "changed"
            return "hand-change", f"it was {gone} by another hand than the bot's{_mode(change)}"


def _mode(change: Change) -> str:
    odd = change.new is not None and change.new.mode != "100644"
    return f" (its mode is {change.new.mode})" if odd and change.new else ""
