"""Every forgery is found and named, in the commit where it is, and its honest twin is clean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.audit.document_replay import DOCUMENT_RULES
from bot.audit.rules.commit import COMMIT_RULES
from bot.audit.rules.document_commit import DOCUMENT_COMMIT_RULES
from bot.audit.rules.of_entries import ENTRY_RULES
from bot.audit.step import Hand
from bot.errors import ProblemsFoundError, SlipwayError
from tests.audit.forgeries import FORGERIES, REWRITINGS
from tests.audit.forgeries.branches import merging
from tests.audit.forgeries.clones import TAMPERINGS, TRACE, Clone, Tampering, exchange, git
from tests.audit.forgeries.edits import REJECTED, edited
from tests.audit.forgeries.hands import status_edited_by_hand
from tests.audit.forgeries.page import PAGE, page
from tests.audit.forgeries.stage import COFFEE, SETTINGS, TEA, TEST, with_field
from tests.history.commits import File
from tests.history.documents import request_file

if TYPE_CHECKING:
    from pathlib import Path

    from bot.audit.rules.findings import Finding
    from tests.audit.forgeries.forgery import Forgery
    from tests.audit.forgeries.workshop import Workshop

FOREIGN = {
    "entry-removed",
    "entry-rewritten",
    "merge-without-entry",
    "derived-by-hand",
    "hand-change",
    "catalog-by-hand",
    "unreadable",
}
"""What is found without a rule of a table."""


def named(forgery: Forgery | Tampering) -> str:
    return forgery.id


@pytest.mark.parametrize("forgery", FORGERIES, ids=named)
def test_a_forgery_is_found_in_its_commit_and_nothing_before_it(
    forgery: Forgery, workshop: Workshop
) -> None:
    told = workshop.told(forgery)
    findings = workshop.findings(told.tip)
    assert findings
    assert findings[0].commit == told.shows
    assert set(forgery.found) <= {one.rule for one in findings if one.commit == told.shows}
    assert any(forgery.says in one.what for one in findings)


@pytest.mark.parametrize("forgery", FORGERIES, ids=named)
def test_the_same_history_without_the_forgery_is_clean(
    forgery: Forgery, workshop: Workshop
) -> None:
    assert workshop.findings(workshop.told(forgery, honest=True).tip) == []


def test_every_rule_finds_a_forgery() -> None:
    rules = {rule.id for rule in ENTRY_RULES} | {rule.id for rule in COMMIT_RULES}
    rules |= {rule.id for rule in DOCUMENT_RULES}
    rules |= {rule.id for rule in DOCUMENT_COMMIT_RULES}
    assert {rule for forgery in FORGERIES for rule in forgery.found} == rules | FOREIGN


def test_every_forgery_has_a_name_of_its_own_and_a_sentence() -> None:
    values: list[Forgery | Tampering] = [*FORGERIES, *REWRITINGS, *TAMPERINGS]
    assert len({one.id for one in values}) == len(values)
    assert all(one.what.endswith(".") for one in values)


def test_the_page_of_forgeries_is_written_from_them() -> None:
    assert PAGE.read_text("utf-8") == page()


# --- More than one -------------------------------------------------------------------------------


def test_what_rests_on_a_bad_commit_names_it_and_another_forgery_is_found_all_the_same(
    workshop: Workshop,
) -> None:
    forger = workshop.forger()
    forger.h.apply(COFFEE)
    forger.h.reject(COFFEE)
    forger.by_hand(edited(forger, REJECTED, lambda entry: entry.update(reason="Fine.")))
    forger.h.reapply(COFFEE, notes="It says what changed.\n")
    forger.h.approve(COFFEE)
    forger.h.apply(TEST)
    second = forger.h.maintain({TEST.request_path: request_file(TEST, "Other.\n")})
    forger.h.finish()
    steps = workshop.steps(forger.h.tip)
    findings = [found for step in steps for found in step.findings]
    chained = next(one for one in findings if one.rule == "chain")
    assert (chained.follows, chained.release) == (forger.shows, COFFEE)
    assert [one.rule for one in findings if one.commit == second] == ["hand-change"]
    assert {one.commit for one in findings if one.follows is None} == {forger.shows, second}
    stands_on = {t.entry.name: t.stands_on for step in steps for t in step.transitions}
    assert stands_on["0004-approved.json"] == forger.shows
    assert stands_on["0001-submitted.json"] is None
    assert stands_on["0001-released.json"] is None


def test_a_release_forged_twice_is_found_twice(workshop: Workshop) -> None:
    forger = workshop.forger()
    forger.h.apply(COFFEE)
    first = forger.h.maintain({COFFEE.status_path: b"{}\n"})
    forger.h.apply(TEA)
    second = forger.h.maintain({COFFEE.status_path: b"[]\n"})
    forger.h.finish()
    assert [one.commit for one in workshop.findings(forger.h.tip)] == [first, second]


def test_what_is_put_back_as_it_was_is_mended_and_what_follows_is_clean(
    workshop: Workshop,
) -> None:
    forger = workshop.forger()
    forger.h.apply(COFFEE)
    forger.h.reject(COFFEE)
    true = forger.h.files[REJECTED]
    bad = forger.h.maintain({REJECTED: None})
    mended = forger.h.maintain({REJECTED: true})
    forger.h.reapply(COFFEE, notes="It says what changed.\n")
    forger.h.approve(COFFEE)
    forger.h.finish()
    steps = {step.commit.oid: step for step in workshop.steps(forger.h.tip)}
    assert [one.commit for step in steps.values() for one in step.findings] == [bad]
    assert steps[mended].hand is Hand.MENDING
    assert all(t.stands_on is None for step in steps.values() for t in step.transitions)


def test_another_bot_in_the_catalog_is_maintenance_that_the_audit_lists(
    workshop: Workshop,
) -> None:
    forger = workshop.forger()
    other = {"login": "other[bot]", "id": 777}
    changed = forger.h.maintain(with_field(forger, SETTINGS, "bot", other))
    forger.h.apply(TEST)
    forger.h.finish()
    step = next(one for one in workshop.steps(forger.h.tip) if one.commit.oid == changed)
    assert step.hand is Hand.MAINTENANCE
    assert any("777" in line for line in step.maintenance)


# --- Main rewritten ------------------------------------------------------------------------------


@pytest.mark.parametrize("forgery", REWRITINGS, ids=named)
def test_main_rewritten_is_found_by_whoever_kept_a_checkpoint(
    forgery: Forgery, workshop: Workshop
) -> None:
    told = workshop.told(forgery)
    assert told.kept is not None
    kept = workshop.checkpoint(told.kept)
    with pytest.raises(ProblemsFoundError) as refused:
        workshop.steps(told.tip, checkpoint=kept)
    assert (refused.value.id,) == forgery.found


@pytest.mark.parametrize("forgery", REWRITINGS, ids=named)
def test_main_that_only_grew_follows_the_checkpoint(forgery: Forgery, workshop: Workshop) -> None:
    told = workshop.told(forgery, honest=True)
    assert told.kept is not None
    steps = workshop.steps(told.tip, checkpoint=workshop.checkpoint(told.kept))
    assert [found for step in steps for found in step.findings] == []


def test_a_rewritten_main_has_no_other_flaw_so_a_checkpoint_is_needed(workshop: Workshop) -> None:
    by_id = {forgery.id: forgery for forgery in REWRITINGS}
    assert workshop.findings(workshop.told(by_id["main-rewritten"]).tip) == []


def test_a_genesis_that_was_moved_is_overcome_by_naming_the_true_one(workshop: Workshop) -> None:
    forger = workshop.forger()
    forger.h.apply(TEST)
    forged = forger.h.maintain({TEST.request_path: request_file(TEST, "Other.\n")})
    forger.h.maintain(with_field(forger, SETTINGS, "genesis", forged))
    forger.h.finish()
    with workshop.audit(forger.h.tip) as audit:
        assert [found for step in audit.steps() for found in step.findings] == []
        assert (audit.pinned, audit.unseen) == (False, 2)
    steps = workshop.steps(forger.h.tip, genesis=forger.h.first)
    assert [found.commit for step in steps for found in step.findings] == [forged]


# --- What lies in a clone ------------------------------------------------------------------------


@pytest.fixture
def clone(workshop: Workshop, tmp_path: Path) -> Clone:
    forger = workshop.forger()
    status_edited_by_hand(forger)
    forger.h.finish()
    source = workshop.writer.folder
    git(tmp_path, "clone", "-q", "--no-local", "--no-checkout", str(source), "clone")
    entry = git(source, "rev-parse", f"{forger.h.tip}:{COFFEE.log_folder}/0001-submitted.json")
    honest = git(source, "rev-parse", f"{forger.h.tip}^")
    return Clone(tmp_path / "clone", source, forger.h.tip, honest, entry)


def seen(workshop: Workshop, clone: Clone) -> list[Finding]:
    """What an audit of the clone finds."""
    with workshop.audit("main", repository=clone.folder) as audit:
        return [found for step in audit.steps() for found in step.findings]


@pytest.mark.parametrize("tampering", [one for one in TAMPERINGS if one.found is None], ids=named)
def test_nothing_that_lies_in_a_clone_changes_the_answer(
    tampering: Tampering, workshop: Workshop, clone: Clone
) -> None:
    tampering.tamper(clone)
    trace = clone.folder / TRACE
    trace.unlink(missing_ok=True)
    assert seen(workshop, clone) == workshop.findings(clone.forged) != []
    assert not trace.exists()


@pytest.mark.parametrize(
    "tampering", [one for one in TAMPERINGS if one.found is not None], ids=named
)
def test_a_clone_that_is_not_whole_is_refused(
    tampering: Tampering, workshop: Workshop, clone: Clone
) -> None:
    tampering.tamper(clone)
    with pytest.raises(SlipwayError) as refused:
        seen(workshop, clone)
    assert refused.value.id == tampering.found


def test_a_clone_with_an_exchanged_tree_in_a_branch_is_refused(
    workshop: Workshop, tmp_path: Path
) -> None:
    """Main's own objects are whole; git does not hash the trees that it compares."""
    forger = workshop.forger()
    forger.h.apply(COFFEE)
    head, path = forger.h.pulls[COFFEE].head, ".github/workflows/more.yml"
    middle = forger.branch((head,), {path: File(b"on: push\n")})
    merging(forger, forger.branch((middle,), {path: None}))
    forger.h.finish()
    source = workshop.writer.folder
    git(tmp_path, "clone", "-q", "--no-local", "--no-checkout", str(source), "clone")
    clone = Clone(tmp_path / "clone", source, forger.h.tip, head, "")
    exchange(clone, *(git(source, "rev-parse", f"{one}^{{tree}}") for one in (middle, head)))
    with pytest.raises(SlipwayError) as refused:
        seen(workshop, clone)
    assert refused.value.id == "corrupt-object"
