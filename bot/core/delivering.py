"""Tell an app's backend of a change, as data: what is sent, and the note of what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.decision import Moved
from bot.core.delivery import Change, Message
from bot.core.entry import Actor, Draft, Kind
from bot.core.entry_rollout import Observed as Noted
from bot.core.entry_rollout import Result, Rollout
from bot.core.lifecycle import Role
from bot.core.outbox import acknowledged, is_due, telling
from bot.core.rollout import percent_of

if TYPE_CHECKING:
    from bot.core.catalog import Delivery
    from bot.core.delivery import Observed
    from bot.core.log import Log
    from bot.core.outbox import Telling
    from bot.core.situation import Situation


@dataclass(frozen=True, slots=True)
class Deliver:
    """Send a message to the app's backend, then record what came of it.

    A run that dies in between sends it again, under the same key and the same number.
    """

    log: Log
    delivery: Delivery
    message: Message


def delivering(situation: Situation) -> Deliver | Moved | None:
    """The attempt that is due, or the note of what an observer said meanwhile."""
    log, app, found = situation.main.log, situation.app, telling(situation)
    if log is None or app is None or app.delivery is None or found is None:
        return None
    said, attempt = acknowledged(situation, found), found.attempts + 1
    if said is not None:
        return noted(situation, log, (found.transition, attempt), said)
    if not is_due(found, app.delivery, situation.now):
        return None
    return Deliver(log, app.delivery, _message(situation, log, found, attempt))


def _message(situation: Situation, log: Log, found: Telling, attempt: int) -> Message:
    draft, live = found.change.draft, situation.main.live
    change = Change(
        transition=found.transition,
        kind=draft.kind,
        status=log.status,
        percent=percent_of(log),
        at=found.change.time,
        commit=draft.subject.head,
    )
    programs = live["miniPrograms"] if live else {}
    return Message(log.release, change, attempt, programs.get(log.release.mini_program, ()))


def noted(situation: Situation, log: Log, attempt: tuple[str, int], observed: Observed) -> Moved:
    """The note of an attempt (which change, which number): it changes nothing else."""
    last, bot = log.entries[-1].draft, situation.main.catalog.settings.bot
    (transition, number), failed = attempt, observed.result is Result.FAILED
    return Moved(
        log,
        Draft(
            kind=Kind.DELIVERY_FAILED if failed else Kind.DELIVERED,
            row=None,
            source=log.status,
            target=log.status,
            release=log.release,
            round=log.round,
            subject=last.subject,
            actor=Actor(bot.login, bot.id, Role.BOT),
            cause={"kind": "delivery", "transition": transition, "attempt": number},
            content=log.content,
            policy_repository=situation.repository,
            rollout=Rollout(observed=Noted(transition, number, observed.result, observed.noted)),
        ),
    )
