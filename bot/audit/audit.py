"""One audit: a clone, where its replay begins, by which keys, and up to which commit it goes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.git.clone import Clone, open_clone
from bot.audit.git.history import first_commit, main_commits
from bot.audit.git.trees import Trees
from bot.audit.model.policy import Policies
from bot.audit.replay import Replay, Start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from bot.audit.step import Step
    from bot.audit.trust.checkpoint import Checkpoint
    from bot.audit.trust.trusted_keys import TrustedKeys


@dataclass(frozen=True, slots=True)
class Scope:
    """What to audit, as the auditor says it.

    ``genesis`` and ``checkpoint`` are what the auditor brings from outside; without either the
    catalog on main is asked, and else the first commit is trusted.
    """

    repository: Path
    ref: str = "main"
    genesis: str | None = None
    checkpoint: Checkpoint | None = None
    keys: TrustedKeys | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit that is open; ``pinned``: its start came from outside the repository.

    ``began`` is the time of the start, ``unseen`` the number of main's commits before it,
    ``length`` the number after it. ``keys``: whether signatures are checked.
    """

    clone: Clone
    replay: Replay
    start: Start
    tip: str
    began: datetime
    pinned: bool
    unseen: int
    length: int
    keys: bool

    def steps(self) -> Iterator[Step]:
        """Every commit of main after the start; once."""
        return self.replay.steps(self.tip)


@contextmanager
def auditing(scope: Scope, schemas: Mapping[str, bytes], search_path: str) -> Iterator[Audit]:
    """Open an audit; ``UsageError`` for what is no whole clone.

    ``schemas`` are those that are installed with the auditor.
    """
    with open_clone(scope.repository, search_path) as clone:
        tip = clone.tip(scope.ref)
        start, unseen = _start(scope, clone, tip)
        length = len(main_commits(clone, start.commit, tip))
        yield Audit(
            clone=clone,
            replay=Replay(clone, start, schemas, scope.keys),
            start=start,
            tip=tip,
            began=Trees(clone).commit(start.commit).committer.time,
            pinned=scope.genesis is not None or scope.checkpoint is not None,
            unseen=unseen,
            length=length,
            keys=scope.keys is not None,
        )


def _start(scope: Scope, clone: Clone, tip: str) -> tuple[Start, int]:
    if scope.checkpoint is not None:
        return Start(scope.checkpoint.commit, scope.checkpoint.size), scope.checkpoint.size - 1
    if scope.genesis is not None:
        genesis = clone.tip(scope.genesis)
    else:
        trees = Trees(clone)
        genesis = Policies(trees).at(trees.tree_of(tip)).genesis or first_commit(clone, tip)
    return Start(genesis), clone.count(genesis) - 1
