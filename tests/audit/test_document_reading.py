"""What else reads a history stays right where documents were changed in it."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.audit.audit import Scope, auditing
from bot.audit.model.entry import Who
from bot.audit.online.claims import Kind
from bot.audit.online.cross_check import cross_check
from bot.audit.online.verdict import Verdict
from bot.audit.reading.completeness import told as page
from bot.audit.reading.life import life_of
from bot.audit.reading.population import Origin, rows
from bot.audit.report import text
from bot.audit.report_json import as_json
from bot.audit.step import Hand
from bot.audit.verify import verify
from bot.core.entry import Actor
from bot.core.lifecycle import Role
from bot.installed import installed_schemas
from tests.audit.bundles import bundled, scope_of, verified, writing
from tests.audit.forgeries.catalog_stage import BAKERY, bakery, features, reviewers, submitted
from tests.audit.forgeries.stage import COFFEE, HARBOR, SETTINGS, TEST, with_field
from tests.audit.forgeries.strokes import told_with
from tests.audit.play import BOTS, Play, fallen, ran
from tests.audit.test_document_history import told
from tests.history import people
from tests.history.documents import program_path, version_file
from tests.history.lies import Lie

if TYPE_CHECKING:
    from pathlib import Path

    from bot.audit.step import DocumentTransition
    from tests.audit.forgeries.workshop import Workshop
    from tests.world import Stage

PROGRAM = program_path("coffee")

# --- Checkpoints, and what rests on what is bad --------------------------------------------------


def test_a_chain_goes_on_from_a_checkpoint_in_the_middle_of_a_review(workshop: Workshop) -> None:
    f = workshop.forger()
    f.h.change(PROGRAM, features(f), people.MIA)
    submitted(f)
    kept = f.h.tip
    f.h.agree(HARBOR)
    f.h.change(PROGRAM, features(f, "location"), people.MIA)
    f.h.finish()
    steps = workshop.steps(f.h.tip, checkpoint=workshop.checkpoint(kept))
    assert [found for step in steps for found in step.findings] == []
    assert [one.entry.sequence for step in steps for one in step.documents] == [3, 4]


def test_the_entries_of_documents_are_bound_by_a_checkpoint(workshop: Workshop) -> None:
    f = workshop.forger()
    f.h.change(PROGRAM, features(f), people.MIA)
    f.h.finish()
    kept = workshop.checkpoint(f.h.tip)
    with workshop.audit(f.h.tip) as audit:
        found = verify(audit, None, lambda _: None)
        (step,) = workshop.steps(f.h.tip)
        assert found.checkpoint == kept
        first = replace(kept, size=1)
        assert first.after(step.commit, step.entries) != first.after(step.commit, ())


def test_what_is_written_after_a_bad_change_rests_on_it(workshop: Workshop) -> None:
    f = workshop.forger()
    submitted(f)
    bad = f.h.maintain({"catalog/log/0001-submitted.json": None})
    f.h.change(PROGRAM, features(f), people.MIA)
    f.h.finish()
    (*_, last) = workshop.steps(f.h.tip)
    assert [one.stands_on for one in last.documents] == [bad]
    with workshop.audit(f.h.tip) as audit:
        found = verify(audit, None, lambda _: None)
    assert [one.entry.name for one in found.bad[bad].rests] == ["0002-changed.json"]
    assert {one.follows for one in last.findings if one.rule in ("chain", "sequence")} == {bad}


def test_a_release_may_use_the_rights_that_a_change_gave_in_the_commit_before(
    workshop: Workshop,
) -> None:
    f = workshop.forger()
    f.h.apply(COFFEE)
    f.h.submit_change(HARBOR, reviewers(f, people.RENE, people.RUTH), people.MIA)
    f.h.agree(HARBOR)
    f.h.approve(COFFEE, (people.RENE,))
    f.h.finish()
    assert workshop.findings(f.h.tip) == []


# --- By hand -------------------------------------------------------------------------------------


def test_a_catalog_that_is_put_back_as_it_was_is_mended(workshop: Workshop) -> None:
    f = workshop.forger()
    f.h.maintain(with_field(f, SETTINGS, "mode", "app"))
    true = f.h.files[HARBOR]
    bad = f.h.maintain({HARBOR: reviewers(f)})
    mended = f.h.maintain({HARBOR: true})
    f.h.apply(TEST)
    f.h.finish()
    steps = {step.commit.oid: step for step in workshop.steps(f.h.tip)}
    assert [one.commit for step in steps.values() for one in step.findings] == [bad]
    assert any("reviewers" in line or "approve" in line for line in steps[bad].maintenance)
    assert steps[mended].hand is Hand.MENDING


def test_settings_that_somebody_breaks_open_no_door_to_the_catalog(workshop: Workshop) -> None:
    f = workshop.forger()
    f.h.maintain(with_field(f, SETTINGS, "mode", "app"))
    true = f.h.files[SETTINGS]
    broken = f.h.maintain({SETTINGS: b"format: 2\n"})
    changed = f.h.maintain({HARBOR: reviewers(f)})
    mended = f.h.maintain({SETTINGS: true})
    f.h.finish()
    found = workshop.findings(f.h.tip)
    assert [(one.rule, one.commit) for one in found] == [
        ("catalog-by-hand", broken),
        ("catalog-by-hand", changed),
    ]
    assert mended == f.h.tip


def test_in_a_trial_a_change_by_hand_is_maintenance_as_before(workshop: Workshop) -> None:
    f = workshop.forger()
    f.h.maintain({BAKERY: bakery(people.MONA)[BAKERY]})
    f.h.change(PROGRAM, with_field(f, PROGRAM, "workspace", "bakery")[PROGRAM], people.WANDA, None)
    f.h.finish()
    (step,) = workshop.steps(f.h.tip)
    assert (step.hand, step.findings) == (Hand.MAINTENANCE, ())


# --- Reports -------------------------------------------------------------------------------------


def test_the_report_counts_documents_and_says_what_their_changes_made_possible(
    workshop: Workshop,
) -> None:
    f = workshop.forger()
    told(f)
    f.h.finish()
    with workshop.audit(f.h.tip) as audit:
        found = verify(audit, None, lambda _: None)
    page = text(found)
    assert "15 entries of documents: changed 4" in page
    assert "Changes of the catalog by pull request, and what they made possible" in page
    assert "rafi (id 1024), ruth (id 1025) may no longer approve" in page
    value = as_json(found)
    assert value["documents"]["uploaded"] == 1
    assert len(value["catalogChanges"]) == 4
    assert value["maintenance"] == []


# --- Releases beside them ------------------------------------------------------------------------


def test_a_release_of_an_uploaded_version_is_read_and_bundled_as_any_other(tmp_path: Path) -> None:
    historian = writing(tmp_path)
    historian.upload(TEST.version_path, version_file(TEST, entrance=False), people.DAN)
    historian.apply(TEST)
    note = f"catalog/people/{people.ROB.id}.yaml"
    historian.change(note, b"format: 1\naway: {until: 2026-05-01}\n", people.ROB)
    historian.apply(COFFEE)
    historian.approve(COFFEE)
    scope = scope_of(historian)
    with auditing(scope, installed_schemas(), os.environ["PATH"]) as audit:
        life = life_of(TEST, audit.steps())
    assert (len(life.recorded), life.findings) == (1, ())
    for release in (TEST, COFFEE):
        result = verified(bundled(scope, release))
        assert result.findings == ()


def test_who_reads_a_release_is_told_that_its_version_was_uploaded_by_nobody(
    tmp_path: Path,
) -> None:
    historian = writing(tmp_path)
    lie = told_with(actor=Actor("oscar", people.OSCAR.id, Role.DEVELOPER))
    historian.forge(Lie(lie))
    historian.upload(TEST.version_path, version_file(TEST, entrance=False), people.DAN)
    historian.apply(TEST)
    with auditing(scope_of(historian), installed_schemas(), os.environ["PATH"]) as audit:
        life = life_of(TEST, audit.steps())
    assert "document-requester" in {found.rule for found in life.findings}


# --- Asking GitHub -------------------------------------------------------------------------------

APP = "catalog/apps/harbor.yaml"
VERSION = "releases/coffee/1.4.0/version.yaml"


@pytest.fixture
def changes(stage: Stage) -> list[DocumentTransition]:
    """A change that two owners agreed to, one that an owner rejected, and an upload."""
    old = stage.main_files(APP)[APP].decode()
    stage.person("wanda").commit("one", {APP: old.replace("name: Harbor\n", "name: Harbour\n")})
    number = stage.person("wanda").open("one", "Change the app")
    ran(stage, number)
    stage.hub.clock.advance(60)
    stage.person("otto").object(number, "Why?")
    ran(stage, number)
    stage.person("wanda").to_draft(number)
    stage.person("wanda").ready(number)
    ran(stage, number)
    stage.hub.clock.advance(60)
    stage.person("otto").approve(number)
    stage.person("owen").approve(number)
    ran(stage, number)
    text = (
        "format: 1\nminiProgram: coffee\nversion: 1.4.0\npackage:\n  url: https://p.example/c.zip\n"
    )
    stage.person("mia").commit("up", {VERSION: f"{text}  sha256: {'a' * 64}\n  size: 7\n"})
    ran(stage, stage.person("mia").open("up", "Upload"))
    with auditing(Scope(stage.repository), installed_schemas(), os.environ["PATH"]) as audit:
        steps = list(audit.steps())
    assert [found for step in steps for found in step.findings] == []
    return [one for step in steps for one in step.documents]


def test_what_changes_of_documents_claim_stands_on_github(
    stage: Stage, changes: list[DocumentTransition]
) -> None:
    kinds = [one.entry.kind for one in changes]
    assert kinds == ["submitted", "rejected", "submitted", "changed", "uploaded"]
    checked = list(cross_check(changes, Play(stage, {}, {}).witness, BOTS))
    assert fallen(checked) == []
    asked = {one.claim.kind for one in checked}
    assert {Kind.APPROVED, Kind.UNOPPOSED, Kind.OBJECTED, Kind.ANNOUNCED, Kind.APPLIED} <= asked


def test_an_owner_who_never_approved_is_contradicted(
    stage: Stage, changes: list[DocumentTransition]
) -> None:
    def forged(one: DocumentTransition) -> DocumentTransition:
        first, *others = one.entry.approvals or (None,)
        if first is None:
            return one
        lie = replace(first, reviewer=Who("wanda", 1002))
        return replace(one, entry=replace(one.entry, approvals=(lie, *others)))

    checked = list(cross_check([forged(o) for o in changes], Play(stage, {}, {}).witness, BOTS))
    assert fallen(checked) == [(Kind.APPROVED, Verdict.CONTRADICTED)]


# --- Populations ---------------------------------------------------------------------------------


def test_entries_of_documents_are_counted_beside_the_rows_of_releases(workshop: Workshop) -> None:
    f = workshop.forger()
    told(f)
    f.h.finish()
    with workshop.audit(f.h.tip) as audit:
        population, made = rows(audit.steps(), Origin.of(audit))
        assert {row.entry.kind for row in made} == {"released", "archived"}
    assert population.to_value()["documentEntries"]["changed"] == 4
    assert population.whole
    assert any("Not in it, but told by verify: 15 entries" in line for line in page(population))


def test_a_missing_entry_of_a_document_stands_with_the_population(workshop: Workshop) -> None:
    f = workshop.forger()
    submitted(f)
    f.h.maintain({"catalog/log/0001-submitted.json": None})
    f.h.apply(TEST)
    f.h.finish()
    with workshop.audit(f.h.tip) as audit:
        population, made = rows(audit.steps(), Origin.of(audit))
        assert [row.exceptions for row in made] == [[]]
    (outside,) = population.to_value()["findingsOutsideTransitions"]
    assert outside["rule"] == "entry-removed"
