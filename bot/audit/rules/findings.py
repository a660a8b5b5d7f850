"""What the audit finds: the rule that was broken, where, and on what earlier break it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.core.documents.identity import ReleaseId

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """One rule: its stable id, the question it asks, what stands behind it, and the check.

    The check yields what is wrong, in words for people; nothing where all is well.
    """

    id: str
    question: str
    documentation: str
    check: Callable[[Subject], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in one commit.

    ``follows`` names the earlier bad commit that it is a consequence of; ``corrected`` the later
    commit by which two owners had put back what it damaged.
    """

    rule: str
    commit: str
    what: str
    path: str | None = None
    release: ReleaseId | None = None
    follows: str | None = None
    corrected: str | None = None
