"""Sandbox in its four ways, reviewed or not and piloted or not, each taken for another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.lifecycle import Status
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import (
    SANDBOX,
    SEATED,
    TEST,
    TRIED,
    UNTRIED,
    with_admins,
    with_environment,
)
from tests.audit.forgeries.stage import release as named
from tests.audit.forgeries.strokes import told_with
from tests.history import people

if TYPE_CHECKING:
    from bot.core.documents.identity import ReleaseId
    from tests.audit.forgeries.forger import Forger

SANDBOXES = Book(Sort.SANDBOX)


def _can(f: Forger, release: ReleaseId, **capabilities: bool) -> dict[str, bytes]:
    """The release's Sandbox as it is not."""
    return with_environment(f, release.app, "sandbox", lambda e: e.update(capabilities))


@SANDBOXES.found_by("row", says="T10 is no row for a target with these capabilities")
def full_release_where_the_app_pilots(f: Forger) -> None:
    """An approval leads to Full Release (T10) in a Sandbox with a pilot."""
    f.h.apply(SANDBOX)
    with f.believing(_can(f, SANDBOX, pilot=False)):
        f.h.approve(SANDBOX)


@SANDBOXES.found_by("row", says="T5 is no row for a target with these capabilities")
def released_at_once_in_a_reviewed_sandbox(f: Forger) -> None:
    """A release goes live at once (T5) in a Sandbox where people review."""
    with f.believing(_can(f, SANDBOX, review=False, pilot=False)):
        f.h.apply(SANDBOX)


@SANDBOXES.found_by("row", says="T4 is no row for a target with these capabilities")
def pilot_started_in_a_reviewed_sandbox(f: Forger) -> None:
    """A pilot starts at once (T4) in a Sandbox where people review."""
    with f.believing(_can(f, SANDBOX, review=False)):
        f.h.apply(SANDBOX)


@SANDBOXES.found_by("row", says="T5 is no row for a target with these capabilities")
def released_at_once_where_the_app_pilots(f: Forger) -> None:
    """A release goes live at once (T5) in a Sandbox with a pilot."""
    with f.believing(_can(f, TRIED, pilot=False)):
        f.h.apply(TRIED)


@SANDBOXES.found_by("row", says="T4 is no row for a target with these capabilities")
def pilot_started_where_there_is_none(f: Forger) -> None:
    """A pilot starts (T4) in a Sandbox without one."""
    with f.believing(_can(f, UNTRIED, pilot=True)):
        f.h.apply(UNTRIED)


@SANDBOXES.found_by("row", says="is no row")
def row_of_sandbox_in_test(f: Forger) -> None:
    """A release to Test names the row of Sandbox."""
    f.lie(told_with(row="T5"))
    f.h.apply(TEST)


@SANDBOXES.found_by("requester")
def pilot_started_by_a_developer(f: Forger) -> None:
    """A developer starts a pilot, who may not apply."""
    with f.believing(with_admins(f, "coffee", people.MIA, people.DAN)):
        f.h.apply(TRIED, people.DAN)


@SANDBOXES.found_by("superseded", says="it supersedes nothing")
def older_version_not_archived_by_an_approval(f: Forger) -> None:
    """An approval makes a version live, and the one before it stays in Full Release beside it."""
    f.h.apply(SEATED)
    f.h.approve(SEATED)
    f.pretend(SEATED, target=Status.ARCHIVED)
    newer = named("coffee 1.1.0 lagoon sandbox")
    f.h.apply(newer)
    f.shows_next()
    f.h.approve(newer, (people.ROB, people.RUTH))
