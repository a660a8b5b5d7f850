"""What a historian writes is what the bot, git and the hub take for the bot's own work."""

from __future__ import annotations

import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.app.branch import read_branch
from bot.app.validate import validate
from bot.core.entry import Kind, RejectionKind
from bot.hub.objects import Objects, parse_commit
from tests.history import people
from tests.history.commits import GITHUB
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.reading import (
    TRANSITIONS,
    Told,
    fetched,
    git,
    reader,
)
from tests.history.rollouts import BY_DOCUMENTS
from tests.history.story import tell
from tests.history.writers import FastImportWriter, LooseWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.app.mainline import Mainline


@pytest.fixture
def bot(told: Told, tmp_path: Path) -> Iterator[Mainline]:
    """The bot's own reader of the story."""
    with reader(told.folder, tmp_path / "read") as found:
        yield found


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
    assert len(merges) > 60
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
    assert set(Kind) - BY_DOCUMENTS == {draft.kind for draft in drafts}
    rows = Counter(draft.row for draft in drafts)
    always = {None, *(f"T{n}" for n in (*range(2, 13), 14, 15, 17, 18, 20, 22))}
    assert always <= set(rows) <= always | {"T13", "T16", "T19", "T23"}
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
