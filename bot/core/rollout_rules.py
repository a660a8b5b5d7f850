"""The checks before a release goes further: stop, freeze, pause and waiting time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import rollout_sentences as say
from bot.core.entry import Kind
from bot.core.finding import LATER, MET, Answer, unmet
from bot.core.freeze import frozen
from bot.core.lifecycle import ROLLING_OUT, Status
from bot.core.rollout import paused, percent_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.catalog import Person
    from bot.core.freeze import Frozen
    from bot.core.situation import Situation


def lifters(situation: Situation) -> tuple[Person, ...]:
    """Who lifts a stop and overrides a freeze: operators of the app, and owners of the catalog."""
    operators = situation.app.operators if situation.app else ()
    people = (*operators, *situation.main.catalog.owners)
    return tuple({person.id: person for person in people}.values())


def not_stopped(situation: Situation) -> Answer:
    """Check ``not-stopped``."""
    stop = situation.main.stop
    return unmet(say.stopped(stop), lifters(situation)) if stop else MET


def not_frozen(situation: Situation) -> Answer:
    """Check ``not-frozen``."""
    found = freeze_of(situation)
    return unmet(say.frozen_until(found), lifters(situation)) if found else MET


def freeze_of(situation: Situation) -> Frozen | None:
    """What freezes the release now, unless an override holds."""
    target, release = situation.target, situation.release
    if target is None or release is None or _overridden(situation):
        return None
    return frozen(target.freezes, release.mini_program, situation.now)


def _overridden(situation: Situation) -> bool:
    log = situation.main.log
    notes = (entry.draft for entry in (log.entries if log else ()))
    until = (d.rollout.until for d in notes if d.kind is Kind.FREEZE_OVERRIDDEN)
    return any(time is not None and situation.now < time for time in until)


def not_paused(situation: Situation) -> Answer:
    """Check ``not-paused``."""
    log = situation.main.log
    if log is None or log.status not in ROLLING_OUT:
        return LATER
    if not paused(log):
        return MET
    note = next(e for e in reversed(log.entries) if e.draft.kind is Kind.PAUSED)
    return unmet(say.paused_by(note), going_on(situation))


def going_on(situation: Situation) -> tuple[Person, ...]:
    """Who pauses and resumes: whoever may go live, or an operator."""
    release, app = situation.release, situation.app
    releasers = situation.main.catalog.releasers(release.mini_program) if release else ()
    return (*releasers, *(app.operators if app else ()))


def step_waited(situation: Situation) -> Answer:
    """Check ``step-waited``."""
    until = waits_until(situation)
    if until is None:
        return LATER
    return MET if situation.now >= until else unmet(say.waits(until))


def full_first(situation: Situation) -> bool:
    """Whether the app wants this release in full, as the first ever of its target."""
    app = situation.app
    wanted = app is not None and app.first_release_full
    return wanted and not any(log.was_full for log in situation.main.siblings)


def grayscale_first(situation: Situation) -> bool:
    """Whether the app wants this release to be met by a part of the users before all."""
    grayscale = situation.target.grayscale if situation.target else None
    return grayscale is not None and grayscale.required and not full_first(situation)


def waits_until(situation: Situation) -> datetime | None:
    """When the release has stood long enough at its percentage, as the app asks."""
    log, target = situation.main.log, situation.target
    if log is None or target is None or target.grayscale is None:
        return None
    if log.status is not Status.GRAYSCALE_RELEASE or not percent_of(log):
        return None
    raised = next(e for e in reversed(log.entries) if e.draft.rollout.percent is not None)
    return raised.time + target.grayscale.wait
