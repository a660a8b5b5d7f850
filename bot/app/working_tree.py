"""Reads the data folders of a working tree, following no link and running nothing."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.documents.canonical import SIZE_CAP
from bot.core.documents.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class WorkingTree:
    """The plain files found, path to bytes, and a problem for whatever else lies there."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_working_tree(root: Path, folders: Sequence[str]) -> WorkingTree:
    """Read every file below the folders; a folder that is not there holds nothing."""
    tree = WorkingTree()
    waiting = [folder for folder in folders if os.path.lexists(root / folder)]
    while waiting:
        path = waiting.pop()
        mode = (root / path).lstat().st_mode
        if stat.S_ISDIR(mode):
            waiting.extend(f"{path}/{entry.name}" for entry in (root / path).iterdir())
        elif stat.S_ISREG(mode):
            tree.files[path] = _read(root / path)
            if mode & 0o111:
                what, cure = "the file is executable", "take the right to execute it away"
                tree.problems.append(Problem("wrong-mode", path, 0, 0, "", what, cure))
        else:
            kind = "a symbolic link" if stat.S_ISLNK(mode) else "no plain file"
            what, cure = f"this is {kind}", "put a plain file in its place"
            tree.problems.append(Problem("wrong-mode", path, 0, 0, "", what, cure))
    return tree


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SIZE_CAP + 1)
