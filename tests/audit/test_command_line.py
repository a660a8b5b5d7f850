"""``slipway audit`` at a terminal, where what it is given or reads would lead it astray."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests import command_line
from tests.audit.forgeries.forger import Forger
from tests.audit.forgeries.loosened import loosen
from tests.audit.forgeries.stage import COFFEE, SETTINGS, TEST, with_field, with_reviewers
from tests.audit.test_verify import git, slipway
from tests.history import people
from tests.history.commits import GITHUB, Hand, MainCommit
from tests.history.documents import app, approvals, request_file, to_yaml
from tests.history.keys import signing_key
from tests.history.pulls import REPOSITORY
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from pathlib import Path

NAME = " ".join(COFFEE.folder.removeprefix("releases/").split("/"))
CLEAN = "\nNothing is wrong with it.\n"
LISTED = (people.ROB, people.RITA, people.RAFI, people.RUTH)


def begun(folder: Path) -> Forger:
    """A history that has just begun, in ``main.git``."""
    return Forger(LooseWriter(folder / "main.git", signing_key()))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a true history in ``main.git`` and GitHub's keys in ``keys``."""
    folder = tmp_path_factory.mktemp("made")
    f = begun(folder)
    f.h.apply(COFFEE)
    f.h.approve(COFFEE)
    f.h.apply(TEST)
    f.h.finish()
    (folder / "keys").write_text(f"{signing_key().public}\n")
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder, in which a test may do as it likes."""
    return shutil.copytree(made, tmp_path / "place")


def refused(place: Path, rule: str, *arguments: str | Path, code: int = 2) -> str:
    """What is said where a command refuses, calmly, what it was given."""
    done = slipway(*arguments, folder=place)
    assert (done.returncode, done.stdout) == (code, "")
    assert f"[{rule}]" in done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


# --- Which commits are read ----------------------------------------------------------------------


def test_a_clone_that_lags_behind_what_it_fetched_is_not_audited_by_half(place: Path) -> None:
    git(place, "clone", "--quiet", "main.git", "behind")
    tip = git(place / "behind", "rev-parse", "HEAD")
    git(place / "behind", "reset", "--quiet", "--hard", "HEAD~2")
    for command in ("verify", "checkpoint", "export"):
        said = refused(place, "two-branches", command, "--repo", "behind")
        assert f"refs/remotes/origin/main is {tip}" in said
    named = slipway("verify", "--repo", "behind", "--ref", "origin/main", folder=place)
    assert (named.returncode, named.stderr) == (0, "")
    assert named.stdout.startswith("origin/main from ")
    assert f" to {tip}\n" in named.stdout


def test_the_report_names_the_ref_that_was_read(place: Path) -> None:
    assert slipway("verify", "--repo", "main.git", folder=place).stdout.startswith(
        "refs/heads/main from "
    )
    git(place, "clone", "--quiet", "main.git", "bare")
    git(place / "bare", "checkout", "--quiet", "--detach")
    git(place / "bare", "branch", "--quiet", "-D", "main")
    done = slipway("verify", "--repo", "bare", "--format", "json", folder=place)
    assert json.loads(done.stdout)["scope"]["ref"] == "refs/remotes/origin/main"


def test_a_full_id_is_that_commit_whatever_a_branch_of_that_name_says(place: Path) -> None:
    tip = git(place / "main.git", "rev-parse", "main")
    git(place / "main.git", "update-ref", f"refs/heads/{tip}", "main~2")
    by_genesis = slipway("verify", "--repo", "main.git", "--genesis", tip, folder=place)
    assert by_genesis.stdout.startswith(f"refs/heads/main from {tip[:12]} (named by you)")
    by_ref = slipway("verify", "--repo", "main.git", "--ref", tip, folder=place)
    assert by_ref.stdout.startswith(f"{tip} from ")
    assert f" to {tip}\n" in by_ref.stdout


@pytest.mark.parametrize("name", ["main", "HEAD", "main~1", "0123abcd", "", "--all"])
def test_genesis_is_named_by_its_full_id_alone(name: str, place: Path) -> None:
    given = f"--genesis={name}"
    said = refused(place, "wrong-genesis", "verify", "--repo", "main.git", given)
    assert "--genesis" in said


def test_a_genesis_that_the_repository_moved_is_said_in_the_last_line(tmp_path: Path) -> None:
    f = begun(tmp_path)
    f.h.apply(TEST)
    forged = f.h.maintain({TEST.request_path: request_file(TEST, "Other.\n")})
    f.h.maintain(with_field(f, SETTINGS, "genesis", forged))
    f.h.finish()
    done = slipway("verify", "--repo", "main.git", folder=tmp_path)
    assert done.stdout.endswith(
        "\nNothing is wrong after the 2 commits that the repository itself leaves out.\n"
    )


def test_a_genesis_in_the_catalog_that_is_no_id_is_nothing_to_git(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep me")
    f = begun(tmp_path)
    loosen(f, "slipway")
    f.h.maintain(with_field(f, SETTINGS, "genesis", f"--output={precious}"))
    f.h.finish()
    done = slipway("verify", "--repo", "main.git", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"refs/heads/main from {f.h.first[:12]} ")
    assert precious.read_text() == "keep me"


def test_a_clone_in_a_folder_with_a_line_break_is_refused(place: Path) -> None:
    (place / "main.git").rename(place / "main\n.git")
    refused(place, "odd-folder", "verify", "--repo", "main\n.git")


# --- Checkpoints ---------------------------------------------------------------------------------


def line_of(place: Path) -> list[str]:
    """The parts of a checkpoint: mark, size, root, commit, time, genesis."""
    return slipway("checkpoint", "--repo", "main.git", folder=place).stdout.split()


ROOT, TIME, GENESIS = 2, 4, 5
OTHERWISE = [
    (1, "999999"),
    (1, "3"),
    (TIME, "2019-01-01T00:00:00Z"),
    (TIME, "2036-01-01T00:00:00Z"),
]


@pytest.mark.parametrize(("part", "value"), OTHERWISE)
def test_a_checkpoint_of_another_size_or_time_than_its_commit_is_refused(
    part: int, value: str, place: Path
) -> None:
    line = line_of(place)
    line[part] = value
    for command in ("verify", "checkpoint"):
        call = (command, "--repo", "main.git", "--from", " ".join(line))
        refused(place, "checkpoint-differs", *call, code=1)


def test_a_checkpoint_of_another_genesis_than_that_of_its_history_is_refused(place: Path) -> None:
    line = line_of(place)
    line[GENESIS] = git(place / "main.git", "rev-parse", "main~1")
    call = ("verify", "--repo", "main.git", "--from", " ".join(line))
    refused(place, "checkpoint-differs", *call, code=1)


def test_no_new_checkpoint_is_written_on_a_root_that_is_not_that_of_the_history(
    place: Path,
) -> None:
    line = line_of(place)
    line[ROOT] = "A" * 43 + "="
    said = refused(
        place, "checkpoint-differs", "checkpoint", "--repo", "main.git", "--from", " ".join(line),
        code=1,
    )  # fmt: skip
    assert "its root is not that of the history" in said


# --- Files that are given ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "option", "rule"),
    [
        (("verify",), "--from", "no-such-text"),
        (("verify", "--from", "line"), "--checkpoint-key", "no-such-text"),
        (("checkpoint",), "--key", "no-such-text"),
        (("verify",), "--trusted-keys", "wrong-trusted-keys"),
    ],
)
def test_a_file_that_is_no_text_is_refused(
    command: tuple[str, ...], option: str, rule: str, place: Path
) -> None:
    (place / "binary").write_bytes(b"\x7fELF\xff\xfe\x00")
    (place / "line").write_text(" ".join(line_of(place)))
    refused(place, rule, *command, "--repo", "main.git", option, "binary")


def test_keys_of_two_files_with_one_name_all_count(place: Path) -> None:
    for folder, key in (("github", signing_key()), ("other", signing_key("another"))):
        (place / folder).mkdir()
        (place / folder / "keys").write_text(f"{key.public}\n")
    both = ("--trusted-keys", "github/keys", "--trusted-keys", "other/keys")
    done = slipway("verify", "--repo", "main.git", *both, folder=place)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(CLEAN)


@pytest.mark.parametrize(
    "call",
    [
        ("bundle", *NAME.split(), "--repo", "main.git", "--out"),
        ("keygen", "harbor-audit", "--out"),
    ],
    ids=lambda call: call[0],
)
def test_what_is_there_is_never_overwritten(call: tuple[str, ...], place: Path) -> None:
    (place / "there").write_text("precious")
    refused(place, "file-exists", *call, "there")
    assert (place / "there").read_text() == "precious"
    assert sorted(one.name for one in place.iterdir()) == ["keys", "main.git", "there"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("option", ["--since", "--until"])
def test_a_time_that_no_clock_shows_is_refused(option: str, moment: str, place: Path) -> None:
    refused(place, "wrong-time", "export", "--repo", "main.git", option, moment)


@pytest.mark.parametrize("option", ["--genesis", "--repo", "--ref"])
def test_a_bundle_is_not_verified_against_a_repository(option: str, place: Path) -> None:
    made = slipway("bundle", *NAME.split(), "--repo", "main.git", "--out", "one", folder=place)
    assert made.returncode == 0
    refused(place, "usage", "bundle", "--verify", "one", option, "nope")


def test_a_bundle_of_which_nothing_is_judged_is_not_said_to_be_right(place: Path) -> None:
    tip = git(place / "main.git", "rev-parse", "main")
    call = ("bundle", *NAME.split(), "--repo", "main.git", "--out", "one", "--genesis", tip)
    assert slipway(*call, folder=place).returncode == 0
    done = slipway("bundle", "--verify", "one", folder=place)
    assert done.returncode == 1
    assert "\nNothing was judged: " in done.stdout
    assert "Nothing is wrong" not in done.stdout


def test_a_cross_check_of_a_release_that_the_log_does_not_know_says_so(place: Path) -> None:
    unknown = NAME.replace("1.0.0", "9.0.0")
    env = {
        "PATH": os.environ["PATH"],
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_TOKEN": "none",
        "GITHUB_API_URL": "http://127.0.0.1:9",
    }
    done = command_line.run(
        "audit", "cross-check", "--repo", "main.git", "--release", unknown, env=env, folder=place
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "[no-such-release]" in done.stderr


# --- What the report shows -----------------------------------------------------------------------


def test_a_flood_of_new_apps_hides_no_new_reviewer(tmp_path: Path) -> None:
    f = begun(tmp_path)
    files = with_reviewers(f, *LISTED, people.OSCAR)
    for number in range(25):
        production = {"pilot": False, "approvals": approvals()}
        document = app(f"a{number}", {"production": production})
        files[f"catalog/apps/a{number}.yaml"] = to_yaml(document)
    f.h.maintain(files)
    f.h.finish()
    for form in ("text", "json"):
        done = slipway("verify", "--repo", "main.git", "--format", form, folder=tmp_path)
        assert done.returncode == 0
        assert f"oscar (id {people.OSCAR.id}) may now approve" in done.stdout


def test_a_flood_of_maintenance_hides_no_new_reviewer(tmp_path: Path) -> None:
    f = begun(tmp_path)
    for number in range(201):
        f.h.maintain({"docs/page.md": b"%d\n" % number})
    f.h.maintain(with_reviewers(f, *LISTED, people.OSCAR))
    f.h.finish()
    done = slipway("verify", "--repo", "main.git", folder=tmp_path)
    assert f"oscar (id {people.OSCAR.id}) may now approve" in done.stdout


def test_a_merge_by_hand_that_changes_nothing_is_listed(tmp_path: Path) -> None:
    f = begun(tmp_path)
    side = f.branch((f.h.tip,), {})
    author = Hand("otto", "otto@harbor.example")
    merge = MainCommit({}, "Merge", author, GITHUB, f.h.now, (f.h.tip, side))
    listed = f.h.raw(merge)
    f.h.finish()
    done = slipway("verify", "--repo", "main.git", folder=tmp_path)
    assert done.returncode == 0
    assert "it changes nothing" in done.stdout.partition(listed)[2]


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_name_cannot_act_on_the_terminal(form: str, tmp_path: Path) -> None:
    f = begun(tmp_path)
    author = Hand("\x9b31mA\u202e\x07", "a@harbor.example")
    f.h.raw(MainCommit({}, "Page\n", author, GITHUB, f.h.now, (f.h.tip,)))
    f.h.maintain({"schemas/\x1b[31m.json": b"{}\n", ".github/\u202e\n.yml": b"on: push\n"})
    f.h.finish()
    shown = slipway("verify", "--repo", "main.git", "--format", form, folder=tmp_path).stdout
    assert shown
    assert not set(shown) & {"\x9b", "\u202e", "\x07", "\x1b"}
