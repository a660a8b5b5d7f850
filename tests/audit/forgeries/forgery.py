"""A forgery as a value: what somebody with write access to main does, and what must find it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.forgeries.forger import Forger


class Sort(StrEnum):
    """The class of a forgery, as the page heads it."""

    EDIT = "Edited, dropped and reordered by hand"
    CHAIN = "Chain re-hashed"
    TIME = "Back-dated"
    AUTHORITY = "Authority"
    REVIEW = "Reviews"
    SEAT = "Seats of groups"
    CORRECTION = "Corrected rejections"
    APPROVED = "Approvals on other bytes"
    BYTES = "Bytes on main"
    SCHEMA = "Schemas that were loosened"
    APPLICATION = "The application"
    LIFECYCLE = "Lifecycle"
    ROLLOUT = "On the way to all users"
    HALT = "Gone forward though it was halted"
    ACT = "Acts by document"
    SANDBOX = "Sandbox taken for another one"
    CHANGER = "The catalog changed by somebody who might not"
    AGREED = "The catalog changed without two owners"
    DOCUMENT = "The catalog changed otherwise than it is told"
    UPLOAD = "Versions uploaded"
    SURVEY = "Surveys of who can move main"
    COPY = "Copied, or counted twice"
    COMMIT = "One commit more than it should be"
    BRANCH = "Branches that were merged"
    TREE = "Trees and modes"
    SIGNATURE = "Hand and signature"
    HAND = "Content by another hand"
    REWRITE = "Main rewritten"
    CLONE = "A clone that hides it"


@dataclass(frozen=True, slots=True)
class Forgery:
    """One forgery.

    ``found`` are the ids of findings that must be among those of the commit where it shows;
    ``says`` are words that one of them must hold.
    """

    id: str
    sort: Sort
    what: str
    found: tuple[str, ...]
    forge: Callable[[Forger], None]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """The forgeries of one class: a function's name is the id, its docstring what is done."""

    sort: Sort
    pages: list[Forgery] = field(default_factory=list)

    def found_by(
        self, *rules: str, says: str = ""
    ) -> Callable[[Callable[[Forger], None]], Callable[[Forger], None]]:
        """Enter a function that forges."""

        def enter(forge: Callable[[Forger], None]) -> Callable[[Forger], None]:
            what = " ".join((forge.__doc__ or "").split())
            name = forge.__name__.replace("_", "-")
            self.pages.append(Forgery(name, self.sort, what, rules, forge, says))
            return forge

        return enter
