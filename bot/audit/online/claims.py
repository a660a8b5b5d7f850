"""What an entry claims of the world outside git: the bot's word, claim by claim.

Git proves paths, trees, chains, digests and recorded authority. That a review, an act or a status
existed on GitHub it cannot prove: each such claim is made explicit here, so that it can be
counted, and asked of GitHub one by one. Pure; ``claiming.py`` reads them out of entries.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from bot.audit.model.entry import Approval, Who, show_time
from bot.core.documents.problem import counted, plain, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Kind(StrEnum):
    """The kinds of claims, in the order in which a release meets them; the value is for JSON."""

    APPLIED = "applied"
    ANNOUNCED = "announced"
    CARRIED = "head-carried"
    HAPPENED = "event-happened"
    APPROVED = "review-approved"
    UNOPPOSED = "unopposed"
    CONTRIBUTORS = "contributors"
    OBJECTED = "review-objected"
    CORRECTED = "review-corrected"
    TAKEN_BACK = "taken-back"
    COMMANDED = "commanded"
    PRESSED = "button-pressed"
    ANSWERED = "app-answered"


WORDS: dict[Kind, str] = {
    Kind.APPLIED: "that somebody applied",
    Kind.ANNOUNCED: "that a status announced a round",
    Kind.CARRIED: "that a pull request had a head",
    Kind.HAPPENED: "that an event happened on a pull request",
    Kind.APPROVED: "that a review approved",
    Kind.UNOPPOSED: "that no objection stood against an approval",
    Kind.CONTRIBUTORS: "who had a hand in it",
    Kind.OBJECTED: "that a review requested changes",
    Kind.CORRECTED: "that a review corrected a rejection",
    Kind.TAKEN_BACK: "that somebody took it back",
    Kind.COMMANDED: "that somebody commanded it in a comment",
    Kind.PRESSED: "that somebody pressed the button",
    Kind.ANSWERED: "what the app answered",
}
"""What each kind of claim comes to, after "the bot's word"."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The entry that makes a claim; ``commit`` is main's, ``pull`` the number on GitHub, if any.

    ``panel`` says for what its reviewers judge: an app, or the catalog.
    """

    panel: str
    path: str
    commit: str
    pull: int | None
    time: datetime


@dataclass(frozen=True, slots=True)
class Announced:
    """A status of the bot's announced a round on a head, with this description."""

    kind: ClassVar[Kind] = Kind.ANNOUNCED
    origin: Origin
    status: int
    head: str
    at: datetime
    context: str
    description: str

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"status {self.status} announced it on {self.head[:12]} at {show_time(self.at)}"


@dataclass(frozen=True, slots=True)
class Approved:
    """A review approved."""

    kind: ClassVar[Kind] = Kind.APPROVED
    origin: Origin
    review: int
    by: Who
    at: datetime
    commit: str

    @property
    def sentence(self) -> str:
        """The claim in words."""
        when = f"{self.commit[:12]} at {show_time(self.at)}"
        return f"{named(self.by)} approved it in review {self.review}, on {when}"


@dataclass(frozen=True, slots=True)
class Objected:
    """A review requested changes; ``since``: the announcement of its round, where there is one."""

    kind: ClassVar[Kind] = Kind.OBJECTED
    origin: Origin
    review: int
    by: Who
    reason: str | None
    fault: str | None
    since: datetime | None

    @property
    def sentence(self) -> str:
        """The claim in words."""
        why = f", with the reason {quoted(self.reason)}" if self.reason else ""
        return f"{named(self.by)} requested changes in review {self.review}{why}"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A review said that details were at fault, after one that rejected the code."""

    kind: ClassVar[Kind] = Kind.CORRECTED
    origin: Origin
    review: int
    by: Who

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"{named(self.by)} said in review {self.review} that details were at fault"


@dataclass(frozen=True, slots=True)
class Happened:
    """An event happened on the pull request; the entry tells no more than its id."""

    kind: ClassVar[Kind] = Kind.HAPPENED
    origin: Origin
    event: str

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"event {plain(self.event)} happened on pull request {self.origin.pull}"


@dataclass(frozen=True, slots=True)
class Applied:
    """Somebody applied, by one of these events."""

    kind: ClassVar[Kind] = Kind.APPLIED
    origin: Origin
    by: Who
    events: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"{named(self.by)} applied in pull request {self.origin.pull}"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Somebody closed it or made it a draft by this event; ``act`` where the entry says which."""

    kind: ClassVar[Kind] = Kind.TAKEN_BACK
    origin: Origin
    event: str
    by: Who
    act: str | None

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"{named(self.by)} took it back by event {plain(self.event)}"


@dataclass(frozen=True, slots=True)
class Commanded:
    """Somebody said one of these commands in a comment, later than ``after``."""

    kind: ClassVar[Kind] = Kind.COMMANDED
    origin: Origin
    event: str
    by: Who
    commands: tuple[str, ...]
    reason: str | None
    after: datetime | None

    @property
    def sentence(self) -> str:
        """The claim in words."""
        said = plain(self.commands[0].strip()) if self.commands else "it"
        return f"{named(self.by)} said {said} in {plain(self.event)}"


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody started a run of the bot's workflow by its button, to stop an app or to survey."""

    kind: ClassVar[Kind] = Kind.PRESSED
    origin: Origin
    run: int
    by: Who

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"{named(self.by)} started run {self.run}"


@dataclass(frozen=True, slots=True)
class Answered:
    """An app was told of a change, and this came of it."""

    kind: ClassVar[Kind] = Kind.ANSWERED
    origin: Origin
    transition: str
    result: str

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"the app was told of {self.transition}: {plain(self.result)}"


@dataclass(frozen=True, slots=True)
class Carried:
    """The pull request had this head."""

    kind: ClassVar[Kind] = Kind.CARRIED
    origin: Origin
    head: str

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"pull request {self.origin.pull} had the head {self.head[:12]}"


@dataclass(frozen=True, slots=True)
class Unopposed:
    """No objection of the round stood when it was approved; ``since``: its announcement."""

    kind: ClassVar[Kind] = Kind.UNOPPOSED
    origin: Origin
    since: datetime
    approvals: tuple[Approval, ...]

    @property
    def sentence(self) -> str:
        """The claim in words."""
        return f"no objection stood in pull request {self.origin.pull} when it was approved"


@dataclass(frozen=True, slots=True)
class HadAHand:
    """These accounts, and nobody else, had a hand in it."""

    kind: ClassVar[Kind] = Kind.CONTRIBUTORS
    origin: Origin
    ids: frozenset[int]
    unknown: int

    @property
    def sentence(self) -> str:
        """The claim in words."""
        ids = ", ".join(f"id {one}" for one in sorted(self.ids)) or "nobody"
        return f"{ids} had a hand in it, and {self.unknown} who could not be identified"


Claim = (
    Announced
    | Approved
    | Objected
    | Corrected
    | Happened
    | Applied
    | TakenBack
    | Commanded
    | Pressed
    | Answered
    | Carried
    | Unopposed
    | HadAHand
)


def named(who: Who) -> str:
    """``rob (id 1004)``; the login is that of the time, and only shown."""
    return f"{plain(who.login)} (id {who.id})"


def count_of(claims: Iterable[Claim]) -> tuple[tuple[Kind, int], ...]:
    """How many claims there are of each kind that occurs, in the order of ``Kind``."""
    found = Counter(claim.kind for claim in claims)
    return tuple((kind, found[kind]) for kind in Kind if found[kind])


def in_words(kind: Kind, number: int) -> str:
    """``3 times that a review approved``: a line of what is the bot's word."""
    return f"{counted(number, 'time')} {WORDS[kind]}"
