"""The rules of what halts a release: an emergency stop, a freeze of the calendar, a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.model.freeze import frozen
from bot.audit.model.table import FORWARD, PAUSED
from bot.audit.rules.findings import Rule
from bot.core.documents.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.rules.case import Case


def not_stopped(case: Case) -> Iterator[str]:
    """Check ``stopped``."""
    stop = case.around.stop
    if case.entry.row in FORWARD and stop is not None:
        since = show_time(stop.time)
        yield f"{case.entry.release.app} was stopped since {since} by transition {stop.transition}"


def not_frozen(case: Case) -> Iterator[str]:
    """Check ``frozen``."""
    entry, target = case.entry, case.policy.target(case.entry.release)
    until = case.before.rollout.until
    overridden = until is not None and entry.time < until
    if entry.row not in FORWARD or target is None or overridden:
        return
    reason = frozen(target.growth.freezes, entry.release.mini_program, entry.time)
    if reason is not None:
        yield f"nothing went forward there at {show_time(entry.time)}: {quoted(reason)}"


def not_paused(case: Case) -> Iterator[str]:
    """Check ``paused``."""
    entry, paused = case.entry, case.before.rollout.paused
    if entry.row in PAUSED and paused:
        yield "the rollout was paused, and nobody had let it go on"
    if (entry.kind, paused) in (("paused", True), ("resumed", False)):
        yield f"it is {entry.kind} a second time"


HALT_RULES: tuple[Rule[Case], ...] = (
    Rule(
        "stopped",
        "Did no emergency stop of the app stand when it went forward?",
        "By the chain of the catalog up to the parent commit: the newest of its stops and of the "
        "changes that lifted one. Whatever ends a release is never halted.",
        not_stopped,
    ),
    Rule(
        "frozen",
        "Did no freeze of the calendar hold when it went forward?",
        "The windows of the environment in the catalog at the parent commit, at the time of the "
        "entry, unless a note in the log overrides freezes until later.",
        not_frozen,
    ),
    Rule(
        "paused",
        "Was the rollout not paused when it went on?",
        "A pause holds testing, going live and growing until a note lets it go on; both are noted "
        "only where they change something.",
        not_paused,
    ),
)
