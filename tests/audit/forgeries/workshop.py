"""Where forgeries are made and audited: one bare repository, one key, one tip for each."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.audit.audit import Audit, Scope, auditing
from bot.audit.trust.checkpoint import Checkpoint
from bot.audit.trust.trusted_keys import TrustedKeys
from bot.installed import installed_schemas
from tests.audit.forgeries.forger import Forger, TruthEndedError
from tests.history.chronicle import START
from tests.history.keys import signing_key
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.audit.rules.findings import Finding
    from bot.audit.step import Step
    from tests.audit.forgeries.forgery import Forgery


@dataclass(frozen=True, slots=True)
class Told:
    """A history that was told: its tip, where a forgery must show, and what an auditor kept."""

    tip: str
    shows: str | None
    kept: str | None


class Workshop:
    """Tells histories into one repository, and audits them."""

    def __init__(self, folder: Path) -> None:
        key = signing_key()
        self.writer = LooseWriter(folder, key)
        self.keys = TrustedKeys.read({"key": key.public.encode()})
        self._clean: dict[str, list[Finding]] = {}

    def forger(self, *, honest: bool = False) -> Forger:
        """Somebody who may tell a history here."""
        return Forger(self.writer, honest=honest)

    def told(self, forgery: Forgery, *, honest: bool = False) -> Told:
        """The forged history, or its honest twin."""
        forger = self.forger(honest=honest)
        try:
            forgery.forge(forger)
        except TruthEndedError:
            assert honest
        forger.h.finish()
        forged = not honest and forger.forged
        return Told(forger.h.tip, forger.shows if forged else None, forger.kept)

    @contextmanager
    def audit(self, tip: str, **scope: Any) -> Iterator[Audit]:
        """An audit of the history that ends in a commit; ``scope``: other fields of ``Scope``."""
        wanted = replace(Scope(self.writer.folder, ref=tip, keys=self.keys), **scope)
        with auditing(wanted, installed_schemas(), os.environ["PATH"]) as audit:
            yield audit

    def steps(self, tip: str, **scope: Any) -> list[Step]:
        """Every step of that audit."""
        with self.audit(tip, **scope) as audit:
            return list(audit.steps())

    def findings(self, tip: str) -> list[Finding]:
        """Everything that is found in a history; twins that are the same are audited once."""
        if tip not in self._clean:
            self._clean[tip] = [found for step in self.steps(tip) for found in step.findings]
        return self._clean[tip]

    def checkpoint(self, tip: str) -> Checkpoint:
        """What an auditor keeps of main as it was with this tip."""
        with self.audit(tip) as audit:
            kept = Checkpoint.first(audit.start.commit, START)
            for step in audit.steps():
                kept = kept.after(step.commit, step.entries)
        return kept
