"""What a historian writes is what the bot, git and the hub take for the bot's own work."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.app.branch import read_branch
from bot.app.mainline import Mainline
from bot.app.validate import validate
from bot.core.documents import canonical
from bot.core.documents.identity import ReleaseId
from bot.core.entry import Kind, RejectionKind
from bot.core.lifecycle import Status
from bot.core.log import Damage, Log, read_log
from bot.forge.git import GitRepository
from bot.forge.git_process import Remote
from bot.hub.objects import Objects, parse_commit
from tests.history import people
from tests.history.commits import GITHUB, File, MainCommit, hand_of
from tests.history.historian import Historian, Made
from tests.history.keys import signing_key
from tests.history.lies import Lie, Part
from tests.history.pulls import Work
from tests.history.story import tell
from tests.history.writers import FastImportWriter, LooseWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.core.entry import Draft, Entry
    from bot.core.situation import Trouble

TRANSITIONS = 300
NOTHING: Mapping[int, Lie] = {}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()


def release(text: str) -> ReleaseId:
    found = ReleaseId.parse(*text.split())
    assert found is not None
    return found


PRODUCTION = release("coffee 1.0.0 harbor production")
TEST = release("coffee 1.0.0 harbor test")


class Told:
    """A story, and where it was written."""

    def __init__(
        self, folder: Path, transitions: int = 0, lies: Mapping[int, Lie] = NOTHING
    ) -> None:
        self.folder = folder
        self.historian = Historian(LooseWriter(folder, signing_key()))
        for number, lie in lies.items():
            self.historian.forge(lie, at=number)
        tell(self.historian, transitions)
        self.historian.finish()

    def find(self, kind: Kind) -> int:
        """The number of a commit in the middle that records an entry of this kind."""
        made = self.historian.made
        numbers = [number for number, one in enumerate(made) if one.kind is kind]
        return numbers[len(numbers) // 2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return Told(tmp_path_factory.mktemp("told") / "main.git", TRANSITIONS)


@pytest.fixture
def historian(tmp_path: Path) -> Historian:
    return Historian(LooseWriter(tmp_path / "main.git", signing_key()))


@pytest.fixture
def bot(told: Told, tmp_path: Path) -> Iterator[Mainline]:
    """The bot's own reader of the story."""
    with reader(told.folder, tmp_path / "read") as found:
        yield found


@contextmanager
def reader(folder: Path, own: Path) -> Iterator[Mainline]:
    with fetched(folder, own) as repository:
        yield Mainline(repository)


@contextmanager
def fetched(folder: Path, own: Path) -> Iterator[GitRepository]:
    for setting in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        git(folder, "config", setting, "true")
    repository = GitRepository(own, Remote(str(folder)), os.environ["PATH"])
    repository.fetch_main()
    try:
        yield repository
    finally:
        repository.close()


def troubles(folder: Path, own: Path, commit: str, of: ReleaseId) -> tuple[Trouble, ...]:
    """What the bot finds wrong with main at a commit, for one release."""
    with reader(folder, own) as mainline:
        return mainline.main(commit, of).troubles


# --- The truth -----------------------------------------------------------------------------------


def test_the_bot_reads_every_log_as_it_was_told(told: Told, bot: Mainline) -> None:
    historian = told.historian
    one_of_each = {found.mini_program: found for found in sorted(historian.logs)}
    assert len(one_of_each) > 5
    for found in one_of_each.values():
        main = bot.main(historian.tip, found)
        assert main.troubles == ()
        assert main.log == historian.logs[found]


def test_the_bot_finds_nothing_wrong_with_main_while_the_story_is_told(
    told: Told, bot: Mainline
) -> None:
    looked = [one for one in told.historian.made if one.release is not None][::30]
    assert len(looked) > 8
    for one in looked:
        assert one.oid is not None
        assert one.release is not None
        main = bot.main(one.oid, one.release)
        assert main.troubles == ()
        assert main.log is not None
        assert main.log.entries == told.historian.logs[one.release].entries[: len(main.log.entries)]


def test_the_bot_reads_every_merged_branch_as_the_historian_kept_it(
    told: Told, tmp_path: Path
) -> None:
    historian = told.historian
    merges = [
        (str(one.oid), historian.pulls[one.release])
        for one in historian.made
        if one.release is not None and one.kind in (Kind.APPROVED, Kind.RELEASED)
    ]
    assert len(merges) > 100
    assert any(len(git(told.folder, "rev-parse", f"{m}^2^@").split()) > 1 for m, _ in merges)
    with fetched(told.folder, tmp_path / "read") as repository:
        listed = git(told.folder, "rev-list", "--objects", "main").splitlines()
        named = [line.split() for line in listed if line.endswith(".yaml")]
        repository.blobs([oid for oid, _ in named])
        for merge, pull in merges:
            before, head = repository.commit(merge).parents
            branch = read_branch(repository, before, head)
            assert (branch.problems, branch.release) == ((), pull.release)
            assert branch.commits == tuple(pull.commits)
            assert (branch.request, branch.version) == (pull.request, pull.version)


def test_validation_passes_what_main_holds_in_the_end(told: Told, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(told.folder), "clone")
    report = validate(tmp_path / "clone")
    assert report.files > TRANSITIONS
    assert report.problems == ()


def test_git_finds_nothing_wrong_with_any_object(told: Told) -> None:
    done = subprocess.run(
        ["git", "fsck", "--strict", "--no-dangling"],
        cwd=told.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_story_of_three_hundred_tells_of_everything_the_bot_does(told: Told) -> None:
    logs = told.historian.logs.values()
    drafts = [entry.draft for log in logs for entry in log.entries]
    assert set(Kind) == {draft.kind for draft in drafts}
    rows = Counter(draft.row for draft in drafts)
    assert {"T2", "T3", "T6", "T7", "T8", "T9", "T20", None} == set(rows)
    assert set(RejectionKind) <= {draft.rejection for draft in drafts}
    assert max(len(draft.approvals) for draft in drafts) == 3
    assert {0, 1} == {d.contributors.unknown for d in drafts if d.contributors is not None}
    assert max(draft.round for draft in drafts) >= 3
    assert told.historian.transitions in (TRANSITIONS, TRANSITIONS + 1)


def test_some_approvals_stand_on_an_earlier_head_that_holds_the_same_bytes(told: Told) -> None:
    approved = [
        entry.draft
        for log in told.historian.logs.values()
        for entry in log.entries
        if entry.draft.kind is Kind.APPROVED
    ]
    early = [d for d in approved if {a.commit for a in d.approvals} - {d.subject.head}]
    assert early
    for draft in early:
        for approval in draft.approvals:
            path = f"{approval.commit}:{draft.release.request_path}"
            blob = git(told.folder, "rev-parse", path).strip()
            assert blob == draft.subject.files.request.blob


def test_people_and_policy_change_on_the_way(told: Told) -> None:
    def changes(path: str) -> int:
        listed = git(told.folder, "log", "--first-parent", "--format=%h", "main", "--", path)
        return len(listed.split())

    assert changes("catalog/apps") > 2
    assert changes("catalog/mini-programs") > 5
    assert changes("docs") > 2
    drafts = [e.draft for log in told.historian.logs.values() for e in log.entries]
    approvers = {approval.login for draft in drafts for approval in draft.approvals}
    assert approvers == {account.login for account in people.REVIEWERS}


def test_every_commit_of_the_bot_is_signed_by_github_and_authored_by_the_bot(told: Told) -> None:
    objects, key = Objects(told.folder), signing_key()
    for one in told.historian.made:
        assert one.oid is not None
        commit = parse_commit(one.oid, objects.read(one.oid)[1])
        if one.kind is None:
            continue
        assert commit.signature is not None
        assert key.made(commit.payload, commit.signature)
        assert commit.author.email == "41898282+github-actions[bot]@users.noreply.github.com"
        assert commit.committer.email == GITHUB.email
    objects.close()


def test_the_same_seed_tells_the_same_story_and_a_longer_one_goes_on_from_it(
    told: Told, tmp_path: Path
) -> None:
    short = Told(tmp_path / "short.git", 60)
    assert short.historian.made == told.historian.made[: len(short.historian.made)]


def test_fast_import_writes_the_same_commits_as_the_pack(tmp_path: Path) -> None:
    tips = []
    for writer in (FastImportWriter(tmp_path / "fast"), LooseWriter(tmp_path / "pack", None)):
        historian = Historian(writer)
        tell(historian, TRANSITIONS, seed=2)
        historian.finish()
        tips.append(git(writer.folder, "rev-parse", "main").strip())
        assert historian.tip == tips[-1]
    assert tips[0] == tips[1]


# --- Acts ----------------------------------------------------------------------------------------


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


# --- Lies ----------------------------------------------------------------------------------------


def otto_approved(draft: Draft, part: Part) -> Draft:
    assert part is Part.PRIMARY
    first = replace(draft.approvals[0], login=people.OTTO.login, reviewer=people.OTTO.id)
    return replace(draft, approvals=(first, *draft.approvals[1:]))


def test_a_retold_draft_is_chained_on_and_the_bot_notices_nothing(
    told: Told, tmp_path: Path
) -> None:
    number = told.find(Kind.APPROVED)
    forged = Told(tmp_path / "main.git", TRANSITIONS, {number: Lie(retell=otto_approved)})
    made, honest = forged.historian.made, told.historian.made
    assert made[:number] == honest[:number]
    assert [(m.release, m.kind) for m in made] == [(m.release, m.kind) for m in honest]
    assert all(
        one.oid != other.oid for one, other in zip(made[number:], honest[number:], strict=True)
    )
    lied = made[number].release
    assert lied is not None
    entries = forged.historian.logs[lied].entries
    assert people.OTTO.id in {a.reviewer for e in entries for a in e.draft.approvals}
    assert f"Approved-by: {people.OTTO.id}" in git(
        forged.folder, "show", "--no-patch", "--format=%b", str(made[number].oid)
    )
    assert troubles(forged.folder, tmp_path / "read", forged.historian.tip, lied) == ()


def test_a_retold_primary_takes_its_follower_along(historian: Historian) -> None:
    historian.apply(TEST)
    newer = release("coffee 1.1.0 harbor test")
    cause = {"kind": "apply", "pullRequest": 99, "head": "e" * 40, "after": 0}
    parts = []

    def retell(draft: Draft, part: Part) -> Draft:
        parts.append(part)
        return replace(draft, cause=cause) if part is Part.PRIMARY else draft

    historian.forge(Lie(retell=retell))
    historian.apply(newer)
    assert parts == [Part.PRIMARY, Part.FOLLOWER]
    superseder = historian.logs[TEST].entries[-1].draft.superseded_by
    assert superseder is not None
    assert superseder.transition == historian.logs[newer].entries[-1].draft.transition


def read_again(historian: Historian) -> Log | Damage:
    """The log of the one release, as the bot reads it from the files."""
    folder = PRODUCTION.log_folder
    files = {path: data for path, data in historian.files.items() if path.startswith(folder)}
    return read_log(PRODUCTION, files, historian.state.policy.schemas)


def test_a_reentered_entry_may_run_back_in_time_and_the_bot_sees_just_that(
    historian: Historian,
) -> None:
    def reenter(entry: Entry, part: Part) -> Entry:
        assert part is Part.PRIMARY
        return replace(entry, time=entry.time - timedelta(days=30))

    historian.apply(PRODUCTION)
    historian.forge(Lie(reenter=reenter))
    historian.reject(PRODUCTION)
    historian.reapply(PRODUCTION)
    first, second, third = historian.logs[PRODUCTION].entries
    assert second.time < first.time < third.time
    assert third.previous == canonical.sha256(second.to_bytes())
    assert read_again(historian) == Damage(second.path, "the time runs back")


def test_a_respelt_commit_is_written_as_the_forger_spells_it(told: Told, tmp_path: Path) -> None:
    def respell(commit: MainCommit) -> MainCommit:
        files = {**commit.files, "releases/coffee/note.md": File(b"One more.\n")}
        return replace(commit, files=files, signed_by=signing_key("a stranger"))

    number = told.find(Kind.REJECTED)
    forged = Told(tmp_path / "main.git", TRANSITIONS, {number: Lie(respell=respell)})
    oid = forged.historian.made[number].oid
    assert oid is not None
    objects = Objects(forged.folder)
    commit = parse_commit(oid, objects.read(oid)[1])
    objects.close()
    assert commit.signature is not None
    assert signing_key("a stranger").made(commit.payload, commit.signature)
    found = troubles(forged.folder, tmp_path / "read", forged.historian.tip, PRODUCTION)
    assert [trouble.path for trouble in found] == ["releases/coffee/note.md"]


def test_a_lie_that_nobody_comes_to_tell_is_noticed(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    with pytest.raises(AssertionError, match="commit 1 of main is written already"):
        historian.forge(Lie(), at=1)
    historian.forge(Lie(), at=9)
    with pytest.raises(AssertionError, match=r"never told: the lies of \[9\]"):
        historian.finish()


def test_a_commit_may_be_left_out_though_the_log_goes_on_from_it(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    before = historian.tip
    historian.forge(Lie(respell=lambda _: None))
    assert historian.reject(PRODUCTION) == before
    assert historian.made[-1] == Made(None, PRODUCTION, Kind.REJECTED)
    historian.reapply(PRODUCTION)
    third = historian.logs[PRODUCTION].entries[-1]
    assert read_again(historian) == Damage(third.path, "sequence 3 where 2 is due")


def test_after_a_raw_commit_the_historian_may_go_on_from_the_files(historian: Historian) -> None:
    historian.apply(PRODUCTION)
    folder = PRODUCTION.folder
    gone = {path: None for path in historian.files if path.startswith(folder)}
    who = hand_of(people.OSCAR)
    commit = MainCommit(gone, "Tidy\n", who, who, historian.now, (historian.tip,))
    assert historian.raw(commit) == historian.tip
    assert PRODUCTION in historian.logs
    historian.adopt()
    assert PRODUCTION not in historian.logs
    historian.apply(PRODUCTION)
    assert [entry.sequence for entry in historian.logs[PRODUCTION].entries] == [1]


def test_what_stands_is_read_as_it_was_told_when_it_is_adopted(historian: Historian) -> None:
    tell(historian, 60)
    before, transitions = dict(historian.logs), historian.transitions
    historian.adopt()
    assert historian.logs == before
    assert historian.transitions == transitions
