"""What a command on a release comes to: an order that is carried out, or a refusal for ever.

A command binds to the state that was shown: to the newest entry of the release's log, which must be
strictly older than the comment. Where the release, the app's stop, or the catalog that it is judged
by changed since, it does nothing (threats B8, E11). What is asked of clocks is asked of the time at
which it was said and of now. So what was refused once never fires later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.command import order_sentences as say
from bot.core.command.acts import Refusal
from bot.core.command.grammar import Command, Word
from bot.core.documents.problem import NOT_SHOWN
from bot.core.documents.secret_text import looks_secret
from bot.core.documents.until import read_moment
from bot.core.entry import Kind
from bot.core.entry_rollout import NOTHING_SAID, Rollout
from bot.core.finding import State
from bot.core.lifecycle import (
    FORWARD,
    Role,
    Status,
    Trigger,
    row_from,
    sources_of,
)
from bot.core.log import NEUTRAL, NOTES
from bot.core.quoting import clean
from bot.core.rollout import EVERYBODY, paused, percent_of, testers_of
from bot.core.rules import ask, of_each_step

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.catalog import App, Person, Target
    from bot.core.command.acts import Said
    from bot.core.finding import Finding
    from bot.core.lifecycle import Row
    from bot.core.log import Log
    from bot.core.situation import Situation

LONGEST_WARNING = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a command would do: the kind of its entry, its trigger (a note has none), and whose."""

    kind: Kind
    trigger: Trigger | None
    roles: tuple[Role, ...] = (Role.RELEASER,)


@dataclass(frozen=True, slots=True)
class Order:
    """A command that counts; ``row`` is ``None`` for a note."""

    deed: Deed
    role: Role
    row: Row | None
    rollout: Rollout = NOTHING_SAID
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StopOrder:
    """An emergency stop that counts."""

    reason: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that does nothing, and never will."""

    id: Refusal
    why: str


_EITHER = (Role.RELEASER, Role.OPERATOR)
_INSPECTOR = (Role.INSPECTOR,)
_DEEDS = {
    Word.PILOT: Deed(Kind.PILOT_CHANGED, None),
    Word.COMPLETE_TESTING: Deed(Kind.TESTING_COMPLETED, Trigger.COMPLETE_TESTING),
    Word.BYPASS_TESTING: Deed(Kind.TESTING_BYPASSED, Trigger.BYPASS_TESTING),
    Word.COMPLETE: Deed(Kind.COMPLETED, Trigger.COMPLETE),
    Word.CANCEL: Deed(Kind.CANCELED, Trigger.CANCEL, _EITHER),
    Word.PAUSE: Deed(Kind.PAUSED, None, _EITHER),
    Word.RESUME: Deed(Kind.RESUMED, None, _EITHER),
    Word.WARN: Deed(Kind.WARNED, None, _INSPECTOR),
    Word.FORCE_REMOVE: Deed(Kind.FORCE_REMOVED, Trigger.FORCE_REMOVE, _INSPECTOR),
}
_FULLY = {
    Word.GO_LIVE: Deed(Kind.WENT_LIVE, Trigger.GO_LIVE),
    Word.SCALE: Deed(Kind.COMPLETED, Trigger.COMPLETE),
}
_IN_PART = {
    Word.GO_LIVE: Deed(Kind.WENT_LIVE, Trigger.GO_LIVE_GRAYSCALE),
    Word.SCALE: Deed(Kind.SCALED, Trigger.SCALE),
}
ORDERS = frozenset({*_DEEDS, *_FULLY, Word.STOP})
"""The words of commands on a release that is on its way."""


def deed_of(command: Command) -> Deed:
    """What a command would do: 100 % is going live, or completing, for all users."""
    if command.word in _DEEDS:
        return _DEEDS[command.word]
    return (_FULLY if command.percent in (None, EVERYBODY) else _IN_PART)[command.word]


def order_of(situation: Situation, one: Said, command: Command) -> Order | Refused:
    """What a command comes to, by all that is known now."""
    log, release = situation.main.log, situation.release
    if log is None or release is None or situation.branch.change is not None:
        return Refused(Refusal.NO_RELEASE, say.NO_RELEASE)
    deed = deed_of(command)
    role = _role(situation, one.comment.author.id, deed.roles)
    if role is None:
        people = entitled(situation, deed.roles)
        why = say.not_entitled(one.comment.author, deed.roles, people)
        return Refused(Refusal.NOT_ENTITLED, why)
    last = log.last
    if last is not None and last.draft.subject.pull_request != situation.pull.number:
        return Refused(Refusal.NO_RELEASE, say.elsewhere(last.draft.subject.pull_request))
    if command.version not in (None, str(release.version)):
        return Refused(Refusal.OTHER_VERSION, say.other_version(command, release))
    row = _row(log, deed)
    if log.status not in _sources(situation, deed) or last is None:
        sources = _sources(situation, deed)
        people = entitled(situation, deed.roles)
        return Refused(Refusal.NOT_NOW, say.not_now(log.status, sources, people))
    if not as_shown(situation, log, one.comment.at):
        return Refused(Refusal.AS_SHOWN, say.CHANGED_SINCE)
    hindered = _hindered(situation, deed, one.comment.at) or _percent(situation, log, deed, command)
    if hindered is not None:
        return hindered
    return _with_arguments(situation, log, one, command, Order(deed, role, row))


def stop_of(situation: Situation, one: Said, command: Command) -> StopOrder | Refused:
    """An emergency stop: it needs no release of a certain status, and waits for nothing."""
    app = situation.app
    if app is None or situation.branch.change is not None:
        return Refused(Refusal.NO_RELEASE, say.NO_RELEASE)
    roles = (Role.OPERATOR,)
    if _role(situation, one.comment.author.id, roles) is None:
        why = say.not_entitled(one.comment.author, roles, entitled(situation, roles))
        return Refused(Refusal.NOT_ENTITLED, why)
    if situation.main.stop is not None:
        return Refused(Refusal.ALREADY, say.STOPPED_ALREADY)
    if not _older(situation.main.stop_told, one.comment.at):
        return Refused(Refusal.AS_SHOWN, say.CHANGED_SINCE)
    return StopOrder(_reason(command))


# --- Who -----------------------------------------------------------------------------------------


def entitled(situation: Situation, roles: tuple[Role, ...]) -> tuple[Person, ...]:
    """Who may, by the catalog on main."""
    people = [person for role in roles for person in _people(situation, role)]
    return tuple({person.id: person for person in people}.values())


def _role(situation: Situation, who: int, roles: tuple[Role, ...]) -> Role | None:
    found = (role for role in roles if who in {p.id for p in _people(situation, role)})
    return next(found, None)


def _people(situation: Situation, role: Role) -> tuple[Person, ...]:
    release, app = situation.release, situation.app
    match role:
        case Role.RELEASER:
            return situation.main.catalog.releasers(release.mini_program) if release else ()
        case Role.OPERATOR:
            return app.operators if app else ()
        case _:
            return app.inspectors if app else ()


# --- When ----------------------------------------------------------------------------------------


def _row(log: Log, deed: Deed) -> Row | None:
    if deed.trigger is None:
        return None
    return row_from(log.status, deed.trigger, log.release.environment)


def _sources(situation: Situation, deed: Deed) -> tuple[Status, ...]:
    """The statuses in which a command counts, in the order of the lifecycle."""
    if deed.trigger is None:
        return tuple(status for status in Status if status in NOTES[deed.kind])
    release = situation.release
    return sources_of(deed.trigger, release.environment) if release else ()


def as_shown(situation: Situation, log: Log, at: datetime) -> bool:
    """Whether nothing that was shown has changed at or after a time."""
    telling = (e.time for e in reversed(log.entries) if e.draft.kind not in NEUTRAL)
    newest = next(telling, None)
    times = (newest, situation.main.ruled, situation.main.stop_told)
    return all(_older(time, at) for time in times)


def _older(time: datetime | None, at: datetime) -> bool:
    return time is None or time < at


def _hindered(situation: Situation, deed: Deed, at: datetime) -> Refused | None:
    """What halts a step forward now, or did when it was said."""
    if deed.trigger not in FORWARD:
        return None
    if situation.target is None:
        return Refused(Refusal.RULES, say.NO_ENVIRONMENT)
    for moment in (situation.now, at):
        found = hindrances(replace(situation, now=moment))
        if found:
            return Refused(Refusal.RULES, say.hindered(found))
    return None


def hindrances(situation: Situation) -> tuple[Finding, ...]:
    """The unmet rules of every step forward."""
    found = (finding for finding in ask(situation) if of_each_step(finding.rule))
    return tuple(finding for finding in found if finding.answer.state is State.UNMET)


# --- How far -------------------------------------------------------------------------------------

_RAISING = frozenset({Trigger.GO_LIVE, Trigger.GO_LIVE_GRAYSCALE, Trigger.SCALE, Trigger.COMPLETE})


def _percent(situation: Situation, log: Log, deed: Deed, command: Command) -> Refused | None:
    if deed.trigger not in _RAISING or situation.app is None or situation.target is None:
        return None
    percent = command.percent or EVERYBODY
    why = percent_refused(situation, log, percent)
    return Refused(Refusal.PERCENT, why) if why else None


def percent_refused(situation: Situation, log: Log, percent: int) -> str | None:
    """Why a percentage is not the next one for this release, by its app."""
    app, target = situation.app, situation.target
    if app is None or target is None:  # pragma: no cover  both were asked before
        raise AssertionError("a rollout without an app")
    now = percent_of(log)
    if now is not None and percent <= now:
        return say.not_higher(percent, now)
    first = _is_first(situation, app)
    if percent < EVERYBODY and first:
        return say.FIRST_IS_FULL
    if percent == EVERYBODY and _must_grow(target) and not now and not first:
        return say.GRAYSCALE_FIRST
    steps = target.grayscale.steps if target.grayscale else ()
    if 0 < percent < EVERYBODY and steps and percent not in steps:
        return say.not_a_step(percent, steps)
    return None


def _is_first(situation: Situation, app: App) -> bool:
    """Whether the app wants this release in full, as the first ever of its target."""
    return app.first_release_full and not any(log.was_full for log in situation.main.siblings)


def _must_grow(target: Target) -> bool:
    return target.grayscale is not None and target.grayscale.required


# --- Arguments -----------------------------------------------------------------------------------


def _with_arguments(
    situation: Situation, log: Log, one: Said, command: Command, order: Order
) -> Order | Refused:
    order = replace(order, reason=_reason(command))
    match command.word:
        case Word.PILOT:
            return _pilot(situation, log, command, order)
        case Word.PAUSE if paused(log):
            return Refused(Refusal.ALREADY, say.PAUSED_ALREADY)
        case Word.RESUME if not paused(log):
            return Refused(Refusal.ALREADY, say.NOT_PAUSED)
        case Word.WARN:
            return _warning(one.comment.at, command, order)
        case _:
            return replace(order, rollout=Rollout(percent=_reached(order, command)))


def _reached(order: Order, command: Command) -> int | None:
    """The percentage that an entry states: where a rollout begins, grows or ends."""
    if order.row is None:
        return None
    if order.row.target is Status.GRAYSCALE_RELEASE:
        return command.percent or 0
    return EVERYBODY if order.row.target is Status.FULL_RELEASE else None


def _pilot(situation: Situation, log: Log, command: Command, order: Order) -> Order | Refused:
    testers, target = testers_of(log), situation.target
    if testers is None or testers.ids is None or target is None:
        return Refused(Refusal.PILOT, say.testers_are_a_group(testers.group if testers else None))
    known, meant = testers.ids, dict.fromkeys(command.users)
    wrong = [one for one in meant if not one.startswith(target.tester_prefix)]
    if command.adds and wrong:
        return Refused(Refusal.PILOT, say.other_prefix(wrong[0], target.tester_prefix))
    left = [one for one in known if one not in meant]
    after = (*known, *(one for one in meant if one not in known)) if command.adds else (*left,)
    if set(after) == set(known):
        return Refused(Refusal.PILOT, say.SAME_TESTERS)
    if len(after) > target.tester_limit:
        return Refused(Refusal.PILOT, say.too_many_testers(len(after), target.tester_limit))
    return replace(order, rollout=Rollout(testers=tuple(after)))


def _warning(at: datetime, command: Command, order: Order) -> Order | Refused:
    deadline = _deadline(command.deadline or "", at)
    if deadline is None or not at < deadline <= at + LONGEST_WARNING:
        return Refused(Refusal.DEADLINE, say.DEADLINE)
    return replace(order, rollout=Rollout(deadline=deadline))


def _deadline(text: str, at: datetime) -> datetime | None:
    return at + timedelta(days=int(text[:-1])) if text.endswith("d") else read_moment(text)


def _reason(command: Command) -> str | None:
    """The reason for the log; a secret quoted in it would stand there for ever."""
    if command.reason is None:
        return None
    reason = clean(command.reason, len(command.reason))
    return NOT_SHOWN if looks_secret(reason) or not reason else reason
