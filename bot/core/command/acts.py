"""Which comments act: acts derived from commands, pure values beside the timeline's events.

A command binds to the state that was shown (threats B8, E11). ``/apply`` acts only where the newest
status on the present head is the bot's, was created before the comment, and offers exactly what
would be applied for now: its digest, and the same people who may. ``/withdraw`` acts only where the
entry that opened the round is older than it. So what was refused never fires later: whatever makes
a rule met makes the bot set a newer status; and a command that the bot has answered is spent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.command.grammar import APPLYING, Command, Miss, Word, read
from bot.core.command.marks import ANSWER_MARKER
from bot.core.command.sentences import offer
from bot.core.command.subject import short_id, subject_of
from bot.core.comment_sentences import announcing
from bot.core.situation import AccountType, Event, EventKind, PullState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.command.subject import Subject
    from bot.core.situation import Comment, HeadStatus, Situation

ALIVE = timedelta(days=1)
"""How long after it was said a command acts and is answered, by GitHub's time."""


UNLISTED = 10
"""Comments that are read of accounts that stand on no list of the catalog: the newest."""


class Refusal(StrEnum):
    """Why a command does not act; the id leads to docs/commands.md."""

    BY_RELEASER = "by-releaser"
    NOT_NOW = "not-in-this-status"
    NOTHING_OPEN = "nothing-under-review"
    AS_SHOWN = "as-shown"
    TAKEN_BACK = "taken-back"
    RULES = "rules-unmet"
    NO_RELEASE = "no-release-here"
    NOT_ENTITLED = "not-entitled"
    OTHER_VERSION = "other-version"
    PERCENT = "percent-not-allowed"
    PILOT = "testers-not-allowed"
    DEADLINE = "deadline-not-ahead"
    ALREADY = "already-so"
    NO_BUTTON = "not-this-button"
    PRESS_AGAIN = "press-again"
    NO_APP = "no-such-app"
    NO_REASON = "no-reason"


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of a person, never edited and not older than a day, that means a command."""

    comment: Comment
    what: Command | Miss

    @property
    def id(self) -> str:
        """The id of the act, as entries account for it."""
        return f"comment:{self.comment.id}"


def said(situation: Situation) -> tuple[Said, ...]:
    """What people said to the bot, oldest first."""
    return tuple(
        Said(comment, what)
        for comment in _heard(situation)
        if (what := read(comment.body)) is not None
    )


def _heard(situation: Situation) -> list[Comment]:
    """The comments that are read: of accounts on no list only the newest, since a flood is cheap.

    None of those can act.
    """
    bot = situation.main.catalog.settings.bot.id
    listed = {person.id for person in situation.main.catalog.everybody()}
    heard = [
        comment
        for comment in sorted(situation.pull.comments, key=lambda one: one.id)
        if comment.author.type is AccountType.USER and comment.author.id != bot
        if not comment.edited and situation.now - comment.at <= ALIVE
    ]
    strange = [comment.id for comment in heard if comment.author.id not in listed]
    unread = set(strange[:-UNLISTED])
    return [comment for comment in heard if comment.id not in unread]


def answered(situation: Situation) -> frozenset[int]:
    """The comments that the bot has answered, by its own comments that nobody edited."""
    bot = situation.main.catalog.settings.bot.id
    own = [c for c in situation.pull.comments if c.author.id == bot and not c.edited]
    found = (ANSWER_MARKER.match(comment.body) for comment in own)
    return frozenset(int(one[1]) for one in found if one)


def acts(situation: Situation) -> tuple[Event, ...]:
    """The commands that act now, whether or not an entry has accounted for them already."""
    return tuple(
        Event(one.id, kind, one.comment.at, one.comment.author)
        for one in said(situation)
        if (kind := _kind(situation, one)) is not None
    )


def in_order(situation: Situation) -> tuple[Event, ...]:
    """The timeline's events and the acts. In the same second, what takes back comes later."""
    commands = acts(situation)
    if not commands:
        return situation.pull.events
    ranks = {EventKind.APPLIED: 0, EventKind.WITHDRAWN: 2}
    events = (*situation.pull.events, *commands)
    return tuple(sorted(events, key=lambda event: (event.at, ranks.get(event.kind, 1))))


def _kind(situation: Situation, one: Said) -> EventKind | None:
    """What a command does. A withdrawal also takes back what is not announced yet."""
    if not isinstance(one.what, Command) or one.what.word not in APPLYING:
        return None
    why, spent = refusal(situation, one), one.comment.id in answered(situation)
    if one.what.word is Word.APPLY:
        return None if why or spent else EventKind.APPLIED
    voids = why is Refusal.NOTHING_OPEN
    return EventKind.WITHDRAWN if voids or not (why or spent) else None


def refusal(situation: Situation, one: Said) -> Refusal | None:
    """Why an act that was said does not stand by itself; the rules are asked later."""
    subject = subject_of(situation)
    if one.comment.author.id not in {person.id for person in subject.may}:
        return Refusal.BY_RELEASER
    if subject.done or situation.pull.state is not PullState.OPEN:
        return Refusal.NOT_NOW
    if isinstance(one.what, Command) and one.what.word is Word.WITHDRAW:
        return _not_withdrawn(subject, one.comment)
    if subject.opening is not None:
        return Refusal.NOT_NOW
    return None if _shown(situation, subject, one.comment) else Refusal.AS_SHOWN


def _not_withdrawn(subject: Subject, comment: Comment) -> Refusal | None:
    if subject.opening is None:
        return Refusal.NOTHING_OPEN
    return None if subject.opening.time < comment.at else Refusal.AS_SHOWN


def _shown(situation: Situation, subject: Subject, comment: Comment) -> bool:
    """Whether the bot offered this very application before it was applied for.

    A run that died after it had announced the round, by this act, left another status: that
    announcement stands for the offer that it answered.
    """
    status = _newest(situation)
    if status is None or subject.digest is None:
        return False
    if status.description == announcing(subject.next_round, subject.digest):
        return True
    wanted = offer(subject.digest, short_id(subject.may))
    return status.description.endswith(wanted) and status.at < comment.at


def _newest(situation: Situation) -> HeadStatus | None:
    """The newest status of our context on the head, if it is the bot's."""
    name, bot = f"slipway/{situation.pull.number}", situation.main.catalog.settings.bot.id
    return next(_of(situation, name, bot), None)


def _of(situation: Situation, name: str, bot: int) -> Iterator[HeadStatus]:
    for status in situation.pull.statuses:
        if status.context == name:
            if status.creator.id == bot:
                yield status
            return
