"""What the tests of reading share: histories that are replayed, and what a reader makes of them."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.audit import Audit, Scope, auditing
from bot.audit.trust.trusted_keys import TrustedKeys
from bot.core.documents.identity import ReleaseId
from bot.installed import installed_schemas
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.audit.trust.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class History:
    """A repository, and the historian who tells what happens in it."""

    repository: Path
    historian: Historian

    @classmethod
    def begun(cls, folder: Path) -> History:
        """A history of nothing but its first commit, signed by the key of the histories."""
        repository = folder / "main.git"
        return cls(repository, Historian(LooseWriter(repository, signing_key())))

    @contextmanager
    def audit(self, *, keys: bool = False, checkpoint: Checkpoint | None = None) -> Iterator[Audit]:
        """Everything told so far, being audited; ``keys``: the signing key is trusted."""
        self.historian.finish()
        public = f"{signing_key().public}\n".encode()
        trusted = TrustedKeys.read({"keys": public}) if keys else None
        scope = Scope(self.repository, checkpoint=checkpoint, keys=trusted)
        with auditing(scope, installed_schemas(), os.environ["PATH"]) as audit:
            yield audit


def release(text: str) -> ReleaseId:
    """``coffee 1.0.0 harbor production``."""
    found = ReleaseId.parse(*text.split())
    assert found is not None
    return found
