"""A bundle against its tip, its start and a checkpoint: what was held back, and what is shown."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.audit.audit import Scope, auditing
from bot.audit.trust.checkpoint import Checkpoint
from bot.errors import ProblemsFoundError
from tests.audit.bundles import SCHEMAS, Parts, bundled, replayed, scope_of, verified, writing
from tests.audit.forgeries.trees import unsorted_tree
from tests.history import people
from tests.history.commits import File, MainCommit, hand_of
from tests.history.lies import Lie
from tests.history.reading import PRODUCTION, TEST, release

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.forgeries.workshop import Workshop
    from tests.history.historian import Historian

LOG = PRODUCTION.log_folder
LIVE = "live/harbor/test.json"
KINDS = ["submitted", "rejected", "submitted", "approved"]


@pytest.fixture
def historian(tmp_path: Path) -> Historian:
    return writing(tmp_path)


def approved(historian: Historian) -> Historian:
    """A release that was rejected once and then approved, and another one after it."""
    historian.apply(PRODUCTION)
    historian.reject(PRODUCTION)
    historian.reapply(PRODUCTION, notes="Said better.\n")
    historian.approve(PRODUCTION)
    historian.apply(TEST)
    return historian


def checkpoint_of(scope: Scope) -> Checkpoint:
    """The checkpoint of all that main holds."""
    with auditing(scope, SCHEMAS, os.environ["PATH"]) as audit:
        found = Checkpoint.first(audit.start.commit, audit.began)
        for step in audit.steps():
            found = found.after(step.commit, [one.entry for one in step.transitions])
        return found


# --- What is held back ---------------------------------------------------------------------------


def test_an_entry_held_back_at_the_end_is_found_against_the_tip(historian: Historian) -> None:
    parts = Parts.of(bundled(scope_of(approved(historian)), PRODUCTION))
    result = verified(parts.holding_back(parts.header.commits[-1]))
    assert [one.entry.kind for one in result.transitions] == KINDS[:3]
    found = {finding.path: finding for finding in result.findings}
    assert found[f"{LOG}/0004-approved.json"].what.startswith("it came at the tip")
    assert found[f"{PRODUCTION.folder}/status.json"].what.startswith("it is another at the tip")
    assert {finding.rule for finding in result.findings} == {"bundle-tip"}
    assert not any("is exactly" in line or "by the rules" in line for line in result.proven)


def test_an_entry_held_back_in_the_middle_is_found(historian: Historian) -> None:
    parts = Parts.of(bundled(scope_of(approved(historian)), PRODUCTION))
    held_back, following = parts.header.commits[1:3]
    result = verified(parts.holding_back(held_back))
    gaps = [finding for finding in result.findings if finding.rule == "bundle-gap"]
    assert gaps[0].commit == following
    assert gaps[0].path == f"{LOG}/0002-rejected.json"
    assert {"chain", "sequence"} <= {finding.rule for finding in result.findings}


def test_an_older_tip_is_told_from_the_commit_of_a_checkpoint(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    older = bundled(scope_of(historian), PRODUCTION)
    historian.approve(PRODUCTION)
    kept = checkpoint_of(scope_of(historian))
    result = verified(older, checkpoint=kept)
    assert result.findings == ()
    said = f"that the tip stands on main: the checkpoint is of {kept.commit}"
    assert said in result.unproven
    assert not any("checkpoint" in line for line in result.proven)


def test_a_tip_that_is_the_commit_of_a_kept_checkpoint_is_mains(historian: Historian) -> None:
    scope = scope_of(approved(historian))
    result = verified(bundled(scope, PRODUCTION), checkpoint=checkpoint_of(scope))
    assert any("the commit of the checkpoint" in line for line in result.proven)
    assert not any("that the tip stands on main" in line for line in result.unproven)


def test_without_a_checkpoint_nobody_can_say_that_the_tip_is_mains(historian: Historian) -> None:
    result = verified(bundled(scope_of(approved(historian)), PRODUCTION))
    assert "that the tip stands on main: no checkpoint was given" in result.unproven


def test_a_commit_that_does_not_touch_the_release_is_refused(historian: Historian) -> None:
    scope = scope_of(approved(historian))
    one, other = (Parts.of(bundled(scope, name)) for name in (PRODUCTION, TEST))
    header = replace(one.header, commits=(*one.header.commits, *other.header.commits))
    with pytest.raises(ProblemsFoundError, match="changes nothing of the release"):
        verified(Parts(header, {**other.objects, **one.objects}).to_bytes())


# --- Where it starts -----------------------------------------------------------------------------


def test_what_the_log_held_at_a_trusted_checkpoint_is_said_not_to_be_shown(
    historian: Historian,
) -> None:
    historian.apply(PRODUCTION)
    historian.reject(PRODUCTION)
    kept = checkpoint_of(scope_of(historian))
    historian.reapply(PRODUCTION)
    result = verified(bundled(scope_of(historian, kept), PRODUCTION))
    assert result.findings == ()
    assert [one.entry.sequence for one in result.transitions] == [3]
    assert any(line.startswith("2 first transitions: ") for line in result.unproven)


# --- Other hands ---------------------------------------------------------------------------------


def test_what_a_person_changed_in_the_folder_is_found(historian: Historian) -> None:
    approved(historian)
    status = historian.files[PRODUCTION.status_path]
    historian.maintain({PRODUCTION.status_path: b"{}\n"})
    historian.maintain({f"{LOG}/0001-submitted.json": None})
    scope = scope_of(historian)
    result = verified(bundled(scope, PRODUCTION))
    assert list(result.findings) == replayed(scope)
    assert [finding.rule for finding in result.findings] == ["derived-by-hand", "entry-removed"]
    historian.maintain({PRODUCTION.status_path: status})
    assert len(verified(bundled(scope_of(historian), PRODUCTION)).findings) == 2


def test_a_version_file_that_is_no_longer_the_released_one_is_found(historian: Historian) -> None:
    approved(historian).maintain({PRODUCTION.version_path: b"format: 1\n"})
    (finding,) = verified(bundled(scope_of(historian), PRODUCTION)).findings
    assert (finding.rule, finding.path) == ("bundle-tip", PRODUCTION.version_path)


@pytest.mark.parametrize("data", [None, b"{}\n"], ids=["removed", "emptied"])
def test_a_live_file_that_does_not_tell_of_a_live_release_is_found(
    data: bytes | None, historian: Historian
) -> None:
    approved(historian).maintain({LIVE: data})
    (finding,) = verified(bundled(scope_of(historian), TEST)).findings
    assert (finding.rule, finding.path) == ("bundle-tip", LIVE)
    assert "Full Release" in finding.what


def test_a_live_file_that_tells_of_a_release_that_is_archived_is_found(
    historian: Historian,
) -> None:
    before = approved(historian).files[LIVE]
    historian.apply(release("coffee 1.1.0 harbor test"))
    historian.maintain({LIVE: before})
    (finding,) = verified(bundled(scope_of(historian), TEST)).findings
    assert (finding.rule, finding.path) == ("bundle-tip", LIVE)
    assert "Archived" in finding.what


def test_a_log_that_an_unsorted_tree_hides_from_git_is_found_at_the_tip(
    workshop: Workshop,
) -> None:
    forger = workshop.forger()
    unsorted_tree(forger)
    forger.h.finish()
    scope = Scope(workshop.writer.folder, ref=forger.h.tip)
    found = {finding.path: finding.rule for finding in verified(bundled(scope, TEST)).findings}
    assert found[f"{TEST.log_folder}/0001-released.json"] == "bundle-tip"


# --- Branches ------------------------------------------------------------------------------------


def test_a_branch_that_took_main_in_costs_no_more_for_all_that_main_did(tmp_path: Path) -> None:
    sizes = []
    for others in (1, 12):
        folder = tmp_path / str(others)
        folder.mkdir()
        historian = writing(folder)
        historian.apply(PRODUCTION)
        for minor in range(others):
            historian.apply(release(f"tea 2.{minor}.0 lagoon test"))
        historian.update_branch(PRODUCTION)
        historian.approve(PRODUCTION)
        data = bundled(scope_of(historian), PRODUCTION)
        assert verified(data).findings == ()
        sizes.append(len(data))
    assert sizes[1] - sizes[0] < 100


def test_a_branch_commit_that_touches_another_file_is_found(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    head = historian.pulls[PRODUCTION].head
    who = hand_of(people.MIA)
    more = MainCommit(
        {"bot/extra.py": File(b"\n")}, "More\n", who, who, historian.now, parents=(head,)
    )
    oid = historian.writer.commit(more, main=False)
    respell = Lie(respell=lambda commit: replace(commit, parents=(commit.parents[0], oid)))
    historian.forge(respell)
    historian.approve(PRODUCTION)
    scope = scope_of(historian)
    result = verified(bundled(scope, PRODUCTION))
    assert list(result.findings) == replayed(scope)
    assert "branch" in {finding.rule for finding in result.findings}
