"""Perform the schedule of a release: the next act once its time has come, under all rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.command.order_arguments import percent_refused
from bot.core.command.orders import hindrances
from bot.core.entry import Actor, Draft, Kind
from bot.core.entry_rollout import Rollout
from bot.core.lifecycle import Role, Status, Trigger, row_for
from bot.core.rollout import EVERYBODY
from bot.core.schedule import pending_of
from bot.core.superseding import superseding

if TYPE_CHECKING:
    from bot.core.decision import Moved
    from bot.core.log import Log
    from bot.core.schedule import Due
    from bot.core.situation import Situation


def scheduled(situation: Situation, log: Log) -> Moved | None:
    """The act that is due now, if all rules allow it; missed ones catch up in their order."""
    due, target = due_now(situation, log), situation.target
    if due is None or target is None or hindrances(situation) or stuck(situation, log):
        return None
    kind, trigger = _deed(log, due)
    row = row_for(log.status, trigger, target.capabilities)
    if row is None:  # pragma: no cover  what may be due has a row in Production
        raise AssertionError(f"no row leads on from {log.status}")
    last, bot = log.entries[-1].draft, situation.main.catalog.settings.bot
    draft = Draft(
        kind=kind,
        row=row.id,
        source=log.status,
        target=row.target,
        release=log.release,
        round=last.round,
        subject=last.subject,
        actor=Actor(bot.login, bot.id, Role.BOT),
        cause={"kind": "schedule", "step": due.act.step},
        content=log.content,
        policy_repository=situation.repository,
        rollout=Rollout(percent=due.act.percent),
    )
    return superseding(situation, log, draft)


def due_now(situation: Situation, log: Log) -> Due | None:
    """The next act of the schedule, where its time has come."""
    due = pending_of(log)
    return due if due is not None and due.at <= situation.now else None


def stuck(situation: Situation, log: Log) -> str | None:
    """Why the app does not allow the act that is due, whatever the time."""
    due = due_now(situation, log)
    if due is None or situation.app is None or situation.target is None:
        return None
    return percent_refused(situation, log, due.act.percent)


def _deed(log: Log, due: Due) -> tuple[Kind, Trigger]:
    """The act as the lifecycle has it: going live, raising, or completing."""
    full = due.act.percent == EVERYBODY
    if log.status is Status.RELEASE_PREPARATION:
        return Kind.WENT_LIVE, Trigger.GO_LIVE if full else Trigger.GO_LIVE_GRAYSCALE
    return (Kind.COMPLETED, Trigger.COMPLETE) if full else (Kind.SCALED, Trigger.SCALE)
