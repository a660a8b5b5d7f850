"""``slipway audit verify``, ``checkpoint`` and ``keygen``, as an auditor uses them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.audit.audit import Scope, auditing
from bot.core.documents.identity import Environment, ReleaseId, VersionNumber
from bot.installed import installed_schemas
from tests import command_line
from tests.history.documents import first_files
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.people import OTTO, ROB
from tests.history.story import tell
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from pathlib import Path

NEXT = ReleaseId("coffee", VersionNumber(90, 0, 0), "harbor", Environment.DEVELOPMENT)
LATER = ReleaseId("coffee", VersionNumber(91, 0, 0), "harbor", Environment.DEVELOPMENT)
STATUS = "live/harbor/test.json"


def slipway(*arguments: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return command_line.run("audit", *arguments, env={"PATH": os.environ["PATH"]}, folder=folder)


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", folder, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_AUTHOR_NAME": "otto",
            "GIT_AUTHOR_EMAIL": "otto@harbor.example",
            "GIT_COMMITTER_NAME": "otto",
            "GIT_COMMITTER_EMAIL": "otto@harbor.example",
        },
    )
    return done.stdout.strip()


@dataclass(frozen=True)
class Told:
    """A repository that an auditor has cloned, and the file with GitHub's keys."""

    clone: Path
    keys: Path
    historian: Historian


@pytest.fixture
def told(tmp_path: Path) -> Told:
    key = signing_key()
    historian = Historian(LooseWriter(tmp_path / "main.git", key))
    tell(historian, 40, seed=3)
    historian.finish()
    keys = tmp_path / "keys"
    keys.write_text(key.public + "\n")
    return Told(tmp_path / "main.git", keys, historian)


def by_hand(told: Told, files: dict[str, bytes]) -> str:
    """A commit by otto's own hand, on main."""
    oid = told.historian.maintain(files, by=OTTO, signed=False)
    told.historian.finish()
    return oid


# --- Verify --------------------------------------------------------------------------------------


def test_a_true_history_is_clean_and_the_report_says_what_is_proven_and_what_is_not(
    told: Told,
) -> None:
    done = slipway("verify", "--repo", told.clone, "--trusted-keys", told.keys)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Proven from git\n" in done.stdout
    assert "the bot's hand, by GitHub's signature: good " in done.stdout
    assert "The bot's word (slipway audit cross-check asks GitHub)" in done.stdout
    assert "Not proven: that it begins where it should" in done.stdout
    assert done.stdout.endswith("\nNothing is wrong with it.\n")


def test_without_keys_the_hand_is_said_not_to_be_proven(told: Told) -> None:
    done = slipway("verify", "--repo", told.clone)
    assert done.returncode == 0
    assert "Not proven: whose hand it was (give GitHub's keys by --trusted-keys)" in done.stdout


def test_a_genesis_from_outside_is_not_the_repositorys_own_word(told: Told) -> None:
    done = slipway("verify", "--repo", told.clone, "--genesis", told.historian.first)
    assert done.returncode == 0
    assert "(named by you)" in done.stdout
    assert "Not proven: that it begins" not in done.stdout


def test_a_genesis_that_hides_commits_says_how_many(told: Told) -> None:
    later = told.historian.made[10].oid
    assert later is not None
    done = slipway("verify", "--repo", told.clone, "--genesis", later)
    assert done.returncode == 0
    assert "10 commits before it: trusted unseen" in done.stdout


def test_a_change_by_hand_is_named_with_its_commit_and_exits_1(told: Told) -> None:
    bad = by_hand(told, {STATUS: b"{}\n"})
    done = slipway("verify", "--repo", told.clone)
    assert done.returncode == 1
    assert f"First bad commit: {bad} " in done.stdout
    assert (
        f"  {STATUS}: it was written by hand, not derived from a log [derived-by-hand]\n"
        in done.stdout
    )
    assert "Proven from git, but for what stands above" in done.stdout
    assert done.stdout.endswith("\n1 finding in 1 commit.\n")


def test_what_a_hand_changed_and_mended_is_told_and_still_exits_1(told: Told) -> None:
    honest = told.historian.files[STATUS]
    by_hand(told, {STATUS: b"{}\n"})
    mended = by_hand(told, {STATUS: honest})
    done = slipway("verify", "--repo", told.clone)
    assert done.returncode == 1
    assert "Mended: what other hands had changed was brought back" in done.stdout
    assert f"  {mended} " in done.stdout


def test_json_holds_findings_maintenance_and_the_checkpoint(told: Told) -> None:
    bad = by_hand(told, {STATUS: b"{}\n"})
    done = slipway("verify", "--repo", told.clone, "--format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    (one,) = found["bad"]
    assert (one["commit"], one["vouched"]) == (bad, False)
    assert [finding["rule"] for finding in one["findings"]] == ["derived-by-hand"]
    assert found["scope"]["tip"] == bad
    assert found["scope"]["checkpoint"].startswith("slipway-checkpoint/1 ")
    assert sum(found["entries"].values()) == told.historian.transitions
    assert found["signatures"] is None


def test_sarif_names_the_rule_the_file_and_the_commit(told: Told) -> None:
    bad = by_hand(told, {STATUS: b"{}\n"})
    done = slipway("verify", "--repo", told.clone, "--format", "sarif")
    assert done.returncode == 1
    (run,) = json.loads(done.stdout)["runs"]
    (result,) = run["results"]
    rules = run["tool"]["driver"]["rules"]
    assert result["ruleId"] == rules[result["ruleIndex"]]["id"] == "derived-by-hand"
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (location["uri"], result["properties"]["commit"]) == (STATUS, bad)


def test_maintenance_is_listed_with_what_it_made_possible(told: Told) -> None:
    path = "catalog/owners.yaml"
    text = first_files()[path] + b"- login: rob\n  id: 1004\n"
    commit = by_hand(told, {path: text})
    done = slipway("verify", "--repo", told.clone)
    assert done.returncode == 0
    listed = done.stdout.partition("Maintenance by people")[2]
    assert commit in listed
    assert f"id {ROB.id}" in listed.partition(commit)[2]


# --- What is no clone ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("--repo", "nowhere"), "no-repository"),
        (("--repo", "plain"), "no-repository"),
        (("--repo", "main.git", "--ref", "other"), "no-such-revision"),
        (("--repo", "main.git", "--genesis", "0" * 40), "no-such-revision"),
        (("--repo", "main.git", "--from", "rubbish"), "no-such-text"),
        (("--repo", "main.git", "--from", "slipway-checkpoint/1 x"), "wrong-checkpoint"),
        (("--repo", "main.git", "--checkpoint-key", "x"), "usage"),
        (("--repo", "main.git", "--trusted-keys", "plain/text"), "wrong-trusted-keys"),
    ],
)
def test_what_cannot_be_right_is_said_calmly_with_exit_2(
    told: Told, arguments: tuple[str, ...], rule: str
) -> None:
    folder = told.clone.parent
    (folder / "plain").mkdir()
    (folder / "plain" / "text").write_text("no key\n")
    done = slipway("verify", *arguments, folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"[{rule}]" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_shallow_clone_is_refused_and_told_how_to_deepen(told: Told, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=3", f"file://{told.clone}", "shallow")
    done = slipway("verify", "--repo", tmp_path / "shallow")
    assert (done.returncode, done.stdout) == (2, "")
    assert "deepen it with git fetch --unshallow [shallow-clone]" in done.stderr


# --- Checkpoints ---------------------------------------------------------------------------------


def test_from_a_checkpoint_only_the_tail_is_read_and_the_next_line_is_the_same(
    told: Told,
) -> None:
    first = slipway("checkpoint", "--repo", told.clone)
    assert (first.returncode, first.stdout.count("\n")) == (0, 1)
    told.historian.apply(NEXT)
    told.historian.finish()
    whole = slipway("checkpoint", "--repo", told.clone)
    tail = slipway("checkpoint", "--repo", told.clone, "--from", first.stdout)
    assert tail.stdout == whole.stdout != first.stdout
    report = slipway("verify", "--repo", told.clone, "--from", first.stdout.strip())
    size = int(first.stdout.split()[1])
    assert f"{size - 1} commits before it: trusted unseen" in report.stdout


def test_a_history_that_was_cut_or_rewritten_is_no_successor(told: Told) -> None:
    line = slipway("checkpoint", "--repo", told.clone).stdout
    parent = git(told.clone, "rev-parse", "main~1")
    git(told.clone, "update-ref", "refs/heads/main", parent)
    cut = slipway("verify", "--repo", told.clone, "--from", line)
    tree = git(told.clone, "rev-parse", "main^{tree}")
    other = git(told.clone, "commit-tree", tree, "-p", parent, "-m", "another history")
    git(told.clone, "update-ref", "refs/heads/main", other)
    rewritten = slipway("verify", "--repo", told.clone, "--from", line)
    for done in (cut, rewritten):
        assert (done.returncode, done.stdout) == (1, "")
        assert "main was rewritten, or cut" in done.stderr
        assert "[not-a-successor]" in done.stderr


def test_no_checkpoint_vouches_for_a_history_that_is_not_right(told: Told) -> None:
    by_hand(told, {STATUS: b"{}\n"})
    done = slipway("checkpoint", "--repo", told.clone)
    assert (done.returncode, done.stdout) == (1, "")
    assert "[derived-by-hand]" in done.stderr


def test_a_signed_checkpoint_is_believed_under_its_key_only(told: Told) -> None:
    folder = told.clone.parent
    public = slipway("keygen", "harbor-audit", "--out", "key", folder=folder).stdout.strip()
    other = slipway("keygen", "harbor-audit", "--out", "other", folder=folder).stdout.strip()
    assert (folder / "key").stat().st_mode & 0o077 == 0
    note = slipway("checkpoint", "--repo", "main.git", "--key", "key", folder=folder).stdout
    assert "\n\n— harbor-audit " in note
    (folder / "note").write_text(note)
    call = ("verify", "--repo", "main.git", "--from", "note", "--checkpoint-key")
    assert slipway(*call, public, folder=folder).returncode == 0
    refused = slipway(*call, other, folder=folder)
    assert (refused.returncode, refused.stdout) == (1, "")
    (folder / "note").write_text(note.replace(" 2026-", " 2027-", 1))
    tampered = slipway(*call, public, folder=folder)
    assert (tampered.returncode, tampered.stdout) == (1, "")


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("precious")
    done = slipway("keygen", "harbor-audit", "--out", tmp_path / "key")
    assert done.returncode == 2
    assert (tmp_path / "key").read_text() == "precious"


def test_what_rests_on_a_bad_commit_is_named(told: Told) -> None:
    made = told.historian.apply(NEXT)
    path = f"{NEXT.log_folder}/0001-released.json"
    honest = told.historian.files[path]
    bad = by_hand(told, {path: honest.replace(b"mia", b"mio")})
    later = told.historian.apply(LATER)
    told.historian.finish()
    found = json.loads(slipway("verify", "--repo", told.clone, "--format", "json").stdout)["bad"]
    assert made != later
    assert found[0]["commit"] == bad
    archived = {"path": f"{NEXT.log_folder}/0002-archived.json", "commit": later}
    assert archived in found[0]["rests"]
    report = slipway("verify", "--repo", told.clone).stdout
    assert "  on it rest 1 entry written later\n" in report


def test_the_root_of_a_checkpoint_binds_commits_and_entries(told: Told) -> None:
    """The first root is the SHA-256 of mark and genesis; then a commit, and its entries by path."""
    with auditing(Scope(told.clone), installed_schemas(), os.environ["PATH"]) as audit:
        root = hashlib.sha256(f"slipway-checkpoint/1 {audit.start.commit}\n".encode()).digest()
        for step in audit.steps():
            lines = [f"commit {step.commit.oid}\n"]
            entries = sorted((one.path, one.sha256) for one in step.entries)
            lines += [f"entry {sha256} {path}\n" for path, sha256 in entries]
            root = hashlib.sha256(root + "".join(lines).encode()).digest()
    line = slipway("checkpoint", "--repo", told.clone).stdout
    assert line.split()[2] == base64.b64encode(root).decode()
