"""What went forward though a stop, a freeze or a pause halted it; and stops that are none."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.entry import Kind
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.rollouts import prepared, ruled
from tests.audit.forgeries.stage import COFFEE, TEST
from tests.audit.forgeries.strokes import approved_by, told, told_with
from tests.history import people

if TYPE_CHECKING:
    from bot.core.document_entry import DocumentDraft
    from tests.audit.forgeries.forger import Forger
    from tests.history.commits import MainCommit

HALTS = Book(Sort.HALT)
DATED = {
    "reason": "The feast of spring",
    "from": "2026-03-01T00:00:00Z",
    "until": "2026-03-08T00:00:00+01:00",
}
WEEKLY = {"from": "Sun 22:00", "until": "Tue 06:00", "offset": "+08:00"}


@HALTS.found_by("stopped", says="harbor was stopped since")
def live_though_stopped(f: Forger) -> None:
    """A release goes live while an emergency stop of its app stands."""
    prepared(f)
    f.h.stop(COFFEE)
    f.forges()
    f.h.go_live(COFFEE)


@HALTS.found_by("stopped", says="harbor was stopped since")
def approved_though_stopped(f: Forger) -> None:
    """A release is approved while an emergency stop of its app stands."""
    f.h.apply(COFFEE)
    f.h.stop(COFFEE)
    f.forges()
    f.h.approve(COFFEE)


@HALTS.found_by("stopped", says="harbor was stopped since")
def released_though_stopped_again(f: Forger) -> None:
    """A release goes at once to an app whose stop was lifted, and that was stopped again."""
    prepared(f)
    f.h.stop(COFFEE)
    f.h.agree(f.h.lift("harbor", people.OLGA), (people.OMAR, people.OTTO))
    f.h.stop(COFFEE)
    f.forges()
    f.h.apply(TEST)


@HALTS.found_by("frozen", says="The feast of spring")
def live_though_frozen(f: Forger) -> None:
    """A release goes live within a freeze of the calendar."""
    prepared(f)
    with f.believing(ruled(f, freezes=[DATED])):
        f.h.go_live(COFFEE)


@HALTS.found_by("frozen", says="Weekends")
def approved_though_frozen(f: Forger) -> None:
    """A release is approved on a Monday that a weekly freeze still holds."""
    f.h.apply(COFFEE)
    with f.believing(ruled(f, freezes=[{"reason": "Weekends", "weekly": WEEKLY}])):
        f.h.approve(COFFEE)


@HALTS.found_by("frozen", says="The feast of spring")
def scaled_though_another_is_spared(f: Forger) -> None:
    """A release grows within a freeze that spares another mini program."""
    prepared(f)
    f.h.go_live(COFFEE, 10)
    with f.believing(ruled(f, freezes=[{**DATED, "except": ["tea"]}])):
        f.h.scale(COFFEE, 50)


@HALTS.found_by("paused", says="nobody had let it go on")
def live_though_paused(f: Forger) -> None:
    """A release that is held goes live."""
    prepared(f)
    f.h.hold(COFFEE, people.OLGA)
    f.pretend(COFFEE, kind=Kind.RESUMED)
    f.h.go_live(COFFEE)


@HALTS.found_by("paused", says="it is paused a second time")
def paused_twice(f: Forger) -> None:
    """A release that is held is held again."""
    prepared(f)
    f.h.hold(COFFEE)
    f.pretend(COFFEE, kind=Kind.RESUMED)
    f.h.hold(COFFEE)


# --- Stops ---------------------------------------------------------------------------------------


@HALTS.found_by("stop", says="was no operator of harbor")
def stopped_by_nobody(f: Forger) -> None:
    """Somebody without a role stops an app."""
    prepared(f)
    f.lie(told(_by_oscar))
    f.h.stop(COFFEE)


def _by_oscar(draft: DocumentDraft) -> DocumentDraft:
    who = people.OSCAR
    return replace(draft, actor=replace(draft.actor, login=who.login, id=who.id))


@HALTS.found_by("stop", says="only with a reason")
def stopped_without_a_reason(f: Forger) -> None:
    """An app is stopped, and nobody says why."""
    prepared(f)
    f.lie(told_with(reason=None))
    f.h.stop(COFFEE)


@HALTS.found_by("stop", says="was stopped already")
def stopped_twice(f: Forger) -> None:
    """An app that is stopped is stopped again, so that one lifting leaves a stop."""
    prepared(f)
    f.h.stop(COFFEE)
    f.forges()
    f.h.stop(COFFEE, people.OMAR)


@HALTS.found_by("cause", says="does not lead to stopped")
def stopped_without_a_comment(f: Forger) -> None:
    """An app is stopped by an event that is no comment."""
    prepared(f)
    f.lie(told_with(cause={"kind": "event", "event": "EV_4711"}, events=("EV_4711",)))
    f.h.stop(COFFEE)


@HALTS.found_by("cause", says="does not lead to stopped")
def stopped_by_button_and_pull_request(f: Forger) -> None:
    """An app is stopped by a run of the workflow, and the entry names a pull request as well."""
    prepared(f)
    f.lie(told_with(cause={"kind": "run", "run": 4711}))
    f.h.stop(COFFEE)


@HALTS.found_by("cause", says="does not lead to stopped")
def stopped_by_nothing(f: Forger) -> None:
    """The entry of a stop names neither a pull request nor a run."""
    prepared(f)
    f.lie(told_with(cause={"kind": "event", "event": "comment:4711"}, events=("comment:4711",)))
    f.h.press("harbor")


@HALTS.found_by("stop", says="was no operator of harbor")
def button_pressed_by_nobody(f: Forger) -> None:
    """Somebody without a role presses the button."""
    prepared(f)
    f.lie(told(_by_oscar))
    f.h.press("harbor")


@HALTS.found_by("counted-once", says="run ")
def button_counted_twice(f: Forger) -> None:
    """A run that stopped an app long ago is run again, and stops it once more."""
    prepared(f)
    f.h.press("harbor")
    old = f.h.document_log("catalog/stops/harbor.yaml").entries[-1].draft.cause
    f.h.agree(f.h.lift("harbor", people.OLGA), (people.OMAR, people.OTTO))
    f.lie(told_with(cause=old))
    f.h.press("harbor")


@HALTS.found_by("message", says="does not follow from the entry")
def another_run_named(f: Forger) -> None:
    """The message of a stop's commit names another run than its entry."""
    prepared(f)
    f.lie(respell=_of_another_run)
    f.h.press("harbor")


def _of_another_run(commit: MainCommit) -> MainCommit:
    return replace(commit, message=re.sub("Run: [0-9]+", "Run: 4711", commit.message))


@HALTS.found_by("stop-lifted", says="it lifts another stop")
def another_stop_lifted(f: Forger) -> None:
    """A document that names an older stop lifts the one that stands."""
    prepared(f)
    f.h.stop(COFFEE)
    older = f.h.stops["harbor"]
    f.h.agree(f.h.lift("harbor", people.OLGA), (people.OMAR, people.OTTO))
    f.h.stop(COFFEE)
    f.h.stops["harbor"] = older
    path = f.h.lift("harbor", people.OMAR)
    f.forges()
    f.h.agree(path, (people.OLGA, people.OTTO))


@HALTS.found_by("owners-agreed", says="1 operators or owners approved it, where 2 were needed")
def stop_lifted_by_one(f: Forger) -> None:
    """A stop is lifted, and one operator alone had agreed."""
    prepared(f)
    f.h.stop(COFFEE)
    path = f.h.lift("harbor", people.OLGA)
    f.lie(told(lambda draft: approved_by(draft, draft.approvals[0])))
    f.h.agree(path, (people.OMAR, people.OTTO))
