"""Each act leaves on main what the bot decides, and nothing where it decides otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.documents import canonical
from bot.core.lifecycle import Status
from tests.history import people
from tests.history.commits import File
from tests.history.pulls import Work
from tests.history.reading import (
    PRODUCTION,
    TEST,
    git,
    release,
)

if TYPE_CHECKING:
    from tests.history.historian import Historian


def test_a_rejected_release_is_reapplied_pushed_withdrawn_lapses_and_is_approved(
    historian: Historian,
) -> None:
    historian.apply(PRODUCTION, work=Work(hands=(people.DAN, people.MIA), behind=3))
    historian.reject(PRODUCTION, people.RITA)
    historian.reapply(PRODUCTION, notes="Clearer.\n")
    historian.push(PRODUCTION, "Clearer still.\n")
    historian.withdraw(PRODUCTION)
    historian.reapply(PRODUCTION)
    historian.update_branch(PRODUCTION)
    historian.lapse(PRODUCTION, closing=False)
    historian.reapply(PRODUCTION)
    historian.approve(PRODUCTION, (people.RITA,))
    log = historian.logs[PRODUCTION]
    assert [str(entry.draft.kind) for entry in log.entries] == [
        *("submitted", "rejected", "submitted", "resubmitted", "withdrawn"),
        *("submitted", "lapsed", "submitted", "approved"),
    ]
    assert log.status is Status.RELEASE_PREPARATION
    assert b"Clearer still." in historian.files[PRODUCTION.request_path]


def test_a_second_release_at_once_archives_the_first_in_the_same_commit(
    historian: Historian,
) -> None:
    newer = release("coffee 1.1.0 harbor test")
    historian.apply(TEST)
    historian.apply(newer)
    assert len(historian.made) == 3
    assert historian.logs[TEST].status is Status.ARCHIVED
    live = canonical.from_bytes(historian.files["live/harbor/test.json"], "live")
    assert isinstance(live, dict)
    assert "1.1.0" in str(live["miniPrograms"])


def test_a_branch_off_a_main_without_the_version_brings_it_along(historian: Historian) -> None:
    historian.apply(TEST)
    historian.apply(PRODUCTION, work=Work(behind=1))
    head = historian.update_branch(PRODUCTION)
    historian.approve(PRODUCTION)
    historian.finish()
    folder = historian.writer.folder
    brought = git(folder, "show", "--format=", "--name-only", f"{head}^1").split()
    assert brought == [PRODUCTION.request_path, PRODUCTION.version_path]
    written = git(folder, "diff", "--name-only", "main^1", "main").split()
    assert PRODUCTION.request_path in written
    assert PRODUCTION.version_path not in written


def test_an_act_that_the_rules_do_not_allow_is_no_history(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    with pytest.raises(AssertionError, match=r"approved wanted, but Shown"):
        historian.approve(PRODUCTION, (people.OSCAR,))
    with pytest.raises(AssertionError, match=r"withdrawn wanted, not lapsed"):
        historian.withdraw(PRODUCTION, people.OSCAR)


def test_a_changed_catalog_opens_a_new_round(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    assert not historian.outdated(PRODUCTION)
    path = "catalog/mini-programs/coffee.yaml"
    told = historian.files[path].replace(b"All that there is", b"More than there is")
    historian.maintain({path: told}, people.OWEN)
    assert historian.outdated(PRODUCTION)
    historian.renew(PRODUCTION)
    first, second = historian.logs[PRODUCTION].entries
    assert first.draft.subject.digest != second.draft.subject.digest
    assert first.draft.subject.head == second.draft.subject.head


def test_policy_is_read_anew_where_settings_change_or_a_document_goes(
    historian: Historian,
) -> None:
    assert historian.state.policy.catalog.settings.bot.id == people.BOT.id
    settings = historian.files["catalog/slipway.yaml"].replace(b"41898282", b"77")
    historian.maintain({"catalog/slipway.yaml": settings})
    assert historian.state.policy.catalog.settings.bot.id == 77
    historian.maintain({"catalog/mini-programs/tea.yaml": None})
    catalog = historian.state.policy.catalog
    assert {"coffee", "tickets"} <= set(catalog.mini_programs)
    assert "tea" not in catalog.mini_programs
    assert historian.state.policy.catalog is catalog


def test_a_hand_may_be_signed_by_github_pushed_or_merged(historian: Historian) -> None:
    historian.maintain({"docs/a.md": b"A\n"}, people.OTTO)
    historian.maintain({"docs/b.md": b"B\n", "docs/a.md": None}, people.OWEN, signed=False)
    historian.maintain({"run": File(b"#!/bin/sh\n", "100755")}, people.MIA, merged=True)
    historian.finish()
    folder = historian.writer.folder
    shown = git(folder, "log", "-3", "--first-parent", "--format=%an %cn %(trailers)%p", "main")
    assert [line.split()[:2] for line in shown.splitlines()] == [
        ["mia", "GitHub"],
        ["owen", "owen"],
        ["otto", "GitHub"],
    ]
    signed = [b"gpgsig" in git(folder, "cat-file", "-p", f"main~{n}").encode() for n in range(3)]
    assert signed == [True, False, True]
    assert len(git(folder, "rev-parse", "main^@").split()) == 2
    assert git(folder, "ls-tree", "main", "run").startswith("100755")
    assert set(historian.files) >= {"docs/b.md", "run"}
    assert "docs/a.md" not in historian.files
