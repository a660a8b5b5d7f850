"""A checkpoint: one line to keep elsewhere, by which a rewritten, cut or split history is found.

The line names how many commits main had from genesis on, a root that chains them, the newest
commit, its time, and genesis.
It may stand alone, or signed, as the text of a signed note (C2SP signed-note).
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.model.entry import read_time, show_time
from bot.core.documents.problem import quoted
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.audit.git.history import MainCommit
    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entry import Entry

MARK = "slipway-checkpoint/1"
_LINE = re.compile(
    rf"{MARK} ([1-9][0-9]{{0,15}}) ([A-Za-z0-9+/]{{43}}=) ([0-9a-f]{{40}}) ([0-9TZ:-]{{20}})"
    r" ([0-9a-f]{40})"
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Main at one moment: its number of commits, the root over them, the newest and its time."""

    size: int
    root: bytes
    commit: str
    time: datetime
    genesis: str

    def __str__(self) -> str:
        root = base64.b64encode(self.root).decode()
        return f"{MARK} {self.size} {root} {self.commit} {show_time(self.time)} {self.genesis}"

    @classmethod
    def read(cls, line: str) -> Checkpoint:
        """Read a line; ``UsageError`` where it is none."""
        found = _LINE.fullmatch(line.rstrip("\n"))
        if found is None:
            what = f"{quoted(line)} is no checkpoint"
            raise UsageError("wrong-checkpoint", what, "give the line as it was written")
        try:
            time = read_time(found[4])
        except ValueError as error:
            what = f"{quoted(line)} names no time"
            raise UsageError("wrong-checkpoint", what, "give the line as it was written") from error
        return cls(int(found[1]), base64.b64decode(found[2]), found[3], time, found[5])

    @classmethod
    def first(cls, genesis: str, time: datetime) -> Checkpoint:
        """The checkpoint of a history that is nothing but its genesis."""
        root = hashlib.sha256(f"{MARK} {genesis}\n".encode()).digest()
        return cls(1, root, genesis, time, genesis)

    def after(self, commit: MainCommit, entries: Iterable[Entry | DocumentEntry]) -> Checkpoint:
        """The checkpoint after one commit more, with the entries that it adds.

        root = SHA-256(root before, commit, and each new entry's SHA-256 and path), so that the
        entries are bound by more than git's SHA-1.
        """
        added = sorted(entries, key=lambda entry: entry.path)
        lines = [f"commit {commit.oid}", *(f"entry {one.sha256} {one.path}" for one in added)]
        root = hashlib.sha256(self.root + "".join(f"{line}\n" for line in lines).encode()).digest()
        time = commit.commit.committer.time
        return Checkpoint(self.size + 1, root, commit.oid, time, self.genesis)
