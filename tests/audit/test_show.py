"""``slipway audit show``: one release on one page, for an auditor at a terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.audit.model.entry import Who
from bot.audit.reading.layout import outline
from bot.audit.reading.life import life_of
from bot.audit.reading.moment import exceptions, title
from bot.audit.reading.page import show
from bot.audit.rules.findings import Finding
from bot.audit.trust.checkpoint import Checkpoint
from bot.core.entry import Kind
from bot.errors import ProblemsFoundError
from tests.audit.reading import History, release
from tests.history import people
from tests.history.lies import Lie

if TYPE_CHECKING:
    from pathlib import Path

    from bot.audit.reading.life import Life
    from bot.core.documents.identity import ReleaseId

COFFEE = release("coffee 1.0.0 harbor production")
TEA = release("tea 1.0.0 harbor production")
REASON = "It asks for the location.\nPlease explain."


def _life(history: History, one: ReleaseId = COFFEE, *, keys: bool = False) -> Life:
    with history.audit(keys=keys) as audit:
        return life_of(one, audit.steps())


def _section(page: str, head: str) -> str:
    found = re.search(rf"^## {head}.*?\n\n(.*?)(?=\n## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no section {head}"
    return found[1]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Rejected once, applied for again with other notes, approved; tea is under review."""
    history = History.begun(tmp_path_factory.mktemp("told"))
    historian = history.historian
    historian.apply(COFFEE, notes="The first notes.\n")
    historian.apply(TEA)
    historian.reject(COFFEE, people.ROB, REASON)
    historian.reapply(COFFEE, notes="The second notes.\n")
    historian.approve(COFFEE, (people.RITA,))
    return history


@pytest.fixture(scope="module")
def page(told: History) -> str:
    return show(_life(told))


def test_the_page_begins_with_which_release_it_is_and_where_it_stands(page: str) -> None:
    head = page.partition("\n## ")[0]
    assert head.startswith("# coffee 1.0.0 to harbor Production\n")
    assert "releases/coffee/1.0.0/harbor/production" in head
    assert re.search(r"stands at +Release Preparation, since 2026-\d\d-\d\dT\d\d:\d\d:\d\dZ", head)
    assert re.search(r"its files +on main", head)
    assert re.search(r"exceptions +none found", head)


def test_each_entry_stands_there_in_words_and_in_order(page: str) -> None:
    heads = re.findall(r"^## (\d+\. .*)", page, re.MULTILINE)
    assert heads == [
        "1. Submitted for review",
        "2. Rejected",
        "3. Submitted for review",
        "4. Approved and merged",
    ]


def test_an_approval_tells_who_when_on_what_and_where_to_look(told: History, page: str) -> None:
    entry = _life(told).newest.entry
    text = _section(page, "4")
    [approval] = entry.approvals
    base = "https://github.com/harbor-co/releases"
    pull = f"{base}/pull/{entry.pull_request}"
    assert "Under Review → Release Preparation (T9), round 2" in text
    assert f"{entry.time:%Y-%m-%dT%H:%M:%SZ}" in text
    assert "rita (id 1005), as reviewer" in text
    assert f"{pull}#pullrequestreview-{approval.review}" in text
    assert f"on commit {approval.commit}" in text
    assert f"{approval.at:%Y-%m-%dT%H:%M:%SZ}" in text
    assert "had a hand" in text
    for shown in (entry.digest, entry.request.sha256, entry.version.sha256, entry.sha256):
        assert f"sha256:{shown}" in text
    for shown in (entry.request.blob, entry.version.blob, entry.transition):
        assert shown in text
    assert f"{base}/commit/{entry.head}" in text
    assert f"{base}/commit/{told.historian.tip}" in text


def test_an_application_tells_what_was_announced_and_which_events_it_counts(told: History) -> None:
    life = _life(told)
    first = life.recorded[0].entry
    text = _section(show(life), "1")
    assert first.announced is not None
    assert f"status {first.announced.status} at" in text
    assert f"on head {first.announced.head}" in text
    assert f"event {first.events[0]}" in text
    assert "mia (id 1001), as releaser" in text


def test_a_rejection_tells_its_reason_and_what_was_at_fault(page: str) -> None:
    text = _section(page, "2")
    assert "its details, which can be corrected" in text
    assert "> It asks for the location.\n                  > Please explain." in text


def test_what_was_applied_for_last_stands_there_in_full(page: str) -> None:
    text = _section(page, "What was applied for, in entry 3")
    assert "The second notes." in text
    assert "clientId: coffee-client" in text
    assert "url: https://packages.coffee.example/coffee-1.0.0.zip" in text
    assert "The first notes." not in page


def test_links_lead_to_the_server_that_was_named(told: History) -> None:
    page = show(_life(told), "https://github.example/")
    assert "https://github.example/harbor-co/releases/pull/" in page
    assert "https://github.com" not in page


def test_what_was_merged_is_proven_and_what_was_not_is_the_bots_word(told: History) -> None:
    life = _life(told)
    word = _section(show(life), "The bot's word")
    first, second = (one.entry for one in life.recorded if one.entry.opens)
    assert f"head {first.head} held these files" in word
    assert f"head {second.head} held these files" not in word
    assert "Which bytes came to main" in _section(show(life), "Proven from git")
    tea = show(_life(told, TEA))
    assert "Which bytes came to main" not in tea
    assert "in the pull request only, not on main" in tea


def test_the_bots_word_names_every_review_status_and_event(told: History) -> None:
    life = _life(told)
    word = _section(show(life), "The bot's word")
    for entry in (one.entry for one in life.recorded):
        for event in entry.events:
            assert f"event {event} happened" in word
        for one in entry.approvals:
            assert f"review {one.review}: {one.reviewer.login} (id {one.reviewer.id})" in word
        if entry.announced:
            assert f"status {entry.announced.status} announced" in word
    assert f"review {life.recorded[1].entry.cause['review']}: rob (id 1004) requested" in word


def test_the_hand_is_proven_only_under_a_trusted_key(told: History) -> None:
    unproven, proven = show(_life(told)), show(_life(told, keys=True))
    assert "not checked: no trusted keys were given" in _section(unproven, "4")
    assert "Not whose hand it was" in _section(unproven, "Proven from git")
    assert re.search(r"signature +good \(key SHA256:", _section(proven, "4"))
    assert "each commit bears a good signature" in _section(proven, "Proven from git")


def test_an_unsigned_commit_leaves_its_hand_unproven(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.forge(Lie(respell=lambda commit: replace(commit, signed_by=None)))
    history.historian.approve(COFFEE)
    page = show(_life(history, keys=True))
    assert "the commit is not signed" in _section(page, "2")
    assert "for 1 of 2 commits only" in _section(page, "Proven from git")


def test_only_the_release_and_its_newest_application_are_kept(told: History) -> None:
    life = _life(told)
    assert {one.entry.release for one in life.recorded} == {COFFEE}
    held = [one.entry.sequence for one in life.recorded if one.entry.application is not None]
    assert held == [3]


def test_a_release_without_an_entry_is_refused_by_name(told: History) -> None:
    with pytest.raises(ProblemsFoundError, match=r"maps .* harbor/test has no entry") as refused:
        _life(told, release("maps 9.9.9 harbor test"))
    assert refused.value.id == "no-such-release"


def test_a_request_that_came_by_hand_is_named_though_it_has_no_entry(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    oid = history.historian.maintain({COFFEE.request_path: b"format: 1\n"})
    with pytest.raises(ProblemsFoundError, match=f"touched its files without one, first {oid}"):
        _life(history)


def test_what_is_wrong_is_said_at_the_entry_and_at_the_top(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.forge(
        Lie(
            retell=lambda draft, _: replace(
                draft, approvals=tuple(replace(one, reviewer=4711) for one in draft.approvals)
            )
        )
    )
    history.historian.approve(COFFEE)
    page = show(_life(history))
    assert re.search(r"approver: .*log/0002-approved.json: rob \(id 4711\)", _section(page, "2"))
    assert re.search(r"exceptions +none found", _section(page, "1"))
    assert not re.search(r"exceptions +none found", page.partition("\n## ")[0])
    assert "there the proof has failed" in _section(page, "Proven from git")


def test_what_rests_on_a_bad_commit_says_on_which(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    historian = history.historian
    historian.forge(Lie(retell=lambda draft, _: replace(draft, application=None)))
    bad = historian.apply(COFFEE)
    historian.reject(COFFEE)
    page = show(_life(history))
    assert re.search(rf"rests on +commit {bad}", _section(page, "2"))
    assert "rests on" not in _section(page, "1")


def test_a_change_by_another_hand_stands_where_it_happened(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    historian = history.historian
    historian.apply(COFFEE)
    oid = historian.maintain({COFFEE.status_path: b"{}\n"})
    historian.maintain({TEA.status_path: b"{}\n"})
    historian.reject(COFFEE)
    page = show(_life(history))
    heads = re.findall(r"^## (.*)", page, re.MULTILINE)
    assert heads[1] == "Commit 3: its files were touched"
    assert heads[2].startswith("2. Rejected")
    text = _section(page, "Commit 3")
    assert oid in text
    assert "derived-by-hand" in text
    assert "Commit 4" not in page


def test_from_a_checkpoint_the_page_says_what_it_does_not_show(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    historian = history.historian
    historian.apply(COFFEE)
    historian.reject(COFFEE)
    with history.audit() as audit:
        kept = Checkpoint.first(audit.start.commit, audit.began)
        for step in audit.steps():
            kept = kept.after(step.commit, [one.entry for one in step.transitions])
    historian.reapply(COFFEE, notes="Better notes.\n")
    with history.audit(checkpoint=kept) as audit:
        page = show(life_of(COFFEE, audit.steps()))
    assert re.search(r"not here +2 earlier entries of its log", page)
    assert "3. Submitted for review" in page
    assert "Not its first entries (2)" in _section(page, "Proven from git")


@pytest.mark.parametrize(
    "reason",
    [
        "# A heading\n\n## 9. Approved and merged\n\n    who  me",
        "![x](https://evil.example/x.png) <img src=x> @rob #1",
        "clear \x1b[2J the screen \x07\r over",
        "\u202etxet desrever",
        "padding " + "A" * 400 + " exceptions none found",
    ],
)
def test_other_peoples_text_cannot_act_or_pass_for_the_page(tmp_path: Path, reason: str) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.forge(Lie(retell=lambda draft, _: replace(draft, reason=reason)))
    history.historian.reject(COFFEE)
    page = show(_life(history))
    assert page.replace("\n", "").isprintable()
    text = _section(page, "2")
    at = text.index("reason  ")
    lines = text[at : text.index("    on main")].rstrip("\n").split("\n")
    assert all(line.removeprefix("reason").lstrip().startswith(">") for line in lines)
    assert all(line.startswith("    ") for line in text.split("\n") if line)
    assert max(map(len, lines)) <= 100


def test_a_reason_that_looks_like_a_secret_is_not_shown(tmp_path: Path) -> None:
    secret = "use ghp_abcdefghijklmnopqrst"
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.forge(Lie(retell=lambda draft, _: replace(draft, reason=secret)))
    history.historian.reject(COFFEE)
    page = show(_life(history))
    assert "ghp_" not in page
    assert "looks like a secret" in _section(page, "2")


def test_release_notes_are_shown_line_by_line_and_marked(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE, notes="# Not a heading\nThe second line.\n")
    text = _section(show(_life(history)), "What was applied for")
    assert "      releaseNotes:" not in text
    assert "    releaseNotes:\n      > # Not a heading\n      > The second line." in text


def test_what_took_its_place_is_named_on_both_pages(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    older, newer = release("coffee 1.0.0 harbor test"), release("coffee 1.0.1 harbor test")
    history.historian.apply(older)
    history.historian.apply(newer)
    assert f"replaced by   {newer.folder}" in show(_life(history, older))
    assert f"supersedes    {older.folder}" in show(_life(history, newer))


def test_a_withdrawal_names_its_event_once_as_its_cause(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.withdraw(COFFEE)
    life = _life(history)
    text = _section(show(life), "2. Withdrawn by a releaser")
    [event] = life.newest.entry.events
    assert re.search(rf"cause +event {event} of https://", text)
    assert text.count(event) == 1


def test_a_version_file_changed_by_hand_stands_on_the_page_of_its_releases(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.maintain({COFFEE.version_path: b"format: 1\n"})
    assert COFFEE.version_path in _section(show(_life(history)), "Commit 3")


def test_no_value_of_a_document_shows_a_secret_or_runs_over_the_line() -> None:
    secret = "\n".join(outline({"a": "ghp_abcdefghijklmnopqrst", "b": ["npm_" + "a" * 36]}))
    assert "ghp_" not in secret
    assert "npm_" not in secret
    long = list(outline({"description": "word " * 100}))
    assert max(map(len, long)) <= 80
    assert all(line.lstrip().startswith("> ") for line in long[1:])


def test_a_commit_with_a_flood_of_findings_does_not_flood_the_page() -> None:
    findings = [Finding("hand-change", "c" * 40, "changed", f"releases/{n}") for n in range(60)]
    lines = list(exceptions(tuple(findings)))
    assert len(lines) == 51
    assert lines[-1].strip() == "and 10 more"


def test_a_path_that_is_no_plain_text_is_escaped() -> None:
    [line] = exceptions((Finding("hand-change", "c" * 40, "changed", "releases/\x1b[2J\udc80"),))
    assert "hand-change: releases/\\u001b[2J\\udc80: changed" in line


def test_every_kind_of_entry_has_words(told: History) -> None:
    entry = _life(told).newest.entry
    for kind in Kind:
        assert title(replace(entry, kind=kind.value)) != kind.value


def test_a_deleted_account_is_called_that(told: History) -> None:
    life = _life(told)
    newest = life.newest
    entry = replace(newest.entry, actor=Who("ghost", 0))
    one = replace(newest, transition=replace(newest.transition, entry=entry))
    assert "ghost (a deleted account)" in show(replace(life, recorded=(*life.recorded[:-1], one)))
