"""The checks of an act on a release by a document, and of who approved it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import act_sentences as say
from bot.core import document_rounds, rounds
from bot.core.act import TRIGGERS
from bot.core.catalog import Person, UnknownContributors
from bot.core.document_authority import authority
from bot.core.document_checks import notes_of, silent_objectors
from bot.core.documents.place_kinds import ActDocument, StopFile
from bot.core.documents.until import read_until
from bot.core.entry import Kind
from bot.core.finding import LATER, MET, Answer, State, unmet
from bot.core.lifecycle import Status, sources_of
from bot.core.log import NOTES
from bot.core.review_rules import in_order
from bot.core.rollout import arrives, moves
from bot.core.seats import could_help, fill
from bot.core.sentences import Missing, approvals_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.core.log import Log
    from bot.core.seats import Seat
    from bot.core.situation import Situation

LONGEST_OVERRIDE = timedelta(days=7)
HALTING_OFFLINE = frozenset({Status.UNDER_REVIEW, Status.PILOT_TESTING, Status.GRAYSCALE_RELEASE})
"""While another release of the target stands in these, nothing there is taken offline."""


def for_act(kind: str, check: Callable[[Situation, Log], Answer]) -> Callable[[Situation], Answer]:
    """A check of one kind of act, asked of the release that it is about; others pass."""

    def asked(situation: Situation) -> Answer:
        change, about = situation.branch.change, situation.acted_on
        place = change.place if change else None
        if not isinstance(place, ActDocument) or place.kind != kind:
            return MET
        log = about.main.log if about else None
        return check(about, log) if about and log else LATER

    return asked


def without_log(check: Callable[[Situation], Answer]) -> Callable[[Situation, Log], Answer]:
    """A check of releases, as ``for_act`` asks one."""
    return lambda situation, _: check(situation)


def in_status(situation: Situation) -> Answer:
    """Check ``act-in-status``."""
    change, about = situation.branch.change, situation.acted_on
    place, log = change.place if change else None, about.main.log if about else None
    if not isinstance(place, ActDocument):
        return MET
    if log is None:
        return LATER
    trigger = TRIGGERS.get(place.kind)
    noted = tuple(status for status in Status if status in NOTES[Kind.FREEZE_OVERRIDDEN])
    allowed = sources_of(trigger, log.release.environment) if trigger else noted
    return MET if log.status in allowed else unmet(say.other_status(log, place.kind, allowed))


def as_it_stood(situation: Situation) -> Answer:
    """Check ``act-as-it-stood``."""
    change, about = situation.branch.change, situation.acted_on
    if change is None or about is None or about.main.log is None:
        return MET
    applied = rounds.application_act(situation)
    since = max((e.time for e in about.main.log.entries if moves(e)), default=None)
    if applied is None or since is None or applied.at > since:
        return MET
    people = authority(situation.main.catalog, change).people
    return unmet(say.moved_since(about.main.log, since, people), people)


def alone(situation: Situation, _: Log) -> Answer:
    """Check ``offline-alone``."""
    busy = [one for one in situation.main.siblings if one.status in HALTING_OFFLINE]
    return unmet(say.another_in_flight(busy[0])) if busy else MET


def restore_allowed(situation: Situation, log: Log) -> Answer:
    """Check ``restore-allowed``."""
    app, owners = situation.app, situation.main.catalog.owners
    allowed = app is not None and app.restore
    return MET if allowed else unmet(say.restore_off(log.release.app, owners), owners)


def restorable(_: Situation, log: Log) -> Answer:
    """Check ``restorable``."""
    if any(entry.draft.kind is Kind.FORCE_REMOVED for entry in log.entries):
        return unmet(say.force_removed(log.release))
    return MET if log.was_full else unmet(say.never_full(log.release))


def no_grayscale(situation: Situation, _: Log) -> Answer:
    """Check ``restore-alone``."""
    growing = [s for s in situation.main.siblings if s.status is Status.GRAYSCALE_RELEASE]
    return unmet(say.grayscale_beside(growing[0])) if growing else MET


def restored_once(situation: Situation, log: Log) -> Answer:
    """Check ``restored-once``: what reached Full Release last in the target did not come back.

    In the same second nobody knows which was last, but what stands there now was.
    """
    logs = (log, *situation.main.siblings)
    arrivals = [(entry, one) for one in logs for entry in one.entries if arrives(entry)]
    newest = max((entry.time for entry, _ in arrivals), default=None)
    last = [(entry, one) for entry, one in arrivals if entry.time == newest]
    standing = [found for found in last if found[1].status is Status.FULL_RELEASE]
    back = [one for entry, one in standing or last if entry.draft.kind is Kind.RESTORED]
    return unmet(say.restored_before(back[0])) if back else MET


def override_short(situation: Situation) -> Answer:
    """Check ``override-short``."""
    change = situation.branch.change
    if change is None or not isinstance(change.place, ActDocument):
        return MET
    if change.place.kind != "override":
        return MET
    until = _until(change.file.value.get("until") if change.file and change.file.value else None)
    if until is None:
        return LATER
    if until <= situation.now:
        return unmet(say.override_over(until))
    short = until - situation.now <= LONGEST_OVERRIDE
    return MET if short else unmet(say.override_long(until))


def _until(value: object) -> datetime | None:
    """A document that is shown need not be valid."""
    return read_until(value) if isinstance(value, str) else None


def stop_stands(situation: Situation) -> Answer:
    """Check ``stop-stands``."""
    change, stop = situation.branch.change, situation.main.stop
    if change is None or not isinstance(change.place, StopFile):
        return MET
    if stop is None:
        return unmet(say.nothing_stopped(change.place.app))
    lifts = change.file.value.get("lifts") if change.file and change.file.value else None
    return MET if lifts == stop.transition else unmet(say.other_stop(stop))


def reasons_given(situation: Situation) -> Answer:
    """Check ``act-reasons-given``."""
    people = silent_objectors(situation)
    if people is None:
        return LATER
    return unmet(say.objection_without_reason(people), people) if people else MET


def approved(situation: Situation) -> Answer:
    """Check ``act-approved``."""
    opening = situation.thread.opening if situation.thread else None
    if opening is None:
        return LATER
    policy = document_rounds.judges_of(situation, opening).policy
    unknown = situation.people.unknown if situation.people else ()
    if unknown and policy.unknown_contributors is UnknownContributors.REFUSE:
        return unmet(say.unknown_contributors(unknown))
    result = document_rounds.tally_of(situation, opening)
    given = [review.author.id for review in in_order(result.approvals)]
    seats = document_rounds.seats_of(situation, opening)
    notes = notes_of(result.discounted, say.strangers)
    left = fill(seats, given).open
    if not left:
        return Answer(State.MET, notes)
    owners, free = situation.main.catalog.owners, _free(situation, given)
    who = tuple(free[one] for one in could_help(seats, given, free))
    missing = Missing(len(seats) - len(left), len(seats), _groups(left))
    why = approvals_missing(missing, who, unknown, "act-approved")
    never = fill(seats, [*given, *free]).open
    beyond = (say.too_few(len(never), owners),) if never else ()
    return Answer(State.UNMET, (why, *beyond, *notes), who or owners)


def _free(situation: Situation, given: Sequence[int]) -> dict[int, Person]:
    """Those who may judge it, had no hand in it, and have not approved."""
    opening = situation.thread.opening if situation.thread else None
    if opening is None:  # pragma: no cover  the caller has one
        return {}
    busy = document_rounds.contributors(situation) | set(given)
    people = document_rounds.judges_of(situation, opening).people
    return {person.id: person for person in people if person.id not in busy}


def _groups(seats: Sequence[Seat]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(seat.group for seat in seats if seat.group))
