"""The plan: what to do about a decision, as a list of effects that the shell applies in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import comment_sentences as say
from bot.core.asking import asking
from bot.core.change import Change, change_for
from bot.core.command.answers import answers
from bot.core.comment import CLOSED_MARKER, OUTCOME_MARKER, STICKY_MARKER
from bot.core.courtesy import AskReviews, Courtesy, TakeRequestsBack
from bot.core.decision import Answered, Moved, Recorded, Shown
from bot.core.delivering import Deliver, delivering
from bot.core.deploying import Deploy, deploying
from bot.core.display import Display, StatusText, announcing_status, context, display
from bot.core.document_commit import change_for_document
from bot.core.document_display import document_display, document_outcome
from bot.core.document_entry import DocumentEntry
from bot.core.document_sentences import CLOSED, OUTCOMES
from bot.core.entry import Content
from bot.core.labels import labelling
from bot.core.outcome import outcome
from bot.core.situation import PullState

if TYPE_CHECKING:
    from bot.core.decision import Decision
    from bot.core.entry import Entry
    from bot.core.situation import Comment, Situation

GRACE = timedelta(minutes=10)
"""How long only the run that wrote an entry posts its outcome; GitHub sees a merge by then."""
OUTBOX_AGE = timedelta(days=1)
"""How long outcomes are still posted, by GitHub's time."""


@dataclass(frozen=True, slots=True)
class PostComment:
    """Write a new comment on the pull request."""

    body: str


@dataclass(frozen=True, slots=True)
class EditComment:
    """Replace the body of the bot's own comment."""

    comment: int
    body: str


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Remove a doubled comment of the bot's own."""

    comment: int


@dataclass(frozen=True, slots=True)
class PostStatus:
    """Set the commit status on a head."""

    head: str
    context: str
    text: StatusText


@dataclass(frozen=True, slots=True)
class Record:
    """Write one commit to main, by compare-and-swap on the pinned commit."""

    change: Change


@dataclass(frozen=True, slots=True)
class Announce:
    """Open a round: post the status, then record the entry with what GitHub answered."""

    status: PostStatus
    moved: Moved | Recorded


@dataclass(frozen=True, slots=True)
class ClosePull:
    """Close the pull request."""


Showing = PostComment | EditComment | DeleteComment | PostStatus | ClosePull | Courtesy
"""What changes no more than what people see."""
Effect = Showing | Record | Announce | Deploy | Deliver


def plan(situation: Situation, decision: Decision) -> tuple[Effect, ...]:
    """The effects of a decision, in their order; none where all is as it should be."""
    match decision:
        case Moved(announce=True) | Recorded(announce=True):
            return (*_comment(_announced(situation, decision)), _announce(situation, decision))
        case Moved():
            return (Record(change_for(situation, decision)),)
        case Recorded():
            return (Record(change_for_document(situation, decision)),)
        case Shown():
            return (
                *_status(situation),
                *_comment(situation),
                *_outcomes(situation),
                *_answers(situation),
                *_closing(situation),
                *labelling(situation),
                *asking(situation),
                *_delivering(situation),
            )
        case Answered():
            return _answers(situation)
        case _:
            return ()


def _delivering(situation: Situation) -> tuple[Effect, ...]:
    """Last, so that nothing ever waits for a backend."""
    deployment, due = deploying(situation), delivering(situation)
    shown = (deployment,) if deployment else ()
    if isinstance(due, Moved):
        return (*shown, Record(change_for(situation, due)))
    return (*shown, due) if due else shown


def unsure(situation: Situation, effects: tuple[Effect, ...]) -> bool:
    """Whether people would be asked for a review before it is known who contributed."""
    asks = any(isinstance(effect, AskReviews | TakeRequestsBack) for effect in effects)
    return asks and situation.people is None


def sure(situation: Situation, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """The same effects, but for who is asked, now that it is known who contributed."""
    others = (e for e in effects if not isinstance(e, AskReviews | TakeRequestsBack))
    return (*others, *asking(situation))


def _announced(situation: Situation, moved: Moved | Recorded) -> Situation:
    """The situation as it will be, so that the comment needs no second edit."""
    main = situation.main
    if isinstance(moved, Recorded):
        documents = moved.log.extended(moved.draft, situation.now, main.commit)
        return replace(situation, main=replace(main, documents=documents))
    log = moved.log.extended(moved.draft, situation.now, main.commit)
    return replace(situation, main=replace(main, log=log))


def _announce(situation: Situation, moved: Moved | Recorded) -> Announce:
    draft = moved.draft
    text = announcing_status(draft.round, draft.subject.digest)
    name = context(situation.pull.number)
    return Announce(PostStatus(situation.branch.head, name, text), moved)


def _status(situation: Situation) -> tuple[Effect, ...]:
    ended = situation.pull.state is PullState.CLOSED
    if ended and not _carries(situation):
        return ()
    wanted = _display(situation).status
    if wanted is None:
        return ()
    bot, name = situation.main.catalog.settings.bot.id, context(situation.pull.number)
    for status in situation.pull.statuses:
        if status.context == name and status.creator.id == bot:
            if (status.state, status.description) == (wanted.state, wanted.description):
                return ()
            break
    return (PostStatus(situation.pull.head, name, wanted),)


def _carries(situation: Situation) -> bool:
    """Whether the last entry of what the pull request is about is this pull request's."""
    last: Entry | DocumentEntry | None = situation.main.log.last if situation.main.log else None
    if situation.thread is not None:
        last = situation.thread.last
    return last is not None and last.draft.subject.pull_request == situation.pull.number


def _display(situation: Situation) -> Display:
    change = situation.branch.change
    return display(situation) if change is None else document_display(situation, change)


def _own(situation: Situation) -> tuple[Comment, ...]:
    """The bot's own comments by numeric id, oldest first: a marker by anyone else means nothing."""
    bot = situation.main.catalog.settings.bot.id
    own = [comment for comment in situation.pull.comments if comment.author.id == bot]
    return tuple(sorted(own, key=lambda comment: comment.id))


def _comment(situation: Situation) -> tuple[Effect, ...]:
    """The one sticky comment: the oldest stays, and a higher entry number is never replaced."""
    shown = _display(situation)
    found = [comment for comment in _own(situation) if STICKY_MARKER.match(comment.body)]
    if not found:
        return _post(situation, shown.sticky)
    first, *doubled = found
    deleted = tuple(DeleteComment(comment.id) for comment in doubled)
    if _later(situation, first, shown.sticky) or _same(first.body, shown.sticky):
        return deleted
    return (*deleted, EditComment(first.id, shown.sticky))


def _post(situation: Situation, body: str) -> tuple[Effect, ...]:
    """A new comment, unless there are more comments than were read: it may be among them."""
    return () if situation.pull.more_comments else (PostComment(body),)


def _later(situation: Situation, comment: Comment, sticky: str) -> bool:
    """Whether a run that saw a later main wrote the comment.

    Not so where another release is shown, where somebody else edited the bot's words, where main
    itself was cut short, or where main has not kept for ten minutes what an announcement said.
    """
    found, wanted = STICKY_MARKER.match(comment.body), STICKY_MARKER.match(sticky)
    bot = situation.main.catalog.settings.bot.id
    if not found or not wanted or found[2] != wanted[2] or situation.main.troubles:
        return False
    kept = situation.now - comment.written < GRACE
    return kept and comment.editor in (None, bot) and int(found[1]) > int(wanted[1])


def _same(one: str, other: str) -> bool:
    """Whether two bodies are equal, but for line endings and white space at the end."""
    return one.replace("\r\n", "\n").rstrip() == other.rstrip()


def _outcomes(situation: Situation) -> tuple[Effect, ...]:
    """The outbox: derived from the log on main, whichever run died before."""
    log, thread = situation.main.log, situation.thread
    effects: list[Effect] = []
    for entry in log.entries if log else ():
        if entry.draft.kind.value in say.OUTCOMES and _concerns(situation, entry):
            effects.extend(_outcome(situation, entry))
    for told in thread.entries if thread else ():
        if told.draft.kind in OUTCOMES and _concerns(situation, told):
            effects.extend(_outcome(situation, told))
    return tuple(effects)


def _concerns(situation: Situation, entry: Entry | DocumentEntry) -> bool:
    carried = entry.draft.subject.pull_request == situation.pull.number
    return carried and situation.now - entry.time <= OUTBOX_AGE


def _outcome(situation: Situation, entry: Entry | DocumentEntry) -> tuple[Effect, ...]:
    transition = entry.draft.transition
    found = [
        comment
        for comment in _own(situation)
        if (m := OUTCOME_MARKER.match(comment.body)) and m[1] == transition
    ]
    if found:
        return tuple(DeleteComment(comment.id) for comment in found[1:])
    late = situation.now - entry.time >= GRACE
    if transition not in situation.own and not late:
        return ()
    if isinstance(entry, DocumentEntry):
        return _post(situation, document_outcome(situation, entry))
    return _post(situation, outcome(situation, entry))


def _answers(situation: Situation) -> tuple[Effect, ...]:
    """What people said is answered last: by then they see what it came to."""
    due = answers(situation)
    deleted = tuple(DeleteComment(comment) for comment in due.doubled)
    return (*deleted, *(effect for body in due.bodies for effect in _post(situation, body)))


def _closing(situation: Situation) -> tuple[Effect, ...]:
    """An open pull request whose release is on main is left alone for a while, then closed."""
    log, thread = situation.main.log, situation.thread
    merged: Entry | DocumentEntry | None = thread.merged if thread else None
    if log and log.content is Content.MAIN:
        merged = log.merged
    if merged is None or situation.pull.state is not PullState.OPEN:
        return ()
    carried = merged.draft.subject.pull_request == situation.pull.number
    if not carried or situation.now - merged.time < GRACE:
        return ()
    told = any(comment.body.startswith(CLOSED_MARKER) for comment in _own(situation))
    text = CLOSED if isinstance(merged, DocumentEntry) else say.CONTENT_MOVED
    body = text.format(marker=CLOSED_MARKER)
    note = () if told else _post(situation, body)
    return (*note, ClosePull())
