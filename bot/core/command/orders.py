"""What a command on a release comes to: an order that is carried out, or a refusal for ever.

A command binds to the state that was shown: to the newest entry of the release's log, which must be
strictly older than the comment. Where the release, the app's stop, or the catalog that it is judged
by changed since, it does nothing (threats B8, E11). What is asked of clocks is asked of the time at
which it was said and of now. So what was refused once never fires later.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.command import order_sentences as say
from bot.core.command.acts import Refusal
from bot.core.command.deeds import STOPPING, Order, Refused, StopOrder, deed_of, sources
from bot.core.command.order_arguments import reason_said, with_arguments, wrong_percent
from bot.core.finding import State
from bot.core.lifecycle import FORWARD, LIVE, Role, row_on
from bot.core.rollout import moves
from bot.core.rules import ask, of_each_step

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.catalog import Person
    from bot.core.command.acts import Said
    from bot.core.command.grammar import Command
    from bot.core.finding import Finding
    from bot.core.log import Log
    from bot.core.situation import Situation


def order_of(situation: Situation, one: Said, command: Command) -> Order | Refused:
    """What a command comes to, by all that is known now."""
    log, release = situation.main.log, situation.release
    if log is None or release is None or situation.branch.change is not None:
        return Refused(Refusal.NO_RELEASE, say.NO_RELEASE)
    deed = deed_of(command)
    role = _role(situation, one, deed.roles)
    if isinstance(role, Refused):
        return role
    last, allowed = log.last, sources(deed, release.environment)
    if last is not None and last.draft.subject.pull_request != situation.pull.number:
        return Refused(Refusal.NO_RELEASE, say.elsewhere(last.draft.subject.pull_request))
    if command.version not in (None, str(release.version)):
        return Refused(Refusal.OTHER_VERSION, say.other_version(command, release))
    if log.status not in allowed:
        why = say.not_now(log.status, allowed, entitled(situation, deed.roles))
        return Refused(Refusal.NOT_NOW, why)
    if not as_shown(situation, log, one.comment.at):
        return Refused(Refusal.AS_SHOWN, say.CHANGED_SINCE)
    return _ordered(situation, log, one, command, Order(deed, role))


def _ordered(
    situation: Situation, log: Log, one: Said, command: Command, order: Order
) -> Order | Refused:
    """The order where neither the app's rules nor its own words stand against it."""
    trigger = order.deed.trigger
    if trigger in FORWARD:
        hindered = _hindered(situation, one.comment.at)
        hindered = hindered or wrong_percent(situation, log, order.deed, command)
        if hindered is not None:
            return hindered
    if trigger is not None:
        order = replace(order, row=row_on(log.status, trigger, log.release.environment))
    return with_arguments(situation, log, one, command, order)


def stop_of(situation: Situation, one: Said, command: Command) -> StopOrder | Refused:
    """An emergency stop: it needs no release of a certain status, and waits for nothing."""
    if situation.app is None or situation.branch.change is not None:
        return Refused(Refusal.NO_RELEASE, say.NO_RELEASE)
    role = _role(situation, one, STOPPING)
    if isinstance(role, Refused):
        return role
    if situation.main.stop is not None:
        return Refused(Refusal.ALREADY, say.STOPPED_ALREADY)
    if not all(_older(time, one.comment.at) for time in _told(situation)):
        return Refused(Refusal.AS_SHOWN, say.CHANGED_SINCE)
    return StopOrder(reason_said(command))


# --- Who -----------------------------------------------------------------------------------------


def entitled(situation: Situation, roles: tuple[Role, ...]) -> tuple[Person, ...]:
    """Who may, by the catalog on main."""
    people = [person for role in roles for person in _people(situation, role)]
    return tuple({person.id: person for person in people}.values())


def _role(situation: Situation, one: Said, roles: tuple[Role, ...]) -> Role | Refused:
    """In which role somebody says it; of several the first."""
    author = one.comment.author
    for role in roles:
        if author.id in {person.id for person in _people(situation, role)}:
            return role
    why = say.not_entitled(author, roles, entitled(situation, roles))
    return Refused(Refusal.NOT_ENTITLED, why)


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


def as_shown(situation: Situation, log: Log, at: datetime) -> bool:
    """Whether nothing that was shown has changed at or after a time.

    An entry bears the time of its decision, and is shown once it has come to main.
    """
    main, newest = situation.main, log.shown
    times = (newest.time if newest else None, main.came, *_told(situation))
    return all(_older(time, at) for time in times)


def _told(situation: Situation) -> tuple[datetime | None, datetime | None]:
    """When the catalog's log last said something of who may, of the rules, or of a stop."""
    return (situation.main.ruled, situation.main.stop_told)


def _older(time: datetime | None, at: datetime) -> bool:
    return time is None or time < at


def _hindered(situation: Situation, at: datetime) -> Refused | None:
    """What halts a step forward now, or did when it was said."""
    if situation.target is None:
        return Refused(Refusal.RULES, say.NO_TARGET)
    if not _older(_beside(situation), at):
        return Refused(Refusal.AS_SHOWN, say.CHANGED_SINCE)
    for moment in (situation.now, at):
        found = hindrances(replace(situation, now=moment))
        if found:
            return Refused(Refusal.RULES, say.hindered(found))
    return None


def _beside(situation: Situation) -> datetime | None:
    """When users last came to have another version, or lost it: steps are judged by that."""
    entries = (entry for log in situation.main.siblings for entry in log.entries if moves(entry))
    live = (e.time for e in entries if {e.draft.source, e.draft.target} & LIVE)
    return max(live, default=None)


def hindrances(situation: Situation) -> tuple[Finding, ...]:
    """The unmet rules of every step forward."""
    found = (finding for finding in ask(situation) if of_each_step(finding.rule))
    return tuple(finding for finding in found if finding.answer.state is State.UNMET)
