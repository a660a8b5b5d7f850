"""Init never writes over anything, and the same call twice does nothing."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.app.validate import validate
from bot.errors import UsageError
from bot.init.contents import File
from bot.init.writing import Written, write
from tests.init.made import answers, files, git

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"a/one.txt": File(b"one\n"), "run": File(b"#!/bin/sh\n", executable=True)}


def shown(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def test_a_repository_is_valid_and_ready_to_push(tmp_path: Path) -> None:
    folder, made = tmp_path / "new" / "releases", files(answers())
    assert write(folder, made) == Written(len(made), committed=True)
    assert git(folder, "log", "--format=%an %s", "main") == "Otto Begin the release log"
    assert git(folder, "status", "--porcelain") == ""
    assert sorted(git(folder, "ls-files").splitlines()) == sorted(made)
    report = validate(folder)
    assert (report.files, report.problems) == (5, ())


def test_the_bytes_on_main_are_those_that_were_made(tmp_path: Path) -> None:
    # A wheel is no text: its end of line is nobody's, whatever .gitattributes says of the rest.
    folder, made = tmp_path / "releases", dict(files(answers()))
    wheel = next(path for path in made if path.endswith(".whl"))
    made[wheel] = File(b"PK\r\n\x00\r\n")
    write(folder, made)
    command = ["git", "-C", str(folder), "show", f"main:{wheel}"]
    kept = subprocess.run(command, capture_output=True, check=True).stdout
    assert kept == b"PK\r\n\x00\r\n"


def test_a_file_to_be_run_can_be_run(tmp_path: Path) -> None:
    write(tmp_path / "new", FILES)
    assert git(tmp_path / "new", "ls-files", "--stage", "run").startswith("100755 ")


def test_the_same_again_does_nothing(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    before = git(tmp_path, "rev-parse", "HEAD")
    assert write(tmp_path, FILES) == Written(0, committed=False)
    assert git(tmp_path, "rev-parse", "HEAD") == before


def test_a_clone_of_an_empty_repository_gets_its_first_commit_on_main(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "trunk", str(tmp_path)], check=True)
    assert write(tmp_path, FILES).committed
    assert git(tmp_path, "branch", "--format=%(refname:short)") == "main"


def test_what_else_lies_there_is_let_be_and_not_committed(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine\n")
    write(tmp_path, FILES)
    assert git(tmp_path, "status", "--porcelain") == "?? notes.txt"


def test_other_bytes_stop_it_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine\n")
    (tmp_path / "a").write_text("a file where a folder is to be\n")
    before = shown(tmp_path)
    with pytest.raises(UsageError, match=r"a/one\.txt, run.*\[would-overwrite\]"):
        write(tmp_path, FILES)
    assert shown(tmp_path) == before
    assert not (tmp_path / ".git").exists()


@pytest.mark.parametrize("link", ["a", "a/one.txt"])
def test_no_link_is_followed(tmp_path: Path, link: str) -> None:
    folder, elsewhere = tmp_path / "new", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / link).parent.mkdir(parents=True)
    (folder / link).symlink_to(elsewhere if link == "a" else elsewhere / "one.txt")
    with pytest.raises(UsageError, match=r"a/one\.txt.*\[would-overwrite\]"):
        write(folder, FILES)
    assert list(elsewhere.iterdir()) == []


def test_a_repository_with_a_history_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": File(b"mine\n")})
    with pytest.raises(UsageError, match=r"a/one\.txt, run.*\[has-history\]"):
        write(tmp_path, FILES)
    assert shown(tmp_path) == {"README.md": "mine\n"}


def test_who_is_unknown_to_git_is_told_so_and_calls_again(tmp_path: Path, own_git: Path) -> None:
    known = own_git.read_text()
    own_git.write_text("[user]\n\tuseConfigOnly = true\n")
    with pytest.raises(UsageError, match=r"user\.email.*\[not-committed\]"):
        write(tmp_path, FILES)
    own_git.write_text(known)
    assert write(tmp_path, FILES) == Written(0, committed=True)


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"])
def test_another_repository_that_the_environment_names_is_let_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Git sets these for hooks and for some aliases (git's manual, "Environment Variables")."""
    other = tmp_path / "other"
    write(other, {"theirs": File(b"theirs\n")})
    place = {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index", "GIT_WORK_TREE": "."}
    with monkeypatch.context() as patched:
        patched.setenv(name, str(other / place[name]))
        write(tmp_path / "new", FILES)
    assert git(other, "log", "--format=%s").splitlines() == ["Begin the release log"]
    assert git(other, "status", "--porcelain") == ""
    assert git(tmp_path / "new", "ls-files").splitlines() == sorted(FILES)


def test_what_somebody_had_staged_is_not_committed(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "notes.txt").write_text("mine\n")
    git(tmp_path, "add", "notes.txt")
    write(tmp_path, FILES)
    assert git(tmp_path, "ls-tree", "-r", "--name-only", "main").splitlines() == sorted(FILES)


def test_a_main_that_is_not_checked_out_has_a_history_too(tmp_path: Path) -> None:
    write(tmp_path, {"old": File(b"old\n")})
    git(tmp_path, "checkout", "--quiet", "--orphan", "new")
    with pytest.raises(UsageError, match="has commits already"):
        write(tmp_path, FILES)
