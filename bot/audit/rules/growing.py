"""The rules of a rollout: percentages that only grow, by the app's steps, and pilots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.model.rollout import ALL
from bot.audit.model.schedule import next_act
from bot.audit.model.table import FULL, GRAYSCALE
from bot.audit.rules.acting import SCHEDULED
from bot.audit.rules.findings import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.rules.case import Case

_RAISE = frozenset({"T14", "T15", "T17", "T18"})


def percent_grows(case: Case) -> Iterator[str]:
    """Check ``percent``."""
    entry, now = case.entry, case.before.rollout.percent or 0
    if entry.percent is None:
        return
    if entry.target == FULL and entry.percent != ALL:
        yield f"a Full Release is met by all users, not by {entry.percent} %"
    if entry.target == GRAYSCALE and entry.percent == ALL:
        yield "what all users meet is a Full Release"
    if entry.row == "T11" and entry.percent != 0:
        yield f"it stands at {entry.percent} % after its pilot, not at 0 %"
    if entry.row in ("T17", "T18") and entry.percent <= now:
        yield f"it goes from {now} % to {entry.percent} %, which is not higher"
    if entry.row == "T14" and entry.percent == 0 and entry.role != "bot":
        yield "nobody goes live for 0 % but by a schedule"


def by_steps(case: Case) -> Iterator[str]:
    """Check ``step``."""
    entry, target = case.entry, case.policy.target(case.entry.release)
    if entry.row not in _RAISE or entry.percent is None or target is None:
        return
    steps = target.growth.steps
    if steps and entry.percent not in (0, ALL, *steps):
        yield f"{entry.percent} % is none of the app's steps, {', '.join(map(str, steps))}"


def waited(case: Case) -> Iterator[str]:
    """Check ``waited``."""
    entry, rollout = case.entry, case.before.rollout
    target = case.policy.target(entry.release)
    if entry.row not in ("T17", "T18") or target is None or not rollout.percent:
        return
    until = rollout.moved + target.growth.wait
    if entry.time < until:
        yield f"it was to stand at {rollout.percent} % until {show_time(until)}"


def in_its_way(case: Case) -> Iterator[str]:
    """Check ``grayscale``."""
    entry, target = case.entry, case.policy.target(case.entry.release)
    if entry.row not in _RAISE or target is None:
        return
    app = case.policy.app(entry.release.app) or {}
    first = bool(app.get("firstReleaseFull")) and not _followed(case)
    if first and entry.target == GRAYSCALE and entry.percent != 0:
        yield "the first release of a mini program in a target had to go live in full"
    at_once = target.growth.required and entry.target == FULL and not case.before.rollout.percent
    if at_once and not first:
        yield "a release had to go live for a part of the users before it went live for all"


def _followed(case: Case) -> bool:
    """Whether another release of the slot was ever Full Release."""
    return case.around.last_full is not None


def piloted_well(case: Case) -> Iterator[str]:
    """Check ``testers``."""
    entry, target = case.entry, case.policy.target(case.entry.release)
    if entry.testers is None or target is None:
        return
    most, prefix = target.growth.testers, target.growth.prefix
    if len(entry.testers) > most:
        yield f"the pilot has {len(entry.testers)} testers, where the app allows {most}"
    if len(set(entry.testers)) != len(entry.testers):
        yield "it names a tester twice"
    if not all(one.startswith(prefix) for one in entry.testers):
        yield f"it names testers who are no users of {entry.release.app} there"


def by_schedule(case: Case) -> Iterator[str]:
    """Check ``schedule``."""
    entry = case.entry
    if entry.kind not in SCHEDULED or entry.role != "bot":
        return
    due, step = next_act(case.before), entry.cause.get("step")
    if due is None or (due.step, due.percent) != (step, entry.percent):
        what = f"act {due.step}, {due.percent} %" if due else "nothing"
        yield f"it performs act {step}, {entry.percent} %, where {what} was due"
    elif entry.time < due.at:
        yield f"it was due at {show_time(due.at)}, and performed at {show_time(entry.time)}"


GROWING_RULES: tuple[Rule[Case], ...] = (
    Rule(
        "percent",
        "Does the percentage only grow, from 0 % after a pilot to 100 % at Full Release?",
        "A field of its own: Grayscale Release may stand at 0 %, and only a schedule goes live so.",
        percent_grows,
    ),
    Rule(
        "step",
        "Is the percentage one of the app's steps?",
        "`grayscale.steps` of the environment in the catalog at the parent commit.",
        by_steps,
    ),
    Rule(
        "waited",
        "Did it stand at its percentage as long as the app asks?",
        "`grayscale.wait` of the environment, from the entry that raised it last.",
        waited,
    ),
    Rule(
        "grayscale",
        "Did it go live in part or in full as the app asks?",
        "`grayscale.required`, and `firstReleaseFull` for the first release that a target ever "
        "has of the mini program.",
        in_its_way,
    ),
    Rule(
        "testers",
        "Is the pilot within the app's limit, of users of the app, each named once?",
        "`testerLimit` and `testerIds` of the environment in the catalog at the parent commit.",
        piloted_well,
    ),
    Rule(
        "schedule",
        "Did the bot do by the schedule what was due, and not before its time?",
        "The schedule is part of the application that was judged; its acts come in order, and "
        "those that people went beyond are passed over.",
        by_schedule,
    ),
)
