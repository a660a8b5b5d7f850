"""``python -m bench.histories KIND TRANSITIONS FOLDER``: make a true history to be measured.

In a process of its own, so that what making one costs is not counted for what is measured later.
Beside ``main.git`` stand ``objects`` (the ids that the audit reads or compares, one a line) and
``facts.json``.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bench.kept import FACTS, KEY, OBJECTS, REPOSITORY, SIGNED, Facts
from bot.audit.git.clone import open_clone
from bot.audit.git.history import first_commit, history, main_commits
from bot.audit.git.trees import Trees
from bot.audit.model.entry import show_time
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.story import tell
from tests.history.writers import FastImportWriter, LooseWriter, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.git.clone import Clone

SEED = 1
TAIL = 100
"""A checkpoint is set after all but one in so many commits."""


def make(kind: str, transitions: int, folder: Path) -> None:
    """Write the repository and what is said of it into a folder."""
    folder.mkdir(parents=True)
    key = signing_key()
    writer: Writer
    if kind == SIGNED:
        writer = LooseWriter(folder / REPOSITORY, key)
    else:
        writer = FastImportWriter(folder / REPOSITORY)
    historian = Historian(writer)
    tell(historian, transitions, seed=SEED)
    historian.finish()
    (folder / KEY).write_text(f"{key.public}\n", "utf-8")
    with open_clone(folder / REPOSITORY, os.environ.get("PATH", os.defpath)) as clone:
        facts = _described(clone, historian.transitions, folder / OBJECTS)
    (folder / FACTS).write_text(json.dumps(asdict(facts)), "utf-8")


def _described(clone: Clone, transitions: int, objects: Path) -> Facts:
    tip, _ = clone.tip("main")
    first = first_commit(clone, tip)
    main = (first, *main_commits(clone, first, tip))
    oids = dict.fromkeys(_objects(clone, first, tip))
    objects.write_text("".join(f"{oid}\n" for oid in oids), "utf-8")
    size = len(main) - len(main) // TAIL
    late = main[size - 1]
    when = show_time(Trees(clone).commit(late).committer.time)
    return Facts(transitions, len(main), len(oids), first, tip, size, late, when)


def _objects(clone: Clone, first: str, tip: str) -> Iterator[str]:
    """All commits after the first, and all blobs that are new on main."""
    for commit in history(clone, first, tip):
        yield from (one.commit.oid for one in commit.merged)
        yield commit.oid
        yield from (change.new.oid for change in commit.changes if change.new is not None)


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
