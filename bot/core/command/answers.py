"""What is answered to commands: one new short comment each, derived like the outcomes.

Of the commands of the last day the newest three are answered, so that a flood of them costs little;
whoever stands on no list of the catalog and is not the author gets one answer a pull request, and
no hint.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core import rounds
from bot.core.command import order_sentences as orders_say
from bot.core.command import sentences as say
from bot.core.command.acts import Refusal, Said, refusal, said
from bot.core.command.deeds import ORDERS, Refused
from bot.core.command.grammar import Command, Slip, Word
from bot.core.command.help import help_for
from bot.core.command.marks import ANSWER_MARKER, answer_mark
from bot.core.command.offers import not_cured
from bot.core.command.order_sentences import STOPPED_MAIN
from bot.core.command.orders import order_of, stop_of
from bot.core.command.subject import subject_of
from bot.core.comment import cut
from bot.core.comment_sentences import OUTCOMES
from bot.core.document_entry import DocumentEntry
from bot.core.document_sentences import OUTCOMES as DOCUMENT_OUTCOMES
from bot.core.document_sentences import applied_for
from bot.core.explanation import as_text, explain
from bot.core.lifecycle import Status
from bot.core.quoting import mention

if TYPE_CHECKING:
    from bot.core.command.grammar import Miss
    from bot.core.entry import Entry
    from bot.core.situation import Account, Comment, Situation

AT_ONCE = 3
"""Commands that are looked at for an answer: the newest."""
A_PULL_REQUEST = 30
"""Answers on one pull request; after so many only the status comment speaks."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to be posted, and the comments that doubled one, to be deleted."""

    bodies: tuple[str, ...]
    doubled: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Given:
    """The bot's answers that stand: which comments they answer, and whether a stranger's."""

    comments: frozenset[int]
    doubled: tuple[int, ...]
    number: int
    stranger: bool


def answers(situation: Situation) -> Answers:
    """The answers that are due at this look."""
    given = _given(situation)
    due: list[str] = []
    for one in said(situation)[-AT_ONCE:]:
        stranger = _is_stranger(situation, one.comment.author)
        silent = stranger and (given.stranger or not isinstance(one.what, Command))
        full = given.number + len(due) >= A_PULL_REQUEST
        if one.comment.id in given.comments or silent or full:
            continue
        text = _text(situation, one)
        if text is not None:
            due.append(_answer(one.comment, text, stranger=stranger))
            given = replace(given, stranger=given.stranger or stranger)
    return Answers(tuple(due), given.doubled)


def _given(situation: Situation) -> _Given:
    """Believed only on the bot's own comments that nobody edited; of doubled ones the first."""
    bot, seen, doubled = situation.main.catalog.settings.bot.id, set[int](), list[int]()
    stranger, number = False, 0
    for comment in sorted(situation.pull.comments, key=lambda one: one.id):
        found = ANSWER_MARKER.match(comment.body)
        if comment.author.id != bot or comment.edited or not found:
            continue
        number += 1
        stranger = stranger or found[2] is not None
        if int(found[1]) in seen:
            doubled.append(comment.id)
        seen.add(int(found[1]))
    return _Given(frozenset(seen), tuple(doubled), number, stranger)


def _is_stranger(situation: Situation, account: Account) -> bool:
    listed = {person.id for person in situation.main.catalog.everybody()}
    return account.id not in listed and account.id != situation.pull.author.id


def _answer(comment: Comment, text: str, *, stranger: bool) -> str:
    author = comment.author
    return cut(
        say.ANSWER.format(
            marker=answer_mark(comment.id, stranger=stranger),
            mention=mention(author.login, author.id),
            text=text,
        )
    )


def _text(situation: Situation, one: Said) -> str | None:
    """What there is to say; nothing where an outcome comment says it already."""
    if not isinstance(one.what, Command):
        return _hint(one.what)
    match one.what.word:
        case Word.EXPLAIN:
            return as_text(explain(situation))
        case Word.HELP:
            return help_for(situation, one.comment.author)
        case Word.STOP if one.id in situation.main.stop_events:
            return orders_say.stopped(situation.app.id if situation.app else "")
        case _:
            entry = _entry(situation, one.id)
            if entry is None:
                return _refused(situation, one, one.what)
            return _recorded(entry) if isinstance(entry, DocumentEntry) else _acted(entry)


def _hint(miss: Miss) -> str:
    match miss.slip:
        case Slip.FORM:
            return say.missed_form(miss.usages)
        case Slip.ALONE:
            return say.missed_alone(miss.usages)
        case Slip.SEVERAL:
            return say.MISSED_SEVERAL
        case _:
            return say.MISSED_REVIEW


def _entry(situation: Situation, act: str) -> Entry | DocumentEntry | None:
    """The entry that accounts for an act."""
    log, thread = situation.main.log, situation.thread
    entries: list[Entry | DocumentEntry] = [*(log.entries if log else ())]
    entries += thread.entries if thread else ()
    return next((entry for entry in entries if act in entry.draft.events), None)


def _recorded(entry: DocumentEntry) -> str | None:
    draft = entry.draft
    told = draft.kind in DOCUMENT_OUTCOMES
    return None if told else applied_for(draft.subject.document, draft.round)


def _acted(entry: Entry) -> str | None:
    draft = entry.draft
    if draft.kind.value in OUTCOMES:
        return None
    return say.applied(draft.release, draft.target.value, draft.round)


def _refused(situation: Situation, one: Said, command: Command) -> str:
    if command.word not in ORDERS:
        return say.refused(command.form.usage, _why(situation, one, command.word))
    stops = command.word is Word.STOP
    ordered = (stop_of if stops else order_of)(situation, one, command)
    why = ordered.why if isinstance(ordered, Refused) else STOPPED_MAIN
    return say.refused(command.form.usage, why)


def _why(situation: Situation, one: Said, word: Word) -> str:
    subject, unmet = subject_of(situation), not_cured(situation)
    match refusal(situation, one):
        case Refusal.BY_RELEASER:
            return say.by_releaser(one.comment.author, subject.may)
        case Refusal.NOT_NOW:
            wanted = Status.NEW_VERSION_CREATED if word is Word.APPLY else Status.UNDER_REVIEW
            return say.not_now(_standing(situation), wanted.value)
        case Refusal.NOTHING_OPEN:
            return say.NOTHING_OPEN
        case Refusal.AS_SHOWN if word is Word.WITHDRAW:
            return say.OTHER_ROUND
        case Refusal.AS_SHOWN if not unmet:
            return say.NOT_SHOWN
        case None if rounds.application_act(situation) is None:
            return say.TAKEN_BACK
        case _:
            return say.rules_unmet([finding.rule.id for finding in unmet])


def _standing(situation: Situation) -> str:
    """Where the release stands, whichever pull request carries it; or the change of a document."""
    log = situation.main.log
    return log.status.value if log is not None and log.entries else explain(situation).status
