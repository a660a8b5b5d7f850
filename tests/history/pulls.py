"""A pull request as the historian keeps it: its branch, what happened on it, who reviewed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.situation import (
    Account,
    Branch,
    BranchCommit,
    Comment,
    Event,
    EventKind,
    People,
    Pull,
    PullState,
    Push,
    Review,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import BlobFile

REPOSITORY = "harbor-co/releases"


@dataclass(frozen=True, slots=True)
class Work:
    """How a branch is made.

    ``hands``: the authors of its commits, one each, the requester where empty. ``unknown``: one
    commit more, by an address of no account. ``behind``: how many commits of main it lacks.
    ``draft``: opened as a draft and made ready, else opened as ready. ``domain``: configuration
    of this release alone. ``schedule``: what stands below ``schedule`` in it.
    """

    hands: tuple[Account, ...] = ()
    unknown: bool = False
    behind: int = 0
    draft: bool = False
    domain: str = ""
    schedule: str = ""


@dataclass(slots=True)
class PullRequest:
    """One pull request; ``request`` and ``version`` are the documents at its head."""

    number: int
    release: ReleaseId
    author: Account
    opened: datetime
    work: Work
    request: BlobFile
    version: BlobFile
    brings_version: bool
    base: str = ""
    head: str = ""
    state: PullState = PullState.OPEN
    draft: bool = False
    commits: list[BranchCommit] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    hands: set[int] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    pushes: list[Push] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    def happened(self, kind: EventKind, at: datetime, actor: Account, number: int) -> None:
        """Add an event, and stand as it leaves the pull request."""
        name = f"opened:PR_{self.number}" if kind is EventKind.OPENED else f"EV_{number}"
        self.events.append(Event(name, kind, at, actor))
        match kind:
            case EventKind.DRAFTED:
                self.draft = True
            case EventKind.READY:
                self.draft = False
            case EventKind.CLOSED:
                self.state = PullState.CLOSED
            case EventKind.REOPENED:
                self.state = PullState.OPEN
            case _:
                pass

    def committed(self, oid: str) -> None:
        """A commit of the branch that holds the documents as they are now."""
        version = self.version.record.blob
        self.commits.append(BranchCommit(oid, self.request.record.blob, version))
        self.head = oid

    def pull(self, now: datetime) -> Pull:
        """As a read of GitHub shows it."""
        release = self.release
        return Pull(
            number=self.number,
            state=self.state,
            draft=self.draft,
            author=self.author,
            created_at=self.opened,
            updated_at=now,
            base="main",
            head=self.head,
            head_branch=f"{release.mini_program}-{release.version}-{self.number}",
            head_repository=REPOSITORY,
            events=tuple(self.events),
            reviews=tuple(self.reviews),
            comments=tuple(self.comments),
        )

    def branch(self) -> Branch:
        """As the bot reads it from git."""
        return Branch(
            head=self.head,
            touches=True,
            release=self.release,
            commits=tuple(self.commits),
            request=self.request,
            version=self.version,
        )

    def people(self) -> People:
        """Who had a hand in it."""
        return People(frozenset(self.hands), tuple(self.unknown), tuple(self.pushes))
