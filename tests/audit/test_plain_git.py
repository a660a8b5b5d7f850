"""The commands of docs/plain-git.md answer an auditor's questions, also where somebody meddled."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.hub.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = Path(__file__).parents[2] / "docs" / "plain-git.md"
SECTION = re.compile(r"^## (\d+)\. ([^\n]+)\n\n```\n(.+?)\n```$", re.MULTILINE | re.DOTALL)
HAND = "Mallory <mallory@example.com>"
COFFEE = "releases/coffee/1.0.0/harbor/production"
ENTRY = f"{COFFEE}/log/0004-approved.json"
REJECTED = f"{COFFEE}/log/0002-rejected.json"
LIVE = "live/harbor/test.json"
HARBOR = "catalog/apps/harbor.yaml"
NEVER_SHOW = {".gitattributes": "* -diff\n"}
APPROVED = "approved by 1004: Under Review -> Release Preparation"


class Question(StrEnum):
    """The page's ten questions, in its order."""

    RELEASED = "What was released to Production in a period, on whose request and approval?"
    OWN = "Did anybody approve their own request?"
    LIFE = "What is the life of one release?"
    BYTES = "On which bytes was a release approved?"
    REFUSED = "What was rejected, withdrawn or left to lapse, and why?"
    OTHER_HAND = "Did anything reach releases/ or live/ by another hand than the bot's?"
    LOG = "Was an entry of any log ever changed or deleted?"
    CATALOG = "Who may apply and approve, and when did that change?"
    LIVE = "What was live in an app and environment at a given moment?"
    SIGNED = "Is every commit signed by GitHub, and for whom?"


COMMANDS = {title: command for _, title, command in SECTION.findall(PAGE.read_text("utf-8"))}


@dataclass(frozen=True, slots=True)
class Clone:
    """An auditor's clone, in which somebody may have committed by hand."""

    folder: Path
    key: str

    def ask(self, question: Question, **settings: str) -> str:
        """What the page's command prints, run as it stands; git complains of nothing."""
        done = self.run(["bash", "-c", COMMANDS[question]], settings)
        assert done.stderr == ""
        assert done.returncode == 0 or (done.returncode == 1 and "| grep" in COMMANDS[question])
        return done.stdout

    def git(self, *arguments: str, stdin: str = "", **settings: str) -> str:
        """Any other command of git, which must succeed."""
        done = self.run(["git", *arguments], settings, stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(
        self, files: Mapping[str, str | None], message: str, date: str = "2026-03-02T12:00:00Z"
    ) -> None:
        """Commit by hand: whole texts by path, ``None`` deletes."""
        for path, text in files.items():
            place = self.folder / path
            if text is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, "utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message, GIT_COMMITTER_DATE=date)

    def alter(self, old: str, new: str) -> None:
        """Put in the newest commit's place one with other bytes, whatever they are."""
        altered = self.git("cat-file", "commit", "HEAD").replace(old, new)
        made = self.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=altered)
        self.git("reset", "--quiet", "--hard", made)

    def read(self, path: str) -> str:
        """A file as it is in the work tree."""
        return (self.folder / path).read_text("utf-8")

    def run(
        self, command: list[str], settings: Mapping[str, str], stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the clone, with no setting of the machine or the user."""
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
            "TZ": "Asia/Tokyo",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Mallory",
            "GIT_AUTHOR_EMAIL": "mallory@example.com",
            "GIT_COMMITTER_NAME": "Mallory",
            "GIT_COMMITTER_EMAIL": "mallory@example.com",
            **settings,
        }
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="module")
def played(demo: Path) -> Clone:
    """The clone that the demo keeps; tests work on copies of it."""
    return Clone(demo / "repository", SigningKey(demo / "hub").public)


@pytest.fixture
def clone(played: Clone, tmp_path: Path) -> Clone:
    """A clone as the demo left it, to be meddled with."""
    shutil.copytree(played.folder, tmp_path / "clone")
    return Clone(tmp_path / "clone", played.key)


def trailers(requester: int, *approvers: int) -> str:
    """A message as the bot writes it, for anybody who can push."""
    lines = [
        "Approve pay 1.0.0 to harbor Production: Release Preparation",
        "",
        "Release: releases/pay/1.0.0/harbor/production",
        f"Transition: {'a' * 32}",
        "Status: Under Review -> Release Preparation",
        f"Requested-by: {requester}",
        *(f"Approved-by: {approver}" for approver in approvers),
    ]
    return "\n".join(lines)


def trusting(key: str, folder: Path) -> dict[str, str]:
    """An auditor's setting that trusts one key."""
    signers = folder / "signers"
    signers.write_text(f"noreply@github.com {key}\n", "utf-8")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "gpg.ssh.allowedSignersFile",
        "GIT_CONFIG_VALUE_0": str(signers),
    }


# --- The page ---


def test_the_page_asks_ten_questions_with_one_command_each() -> None:
    page = PAGE.read_text("utf-8")
    found = SECTION.findall(page)
    assert [(int(number), title) for number, title, _ in found] == [
        (number, str(question)) for number, question in enumerate(Question, start=1)
    ]
    assert len(found) == 10
    assert page.count("\n## ") == 10
    assert len(re.findall(r"^ *(?:```|~~~)", page, re.MULTILINE)) == 20
    assert not re.search(r"^(?:    |\t)\S", page, re.MULTILINE), "an indented block is code too"


def test_each_command_is_one_line_of_first_parent_log() -> None:
    for title, command in COMMANDS.items():
        assert command.startswith("git log --first-parent "), title
        assert command.count("git log") == 1, title
        assert all(line.endswith("\\") for line in command.splitlines()[:-1]), title
    assert not re.search(r"`git ", PAGE.read_text("utf-8")), "a command that no test runs"


def test_each_question_is_asked_by_a_test_of_its_own() -> None:
    tests = [
        node
        for node in ast.parse(Path(__file__).read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    asked = {
        argument.attr
        for test in tests
        for node in ast.walk(test)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "ask"
        for argument in node.args
        if isinstance(argument, ast.Attribute)
    }
    assert asked == set(Question.__members__)


# --- 1. Released ---


def test_what_was_released_shows_who_applied_and_who_approved(clone: Clone) -> None:
    *later, line = clone.ask(Question.RELEASED).splitlines()
    assert line.startswith("2026-03-02T09:00:")
    assert line.endswith(f" {COFFEE} requested by 1001 {APPROVED}")
    own = [one.rpartition(": ")[2] for one in reversed(later) if COFFEE in one]
    assert own == [
        "Release Preparation -> Grayscale Release",
        "Grayscale Release -> Full Release",
    ]


def test_what_was_released_keeps_to_the_period_and_the_app(clone: Clone) -> None:
    own = clone.ask(Question.RELEASED).splitlines()
    clone.commit({}, trailers(1001, 1004), "2026-04-01T00:00:00Z")
    clone.commit({}, trailers(1001, 1004), "2026-02-28T23:59:59Z")
    clone.commit({}, trailers(1001, 1004).replace("harbor", "lagoon"))
    assert clone.ask(Question.RELEASED).splitlines() == own
    clone.commit({}, trailers(1001, 1004, 1005), "2026-03-31T23:59:59Z")
    clone.commit({}, trailers(1001), "2026-03-01T00:00:00Z")
    early, late, *others = clone.ask(Question.RELEASED).splitlines()
    assert others == own
    assert "approved by 1004,1005: " in late
    assert "approved by : " in early


def test_a_back_dated_commit_hides_nothing_that_was_released(clone: Clone) -> None:
    clone.commit({"README.md": "hello\n"}, "Say hello", "2020-01-01T00:00:00Z")
    assert APPROVED in clone.ask(Question.RELEASED)


# --- 2. Approved by the requester ---


def test_nobody_approved_their_own_request_in_the_demo(clone: Clone) -> None:
    assert clone.ask(Question.OWN) == ""


def test_who_approved_their_own_request_is_shown(clone: Clone) -> None:
    clone.commit({}, trailers(1001, 11001, 1004))
    clone.commit({}, trailers(1004, 100, 10041))
    assert clone.ask(Question.OWN) == ""
    clone.commit({}, trailers(1001, 1001))
    clone.commit({}, trailers(1005, 1004, 1005))
    second, first = clone.ask(Question.OWN).splitlines()
    assert first.startswith("<1001> <1001> 2026-03-02T12:00:00")
    assert second.startswith("<1005> <1004><1005> 2026-03-02T12:00:00")


def test_bytes_that_are_no_text_hide_no_approval_of_ones_own(clone: Clone) -> None:
    clone.commit({}, trailers(1001, 1001))
    clone.alter("pay", "\udce9")
    assert clone.ask(Question.OWN).startswith("<1001> <1001> 2026-03-02T12:00:00")


# --- 3. Life ---


def test_the_life_of_a_release_is_told_from_its_first_entry(clone: Clone) -> None:
    said = clone.ask(Question.LIFE)
    kinds = re.findall(rf"^A\t{COFFEE}/log/(.+)\.json$", said, re.MULTILINE)
    assert kinds[:4] == ["0001-submitted", "0002-rejected", "0003-submitted", "0004-approved"]
    assert [int(kind[:4]) for kind in kinds] == list(range(1, len(kinds) + 1))
    headlines = re.findall(r"^2026\S+ [0-9a-f]{7,} (\w+) coffee 1\.0\.0 to", said, re.MULTILINE)
    assert headlines[:4] == ["Submit", "Reject", "Submit", "Approve"]
    assert {"Take", "Scale", "Pause", "Resume", "Complete"} <= set(headlines[4:])
    assert "lagoon" not in said
    assert f"A\t{COFFEE}/request.yaml" in said


def test_the_life_of_a_release_shows_what_a_hand_did_to_it(clone: Clone) -> None:
    clone.commit({f"{COFFEE}/request.yaml": "format: 1\n"}, "Tidy")
    assert clone.ask(Question.LIFE).endswith(f" Tidy\n\nM\t{COFFEE}/request.yaml\n")
    later = f"{COFFEE}/log/0005-approved.json"
    clone.commit({ENTRY: None, later: clone.read(ENTRY)}, "Move")
    assert clone.ask(Question.LIFE).endswith(f" Move\n\nD\t{ENTRY}\nA\t{later}\n")


# --- 4. Bytes ---


def test_the_approved_bytes_stand_beside_their_digest(clone: Clone) -> None:
    said = clone.ask(Question.BYTES)
    entry = json.loads(clone.read(ENTRY))
    assert f"\nRequest-digest: sha256:{entry['digest']}\n" in said
    assert f'+  "digest": "{entry["digest"]}"' in said
    blob = clone.git("rev-parse", f"HEAD:{COFFEE}/request.yaml")
    assert f"{blob} A\t{COFFEE}/request.yaml" in said
    assert f'"blob": "{blob}"' in said
    assert f'"sha256": "{entry["delivery"]["package"]["sha256"]}"' in said
    assert "\n+  Faster ordering. The queue at the counter is shown while you wait.\n" in said
    assert said.count("Request-digest: ") == 1


def test_an_approval_that_moves_an_entry_is_shown_whole(clone: Clone) -> None:
    clone.commit(
        {ENTRY: None, f"{COFFEE}/log/0005-approved.json": clone.read(ENTRY)}, trailers(1, 2)
    )
    newest = clone.ask(Question.BYTES).split("Approve coffee")[0]
    assert "0004-approved.json" in newest
    assert '\n+    "login": "rob",' in newest


def test_the_approved_bytes_are_shown_though_attributes_would_hide_them(clone: Clone) -> None:
    before = clone.ask(Question.BYTES)
    clone.commit(NEVER_SHOW, "Hide")
    assert clone.ask(Question.BYTES) == before


# --- 5. Rejected and withdrawn ---


def test_what_was_rejected_or_withdrawn_is_shown_with_its_reason(clone: Clone) -> None:
    lines = [re.sub(r"^== \S+ \S+ ", "== ", one) for one in clone.ask(Question.REFUSED).split("\n")]
    assert lines == [
        "== Withdraw coffee 1.0.0 to lagoon Production, round 1",
        '+    "login": "mia",',
        '+  "reason": null,',
        "== Reject coffee 1.0.0 to harbor Production, round 1",
        '+    "login": "rob",',
        '+  "reason": "The release notes say nothing about the queue.",',
        "",
    ]


def test_a_reason_in_any_script_is_shown_and_a_lapse_too(clone: Clone) -> None:
    reason = '{\n  "actor": {\n    "login": "rob"\n  },\n  "reason": "名前 fehlt für später"\n}\n'
    paths = [f"{COFFEE}/log/0005-rejected.json", f"{COFFEE}/log/0006-lapsed.json"]
    clone.commit({**dict.fromkeys(paths, reason), **NEVER_SHOW}, "Reject by hand")
    said = clone.ask(Question.REFUSED)
    assert said.count('+  "reason": "名前 fehlt für später"') == 2


def test_a_reason_that_was_changed_is_shown_as_it_was_and_as_it_is(clone: Clone) -> None:
    clone.commit({REJECTED: clone.read(REJECTED).replace("nothing", "too much")}, "Tidy")
    lines = clone.ask(Question.REFUSED).splitlines()
    assert lines[0].endswith(" Tidy")
    assert lines[1:3] == [
        '-  "reason": "The release notes say nothing about the queue.",',
        '+  "reason": "The release notes say too much about the queue.",',
    ]


def test_a_rejection_that_was_moved_is_shown_as_taken_away_and_put_back(clone: Clone) -> None:
    later = f"{COFFEE}/log/0005-rejected.json"
    clone.commit({REJECTED: None, later: clone.read(REJECTED)}, "Move")
    newest = clone.ask(Question.REFUSED).split("Withdraw coffee")[0]
    for sign in "-+":
        assert f'\n{sign}  "reason": "The release notes say nothing' in newest


def test_bytes_that_are_no_text_hide_no_rejection(clone: Clone) -> None:
    clone.commit({f"{COFFEE}/log/0005-rejected.json": '\0\n  "reason": "\0"\n'}, "Hide")
    assert '"reason": "The release notes say nothing' in clone.ask(Question.REFUSED)


# --- 6. Another hand ---


def test_no_other_hand_touched_the_releases_of_the_demo(clone: Clone) -> None:
    assert clone.ask(Question.OTHER_HAND) == ""


@pytest.mark.parametrize("path", [f"{COFFEE}/log/0005-released.json", LIVE])
def test_a_commit_by_another_hand_is_shown_with_what_it_touched(clone: Clone, path: str) -> None:
    clone.commit({path: "{}\n", "README.md": "hello\n"}, "Go live\n\nTransition: soon")
    said = clone.ask(Question.OTHER_HAND)
    assert re.search(rf"^\n\S+ \S+ {HAND} Go live\n\n[AM]\t{re.escape(path)}\n$", said)


def test_a_merge_by_another_hand_is_shown(clone: Clone) -> None:
    clone.git("checkout", "--quiet", "-b", "side")
    clone.commit({f"{COFFEE}/request.yaml": "format: 1\n"}, f"Change\n\nTransition: {'b' * 32}")
    clone.git("checkout", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-ff", "-m", "Merge pull request #9", "side")
    said = clone.ask(Question.OTHER_HAND)
    assert f"{HAND} Merge pull request #9\n\nM\t{COFFEE}/request.yaml\n" in said


def test_a_commit_elsewhere_is_no_other_hand_on_a_release(clone: Clone) -> None:
    clone.commit({"README.md": "hello\n"}, "Say hello")
    assert clone.ask(Question.OTHER_HAND) == ""


def test_a_forged_trailer_passes_as_the_page_says(clone: Clone) -> None:
    clone.commit({LIVE: "{}\n"}, trailers(1001, 1004))
    assert clone.ask(Question.OTHER_HAND) == ""
    assert "A careful\nforger writes the trailer too" in PAGE.read_text("utf-8")


# --- 7. The log ---


def test_no_entry_of_the_demo_was_changed(clone: Clone) -> None:
    assert clone.ask(Question.LOG) == ""


def test_a_changed_a_deleted_and_a_moved_entry_are_shown(clone: Clone) -> None:
    text = clone.read(ENTRY)
    clone.commit({ENTRY: text.replace('"rob"', '"rita"')}, trailers(1001, 1004))
    clone.commit({ENTRY: text}, "Nothing happened")
    clone.commit({ENTRY: None, f"{COFFEE}/log/0005-approved.json": text}, "Move")
    said = clone.ask(Question.LOG)
    assert re.findall(r"^([A-Z])\t(.+)$", said, re.MULTILINE) == [
        ("D", ENTRY),
        ("M", ENTRY),
        ("M", ENTRY),
    ]
    assert re.findall(rf"{HAND} (\w+)", said) == ["Move", "Nothing", "Approve"]


def test_an_entry_that_became_a_link_is_shown(clone: Clone) -> None:
    (clone.folder / ENTRY).unlink()
    (clone.folder / ENTRY).symlink_to("0003-submitted.json")
    clone.commit({}, "Link")
    assert f"T\t{ENTRY}\n" in clone.ask(Question.LOG)


# --- 8. The catalog ---


def test_the_catalog_of_the_demo_was_changed_by_the_bot(clone: Clone) -> None:
    said = clone.ask(Question.CATALOG)
    bot = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
    assert re.findall(r"^2026\S+ \S+ (.+)$", said, re.MULTILINE) == [
        f"{bot} Change catalog/apps/harbor.yaml",
        f"{bot} Submit catalog/apps/harbor.yaml for review, round 1",
        f"{bot} Change catalog/mini-programs/tea.yaml",
        f"{bot} Submit catalog/mini-programs/tea.yaml for review, round 1",
        "harbor-co <1012+harbor-co@users.noreply.github.com> Start the repository",
    ]
    assert "+  - {login: rob, id: 1004}" in said
    assert "a/schemas/" not in said


def test_a_new_reviewer_is_shown_though_attributes_would_hide_them(clone: Clone) -> None:
    rita = "  - {login: rita, id: 1005}\n"
    changed = clone.read(HARBOR).replace(rita, "  - {login: mallory, id: 1066}\n")
    clone.commit({HARBOR: changed, **NEVER_SHOW}, "Tidy up")
    newest = clone.ask(Question.CATALOG).split("Start the repository")[0]
    assert f" {HAND} Tidy up\n" in newest
    assert "2026-03-02T12:00:00" in newest
    assert "\n-  - {login: rita, id: 1005}\n" in newest
    assert "\n+  - {login: mallory, id: 1066}\n" in newest


def test_a_catalog_file_that_was_moved_is_shown_whole(clone: Clone) -> None:
    clone.commit({HARBOR: None, "catalog/apps/haven.yaml": clone.read(HARBOR)}, "Move")
    newest = clone.ask(Question.CATALOG).split("Start the repository")[0]
    for sign in "-+":
        assert f"\n{sign}  - {{login: rob, id: 1004}}\n" in newest


# --- 9. Live ---


def test_what_was_live_then_is_not_what_is_live_now(clone: Clone) -> None:
    said = clone.ask(Question.LIVE)
    assert '+        "version": "1.0.0"' in said
    assert '"1.1.0"' not in said
    assert '"version": "1.1.0"' in clone.read(LIVE)


def test_what_was_live_is_shown_whole_also_where_a_hand_back_dated_it(clone: Clone) -> None:
    text = clone.read(LIVE).replace('"1.1.0"', '"6.6.6"')
    clone.commit({LIVE: text, **NEVER_SHOW}, "Go live", "2026-03-02T09:00:05Z")
    said = clone.ask(Question.LIVE)
    assert " Go live\n" in said
    assert '-        "version": "1.1.0"' in said
    shown = said.split("@@\n")[1].splitlines()
    assert [line[1:] for line in shown if not line.startswith("-")] == text.splitlines()


# --- 10. Signatures ---


def test_the_bots_commits_are_signed_and_a_hands_are_not(clone: Clone, tmp_path: Path) -> None:
    clone.commit({LIVE: "{}\n"}, trailers(1001, 1004))
    hand, *bots, first = clone.ask(Question.SIGNED, **trusting(clone.key, tmp_path)).splitlines()
    assert hand.startswith("N ")
    assert HAND in hand
    assert first.startswith("N ")
    assert first.endswith(" Start the repository")
    assert len(bots) >= 10
    bot = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
    assert all(re.match(r"G (SHA256:\S{43}) \1 2026", line) and bot in line for line in bots)


def test_a_signature_by_a_key_that_nobody_named_is_u_and_no_more(
    clone: Clone, tmp_path: Path
) -> None:
    other = SigningKey(tmp_path).public
    newest, *_ = clone.ask(Question.SIGNED, **trusting(other, tmp_path)).splitlines()
    assert newest.startswith("U SHA256:")


def test_a_signed_commit_that_was_altered_is_b(clone: Clone, tmp_path: Path) -> None:
    clone.alter("Requested-by: 1001", "Requested-by: 1003")
    newest, *_ = clone.ask(Question.SIGNED, **trusting(clone.key, tmp_path)).splitlines()
    assert newest.startswith("B ")


def test_without_the_setting_a_signed_commit_shows_n_and_git_complains(clone: Clone) -> None:
    done = clone.run(["bash", "-c", COMMANDS[Question.SIGNED]], {})
    assert {line[0] for line in done.stdout.splitlines()} == {"N"}
    assert "gpg.ssh.allowedSignersFile needs to be configured" in done.stderr
