"""What a schema cannot say of an app's freezes and of its steps through grayscale."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.core.documents.check import Check
from bot.core.documents.explain import did_you_mean
from bot.core.documents.place_kinds import AppFile
from bot.core.documents.problem import quoted
from bot.core.documents.until import read_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.documents.check import Answers, Subject
    from bot.core.documents.loaded import Path


def freeze_times_exist(subject: Subject) -> Answers:
    """Check ``no-such-time`` for freezes."""
    for path in _freezes(subject):
        for name in ("from", "until"):
            text = subject.field(*path, name)
            if isinstance(text, str) and read_moment(text) is None:
                what, cure = f"there is no time {quoted(text)}", "write one of the calendar"
                yield subject.loaded.error("no-such-time", what, cure, (*path, name))


def _windows_can_be(subject: Subject) -> Answers:
    for path in _freezes(subject):
        weekly = subject.field(*path, "weekly")
        if weekly is None:
            yield from _once(subject, path)
            continue
        for name in ("from", "until"):
            if subject.field(*path, name) is not None:
                what, cure = f"{name} stands beside weekly", "keep one of the two"
                yield subject.loaded.error(WINDOW, what, cure, (*path, name))
        begins, ends = (subject.field(*path, "weekly", name) for name in ("from", "until"))
        if isinstance(begins, str) and begins == ends:
            what = f"the window ends as it begins, at {quoted(ends)}"
            cure = "give the time at which it ends, in the same week or the next"
            yield subject.loaded.error(WINDOW, what, cure, (*path, "weekly", "until"))


def _once(subject: Subject, path: Path) -> Answers:
    begins, ends = (subject.field(*path, name) for name in ("from", "until"))
    if not isinstance(begins, str) or not isinstance(ends, str):
        return
    since, until = read_moment(begins), read_moment(ends)
    if since is not None and until is not None and until <= since:
        what = f"the window ends at {quoted(ends)}, not after it begins, at {quoted(begins)}"
        yield subject.loaded.error(WINDOW, what, "give a later time", (*path, "until"))


def _exceptions_exist(subject: Subject) -> Answers:
    known = subject.documents.mini_programs()
    for freeze in _freezes(subject):
        excepted = subject.field(*freeze, "except")
        for index, name in enumerate(excepted if isinstance(excepted, list) else ()):
            if isinstance(name, str) and name not in known:
                what = f"there is no mini program {quoted(name)} in the catalog"
                cure = did_you_mean(name, known, "add it first, or remove it here")
                path = (*freeze, "except", index)
                yield subject.loaded.error("exception-for-nobody", what, cure, path)


def _steps_ascend(subject: Subject) -> Answers:
    for environment in _environments(subject):
        path = ("environments", environment, "grayscale", "steps")
        steps = subject.field(*path)
        pairs = pairwise(steps) if isinstance(steps, list) else ()
        for index, (before, step) in enumerate(pairs, start=1):
            if isinstance(before, int) and isinstance(step, int) and step <= before:
                what = f"the step {step} does not come after {before}"
                cure = "write each percentage once, from the lowest to the highest"
                yield subject.loaded.error("steps-not-ascending", what, cure, (*path, index))


def _freezes(subject: Subject) -> Iterator[Path]:
    for environment in _environments(subject):
        path = ("environments", environment, "freezes")
        freezes = subject.field(*path)
        yield from ((*path, i) for i in range(len(freezes) if isinstance(freezes, list) else 0))


def _environments(subject: Subject) -> tuple[str, ...]:
    found = subject.field("environments") if isinstance(subject.place, AppFile) else None
    return tuple(found) if isinstance(found, dict) else ()


WINDOW = "no-such-window"

ROLLOUT_CHECKS: tuple[Check, ...] = (
    Check(
        WINDOW,
        "Does each freeze have one window, which begins before it ends?",
        "A freeze is once (from, until) or weekly, never both; a weekly one may go on over the "
        "week's end, and ends at another time than it begins.",
        _windows_can_be,
    ),
    Check(
        "exception-for-nobody",
        "Is there a mini program for each exception of a freeze?",
        "A freeze excepts mini programs of the catalog, by their ids.",
        _exceptions_exist,
    ),
    Check(
        "steps-not-ascending",
        "Do the steps of a grayscale release ascend?",
        "A grayscale release only grows, so each step is above the one before.",
        _steps_ascend,
    ),
)
"""The checks of freezes and steps."""
