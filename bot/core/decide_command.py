"""Decide what a command on a release comes to, as entries of logs. Pure, as all of core."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.command.acts import answered, said
from bot.core.command.deeds import ORDERS, Order, StopOrder
from bot.core.command.grammar import Command, Word
from bot.core.command.orders import order_of, stop_of
from bot.core.decision import Moved, Recorded
from bot.core.entry import Actor, Draft, Kind
from bot.core.lifecycle import Trigger, row_on
from bot.core.stop import Call, stop_draft
from bot.core.superseding import superseding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.command.acts import Said
    from bot.core.document_log import DocumentLog
    from bot.core.log import Log
    from bot.core.situation import Situation


def commanded(situation: Situation) -> Moved | Recorded | None:
    """What the oldest command that counts comes to; ``None`` where there is none.

    Where what the bot wrote of the release is damaged, only a stop of the app still counts.
    """
    done = answered(situation)
    for one in said(situation):
        command = one.what
        if not isinstance(command, Command) or command.word not in ORDERS:
            continue
        if one.comment.id in done or one.id in _accounted(situation):
            continue
        decision = _decided(situation, one, command)
        if decision is not None:
            return decision
    return None


def stop_said(situation: Situation) -> bool:
    """Whether somebody says, or said within the day, that the app is to be stopped."""
    found = (one.what for one in said(situation))
    return any(isinstance(one, Command) and one.word is Word.STOP for one in found)


def _accounted(situation: Situation) -> frozenset[str]:
    log = situation.main.log
    return situation.main.stop_events | (log.events if log else frozenset())


def _decided(situation: Situation, one: Said, command: Command) -> Moved | Recorded | None:
    chain = situation.main.documents
    if command.word is Word.STOP:
        stop = stop_of(situation, one, command)
        if chain is None or not isinstance(stop, StopOrder):
            return None
        return _stopped(situation, one, stop, chain)
    ordered, log = order_of(situation, one, command), situation.main.log
    if log is None or situation.main.troubles or not isinstance(ordered, Order):
        return None
    draft = _draft(situation, log, one, ordered)
    if ordered.deed.kind is Kind.FORCE_REMOVED:
        return Moved(log, draft, tuple(_removed(situation, draft)))
    return superseding(situation, log, draft)


def _draft(situation: Situation, log: Log, one: Said, order: Order) -> Draft:
    last, author = log.entries[-1].draft, one.comment.author
    return Draft(
        kind=order.deed.kind,
        row=order.row.id if order.row else None,
        source=log.status,
        target=order.row.target if order.row else log.status,
        release=log.release,
        round=last.round,
        subject=last.subject,
        actor=Actor(author.login, author.id, order.role),
        cause={"kind": "event", "event": one.id},
        content=log.content,
        policy_repository=situation.repository,
        events=(one.id,),
        reason=order.reason,
        rollout=order.rollout,
    )


def _removed(situation: Situation, by: Draft) -> Iterator[tuple[Log, Draft]]:
    """Every other release of the mini program in the app that a force removal ends."""
    for log in (*situation.main.siblings, *situation.main.elsewhere):
        row = row_on(log.status, Trigger.FORCE_REMOVE, log.release.environment)
        if row is None:
            continue
        last = log.entries[-1]
        yield (
            log,
            Draft(
                kind=Kind.FORCE_REMOVED,
                row=row.id,
                source=log.status,
                target=row.target,
                release=log.release,
                round=last.draft.round,
                subject=last.draft.subject,
                actor=by.actor,
                cause={"kind": "force-removed", "transition": by.transition},
                content=log.content,
                policy_repository=situation.repository,
                reason=by.reason,
            ),
        )


def _stopped(situation: Situation, one: Said, order: StopOrder, chain: DocumentLog) -> Recorded:
    app, pull = situation.app, situation.pull
    if app is None:  # pragma: no cover  the order was given for an app
        raise AssertionError("a stop of no app")
    call = Call.by_comment(one.id, pull.number, situation.branch.head)
    draft = stop_draft(app.id, one.comment.author, order.reason, call, situation.repository)
    return Recorded(chain, draft)
