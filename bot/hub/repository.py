"""A bare repository on disk: made by hand, its refs written as files."""

import os
import subprocess
from pathlib import Path

from bot.hub.objects import GIT_ENVIRONMENT

_CONFIG = """[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[gc]
\tauto = 0
[receive]
\tautogc = false
\tfsckObjects = true
\tunpackLimit = 5000
\thideRefs = refs/pull
\tadvertisePushOptions = false
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[http]
\treceivepack = true
"""


def make_bare(folder: Path, shared: Path | None = None) -> None:
    """Lay out an empty bare repository; a fork's objects are those of `shared`."""
    (folder / "refs" / "heads").mkdir(parents=True)
    (folder / "refs" / "tags").mkdir()
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "config").write_text(_CONFIG)
    if shared is None:
        (folder / "objects" / "info").mkdir(parents=True)
        (folder / "objects" / "pack").mkdir()
    else:
        (folder / "objects").symlink_to(shared / "objects", target_is_directory=True)


def write_ref(folder: Path, name: str, sha: str | None) -> None:
    """Put a ref on disk, or take it away."""
    path = folder / name
    if sha is None:
        path.unlink(missing_ok=True)
        if (folder / "packed-refs").exists():
            git(folder, "update-ref", "-d", name)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.write_text(sha + "\n")
    new.replace(path)


def read_refs(folder: Path) -> dict[str, str]:
    """Read every ref from disk."""
    refs: dict[str, str] = {}
    packed = folder / "packed-refs"
    if packed.exists():
        lines = (line.split() for line in packed.read_text().splitlines())
        refs = {words[1]: words[0] for words in lines if len(words) == 2}  # noqa: PLR2004 - sha, name
    for where, _, names in os.walk(folder / "refs"):
        for name in names:
            path = Path(where) / name
            if not name.endswith((".lock", ".new")):
                refs[path.relative_to(folder).as_posix()] = path.read_text().strip()
    return refs


def git(folder: Path, *arguments: str) -> str:
    """Run git in a bare repository and return what it prints."""
    done = subprocess.run(
        ["git", "--git-dir", str(folder), *arguments],
        check=True,
        capture_output=True,
        env=GIT_ENVIRONMENT,
        text=True,
    )
    return done.stdout
