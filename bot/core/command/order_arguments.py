"""What a command says beside its word: a percentage, testers, a deadline, a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.command import order_sentences as say
from bot.core.command.acts import Refusal
from bot.core.command.deeds import Order, Refused
from bot.core.command.grammar import Word
from bot.core.documents.problem import NOT_SHOWN
from bot.core.documents.secret_text import looks_secret
from bot.core.documents.until import read_moment
from bot.core.entry_rollout import Rollout
from bot.core.lifecycle import Status, Trigger
from bot.core.quoting import clean
from bot.core.rollout import EVERYBODY, paused, percent_of, testers_of
from bot.core.rollout_rules import full_first, grayscale_first

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.command.acts import Said
    from bot.core.command.deeds import Deed
    from bot.core.command.grammar import Command
    from bot.core.log import Log
    from bot.core.situation import Situation

LONGEST_WARNING = timedelta(days=366)

# --- How far -------------------------------------------------------------------------------------

_RAISING = frozenset({Trigger.GO_LIVE, Trigger.GO_LIVE_GRAYSCALE, Trigger.SCALE, Trigger.COMPLETE})


def wrong_percent(situation: Situation, log: Log, deed: Deed, command: Command) -> Refused | None:
    """Why the percentage that it would reach is not allowed, if it is not."""
    if deed.trigger not in _RAISING:
        return None
    percent = command.percent or EVERYBODY
    why = percent_refused(situation, log, percent)
    return Refused(Refusal.PERCENT, why) if why else None


def percent_refused(situation: Situation, log: Log, percent: int) -> str | None:
    """Why a percentage is not the next one for this release, by its app."""
    target = situation.target
    if target is None:  # pragma: no cover  it was asked before
        raise AssertionError("a rollout without an environment")
    now = percent_of(log)
    if now is not None and percent <= now:
        return say.not_higher(percent, now)
    if percent < EVERYBODY and full_first(situation):
        return say.FIRST_IS_FULL
    if percent == EVERYBODY and not now and grayscale_first(situation):
        return say.GRAYSCALE_FIRST
    steps = target.grayscale.steps if target.grayscale else ()
    if 0 < percent < EVERYBODY and steps and percent not in steps:
        return say.not_a_step(percent, steps)
    return None


# --- Arguments -----------------------------------------------------------------------------------


def with_arguments(
    situation: Situation, log: Log, one: Said, command: Command, order: Order
) -> Order | Refused:
    """The order with what its words add to the entry, unless they cannot be."""
    order = replace(order, reason=reason_said(command))
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
    if target is None:
        return Refused(Refusal.RULES, say.NO_TARGET)
    if testers is None or testers.ids is None:
        return Refused(Refusal.PILOT, say.testers_are_a_group(testers.group if testers else None))
    known, meant = testers.ids, dict.fromkeys(command.users)
    wrong = [one for one in meant if not one.startswith(target.tester_prefix)]
    if command.adds and wrong:
        return Refused(Refusal.PILOT, say.other_prefix(wrong[0], target.tester_prefix))
    left = [one for one in known if one not in meant]
    after = (*known, *(one for one in meant if one not in known)) if command.adds else (*left,)
    if set(after) == set(known):
        return Refused(Refusal.PILOT, say.SAME_TESTERS)
    if command.adds and len(after) > target.tester_limit:
        return Refused(Refusal.PILOT, say.too_many_testers(len(after), target.tester_limit))
    return replace(order, rollout=Rollout(testers=tuple(after)))


def _warning(at: datetime, command: Command, order: Order) -> Order | Refused:
    deadline = _deadline(command.deadline or "", at)
    if deadline is None or not at < deadline <= at + LONGEST_WARNING:
        return Refused(Refusal.DEADLINE, say.DEADLINE)
    return replace(order, rollout=Rollout(deadline=deadline))


def _deadline(text: str, at: datetime) -> datetime | None:
    return at + timedelta(days=int(text[:-1])) if text.endswith("d") else read_moment(text)


def reason_said(command: Command) -> str | None:
    """The reason for the log; a secret quoted in it would stand there for ever."""
    if command.reason is None:
        return None
    reason = clean(command.reason, len(command.reason))
    return NOT_SHOWN if looks_secret(reason) or not reason else reason
