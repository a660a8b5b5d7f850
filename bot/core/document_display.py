"""What a pull request that changes one document shows: its comment, its status, its outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import act_sentences as acts
from bot.core import comment_sentences
from bot.core import document_sentences as say
from bot.core.absence import present
from bot.core.application import Application, compare
from bot.core.asking import in_turn
from bot.core.catalog import Person
from bot.core.changes import MOST_ROWS, cell
from bot.core.command.offers import offer_of
from bot.core.comment import TEMPLATES, cut
from bot.core.display import (
    Display,
    Standing,
    StatusText,
    announcing_status,
    notices_of,
)
from bot.core.document_authority import authority, judges
from bot.core.document_entry import DocumentKind
from bot.core.document_log import ENDING
from bot.core.documents.places import place_of
from bot.core.explanation import checklist, explain, findings, unmet
from bot.core.finding import Finding, Stage, State
from bot.core.quoting import fence, mention, name, span
from bot.core.rounds import application_act
from bot.core.sentences import listed
from bot.core.situation import GHOST, PullState
from bot.core.times import show_time

if TYPE_CHECKING:
    from bot.core.document_change import DocumentChange
    from bot.core.document_entry import DocumentEntry
    from bot.core.document_log import Thread
    from bot.core.situation import Situation, Value

_STICKY = TEMPLATES.from_string(say.STICKY)
_OUTCOME = TEMPLATES.from_string(comment_sentences.OUTCOME)


def document_display(situation: Situation, change: DocumentChange) -> Display:
    """Render what this situation should look like on the pull request."""
    thread, standing = situation.thread, _standing(situation)
    number = len(thread.entries) if thread else 0
    return Display(
        sticky=cut(_sticky(situation, change, standing)),
        number=number,
        status=_status(situation, thread, standing),
    )


def _standing(situation: Situation) -> str:
    thread = situation.thread
    if situation.main.troubles or thread is None:
        return Standing.TROUBLE if situation.main.troubles else Standing.REFUSED
    if thread.merged is not None:
        return thread.merged.draft.kind.value
    unmet = _against(situation)
    if thread.opening is not None:
        return Standing.BLOCKED if unmet else Standing.REVIEW
    last = thread.last
    if last is not None and last.draft.kind in ENDING and application_act(situation) is None:
        return last.draft.kind.value
    if unmet:
        return Standing.REFUSED
    return Standing.DRAFT if situation.pull.draft else Standing.READY_AGAIN


def _against(situation: Situation) -> tuple[Finding, ...]:
    """What keeps the change from standing, or from being made at once."""
    stages = (Stage.APPLICATION, Stage.AT_ONCE)
    return tuple(finding for stage in stages for finding in unmet(situation, stage))


# --- The sticky comment --------------------------------------------------------------------------


def _sticky(situation: Situation, change: DocumentChange, standing: str) -> str:
    thread = situation.thread
    done = thread is not None and thread.merged is not None
    found = findings(situation)
    application = _judged(thread) if done else change.application
    entries = thread.entries if thread else ()
    return (
        _STICKY.render(
            marker=f"<!-- slipway:status entry={len(entries)} of={change.path} -->",
            title=_title(change, standing),
            document=span(say.show_document(change.path)),
            decision=_decision(situation, change, standing),
            mentions=_mentions(situation, change, standing, found),
            notices=notices_of(found),
            changes="" if done else _changes(change),
            since=None if done else _since(change, entries),
            checklist=checklist(explain(situation)),
            rendering=fence(application.rendering, "json") if application else "",
            digest=application.digest if application else "",
            log=[_log_line(situation, entry) for entry in entries],
            next=_next(situation, change, standing),
        ).rstrip()
        + "\n"
    )


def _judged(thread: Thread | None) -> Application | None:
    """The change as it was judged, from the chain."""
    entries = reversed(thread.entries) if thread else ()
    kept = (entry.draft.application for entry in entries)
    return next((Application(value) for value in kept if value is not None), None)


def _title(change: DocumentChange, standing: str) -> str:
    done = standing == DocumentKind.CHANGED and acts.result(change.place) is not None
    return acts.DONE if done else say.TITLES[standing]


def _decision(situation: Situation, change: DocumentChange, standing: str) -> str:
    thread, result = situation.thread, acts.result(change.place)
    if standing == DocumentKind.CHANGED and result is not None:
        return acts.decided(result)
    last = thread.last if thread else None
    return say.DECISIONS[standing].format(
        count=len(_against(situation)),
        round=thread.round if thread else 0,
        short=last.draft.subject.digest[:12] if last else "",
    )


def _mentions(
    situation: Situation, change: DocumentChange, standing: str, findings: tuple[Finding, ...]
) -> str:
    """Who can act next, mentioned once and only them; who is away is not called."""
    if situation.pull.state is not PullState.OPEN:
        return ""
    people = dict.fromkeys(_next_people(situation, change, standing, findings))
    people.pop(Person(GHOST.login, GHOST.id), None)  # @ghost is an account of its own
    called = present(situation.main.catalog, situation.now, people)
    return " ".join(mention(person.login, person.id) for person in called)


def _next_people(
    situation: Situation, change: DocumentChange, standing: str, findings: tuple[Finding, ...]
) -> tuple[Person, ...]:
    author, thread = situation.pull.author, situation.thread
    unmet = [f.answer.who for f in findings if f.answer.state is State.UNMET]
    applied = thread.requester if thread else None
    match standing:
        case Standing.TROUBLE:
            return situation.main.catalog.owners
        case Standing.REVIEW if turn := _asked(situation, findings):
            return turn
        case Standing.REVIEW | Standing.REFUSED | Standing.BLOCKED if unmet and unmet[0]:
            return unmet[0]
        case Standing.DRAFT | Standing.READY_AGAIN:
            rights = authority(situation.main.catalog, change)
            own = rights.anybody or rights.role_of(author.id) is not None
            return (Person(author.login, author.id),) if own else rights.people
        case DocumentKind.REJECTED | DocumentKind.WITHDRAWN | DocumentKind.LAPSED if applied:
            return (Person(applied.draft.actor.login, applied.draft.actor.id),)
        case Standing.REFUSED | Standing.BLOCKED:
            return (Person(author.login, author.id),)
        case _:
            return ()


def _asked(situation: Situation, findings: tuple[Finding, ...]) -> tuple[Person, ...]:
    """Where the app has reviews asked for, and approvals alone are missing, those in their turn."""
    unmet = [f.rule.id for f in findings if f.answer.state is State.UNMET]
    return in_turn(situation) if unmet == ["act-approved"] else ()


def _changes(change: DocumentChange) -> str:
    """What changes against main, field by field."""
    after = change.file.value if change.file else None
    if after is None:
        return ""
    before = change.before.value if change.before else None
    rows = _rows(before or {}, after)
    head = "| field | main | this change |\n|---|---|---|"
    return "\n".join([head, *rows]) if rows else say.NO_DIFFERENCE


def _rows(one: Value, other: Value) -> list[str]:
    rows = [f"| {span(d.path)} | {cell(d.live)} | {cell(d.applied)} |" for d in compare(one, other)]
    left = len(rows) - MOST_ROWS
    return [*rows[:MOST_ROWS], say.MORE.format(count=left)] if left > 0 else rows


def _since(change: DocumentChange, entries: tuple[DocumentEntry, ...]) -> tuple[int, str] | None:
    """What changed since the round before, with that round's number."""
    application = change.application
    opened = [entry for entry in entries if entry.draft.application is not None]
    if application is None or not opened:
        return None
    now = opened[-1].draft.subject.digest == application.digest
    before = opened[-2:-1] if now else opened[-1:]
    if not before:
        return None
    rows = _rows(before[0].draft.application or {}, application.value)
    table = "\n".join(["| field | then | now |", "|---|---|---|", *rows])
    return before[0].draft.round, table if rows else comment_sentences.SAME_APPLICATION


def _log_line(situation: Situation, entry: DocumentEntry) -> str:
    draft = entry.draft
    url = f"{situation.repository_url}/blob/main/{entry.path}"
    by = f"{name(draft.actor.login, draft.actor.id)}, {draft.actor.role}"
    when = show_time(entry.time)
    return f"| {entry.sequence} | [{draft.kind}]({url}) | {draft.round} | {by} | {when} |"


def _next(situation: Situation, change: DocumentChange, standing: str) -> str:
    if standing in (Standing.TROUBLE, DocumentKind.CHANGED, DocumentKind.UPLOADED):
        return ""
    rights = authority(situation.main.catalog, change)
    result = acts.result(change.place)
    if rights.reviewed:
        bench = judges(situation.main.catalog, change.place)
        return acts.next_reviewed(bench, result) if result else say.NEXT_REVIEWED
    who = f"one of {listed(rights.people)}" if rights.people else "somebody entitled"
    return acts.next_at_once(who, result) if result else say.NEXT_AT_ONCE.format(who=who)


# --- The status on the head, and outcomes --------------------------------------------------------


def _status(situation: Situation, thread: Thread | None, standing: str) -> StatusText | None:
    last = thread.last if thread else None
    match standing:
        case Standing.TROUBLE:
            return StatusText("error", comment_sentences.TROUBLE_STATUS)
        case Standing.REFUSED:
            count = len(_against(situation))
            refused = comment_sentences.REFUSED_STATUS.format(count=count)
            return StatusText("failure", _offering(situation, say.OFFERED_TO_OTHERS, refused))
        case Standing.BLOCKED:
            count = len(_against(situation))
            return StatusText("failure", comment_sentences.REFUSED_STATUS.format(count=count))
        case Standing.DRAFT | Standing.READY_AGAIN:
            return StatusText("pending", _offering(situation, say.OFFERED_NEW, say.WAITING_STATUS))
    return _entry_status(situation, last) if last else None


def _entry_status(situation: Situation, last: DocumentEntry) -> StatusText | None:
    draft = last.draft
    match draft.kind:
        case DocumentKind.SUBMITTED | DocumentKind.RESUBMITTED:
            return announcing_status(draft.round, draft.subject.digest)
        case DocumentKind.CHANGED | DocumentKind.UPLOADED:
            if draft.subject.head != situation.pull.head:
                return None
            text = comment_sentences.merged_status(last.sequence, draft.subject.digest)
            return StatusText("success", text)
        case _:
            state = "failure" if draft.kind is DocumentKind.REJECTED else "pending"
            texts = (say.OFFERED_AGAIN[draft.kind], say.ENDED_STATUS[draft.kind])
            return StatusText(state, _offering(situation, *texts, round=draft.round))


def _offering(situation: Situation, text: str, otherwise: str, **values: object) -> str:
    """A description with the offer that ``/apply`` binds to, where there is one to make."""
    offer = offer_of(situation)
    return text.format(offer=offer, **values) if offer else otherwise.format(**values)


def document_outcome(situation: Situation, entry: DocumentEntry) -> str:
    """The short comment that sends the mail of one outcome, to whom it concerns."""
    draft, thread = entry.draft, situation.thread
    result = acts.result(place_of(draft.subject.document))
    done = draft.kind is DocumentKind.CHANGED and result is not None
    headline, text = acts.OUTCOME if done else say.OUTCOMES[draft.kind]
    applied = thread.requester if thread else None
    requester = applied.draft.actor if applied else draft.actor
    rejected = draft.kind is DocumentKind.REJECTED
    approved = ", ".join(name(a.login, a.reviewer) for a in draft.approvals)
    values = {
        "round": draft.round,
        "actor": name(draft.actor.login, draft.actor.id),
        "document": span(say.show_document(draft.subject.document)),
        "mention": mention(requester.login, requester.id),
        "reason": fence(draft.reason or "") if rejected else draft.reason or "",
        "reapply": comment_sentences.REAPPLY,
        "result": result or "",
        "approvers": f", approved by {approved}" if approved else "",
    }
    marker = f"<!-- slipway:outcome transition={draft.transition} -->"
    return cut(
        _OUTCOME.render(
            marker=marker, headline=headline.format_map(values), text=text.format_map(values)
        )
    )
