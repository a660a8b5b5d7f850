"""One lie in a true history: where a forger may change what the bot would write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.core.document_log import DocumentLog
from bot.core.entry import Superseder
from bot.core.log import Log

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.decide import Moved
    from bot.core.decision import Recorded
    from bot.core.document_entry import DocumentDraft
    from bot.core.entry import Draft, Entry
    from tests.history.commits import MainCommit


class Part(StrEnum):
    """Which log a draft or entry of one commit goes to."""

    PRIMARY = "primary"
    FOLLOWER = "follower"


@dataclass(frozen=True, slots=True)
class Lie:
    """What a forger changes in one commit.

    ``retell`` changes each draft, ``reenter`` each entry in its place in the chain; status, live
    file and all later hashes are then derived from the lie. ``respell`` changes the finished
    commit, or leaves it out by answering ``None``; the logs keep what was told.
    """

    retell: Callable[[Any, Part], Any] | None = None
    reenter: Callable[[Any, Part], Any] | None = None
    respell: Callable[[MainCommit], MainCommit | None] | None = None

    def told(self, moved: Moved) -> Moved:
        """The decision as the forger tells it; followers go with the primary's transition."""
        if self.retell is None and self.reenter is None:
            return moved
        retell = self.retell or (lambda draft, _: draft)
        draft = retell(moved.draft, Part.PRIMARY)
        followers = []
        for log, follower in moved.followers:
            again = follower
            if draft.transition != moved.draft.transition:
                by = Superseder(draft.release, draft.transition)
                cause = {"kind": "superseded", "transition": draft.transition}
                again = replace(follower, cause=cause, superseded_by=by)
            followers.append((self._log(log, Part.FOLLOWER), retell(again, Part.FOLLOWER)))
        log = self._log(moved.log, Part.PRIMARY)
        return replace(moved, log=log, draft=draft, followers=tuple(followers))

    def _log(self, log: Log, part: Part) -> Log:
        return RetoldLog(log.release, log.entries, self.reenter, part) if self.reenter else log

    def told_of_document(self, recorded: Recorded) -> Recorded:
        """The decision about a document as the forger tells it."""
        draft, log = recorded.draft, recorded.log
        if self.retell is not None:
            draft = self.retell(draft, Part.PRIMARY)
        if self.reenter is not None:
            log = RetoldDocumentLog(log.folder, log.entries, self.reenter)
        followers = tuple(
            (one, self.retell(then, Part.FOLLOWER) if self.retell else then)
            for one, then in recorded.followers
        )
        return replace(recorded, draft=draft, log=log, followers=followers)


TRUTH = Lie()


@dataclass(frozen=True, slots=True)
class RetoldLog(Log):
    """A log whose next entry is changed as it comes in."""

    reenter: Callable[[Entry, Part], Entry] | None = None
    part: Part = Part.PRIMARY

    def extended(self, draft: Draft, now: datetime, parent: str) -> Log:
        """See ``Log``; what comes back is an ordinary log."""
        plain = Log(self.release, self.entries).extended(draft, now, parent)
        if self.reenter is None:
            return plain
        return replace(plain, entries=(*self.entries, self.reenter(plain.entries[-1], self.part)))


@dataclass(frozen=True, slots=True)
class RetoldDocumentLog(DocumentLog):
    """A chain of documents whose next entry is changed as it comes in."""

    reenter: Callable[[Any, Part], Any] | None = None

    def extended(self, draft: DocumentDraft, now: datetime, parent: str) -> DocumentLog:
        """See ``DocumentLog``; what comes back is an ordinary one."""
        plain = DocumentLog(self.folder, self.entries).extended(draft, now, parent)
        if self.reenter is None:
            return plain
        told = self.reenter(plain.entries[-1], Part.PRIMARY)
        return replace(plain, entries=(*self.entries, told))
