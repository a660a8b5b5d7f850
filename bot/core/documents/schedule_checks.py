"""The checks of a schedule: for Production alone, each act after the one before, and in steps."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.core.documents.check import Check
from bot.core.documents.explain import listed
from bot.core.documents.identity import Environment
from bot.core.documents.place_kinds import AppFile, RequestFile, StatusFile
from bot.core.documents.problem import quoted
from bot.core.documents.until import read_moment
from bot.core.durations import read_duration

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.core.documents.canonical import Value
    from bot.core.documents.check import Answers, Subject
    from bot.core.documents.loaded import Path

GO_LIVE = ("schedule", "goLiveAt")
STEPS = ("schedule", "grayscale")
STEPS_OF_APP = ("environments", "production", "grayscale", "steps")
COMPLETE = 100


class _Step(NamedTuple):
    """One step of the Grayscale Release, as it is written."""

    path: Path
    percent: Value
    at: Value
    after: Value


def _steps(subject: Subject) -> list[_Step]:
    found = subject.field(*STEPS) if isinstance(subject.place, RequestFile) else None
    return [
        _Step((*STEPS, index), one.get("percent"), one.get("at"), one.get("after"))
        for index, one in enumerate(found if isinstance(found, list) else ())
        if isinstance(one, dict)
    ]


def _for_production(subject: Subject) -> Answers:
    place = subject.place
    if not isinstance(place, RequestFile) or subject.field("schedule") is None:
        return
    if place.release.environment is not Environment.PRODUCTION:
        what = f"a release to {quoted(str(place.release.environment))} has a schedule"
        cure = "remove it: only Production is released by a schedule"
        path = ("schedule",)
        yield subject.loaded.error("schedule-elsewhere", what, cure, path, at_key=True)


def schedule_times_exist(subject: Subject) -> Answers:
    """Check ``no-such-time`` of a schedule."""
    go_live = subject.field(*GO_LIVE) if isinstance(subject.place, RequestFile) else None
    named: list[tuple[Path, Value]] = [(GO_LIVE, go_live)]
    named += [((*step.path, "at"), step.at) for step in _steps(subject)]
    for path, text in named:
        if isinstance(text, str) and _moment(text) is None:
            what = f"there is no time {quoted(text)}"
            cure = f"write one of the calendar, not after the year {LAST_YEAR}"
            yield subject.loaded.error("no-such-time", what, cure, path)


def _each_has_one_time(subject: Subject) -> Answers:
    for index, step in enumerate(_steps(subject)):
        if step.at is not None and step.after is not None:
            what, cure = "the step names both at and after", "keep one of the two"
            yield subject.loaded.error("step-time", what, cure, step.path)
        elif index and step.at is None and step.after is None:
            what = "the step does not say when"
            cure = "add at, or after; only the first step may have neither"
            yield subject.loaded.error("step-time", what, cure, step.path)


def _percents_ascend(subject: Subject) -> Answers:
    for before, step in pairwise(_steps(subject)):
        one, other = before.percent, step.percent
        if isinstance(one, int) and isinstance(other, int) and other <= one:
            what = f"{other} is not more than {one}, which the step before it has reached"
            cure = "give a greater percentage, or remove the step"
            yield subject.loaded.error(
                "percents-not-ascending", what, cure, (*step.path, "percent")
            )


def _times_ascend(subject: Subject) -> Answers:
    soonest = _moment(subject.field(*GO_LIVE))
    if soonest is None:
        return
    for index, step in enumerate(_steps(subject)):
        at, after = _moment(step.at), _duration(step.after)
        if at is not None:
            if at < soonest or (index and at == soonest):
                what, cure = _too_soon(step, index, soonest)
                yield subject.loaded.error("times-not-ascending", what, cure, (*step.path, "at"))
            soonest = max(at, soonest)
        elif after is not None:
            soonest += after


def _too_soon(step: _Step, index: int, soonest: datetime) -> tuple[str, str]:
    if index == 0:
        return f"{quoted(step.at)} is before goLiveAt", "give that time or a later one"
    what = f"{quoted(step.at)} is not after the act before it"
    return what, f"that one is due at {soonest.isoformat()} at the soonest: give a later time"


def _steps_are_those_of_the_app(subject: Subject) -> Answers:
    place = subject.place
    if not isinstance(place, RequestFile) or _is_on_main(subject, place):
        return
    known = subject.documents.field(AppFile(place.release.app).path, *STEPS_OF_APP)
    if not isinstance(known, list):
        return
    for step in _steps(subject):
        if isinstance(step.percent, int) and step.percent not in (*known, COMPLETE):
            what = f"the app {quoted(place.release.app)} has no step of {step.percent} %"
            cure = f"it has: {listed([str(one) for one in known])}; {COMPLETE} is Full Release"
            path = (*step.path, "percent")
            yield subject.loaded.error("no-such-step", what, cure, path)


def _is_on_main(subject: Subject, place: RequestFile) -> bool:
    """Whether the request was judged and merged: it cannot follow what an app says later."""
    return subject.documents.field(StatusFile(place.release).path, "content") == "main"


def _moment(value: Value) -> datetime | None:
    """A time that a schedule may name, so that adding to it never leaves the calendar."""
    found = read_moment(value) if isinstance(value, str) else None
    return found if found is not None and found.year <= LAST_YEAR else None


def _duration(value: Value) -> timedelta | None:
    try:
        return read_duration(value) if isinstance(value, str) else None
    except ValueError:
        return None  # its schema says so


LAST_YEAR = 2099

SCHEDULE_CHECKS: tuple[Check, ...] = (
    Check(
        "schedule-elsewhere",
        "Is a schedule asked for Production alone?",
        "Elsewhere a release is in Full Release as soon as it may be.",
        _for_production,
    ),
    Check(
        "step-time",
        "Does each step say when, and only once?",
        "A step has at, a time, or after, a duration since the act before it. The first one may "
        "have neither: the release goes live at its percentage then, not at 0 %.",
        _each_has_one_time,
    ),
    Check(
        "percents-not-ascending",
        "Does each step go further than the one before it?",
        "A Grayscale Release only grows; 100 % is Full Release, and the last step there can be.",
        _percents_ascend,
    ),
    Check(
        "times-not-ascending",
        "Is each step later than the act before it?",
        "Acts are performed in their order, the first when the release goes live.",
        _times_ascend,
    ),
    Check(
        "no-such-step",
        "Does the app have each step?",
        "Where an app lists the percentages of its Grayscale Release, a schedule names only those, "
        "or 100. A request that is on main already is asked when the step is due, and not before.",
        _steps_are_those_of_the_app,
    ),
)
"""The checks of a schedule, beside ``no-such-time``, which documents of other kinds share."""
