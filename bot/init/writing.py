"""Writes a new release repository: never over anything, and the same call twice does nothing."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.init.contents import File

TIME_LIMIT = 60
"""Seconds that one call of git may take."""
MESSAGE = "Begin the release log"
_ELSEWHERE = ("DIR", "WORK_TREE", "INDEX_FILE", "COMMON_DIR", "OBJECT_DIRECTORY", "PREFIX")
GIT = ("env", *(part for name in _ELSEWHERE for part in ("-u", f"GIT_{name}")), "git")
"""Without what would lead it to another repository, as git sets it for hooks (git rev-parse
--local-env-vars)."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many files were written, and whether the first commit was made."""

    files: int
    committed: bool


def write(folder: Path, files: Mapping[str, File]) -> Written:
    """Write what is missing and make the first commit of main, or change nothing and raise.

    The log begins with the first commit of main, so a repository that has one already, and not
    these files, is refused: the files would come after the beginning.
    """
    _refuse_others(folder, files)
    missing = [path for path in files if not (folder / path).exists()]
    begun = (folder / ".git").exists() and _has_commit(folder)
    if missing and begun:
        what = f"{folder} has commits already, and lacks {_listed(missing)}"
        cure = "give an empty folder, or a clone without a commit: the log begins with the first"
        raise UsageError("has-history", what, cure)
    for path in missing:
        _write(folder / path, files[path])
    if not begun:
        _commit(folder, files)
    return Written(len(missing), not begun)


def _refuse_others(folder: Path, files: Mapping[str, File]) -> None:
    others = [path for path, file in files.items() if not _free(folder, path, file)]
    if others:
        what = f"in {folder} something else stands at {_listed(others)}"
        raise UsageError("would-overwrite", what, "give an empty folder; nothing was written")


def _free(folder: Path, path: str, file: File) -> bool:
    """Nothing is there, or these very bytes; no link is followed."""
    place = folder / path
    above = [one for one in place.parents if one.is_relative_to(folder) and one != folder]
    if any(one.is_symlink() or (one.exists() and not one.is_dir()) for one in above):
        return False
    if place.is_symlink() or (place.exists() and not place.is_file()):
        return False
    return not place.exists() or place.read_bytes() == file.data


def _listed(paths: list[str]) -> str:
    return ", ".join(paths)


def _write(place: Path, file: File) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as opened:
        opened.write(file.data)
    if file.executable:
        place.chmod(0o755)


def _has_commit(folder: Path) -> bool:
    """Whether there is one: what is checked out, or main."""
    refs = ("HEAD", "refs/heads/main")
    return any(_git(folder, "rev-parse", "--quiet", "--verify", r).returncode == 0 for r in refs)


def _commit(folder: Path, files: Mapping[str, File]) -> None:
    """The first commit of main, with these files only and by whoever calls."""
    if not (folder / ".git").exists():
        _must(_git(folder, "init", "--quiet", "--initial-branch=main"))
    _must(_git(folder, "symbolic-ref", "HEAD", "refs/heads/main"))
    paths, given = "\0".join(files).encode(), ("--pathspec-from-file=-", "--pathspec-file-nul")
    _must(_git(folder, "add", "--force", *given, given=paths))
    _must(_git(folder, "commit", "--quiet", "--message", MESSAGE, "--only", *given, given=paths))


def _git(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [*GIT, "-C", str(folder), "--literal-pathspecs", *arguments]
    try:
        return subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:  # such as a hook of theirs, or a key that waits for its owner
        late = f"git took more than {TIME_LIMIT} seconds".encode()
        return subprocess.CompletedProcess(command, 1, b"", late)


def _must(done: subprocess.CompletedProcess[bytes]) -> None:
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())[:300]
        what = f"the files are written, but git did not commit them ({said})"
        cure = "let git commit (it needs user.name and user.email), and call this again"
        raise UsageError("not-committed", what, cure)
