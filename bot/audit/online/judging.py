"""Judges one claim by what a witness saw: each check says what it finds, the worst decides. Pure.

What is missing from a list that was read whole is gone or never was; from any other, unreachable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from bot.audit.model.entry import show_time
from bot.audit.online.claims import (
    Announced,
    Answered,
    Applied,
    Approved,
    Carried,
    Claim,
    Commanded,
    Corrected,
    HadAHand,
    Happened,
    Objected,
    Pressed,
    TakenBack,
    Unopposed,
    named,
)
from bot.audit.online.commanding import says
from bot.audit.online.review_verdicts import approved, corrected, objected, unopposed
from bot.audit.online.verdict import GHOSTS, Known, Said, Verdict, absent, person
from bot.audit.online.witness import APPLYING, ENDING, Act
from bot.audit.rules.case import SKEW
from bot.core.documents.problem import plain, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.audit.online.witness import SeenPull, SeenRun, SeenStatuses


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen of one pull request, its announced heads, or of runs that are no pull's.

    A text says why nothing was seen.
    """

    pull: SeenPull | str
    statuses: dict[str, SeenStatuses | str]
    runs: dict[int, SeenRun | str] = field(default_factory=dict)


def judged(claim: Claim, evidence: Evidence, known: Known) -> Said:
    """The verdict on a claim, and in words why; the words may be none where it stands."""
    order = list(Verdict)
    said = sorted(_judged(claim, evidence, known), key=lambda one: -order.index(one[0]))
    verdict = said[0][0] if said else Verdict.STANDS
    return verdict, "; ".join(what for _, what in said)


def _judged(claim: Claim, evidence: Evidence, known: Known) -> Iterator[Said]:
    match claim:
        case HadAHand():
            what = "commits' accounts and pushes would take two requests more a pull request"
            yield Verdict.NOT_ASKED, what
        case Answered():
            yield Verdict.NOT_ASKED, "only the app itself can say what it answered"
        case Announced():
            statuses = evidence.statuses[claim.head]
            if isinstance(statuses, str):
                yield Verdict.UNREACHABLE, statuses
            else:
                yield from _announced(claim, statuses, known)
        case Pressed():
            run = evidence.runs[claim.run]
            if isinstance(run, str):
                yield Verdict.UNREACHABLE, run
            else:
                yield from _pressed(claim, run)
        case _ if isinstance(evidence.pull, str):
            yield Verdict.UNREACHABLE, evidence.pull
        case _:
            yield from _by_pull(claim, evidence.pull, known)


def _by_pull(
    claim: (
        Applied
        | Approved
        | Carried
        | Commanded
        | Corrected
        | Happened
        | Objected
        | TakenBack
        | Unopposed
    ),
    pull: SeenPull,
    known: Known,
) -> Iterator[Said]:
    match claim:
        case Approved():
            yield from approved(claim, pull)
        case Objected():
            yield from objected(claim, pull)
        case Corrected():
            yield from corrected(claim, pull)
        case Unopposed():
            yield from unopposed(claim, pull, known)
        case Applied():
            yield from _applied(claim, pull)
        case TakenBack():
            yield from _taken_back(claim, pull)
        case Commanded():
            yield from _commanded(claim, pull)
        case Happened():
            yield from _happened(claim.event, claim.origin.time, pull)
        case Carried():
            yield from _carried(claim, pull)
        case _:
            assert_never(claim)


# --- Statuses ------------------------------------------------------------------------------------


def _announced(claim: Announced, seen: SeenStatuses, known: Known) -> Iterator[Said]:
    found = next((one for one in seen.statuses if one.id == claim.status), None)
    if found is None:
        text = (claim.context, claim.description, claim.at)
        twins = [s for s in seen.statuses if (s.context, s.description, s.at) == text]
        if twins:
            yield Verdict.CONTRADICTED, f"another id: the status of that time is {twins[0].id}"
        else:
            yield absent("status", whole=seen.whole)
        return
    if found.at != claim.at:
        yield Verdict.CONTRADICTED, f"another time: it was set at {show_time(found.at)}"
    if (found.state, found.context) != ("pending", claim.context):
        what = f"it is {plain(found.state)} for {plain(found.context)}"
        yield Verdict.CONTRADICTED, f"{what}, not pending for {claim.context}"
    if found.description != claim.description:
        what = f'it says {quoted(found.description)}, not "{claim.description}"'
        yield Verdict.CONTRADICTED, what
    if found.by.id in GHOSTS:
        yield Verdict.GONE, "the account that set it is deleted"
    elif known.bots and found.by.id not in known.bots:
        yield Verdict.CONTRADICTED, f"another account: {named(found.by)}, not the bot, set it"
    else:
        yield Verdict.STANDS, f"set by {named(found.by)}"


# --- Acts and heads ------------------------------------------------------------------------------


def _happened(event: str, time: datetime, pull: SeenPull) -> Iterator[Said]:
    found = next((one for one in pull.events if one.id == event), None)
    if found is None:
        yield absent("event", whole=pull.whole)
    elif found.at > time + SKEW:
        when = f"{show_time(found.at)}, after the entry of {show_time(time)}"
        yield Verdict.CONTRADICTED, f"another time: it happened at {when}"


_EDITED = (Verdict.CHANGED, "the comment was edited: what it said then, GitHub does not say here")


def _applied(claim: Applied, pull: SeenPull) -> Iterator[Said]:
    """The last act of applying among the events that the entry accounts for."""
    seen = [one for one in pull.events if one.id in claim.events]
    acts = [one for one in seen if one.act in APPLYING]
    if any(one.act is Act.EDITED for one in seen):
        yield _EDITED
    elif acts:
        yield from person(claim.by, acts[-1].by)
    elif len(seen) < len(set(claim.events)):
        yield absent("act of applying", whole=pull.whole)
    else:
        yield Verdict.CONTRADICTED, "none of the events that the entry names is an act of applying"


def _taken_back(claim: TakenBack, pull: SeenPull) -> Iterator[Said]:
    yield from _happened(claim.event, claim.origin.time, pull)
    for found in pull.events:
        if found.id == claim.event:
            yield from person(claim.by, found.by)
            ending = ENDING | ({Act.MERGED} if claim.act == Act.MERGED.value else set())
            if found.act is Act.EDITED:
                yield _EDITED
            elif found.act not in ending or claim.act not in (None, found.act.value):
                yield Verdict.CONTRADICTED, f"another act: on GitHub it was {found.act}"


def _commanded(claim: Commanded, pull: SeenPull) -> Iterator[Said]:
    """The comment, by the same person, never edited, later than the entry before it."""
    yield from _happened(claim.event, claim.origin.time, pull)
    for found in pull.events:
        if found.id == claim.event:
            yield from person(claim.by, found.by)
            if found.act is Act.EDITED:
                yield _EDITED
            elif not any(says(one, claim.commands, claim.reason) for one in found.commands):
                what = f"it does not say {plain(claim.commands[0].strip())} with the log's words"
                yield Verdict.CONTRADICTED, what
            if claim.after is not None and found.at <= claim.after:
                when = f"{show_time(found.at)}, not after the entry of {show_time(claim.after)}"
                yield Verdict.CONTRADICTED, f"another time: it was said at {when}"


BUTTON = ("workflow_dispatch", ".github/workflows/slipway.yml", "main")
"""The event, the file and the branch of a run that is started by the bot's button."""


def _pressed(claim: Pressed, run: SeenRun) -> Iterator[Said]:
    """What was typed beside the button GitHub does not tell; who started the run it does."""
    yield from person(claim.by, run.by)
    if (run.event, run.path.partition("@")[0], run.branch) != BUTTON:
        what = f"a {plain(run.event)} of {plain(run.path)} on {plain(run.branch or 'no branch')}"
        yield Verdict.CONTRADICTED, f"another run: it was {what}"
    if run.at > claim.origin.time + SKEW:
        when = f"{show_time(run.at)}, after the entry of {show_time(claim.origin.time)}"
        yield Verdict.CONTRADICTED, f"another time: it was started at {when}"


def _carried(claim: Carried, pull: SeenPull) -> Iterator[Said]:
    if claim.head == pull.head or claim.head in pull.commits:
        return
    exact = [push for push in pull.force_pushes if push.before == claim.head]
    since = [push for push in pull.force_pushes if push.at >= claim.origin.time]
    if exact:
        yield (
            Verdict.CHANGED,
            f"the branch was force-pushed away from it at {show_time(exact[0].at)}",
        )
    elif since:
        when = show_time(since[0].at)
        yield Verdict.CHANGED, f"the branch was force-pushed at {when}: GitHub lists it no longer"
    elif not pull.all_commits:
        yield Verdict.UNREACHABLE, "there are more commits than GitHub lists"
    else:
        yield Verdict.CONTRADICTED, "GitHub shows no such commit in it, and nobody force-pushed"
