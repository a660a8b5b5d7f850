"""Steps that the lifecycle does not have, or not from there, or not at that time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.entry import Content, Contributors, Kind, RejectionKind
from bot.core.lifecycle import Status
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import (
    COFFEE,
    COFFEE_NEXT,
    DEVELOPMENT,
    HARBOR,
    PILOTED,
    SANDBOX,
    TEST,
    TEST_NEXT,
    release,
    with_environment,
    with_field,
)
from tests.audit.forgeries.strokes import told, told_with
from tests.history.documents import program_path
from tests.history.lies import Part

if TYPE_CHECKING:
    from bot.core.entry import Draft, Entry
    from tests.audit.forgeries.forger import Forger
    from tests.history.commits import File, MainCommit

LIFECYCLE = Book(Sort.LIFECYCLE)
PROGRAM = program_path("coffee")
ROASTERY = "catalog/workspaces/roastery.yaml"


@LIFECYCLE.found_by("row", says="is no row")
def production_released_at_once(f: Forger) -> None:
    """Production is released at once, as if it were Test."""
    f.lie(
        told(
            lambda draft: replace(
                draft,
                kind=Kind.RELEASED,
                row="T2",
                target=Status.FULL_RELEASE,
                round=0,
                content=Content.MAIN,
                announced=None,
                contributors=Contributors((draft.actor.id,), 0),
            )
        )
    )
    f.h.apply(COFFEE)


@LIFECYCLE.found_by("row", says="is no row")
def approved_to_full_release(f: Forger) -> None:
    """An approval makes the release live at once, without preparation or pilot."""
    f.h.apply(COFFEE)
    f.lie(told_with(target=Status.FULL_RELEASE))
    f.h.approve(COFFEE)


@LIFECYCLE.found_by("row", says="with these capabilities")
def pilot_where_there_is_none(f: Forger) -> None:
    """An approval leads to Pilot Testing (T8), where the target has no pilot."""
    f.h.apply(COFFEE)
    with f.believing(with_environment(f, "harbor", "production", lambda e: e.update(pilot=True))):
        f.h.approve(COFFEE)


@LIFECYCLE.found_by("row", says="with these capabilities")
def pilot_passed_over(f: Forger) -> None:
    """An approval leads to Release Preparation (T9), where the target has a pilot."""
    f.h.apply(PILOTED)
    with f.believing(with_environment(f, "quay", "production", lambda e: e.update(pilot=False))):
        f.h.approve(PILOTED)


@LIFECYCLE.found_by("row", says="with these capabilities")
def review_where_there_is_none(f: Forger) -> None:
    """A review is opened in Sandbox, where the app has none."""
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_environment(f, "harbor", "sandbox", _unreviewed))
    with f.believing(old):
        f.h.apply(SANDBOX)


def _unreviewed(environment: dict[str, object]) -> None:
    environment.clear()
    environment.update(review=False, pilot=False)


@LIFECYCLE.found_by("row", says="the catalog has no test of quay")
def target_that_does_not_exist(f: Forger) -> None:
    """A release goes to an environment that the app does not have."""
    with f.believing(with_environment(f, "quay", "test", lambda e: e.clear())):
        f.h.apply(release("coffee 1.0.0 quay test"))


@LIFECYCLE.found_by("row", says="is no row")
def released_though_rejected(f: Forger) -> None:
    """A rejected release is approved all the same."""
    f.h.apply(COFFEE)
    opening = f.h.logs[COFFEE].entries[0].draft
    f.h.reject(COFFEE)
    f.pretend(
        COFFEE,
        kind=Kind.RESUBMITTED,
        target=opening.target,
        announced=opening.announced,
        application=opening.application,
        actor=opening.actor,
        rejection=None,
        reason=None,
    )
    f.h.pulls[COFFEE].reviews.clear()
    f.h.approve(COFFEE)


@LIFECYCLE.found_by("row", says="is no row")
def released_though_withdrawn(f: Forger) -> None:
    """A withdrawn release is approved all the same."""
    f.h.apply(COFFEE)
    opening = f.h.logs[COFFEE].entries[0].draft
    f.h.withdraw(COFFEE, closing=False)
    f.pretend(
        COFFEE,
        kind=Kind.RESUBMITTED,
        target=opening.target,
        announced=opening.announced,
        application=opening.application,
    )
    f.h.pulls[COFFEE].draft = False
    f.h.approve(COFFEE)


@LIFECYCLE.found_by("row", says="is no row")
def released_again(f: Forger) -> None:
    """What is live already is released once more under the same identity."""
    f.h.apply(TEST)
    f.pretend(TEST, target=Status.NEW_VERSION_CREATED, content=Content.PULL_REQUEST)
    f.h.apply(TEST)


@LIFECYCLE.found_by("code-rejected")
def applied_for_again_after_its_code_was_rejected(f: Forger) -> None:
    """A version whose code was rejected is applied for again in the same target."""
    f.h.apply(COFFEE)
    f.h.reject(COFFEE, code=True)
    f.pretend(COFFEE, rejection=RejectionKind.DETAILS)
    f.h.reapply(COFFEE, notes="It says what changed.\n")


@LIFECYCLE.found_by("retired", says="the mini program was retired")
def applied_for_what_is_retired(f: Forger) -> None:
    """A release of a mini program is applied for that the catalog has retired."""
    old = {PROGRAM: f.h.files[PROGRAM]}
    f.h.maintain(with_field(f, PROGRAM, "retired", value=True))
    with f.believing(old):
        f.h.apply(TEST)


@LIFECYCLE.found_by("retired", says="the app was retired")
def approved_though_the_app_was_retired(f: Forger) -> None:
    """A release is approved for an app that was retired while it was under review."""
    f.h.apply(COFFEE)
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_field(f, HARBOR, "retired", value=True))
    with f.believing(old):
        f.h.approve(COFFEE)


@LIFECYCLE.found_by("retired", says="the workspace was retired")
def released_though_its_workspace_was_retired(f: Forger) -> None:
    """A mini program is released at once, whose workspace takes nothing new."""
    old = {ROASTERY: f.h.files[ROASTERY]}
    f.h.maintain(with_field(f, ROASTERY, "retired", value=True))
    with f.believing(old):
        f.h.apply(TEST)


@LIFECYCLE.found_by("in-flight")
def second_release_in_flight(f: Forger) -> None:
    """Another version is applied for while one is under review in the same target."""
    f.h.apply(COFFEE)
    with f.believing(with_field(f, HARBOR, "oneInFlight", value=False)):
        f.h.apply(COFFEE_NEXT)


@LIFECYCLE.found_by("version-order")
def older_version_after_a_newer_one(f: Forger) -> None:
    """A version is released to a target where a higher one is live."""
    f.h.apply(TEST_NEXT)
    with f.believing(with_field(f, HARBOR, "versionsInOrder", value=False)):
        f.h.apply(TEST)


@LIFECYCLE.found_by("superseded", says="it supersedes nothing")
def older_version_not_archived(f: Forger) -> None:
    """A new version goes live, and the one before it stays in Full Release beside it."""
    f.h.apply(TEST)
    f.pretend(TEST, target=Status.ARCHIVED)
    f.h.apply(TEST_NEXT)


@LIFECYCLE.found_by("superseded", says="nothing stood in its place")
def superseder_of_nothing(f: Forger) -> None:
    """A release says that it took the place of another one, which was never live there."""
    f.h.apply(DEVELOPMENT)
    f.lie(told_with(supersedes=(DEVELOPMENT,)))
    f.h.apply(TEST)


@LIFECYCLE.found_by("superseded", "one-cause")
def superseded_named_twice(f: Forger) -> None:
    """A release names what it took the place of twice, so that two seem to have gone."""
    f.h.apply(TEST)
    f.lie(told_with(supersedes=(TEST, TEST)))
    f.h.apply(TEST_NEXT)


@LIFECYCLE.found_by("one-cause", says="does not archive exactly")
def other_release_archived(f: Forger) -> None:
    """In the place of what was superseded, a release of another environment is archived."""
    f.h.apply(DEVELOPMENT)
    f.h.apply(TEST)
    log = f.h.logs[DEVELOPMENT]

    def retell(draft: Draft, part: Part) -> Draft:
        if part is Part.PRIMARY:
            return draft
        subject = log.entries[-1].draft.subject
        return replace(draft, release=DEVELOPMENT, subject=subject)

    def reenter(entry: Entry, part: Part) -> Entry:
        if part is Part.PRIMARY:
            return entry
        return log.extended(entry.draft, entry.time, entry.parent).entries[-1]

    f.lie(retell, reenter)
    f.h.apply(TEST_NEXT)


@LIFECYCLE.found_by("cause", "archiver")
def archived_without_a_successor(f: Forger) -> None:
    """What is live is archived, though nothing takes its place."""
    f.h.apply(TEST)
    f.lie(respell=_only_the_follower)
    f.h.apply(TEST_NEXT)


def _only_the_follower(commit: MainCommit) -> MainCommit:
    files = {p: file for p, file in commit.files.items() if p.startswith(TEST.folder)}
    return replace(commit, files=files, parents=commit.parents[:1])


@LIFECYCLE.found_by("one-cause", says="has a cause of its own")
def two_causes_in_one_commit(f: Forger) -> None:
    """Two applications come to main in one commit."""
    f.h.apply(COFFEE)
    kept: dict[str, File | None] = {}
    base = f.h.tip

    def hold_back(commit: MainCommit) -> None:
        kept.update(commit.files)

    f.lie(respell=hold_back)
    f.h.reject(COFFEE)
    if not f.honest:
        f.shows_next()
    other = release("tea 1.0.0 harbor production")
    f.lie(
        reenter=lambda entry, _: replace(entry, parent=base),
        respell=lambda commit: replace(commit, files={**kept, **commit.files}),
    )
    f.h.apply(other)
