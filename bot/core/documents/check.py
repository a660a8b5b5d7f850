"""What a check of documents is: a question asked of one document among all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bot.core.documents.collection import field_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.core.documents.canonical import Value
    from bot.core.documents.collection import Documents
    from bot.core.documents.loaded import Loaded
    from bot.core.documents.place_kinds import Place
    from bot.core.documents.problem import Problem

Answers: TypeAlias = "Iterator[Problem]"


@dataclass(frozen=True, slots=True)
class Subject:
    """The document under the question, its place, and all documents known."""

    place: Place
    loaded: Loaded
    documents: Documents

    def field(self, *names: str | int) -> Value:
        """Return a field of the document, None where it is not there."""
        return field_of(self.loaded.draft, *names)


@dataclass(frozen=True, slots=True)
class Check:
    """One question that is asked of documents beside their schema."""

    id: str
    question: str
    documentation: str
    check: Callable[[Subject], Answers]
