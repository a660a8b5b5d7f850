"""A true story as the bot's core has it and as the audit replayed it, for comparing the two."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.audit.audit import Scope, auditing
from bot.audit.git.trees import Trees
from bot.audit.model import entry as audit_entry
from bot.audit.model.state import Release
from bot.core.documents import canonical
from bot.core.documents.identity import Environment, ReleaseId, VersionNumber
from bot.core.entry import to_value
from bot.core.log import Log
from bot.installed import installed_schemas
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.story import tell
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.audit.step import Step as Replayed
    from bot.core.entry import Entry

TRANSITIONS = 200
RELEASE = ReleaseId("coffee", VersionNumber(1, 2, 3), "harbor", Environment.PRODUCTION)


@dataclass(frozen=True, slots=True)
class Told:
    """A true story, and how the audit replayed it."""

    logs: Mapping[ReleaseId, Log]
    steps: tuple[Replayed, ...]
    folded: Mapping[ReleaseId, Release]

    @property
    def entries(self) -> Iterator[tuple[Log, Entry]]:
        """Every entry, with the log before it."""
        for log in self.logs.values():
            for number, entry in enumerate(log.entries):
                yield Log(log.release, log.entries[:number]), entry

    @property
    def prefixes(self) -> Iterator[Log]:
        """Every log as it stood after each of its entries."""
        for before, entry in self.entries:
            yield Log(before.release, (*before.entries, entry))


@cache
def true_story() -> Told:
    """The story, told and replayed once in a session, however many modules ask for it."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "main.git"
        historian = Historian(LooseWriter(folder, signing_key()))
        tell(historian, TRANSITIONS, seed=3)
        historian.finish()
        with auditing(Scope(repository=folder), installed_schemas(), os.environ["PATH"]) as audit:
            steps = tuple(audit.steps())
            tree = Trees(audit.clone).tree_of(audit.tip)
            folded = {one: audit.replay.releases.get(one, tree) for one in historian.logs}
        return Told(dict(historian.logs), steps, folded)


def folded(log: Log) -> Release:
    """The audit's release after the entries of a log."""
    found = Release(log.release)
    for entry in log.entries:
        found = found.extended(read(entry))
    return found


def read(entry: Entry) -> audit_entry.Entry:
    data = entry.to_bytes()
    return audit_entry.read_entry(entry.path, to_value(entry), canonical.sha256(data))
