"""What can be decided about one pull request: the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.document_entry import DocumentDraft
    from bot.core.document_log import DocumentLog
    from bot.core.entry import Draft
    from bot.core.log import Log


@dataclass(frozen=True, slots=True)
class Ignored:
    """The pull request is none of the bot's business; nothing is written."""

    why: str


@dataclass(frozen=True, slots=True)
class Unsettled:
    """GitHub does not agree with itself yet: look again later, decide nothing now."""

    why: str


@dataclass(frozen=True, slots=True)
class PeopleNeeded:
    """All else passes: the people of the branch must be read before a merge is decided."""


@dataclass(frozen=True, slots=True)
class Shown:
    """No transition: the status and the comment say how things stand."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said is answered, and the pull request is else left as it is."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A transition or note for ``log``; what follows from it is recorded in the same commit.

    ``announce``: the round opens first, by comment and status, and the entry records the answer.
    """

    log: Log
    draft: Draft
    followers: tuple[tuple[Log, Draft], ...] = ()
    announce: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """A transition or note for the chain of a document; ``announce`` as for a release.

    What an act does to releases is recorded in the same commit.
    """

    log: DocumentLog
    draft: DocumentDraft
    followers: tuple[tuple[Log, Draft], ...] = ()
    announce: bool = False


Decision = Ignored | Unsettled | PeopleNeeded | Shown | Answered | Moved | Recorded
