"""Everything a decision may depend on, frozen: one pull request, one commit of main, one head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.core.application import Application, resolve
from bot.core.documents.identity import Environment
from bot.core.documents.place_kinds import ActDocument
from bot.core.documents.problem import Severity

if TYPE_CHECKING:
    from bot.core.catalog import App, Catalog, MiniProgram, Target
    from bot.core.correction import Restoration
    from bot.core.document_change import DocumentChange
    from bot.core.document_log import DocumentLog, Thread
    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.problem import Problem
    from bot.core.entry import FileRecord
    from bot.core.log import Log
    from bot.core.stop import Stop

Value = Mapping[str, Any]


class AccountType(StrEnum):
    """What kind of account acted. Anything but a user never counts as a person."""

    USER = "User"
    BOT = "Bot"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as GitHub names it today; only ``id`` is identity."""

    login: str
    id: int
    type: AccountType = AccountType.USER


GHOST = Account("ghost", 0, AccountType.OTHER)
"""Stands for a deleted account. Its id is on no list."""


class EventKind(StrEnum):
    """The acts on a pull request that open or end rounds."""

    OPENED = "opened"
    FORCE_PUSHED = "force-pushed"
    BASE_CHANGED = "base changed"
    READY = "ready for review"
    DRAFTED = "converted to draft"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    APPLIED = "said /apply"
    WITHDRAWN = "said /withdraw"


@dataclass(frozen=True, slots=True)
class Event:
    """One act of somebody's on the pull request, in the order that GitHub gives.

    An act that was said has the id ``comment:`` and the number of the comment.
    """

    id: str
    kind: EventKind
    at: datetime
    actor: Account


class Verdict(StrEnum):
    """What a review says. Only the first three are decisive."""

    APPROVED = "APPROVED"
    CHANGES_REQUESTED = "CHANGES_REQUESTED"
    DISMISSED = "DISMISSED"
    COMMENTED = "COMMENTED"


@dataclass(frozen=True, slots=True)
class Review:
    """One review as submitted; ``commit`` is what GitHub says it was given on."""

    id: int
    verdict: Verdict
    author: Account
    at: datetime
    commit: str | None
    body: str = ""
    edited: bool = False


LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; ``id`` is the numeric one, which is ordered in time.

    ``editor`` is the account that edited it last: every writer may edit what others wrote.
    ``written`` is when its present words were, ``at`` when it was made; ``edited`` where they are
    not those that it was made with.
    """

    id: int
    author: Account
    body: str
    editor: int | None = None
    written: datetime = LONG_AGO
    at: datetime = LONG_AGO
    edited: bool = False


@dataclass(frozen=True, slots=True)
class HeadStatus:
    """The newest commit status of one context on the head; ``at`` is GitHub's time."""

    context: str
    state: str
    description: str
    creator: Account
    at: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """Somebody was asked for a review, by somebody, as the timeline tells it."""

    reviewer: Account
    by: Account
    at: datetime


class PullState(StrEnum):
    """Whether the pull request is open, closed, or shown as merged."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    MERGED = "MERGED"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another open pull request to main that shares a head, and the numeric id of its author."""

    number: int
    author: int


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as one read of GitHub shows it.

    ``requested`` are the people whose review is asked for now, ``requests`` all that was ever
    asked; ``holders`` the other open pull requests to main that hold this head.
    """

    number: int
    state: PullState
    draft: bool
    author: Account
    created_at: datetime
    updated_at: datetime
    base: str
    head: str
    head_branch: str
    head_repository: str | None
    events: tuple[Event, ...] = ()
    reviews: tuple[Review, ...] = ()
    comments: tuple[Comment, ...] = ()
    statuses: tuple[HeadStatus, ...] = ()
    truncated: bool = False
    more_comments: bool = False
    requested: tuple[Account, ...] = ()
    requests: tuple[ReviewRequest, ...] = ()
    labels: tuple[str, ...] = ()
    holders: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class BranchCommit:
    """One commit of the branch: what it makes of the two documents (``None``: absent).

    ``document`` is what it makes of the one document of a change that is no release.
    """

    oid: str
    request: str | None
    version: str | None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class BlobFile:
    """A document at the head: its bytes, their record, and the value if it is well formed."""

    path: str
    data: bytes
    record: FileRecord
    value: Value | None


@dataclass(frozen=True, slots=True)
class Branch:
    """What the branch brings, read as data from git.

    ``touches`` is false where no path under ``releases/`` or ``catalog/`` is touched: the pull
    request is none of the bot's business. ``problems`` are those of shape and of the documents.
    """

    head: str
    touches: bool
    release: ReleaseId | None = None
    problems: tuple[Problem, ...] = ()
    commits: tuple[BranchCommit, ...] = ()
    request: BlobFile | None = None
    version: BlobFile | None = None
    change: DocumentChange | None = None
    """The one document that is changed, where the pull request is no release."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something on main that stops every transition it touches, until people mend it.

    ``id`` is the rule's: a broken chain, a release merged by hand, a tree that was not computed.
    """

    id: str
    path: str
    what: str
    cure: str


@dataclass(frozen=True, slots=True)
class Main:
    """Main at one pinned commit: policy, the release's log, its siblings, what is live."""

    commit: str
    catalog: Catalog
    log: Log | None = None
    siblings: tuple[Log, ...] = ()
    """The mini program's other releases in the same target."""
    live: Value | None = None
    elsewhere: tuple[Log, ...] = ()
    """The mini program's releases in the app's other environments."""
    live_elsewhere: Mapping[Environment, Value] = field(default_factory=dict)
    """What is live in those."""
    troubles: tuple[Trouble, ...] = ()
    version_on_main: FileRecord | None = None
    events_elsewhere: frozenset[str] = frozenset()
    """The pull request's events that stand in entries of other releases and documents."""
    acted_on: Main | None = None
    """The same of the release that an act is about, as a decision about that release has it."""
    stop: Stop | None = None
    """The emergency stop of the app that stands."""
    stop_told: datetime | None = None
    """When the app was stopped, or a stop was lifted, last."""
    stop_events: frozenset[str] = frozenset()
    """The comments that stopped the app, as entries account for them."""
    came: datetime | None = None
    """When the newest entry came to main, where somebody commanded while it was being written."""
    ruled: datetime | None = None
    """When the catalog file of the app, of the mini program or of its workspace changed last."""
    restoration: Restoration | None = None
    """What a correction would put back; ``None`` where nothing of it can be told."""
    documents: DocumentLog | None = None
    """The chain that a document change belongs to; ``None`` where it is damaged."""


@dataclass(frozen=True, slots=True)
class Push:
    """One push to the branch, as the repository's activity list tells it."""

    actor: Account
    at: datetime


@dataclass(frozen=True, slots=True)
class People:
    """Who had a hand in the branch: numeric ids, and whether somebody could not be identified.

    ``pushes`` are those that the branch still holds; who else pushed is named in ``unknown``.
    ``held`` are other open pull requests to main whose head is a commit of this branch.
    """

    contributors: frozenset[int]
    unknown: tuple[str, ...] = ()
    pushes: tuple[Push, ...] = ()
    pushers_known: bool = True
    held: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """The frozen value that ``decide`` judges.

    ``now`` is the ``Date`` of GitHub's answer. ``own`` are the transitions whose compare-and-swap
    this very run has won, so that it may post their outcome at once.
    """

    repository: str
    repository_url: str
    now: datetime
    pull: Pull
    branch: Branch
    main: Main
    people: People | None = None
    own: frozenset[str] = field(default_factory=frozenset)

    @property
    def release(self) -> ReleaseId | None:
        """The one release that the pull request is about."""
        return self.branch.release

    @property
    def program(self) -> MiniProgram | None:
        """The mini program, as the pinned main knows it."""
        release = self.release
        return self.main.catalog.mini_programs.get(release.mini_program) if release else None

    @property
    def app(self) -> App | None:
        """The target app, as the pinned main knows it."""
        return self.main.catalog.apps.get(self.release.app) if self.release else None

    @property
    def target(self) -> Target | None:
        """The rules of the target, as the pinned main knows them."""
        release = self.release
        if release is None:
            return None
        return self.main.catalog.target(release.app, Environment(release.environment))

    @property
    def acted_on(self) -> Situation | None:
        """The release that an act is about, as if this pull request were about it."""
        change, main = self.branch.change, self.main.acted_on
        if change is None or main is None or not isinstance(change.place, ActDocument):
            return None
        branch = Branch(self.branch.head, touches=True, release=change.place.release)
        return replace(self, branch=branch, main=main)

    @property
    def thread(self) -> Thread | None:
        """What the chain on main says of this document change in this pull request."""
        change, documents = self.branch.change, self.main.documents
        return documents.thread(change.path, self.pull.number) if change and documents else None

    @property
    def application(self) -> Application | None:
        """What is applied for, once the documents are valid."""
        branch, program = self.branch, self.program
        if branch.release is None or branch.request is None or program is None:
            return None
        if branch.version is None or any(p.severity is Severity.ERROR for p in branch.problems):
            return None
        if branch.request.value is None or branch.version.value is None:
            return None
        return resolve(branch.release, program, branch.version.value, branch.request.value)
