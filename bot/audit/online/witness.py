"""What a witness can be asked, and what it saw: GitHub as the audit needs it, read only.

The values are the audit's own, so that it depends on no adapter; ``bot/cli/witness.py`` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.audit.model.entry import Who


class Act(StrEnum):
    """What somebody did to a pull request, in the words of the log."""

    OPENED = "opened"
    READY = "ready for review"
    REOPENED = "reopened"
    DRAFTED = "converted to draft"
    CLOSED = "closed"
    MERGED = "merged"
    SAID_APPLY = "said /apply"
    SAID_WITHDRAW = "said /withdraw"
    EDITED = "a comment that was edited"
    OTHER = "another act"


APPLYING = frozenset({Act.OPENED, Act.READY, Act.REOPENED, Act.SAID_APPLY})
ENDING = frozenset({Act.CLOSED, Act.DRAFTED, Act.SAID_WITHDRAW})


class Opinion(StrEnum):
    """What a review says now."""

    APPROVED = "approves"
    OBJECTED = "requests changes"
    DISMISSED = "is dismissed"
    COMMENTED = "only comments"


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """One act on a pull request; ``by`` has the id 0 where the account is deleted.

    A comment is an act, too: its id is ``comment:`` and its number, and ``commands`` are its lines
    that may be commands.
    """

    id: str
    act: Act
    at: datetime
    by: Who
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenReview:
    """One submitted review as it is today; ``commit`` is what GitHub names today, if any."""

    id: int
    opinion: Opinion
    by: Who
    at: datetime
    commit: str | None
    body: str
    edited: bool


@dataclass(frozen=True, slots=True)
class SeenDismissal:
    """The act of dismissing a review, and what the review said before."""

    review: int
    at: datetime
    by: Who
    was: Opinion


@dataclass(frozen=True, slots=True)
class SeenForcePush:
    """The branch was moved away from ``before``, where GitHub still names it."""

    at: datetime
    before: str | None


@dataclass(frozen=True, slots=True)
class SeenPull:
    """One pull request as it is today, events in their order.

    ``whole``: all reviews, events and comments were read; ``all_commits``: so were the commits.
    What is missing from a list that is not whole proves nothing.
    """

    head: str
    commits: frozenset[str]
    events: tuple[SeenEvent, ...]
    reviews: tuple[SeenReview, ...]
    dismissals: tuple[SeenDismissal, ...] = ()
    force_pushes: tuple[SeenForcePush, ...] = ()
    whole: bool = True
    all_commits: bool = True


@dataclass(frozen=True, slots=True)
class SeenStatus:
    """One commit status; it can be neither edited nor deleted by people."""

    id: int
    state: str
    context: str
    description: str
    at: datetime
    by: Who


@dataclass(frozen=True, slots=True)
class SeenStatuses:
    """The statuses of one commit; ``whole``: all that were needed to tell were read."""

    statuses: tuple[SeenStatus, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class SeenRun:
    """One run of a workflow; ``by`` started it first, whoever ran it again since."""

    id: int
    event: str
    path: str
    branch: str | None
    at: datetime
    by: Who


class Witness(Protocol):
    """Somebody who can look at GitHub.

    ``UnavailableError`` where GitHub gives no answer, or none that can be read: also where it
    does not show what was asked for, since that may be a matter of permission.
    """

    def pull(self, number: int) -> SeenPull:
        """One pull request: one request, and one more for each further hundred of anything."""

    def statuses(self, head: str, wanted: Collection[int]) -> SeenStatuses:
        """Statuses of a commit, newest first, until those wanted are among them."""

    def run(self, number: int) -> SeenRun:
        """One run of a workflow; GitHub deletes them after a time."""
