"""A bundle shows what was forged in a release, and what was held back from the auditor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.bundles import bundled, replayed, scope_of, verified, writing
from tests.history import people
from tests.history.commits import File, MainCommit, hand_of
from tests.history.keys import signing_key
from tests.history.lies import Lie, Part
from tests.history.reading import PRODUCTION, TEST, release

if TYPE_CHECKING:
    from pathlib import Path

    from bot.audit.rules.findings import Finding
    from bot.core.documents.identity import ReleaseId
    from bot.core.entry import Draft, Entry
    from tests.history.historian import Historian

NEWER = release("coffee 1.1.0 harbor test")
LOG = PRODUCTION.log_folder


@pytest.fixture
def historian(tmp_path: Path) -> Historian:
    return writing(tmp_path)


def submitted(historian: Historian) -> Historian:
    """A release that stands under review for the second time, besides another one."""
    historian.apply(TEST)
    historian.apply(PRODUCTION)
    historian.reject(PRODUCTION)
    historian.reapply(PRODUCTION, notes="Said better.\n")
    return historian


def found_in(data: bytes) -> set[tuple[str, str | None]]:
    return {(finding.rule, finding.path) for finding in verified(data).findings}


def by_otto(draft: Draft, _: Part) -> Draft:
    """Approved by somebody who is no reviewer."""
    first = replace(draft.approvals[0], login=people.OTTO.login, reviewer=people.OTTO.id)
    return replace(draft, approvals=(first, *draft.approvals[1:]))


def a_month_early(entry: Entry, _: Part) -> Entry:
    return replace(entry, time=entry.time - timedelta(days=30))


def spelt(**changes: Any) -> Lie:
    """The commit with other fields."""
    return Lie(respell=lambda commit: replace(commit, **changes))


def with_file(path: str, file: File) -> Lie:
    return Lie(respell=lambda commit: replace(commit, files={**commit.files, path: file}))


LIES = {
    "approver": Lie(retell=by_otto),
    "time": Lie(reenter=a_month_early),
    "chain": Lie(reenter=lambda entry, _: replace(entry, previous="0" * 64)),
    "approved-bytes": Lie(
        retell=lambda draft, _: replace(
            draft, approvals=tuple(replace(one, commit="e" * 40) for one in draft.approvals)
        )
    ),
    "signature": spelt(signed_by=signing_key("a stranger")),
    "hand": spelt(author=hand_of(people.OTTO)),
    "message": spelt(message="Approve\n\nApproved-by: 1\n"),
    "merge": Lie(respell=lambda commit: replace(commit, parents=commit.parents[:1])),
    "tree": with_file("catalog/owners.yaml", File(b"format: 1\nowners: []\n")),
    "unreadable": with_file(f"{LOG}/0009-approved.json", File(b"{}\n")),
}


@pytest.mark.parametrize("rule", LIES)
def test_a_lie_shows_in_the_bundle_as_in_the_replay(rule: str, historian: Historian) -> None:
    submitted(historian).forge(LIES[rule])
    historian.approve(PRODUCTION)
    scope = scope_of(historian)
    result = verified(bundled(scope, PRODUCTION))
    assert rule in {finding.rule for finding in result.findings}
    assert list(result.findings) == replayed(scope)
    assert not any("by the rules" in line for line in result.proven)


def compared(historian: Historian) -> list[Finding]:
    """What the bundle shows, which must be what the replay finds."""
    scope = scope_of(historian)
    found = list(verified(bundled(scope, PRODUCTION)).findings)
    assert found == replayed(scope)
    return found


def test_a_review_that_is_counted_twice_by_the_same_release_is_found(
    historian: Historian,
) -> None:
    rejected = submitted(historian).pulls[PRODUCTION].reviews[0].id

    def retell(draft: Draft, _: Part) -> Draft:
        approvals = (replace(draft.approvals[0], review=rejected),)
        return replace(draft, approvals=approvals, cause={**draft.cause, "review": rejected})

    historian.forge(Lie(retell=retell))
    historian.approve(PRODUCTION)
    assert "counted-once" in {finding.rule for finding in compared(historian)}


def test_what_rests_on_an_earlier_bad_commit_names_it(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    historian.forge(Lie(reenter=lambda entry, _: replace(entry, previous="0" * 64)))
    bad = historian.reject(PRODUCTION)
    historian.forge(Lie(reenter=lambda entry, _: replace(entry, previous="1" * 64)))
    historian.reapply(PRODUCTION)
    assert [(one.rule, one.follows) for one in compared(historian)] == [
        ("chain", None),
        ("chain", bad),
    ]


def test_nothing_rests_on_a_change_by_hand_that_the_bot_has_written_anew(
    historian: Historian,
) -> None:
    historian.apply(PRODUCTION)
    historian.maintain({PRODUCTION.status_path: b"{}\n"})
    historian.reject(PRODUCTION)
    historian.forge(Lie(reenter=lambda entry, _: replace(entry, previous="1" * 64)))
    historian.reapply(PRODUCTION)
    assert [(one.rule, one.follows) for one in compared(historian)] == [
        ("derived-by-hand", None),
        ("chain", None),
    ]


def superseding_nothing(draft: Draft, part: Part) -> Draft:
    return replace(draft, supersedes=()) if part is Part.PRIMARY else draft


@pytest.mark.parametrize("one", [TEST, NEWER], ids=["the archived one", "the one in its place"])
def test_what_stood_in_the_same_place_is_in_the_bundle(
    one: ReleaseId, historian: Historian
) -> None:
    historian.apply(TEST)
    historian.forge(Lie(retell=superseding_nothing))
    historian.apply(NEWER)
    scope = scope_of(historian)
    result = verified(bundled(scope, one))
    assert {"superseded", "one-cause"} <= {finding.rule for finding in result.findings}
    assert list(result.findings) == replayed(scope)


def test_another_release_in_flight_is_seen(historian: Historian) -> None:
    """The app asks for one at a time only after two are under way; the second then is approved."""
    other = release("coffee 1.1.0 harbor production")
    harbor = "catalog/apps/harbor.yaml"
    before = historian.files[harbor]
    historian.maintain({harbor: before + b"oneInFlight: false\n"})
    historian.apply(PRODUCTION)
    historian.apply(other)
    historian.approve(PRODUCTION)
    historian.forge(Lie(respell=lambda commit: _with_parent_catalog(historian, commit, before)))
    historian.approve(other)
    scope = scope_of(historian)
    result = verified(bundled(scope, other))
    assert list(result.findings) == [one for one in replayed(scope) if one.release == other]
    assert "in-flight" in {finding.rule for finding in result.findings}


def _with_parent_catalog(historian: Historian, commit: MainCommit, catalog: bytes) -> MainCommit:
    historian.raw(
        replace(
            commit,
            files={"catalog/apps/harbor.yaml": File(catalog)},
            message="Maintain the catalog\n",
            author=hand_of(people.OTTO),
            parents=commit.parents[:1],
        )
    )
    return replace(commit, parents=(historian.tip, *commit.parents[1:]))
