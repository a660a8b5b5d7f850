"""Reads revisions of a repository by git's plumbing, with its hooks, grafts and settings off."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.documents.problem import quoted
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

TIME_LIMIT = 60
_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_SETTINGS = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "safe.directory=*")


@dataclass(frozen=True, slots=True)
class TreeFile:
    """What a tree says of one path; a submodule has no size."""

    mode: str
    oid: str
    size: int


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on this machine, which is only read."""

    path: Path

    def commit(self, revision: str) -> str:
        """Return the id of the commit that a revision names."""
        name = f"{revision}^{{commit}}"
        answer = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        if answer is None:
            what = f"there is no revision {quoted(revision)} in this repository"
            raise UsageError("no-such-revision", what, "fetch it, or name another")
        return answer.decode().strip()

    def fork_point(self, base: str, head: str) -> str:
        """Return the commit at which the head left the base."""
        answer = self._git("merge-base", base, head)
        if answer is None:
            what = f"{base} and {head} have no common history here"
            raise UsageError(
                "no-common-history", what, "fetch the whole history (no shallow clone)"
            )
        return answer.decode().split()[0]

    def tree(self, commit: str) -> Mapping[str, TreeFile]:
        """Return every file of a commit by its path."""
        answer = self._git("ls-tree", "-r", "-z", "-l", "--full-tree", commit) or b""
        return dict(_tree_file(record) for record in answer.split(b"\0") if record)

    def blobs(self, oids: Iterable[str]) -> Mapping[str, bytes]:
        """Return the bytes of blobs by their ids."""
        wanted = sorted(set(oids))
        request = "".join(f"{oid}\n" for oid in wanted).encode()
        rest = self._git("cat-file", "--batch", request=request) or b""
        found: dict[str, bytes] = {}
        for oid in wanted:
            header, _, rest = rest.partition(b"\n")
            size = header.rpartition(b" ")[2]
            if not header.startswith(oid.encode()) or not size.isdigit():
                what = f"the object {oid} is missing from this repository"
                raise UsageError("missing-object", what, "fetch it: this clone is partial")
            found[oid], rest = rest[: int(size)], rest[int(size) + 1 :]
        return found

    def _git(self, *arguments: str, request: bytes = b"") -> bytes | None:
        git = shutil.which("git")
        if git is None:
            raise UsageError("no-git", "there is no git on this machine", "install git")
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        answer = subprocess.run(
            [git, "-C", str(self.path), *settings, *arguments],
            input=request,
            capture_output=True,
            env=_ENVIRONMENT,
            timeout=TIME_LIMIT,
            check=False,
        )
        return answer.stdout if answer.returncode == 0 else None


def _tree_file(record: bytes) -> tuple[str, TreeFile]:
    about, _, path = record.partition(b"\t")
    mode, _, oid, size = about.decode().split()
    number = int(size) if size.isdigit() else 0
    return path.decode("utf-8", "surrogateescape"), TreeFile(mode, oid, number)
