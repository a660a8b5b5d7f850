"""What the pull request shows: one status comment, one commit status, outcome comments.

A display is derived from the situation alone and is never a source of state.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core import comment_sentences as say
from bot.core.absence import present
from bot.core.asking import in_turn
from bot.core.catalog import Person
from bot.core.changes import against_live, judged, since_before
from bot.core.command.offers import offer_of
from bot.core.command.sentences import OFFERED_AGAIN, OFFERED_NEW, OFFERED_TO_OTHERS
from bot.core.comment import TEMPLATES, cut
from bot.core.decide_schedule import stuck
from bot.core.documents.identity import Environment
from bot.core.entry import Content, Kind, RejectionKind
from bot.core.explanation import (
    checklist,
    explain,
    findings,
    observed_of,
    standing_in_words,
    unmet,
)
from bot.core.finding import Finding, Stage, State
from bot.core.lifecycle import IN_FLIGHT, LIVE, REMOVABLE, ROLLING_OUT, Status, Trigger, row_for
from bot.core.log import ENDING
from bot.core.observation import in_words
from bot.core.quoting import fence, mention, name
from bot.core.rollout import percent_of
from bot.core.rollout_rules import full_first
from bot.core.rollout_sentences import schedule_stuck, stands, warned
from bot.core.rounds import application_act
from bot.core.schedule_sentences import schedule_in_words
from bot.core.sentences import NO_RELEASE, show_release
from bot.core.situation import GHOST, PullState
from bot.core.times import show_time

if TYPE_CHECKING:
    from bot.core.application import Application
    from bot.core.entry import Entry
    from bot.core.log import Log
    from bot.core.situation import Situation

DESCRIPTION_LIMIT = 140
"""Characters that GitHub takes in the description of a commit status."""

_STICKY = TEMPLATES.from_string(say.STICKY)


@dataclass(frozen=True, slots=True)
class StatusText:
    """A commit status without its commit."""

    state: str
    description: str


@dataclass(frozen=True, slots=True)
class Display:
    """What should be seen: the sticky comment with the number of its entry, the head's status."""

    sticky: str
    number: int
    status: StatusText | None


class Standing(StrEnum):
    """How the pull request stands, as the first line of the comment says it."""

    DRAFT = "draft"
    REFUSED = "refused"
    TROUBLE = "trouble"
    READY_AGAIN = "ready-again"
    REVIEW = "review"
    BLOCKED = "blocked"
    ARCHIVED = "archived"


def display(situation: Situation) -> Display:
    """Render what this situation should look like on the pull request."""
    log = situation.main.log
    standing = _standing(situation)
    entries = log.entries if log and _carried(situation, log) else ()
    number = _number(situation)
    return Display(
        sticky=cut(_sticky(situation, standing, entries)),
        number=number,
        status=_status(situation, standing),
    )


def _number(situation: Situation) -> int:
    """How many entries the release's log has, whoever carries it."""
    log = situation.main.log
    return len(log.entries) if log else 0


def _of(situation: Situation) -> str:
    """Which release the marker's number counts for: a branch may come to hold another one."""
    release = situation.release
    return f" of={release.folder.removeprefix('releases/')}" if release else ""


def _carried(situation: Situation, log: Log) -> bool:
    last = log.last
    return last is not None and last.draft.subject.pull_request == situation.pull.number


def _standing(situation: Situation) -> str:
    log = situation.main.log
    if situation.main.troubles or log is None:
        return Standing.TROUBLE if situation.main.troubles else Standing.REFUSED
    last = log.told if _carried(situation, log) else None
    if last is not None and log.content is Content.MAIN:
        return last.draft.kind.value
    against = _standing_against(situation)
    if last is not None and log.status is Status.UNDER_REVIEW:
        return Standing.BLOCKED if against else Standing.REVIEW
    act = application_act(situation)
    if last is not None and last.draft.kind in ENDING and act is None:
        return last.draft.kind.value
    if against:
        return Standing.REFUSED
    return Standing.DRAFT if situation.pull.draft else Standing.READY_AGAIN


def _standing_against(situation: Situation) -> tuple[Finding, ...]:
    """What keeps the application from standing, or from being released at once."""
    found = unmet(situation, Stage.APPLICATION) + unmet(situation, Stage.AT_ONCE)
    reviewed = situation.target is None or situation.target.capabilities.review
    return found if reviewed else found + unmet(situation, Stage.FORWARD)


# --- The sticky comment --------------------------------------------------------------------------


def _sticky(situation: Situation, standing: str, entries: tuple[Entry, ...]) -> str:
    log, release = situation.main.log, situation.release
    done = bool(entries) and log is not None and log.content is Content.MAIN
    found, observed = findings(situation), observed_of(situation)
    application = judged(entries) if done else situation.application
    return (
        _STICKY.render(
            marker=f"<!-- slipway:status entry={_number(situation)}{_of(situation)} -->",
            status=_heading(situation),
            release=show_release(release) if release else NO_RELEASE,
            decision=_decision(situation, standing),
            decided=_heading(situation),
            observed=in_words(observed) if observed else "",
            mentions=_mentions(situation, standing, found),
            notices=[*notices_of(found), *warnings_of(situation), *_held_up(situation)],
            changes=None if done else against_live(situation),
            since=None if done else since_before(situation, entries),
            checklist=checklist(explain(situation)),
            rendering=fence(application.rendering, "json") if application else "",
            digest=application.digest if application else "",
            log=[_log_line(situation, entry) for entry in _in_short(entries)],
            next=_next(situation, log if entries else None, application),
        ).rstrip()
        + "\n"
    )


def _heading(situation: Situation) -> str:
    """Where the release stands, and how far it has come."""
    log, status = situation.main.log, standing_in_words(situation)
    grayscale = log is not None and status == Status.GRAYSCALE_RELEASE
    return stands(log.status, percent_of(log)) if log and grayscale else status


def _decision(situation: Situation, standing: str) -> str:
    log = situation.main.log
    last = log.told if log else None
    count = len(_standing_against(situation))
    superseder = last.draft.superseded_by if last else None
    return say.DECISIONS[standing].format(
        count=count,
        round=log.round if log else 0,
        short=last.draft.subject.digest[:12] if last else "",
        kind=last.draft.rejection.value if last and last.draft.rejection else "",
        target=last.draft.target.value if last else "",
        live="LIVE" if last and last.draft.target in LIVE else "NOT LIVE YET",
        superseder=show_release(superseder.release) if superseder else "",
        actor=name(last.draft.actor.login, last.draft.actor.id) if last else "",
        stands=stands(log.status, percent_of(log)) if log else "",
    )


def _mentions(situation: Situation, standing: str, findings: tuple[Finding, ...]) -> str:
    """Who can act next, mentioned once and only them; who is away is not called."""
    if situation.pull.state is PullState.CLOSED:
        return ""
    people = dict.fromkeys(_next_people(situation, standing, findings))
    people.pop(Person(GHOST.login, GHOST.id), None)  # @ghost is an account of its own
    called = present(situation.main.catalog, situation.now, people)
    return " ".join(mention(person.login, person.id) for person in called)


def _next_people(
    situation: Situation, standing: str, findings: tuple[Finding, ...]
) -> tuple[Person, ...]:
    release, log, author = situation.release, situation.main.log, situation.pull.author
    releasers = situation.main.catalog.releasers(release.mini_program) if release else ()
    unmet = [f.answer.who for f in findings if f.answer.state is State.UNMET]
    applied = log.requester if log else None
    match standing:
        case Standing.TROUBLE:
            return situation.main.catalog.owners
        case Standing.REVIEW if turn := _asked(situation, findings):
            return turn
        case Standing.REVIEW | Standing.REFUSED | Standing.BLOCKED if unmet and unmet[0]:
            return unmet[0]
        case Standing.REFUSED | Standing.BLOCKED:
            return (Person(author.login, author.id),)
        case Standing.DRAFT | Standing.READY_AGAIN:
            return tuple(p for p in releasers if p.id == author.id) or releasers
        case Kind.REJECTED | Kind.REJECTION_CORRECTED | Kind.WITHDRAWN | Kind.LAPSED if applied:
            return (Person(applied.draft.actor.login, applied.draft.actor.id),)
        case _ if log is not None and log.status in ROLLING_OUT and _carried(situation, log):
            return releasers
        case _:
            return ()


def _asked(situation: Situation, findings: tuple[Finding, ...]) -> tuple[Person, ...]:
    """Where the bot asks for reviews, and approvals alone are missing, those whose turn it is."""
    unmet = [f.rule.id for f in findings if f.answer.state is State.UNMET]
    return in_turn(situation) if unmet == ["approvals-complete"] else ()


def notices_of(findings: tuple[Finding, ...]) -> list[str]:
    """What stops nothing and should be known at the top."""
    return [why for f in findings if f.answer.state is State.NOTICE for why in f.answer.why]


def _held_up(situation: Situation) -> list[str]:
    """What the app does not allow of the schedule."""
    log = situation.main.log
    why = stuck(situation, log) if log and log.status in ROLLING_OUT else None
    return [schedule_stuck(why)] if why else []


def warnings_of(situation: Situation) -> list[str]:
    """What inspectors warned about, as long as the release that they warned about goes on."""
    main = situation.main
    logs = (*((main.log,) if main.log else ()), *main.siblings, *main.elsewhere)
    return [
        warned(show_release(log.release), entry, situation.now)
        for log in logs
        if log.status in REMOVABLE
        for entry in log.entries
        if entry.draft.kind is Kind.WARNED
    ]


def _in_short(entries: tuple[Entry, ...]) -> list[Entry]:
    """The entries; of the notes of how one change was told, the newest alone."""
    told = {e.draft.rollout.observed.transition: e for e in entries if e.draft.rollout.observed}
    return [
        entry
        for entry in entries
        if (o := entry.draft.rollout.observed) is None or told[o.transition] is entry
    ]


def _log_line(situation: Situation, entry: Entry) -> str:
    draft = entry.draft
    step = (
        draft.target.value if draft.source is draft.target else f"{draft.source} → {draft.target}"
    )
    url = f"{situation.repository_url}/blob/main/{entry.path}"
    by = f"{name(draft.actor.login, draft.actor.id)}, {draft.actor.role}"
    return f"| {entry.sequence} | [{draft.kind}]({url}) | {step} | {by} | {show_time(entry.time)} |"


def _next(situation: Situation, log: Log | None, application: Application | None) -> str:
    target, app = situation.target, situation.app
    if target is None or app is None or situation.main.troubles:
        return ""
    status = log.status if log else Status.NEW_VERSION_CREATED
    reviewed = target.capabilities.review
    trigger = Trigger.APPROVE if status is Status.UNDER_REVIEW else Trigger.APPLY
    row = row_for(status, trigger, target.capabilities)
    percent = percent_of(log) if log else None
    text = say.what_next(status, row.target if row else None, percent, review=reviewed)
    later = status in IN_FLIGHT and target.capabilities.environment is Environment.PRODUCTION
    text += say.FIRST_IS_FULL if later and full_first(situation) else ""
    return f"{text}\n\n{schedule_in_words(application, log, situation.now)}".rstrip()


# --- The status on the head ----------------------------------------------------------------------


def context(pull: int) -> str:
    """The context of the commit status.

    A status belongs to a commit, and two pull requests may have the same head: each has its own.
    """
    return f"slipway/{pull}"


def announcing_status(round_number: int, digest: str) -> StatusText:
    """The status whose answer announces a round."""
    return StatusText("pending", say.announcing(round_number, digest))


def _status(situation: Situation, standing: str) -> StatusText | None:
    log = situation.main.log
    last = log.told if log else None
    count = len(_standing_against(situation))
    match standing:
        case Standing.TROUBLE:
            return StatusText("error", say.TROUBLE_STATUS)
        case Standing.REFUSED:
            refused = say.REFUSED_STATUS.format(count=count)
            return StatusText("failure", _offering(situation, OFFERED_TO_OTHERS, refused))
        case Standing.BLOCKED:
            return StatusText("failure", say.REFUSED_STATUS.format(count=count))
        case Standing.DRAFT | Standing.READY_AGAIN:
            return StatusText("pending", _offering(situation, OFFERED_NEW, say.WAITING_STATUS))
    return _entry_status(situation, log, last) if log and last else None


def _offering(situation: Situation, text: str, otherwise: str, **values: object) -> str:
    """A description with the offer that ``/apply`` binds to, where there is one to make."""
    offer = offer_of(situation)
    return text.format(offer=offer, **values) if offer else otherwise.format(**values)


def _entry_status(situation: Situation, log: Log, last: Entry) -> StatusText | None:
    if log.status is Status.UNDER_REVIEW:
        return announcing_status(log.round, last.draft.subject.digest)
    merged = log.merged
    if merged is not None:
        if merged.draft.subject.head != situation.pull.head:
            return None
        digest = merged.draft.subject.digest
        return StatusText("success", say.merged_status(merged.sequence, digest))
    rejection = last.draft.rejection or RejectionKind.DETAILS
    kind = last.draft.kind.value
    texts = (OFFERED_AGAIN[kind], say.ENDED_STATUS[kind])
    rejected = last.draft.kind in (Kind.REJECTED, Kind.REJECTION_CORRECTED)
    state = "failure" if rejected else "pending"
    return StatusText(state, _offering(situation, *texts, round=log.round, kind=rejection.value))
