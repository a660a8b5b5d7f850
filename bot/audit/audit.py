"""One audit: a clone, where its replay begins, by which keys, and up to which commit it goes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.git.clone import Clone, open_clone
from bot.audit.git.history import first_commit, history, main_commits
from bot.audit.git.trees import Trees
from bot.audit.model.entries import EntryReader, added_documents, added_entries
from bot.audit.model.entry import show_time
from bot.audit.model.policy import Policies
from bot.audit.replay import Replay, Start
from bot.audit.trust.checkpoint import Checkpoint
from bot.core.documents.problem import quoted
from bot.errors import ProblemsFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from bot.audit.step import Step
    from bot.audit.trust.trusted_keys import TrustedKeys


ID_LENGTH = 40


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

    ``ref`` is what was read as main, ``began`` the time of the start, ``unseen`` the number of
    main's commits before it, ``length`` the number after it. ``keys``: whether signatures are
    checked.
    """

    clone: Clone
    replay: Replay
    start: Start
    tip: str
    ref: str
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
        tip, ref = clone.tip(scope.ref)
        start = _start(scope, clone, tip)
        length = len(main_commits(clone, start.commit, tip))
        began = Trees(clone).commit(start.commit).committer.time
        if scope.checkpoint is not None:
            _compare(scope.checkpoint, clone, began)
        first = first_commit(clone, start.commit)
        yield Audit(
            clone=clone,
            replay=Replay(clone, start, schemas, scope.keys),
            start=start,
            tip=tip,
            ref=ref,
            began=began,
            pinned=scope.genesis is not None or scope.checkpoint is not None,
            unseen=clone.count(first, start.commit),
            length=length,
            keys=scope.keys is not None,
        )


def _start(scope: Scope, clone: Clone, tip: str) -> Start:
    if scope.checkpoint is not None:
        return Start(scope.checkpoint.commit, scope.checkpoint.size)
    if scope.genesis is not None:
        return Start(_commit(clone, scope.genesis))
    trees = Trees(clone)
    named = Policies(trees).at(trees.tree_of(tip)).genesis
    if named is not None and not clone.has(named):
        what = f"catalog/slipway.yaml names {named} as genesis, which is not in this clone"
        raise UsageError("wrong-genesis", what, "name the commit to begin at by --genesis")
    return Start(named or first_commit(clone, tip))


def _commit(clone: Clone, genesis: str) -> str:
    """Genesis by its full id: nothing in the clone may say what else a name means."""
    if len(genesis) != ID_LENGTH:
        what = f"{quoted(genesis)} is no full id of a commit"
        raise UsageError("wrong-genesis", what, f"give all its {ID_LENGTH} digits by --genesis")
    return clone.commit(genesis, "--genesis")


def _compare(checkpoint: Checkpoint, clone: Clone, time: datetime) -> None:
    """Whatever of a line can be told without reading all before it must fit.

    Its root is compared where a new line is to be written on it (``chained``).
    """
    size = len(main_commits(clone, checkpoint.genesis, checkpoint.commit)) + 1
    if (size, time) != (checkpoint.size, checkpoint.time):
        held = f"commit {size} of {show_time(time)}"
        raise _differs(f"{checkpoint.commit} is {held} in this history")


def chained(audit: Audit, checkpoint: Checkpoint, schemas: Mapping[str, bytes]) -> None:
    """Compare the root of a checkpoint with the history up to it, which is read but not judged."""
    genesis = Start(checkpoint.genesis)
    began = Trees(audit.clone).commit(genesis.commit).committer.time
    found = Checkpoint.first(genesis.commit, began)
    reader = EntryReader(schemas)
    for commit in history(audit.clone, genesis.commit, checkpoint.commit):
        added, documents = added_entries(commit, reader), added_documents(commit, reader)
        of_releases = added.entries if added else ()
        found = found.after(commit, (*of_releases, *(documents.entries if documents else ())))
    if found != checkpoint:
        raise _differs(f"its root is not that of the history up to {checkpoint.commit}")


def _differs(what: str) -> ProblemsFoundError:
    cure = "ask for the history that it was made of, or for the line as it was written"
    return ProblemsFoundError("checkpoint-differs", f"the checkpoint does not fit: {what}", cure)
