"""Histories in a folder: each is made once, and found again where the folder is kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPOSITORY, OBJECTS, FACTS, KEY = "main.git", "objects", "facts.json", "key.pub"
UNSIGNED, SIGNED = "unsigned", "signed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a history holds: ``objects`` are those that an audit reads or compares.

    ``late`` is the commit that stands at ``late_size`` commits of main, with one in a hundred
    after it.
    """

    transitions: int
    commits: int
    objects: int
    first: str
    tip: str
    late_size: int
    late: str
    late_time: str


@dataclass(frozen=True, slots=True)
class History:
    """One history on disk."""

    folder: Path
    facts: Facts

    @property
    def repository(self) -> Path:
        """The bare repository."""
        return self.folder / REPOSITORY

    @property
    def objects(self) -> Path:
        """Ids for ``git cat-file --batch``."""
        return self.folder / OBJECTS

    @property
    def key(self) -> Path:
        """The key by which GitHub would have signed."""
        return self.folder / KEY


def history(parent: Path, kind: str, transitions: int) -> History:
    """The history of at least so many transitions, made where the folder has none."""
    folder = parent.absolute() / f"{kind}-{transitions}"
    if not folder.exists():
        making = folder.with_suffix(".part")
        shutil.rmtree(making, ignore_errors=True)  # of a run that was stopped
        arguments = ("-m", "bench.histories", kind, str(transitions), str(making))
        subprocess.run((sys.executable, *arguments), check=True, cwd=ROOT)
        making.rename(folder)
    return History(folder, Facts(**json.loads((folder / FACTS).read_text("utf-8"))))
