"""``slipway validate --base --head`` on real repositories."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.app.revision import Repository
from bot.app.validate import validate_revisions
from bot.core.documents.canonical import SIZE_CAP
from bot.errors import UsageError
from tests.documents.samples import ROOT, genesis, read_folder

if TYPE_CHECKING:
    from pathlib import Path

REQUEST = "releases/coffee/1.1.0/harbor/test/request.yaml"
VERSION = "releases/coffee/1.1.0/version.yaml"
NEW = {
    REQUEST: b"format: 1\nminiProgram: coffee\nversion: 1.1.0\napp: harbor\nenvironment: test\n",
    VERSION: b"format: 1\nminiProgram: coffee\nversion: 1.1.0\n",
}


@dataclass
class Work:
    """A repository whose main holds the examples and the schemas."""

    path: Path

    def git(self, *arguments: str) -> str:
        environment = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            **{
                f"GIT_{who}_{what}": "dan@coffee.example"
                for who in ("AUTHOR", "COMMITTER")
                for what in ("NAME", "EMAIL")
            },
        }
        answer = subprocess.run(
            ["git", "-C", str(self.path), *arguments],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        return answer.stdout.strip()

    def write(self, files: dict[str, bytes]) -> None:
        for path, data in files.items():
            (self.path / path).parent.mkdir(parents=True, exist_ok=True)
            (self.path / path).write_bytes(data)

    def commit(self, files: dict[str, bytes] | None = None) -> str:
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "change")
        return self.git("rev-parse", "HEAD")

    def said(self, head: str = "HEAD") -> list[tuple[str, str]]:
        report = validate_revisions(self.path, "main", head)
        return [(problem.id, problem.file) for problem in report.problems]


@pytest.fixture
def work(tmp_path: Path) -> Work:
    work = Work(tmp_path / "work")
    work.path.mkdir()
    work.git("init", "-q", "-b", "main")
    work.commit({**genesis(), **read_folder(ROOT, "schemas"), "README.md": b"hello\n"})
    work.git("checkout", "-q", "-b", "branch")
    return work


def test_a_new_version_with_its_request_is_valid(work: Work) -> None:
    work.commit(NEW)
    report = validate_revisions(work.path, "main", "branch")
    assert (report.files, report.problems) == (2, ())


def test_a_branch_that_touches_no_document_is_not_checked(work: Work) -> None:
    work.commit({"README.md": b"changed\n", "schemas/request.schema.json": b"{}\n"})
    assert validate_revisions(work.path, "main", "branch").files == 0


def test_each_wrong_document_is_named_with_line_and_column(work: Work) -> None:
    work.commit({**NEW, REQUEST: NEW[REQUEST].replace(b"test", b"sandbox") + b"by: me\n"})
    report = validate_revisions(work.path, "main", "branch")
    assert [(one.id, one.line, one.column) for one in report.problems] == [
        ("path-disagrees", 5, 14),
        ("unknown-field", 6, 1),
    ]


def test_the_schemas_and_the_catalog_are_those_of_the_base(work: Work) -> None:
    app = genesis()["catalog/apps/harbor.yaml"].replace(b"app: harbor", b"app: ferry")
    path = REQUEST.replace("harbor", "ferry")
    work.commit(
        {
            VERSION: NEW[VERSION],
            path: NEW[REQUEST].replace(b"harbor", b"ferry"),
            "catalog/apps/ferry.yaml": app,
            "schemas/request.schema.json": b"{}\n",
        }
    )
    assert work.said() == [
        ("path-not-allowed", "schemas/request.schema.json"),
        ("no-such-app", path),
    ]


def test_a_changed_catalog_is_checked_as_it_would_become(work: Work) -> None:
    program = genesis()["catalog/mini-programs/coffee.yaml"].replace(b"roastery", b"bakery")
    work.commit({"catalog/mini-programs/coffee.yaml": program})
    assert work.said() == [("no-such-workspace", "catalog/mini-programs/coffee.yaml")]


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        ".github/workflows/x.yml",
        ".gitattributes",
        "live/harbor/test.json",
        "releases/coffee/1.1.0/harbor/test/status.json",
        "releases/coffee/1.1.0/harbor/test/log/0001-submitted.json",
        "releases/coffee/1.1.0/harbor/test/notes.txt",
        "catalog/log/0001-changed.json",
    ],
)
def test_c10_any_other_path_beside_a_document_is_refused(work: Work, path: str) -> None:
    work.commit({**NEW, path: b"{}\n"})
    assert work.said() == [("path-not-allowed", path)]


def test_a_deletion_is_refused(work: Work) -> None:
    work.git("rm", "-q", "catalog/owners.yaml")
    work.commit()
    assert work.said() == [("deleted", "catalog/owners.yaml")]


def test_c3_a_rename_is_refused_as_the_deletion_that_it_is(work: Work) -> None:
    (work.path / VERSION).parent.mkdir(parents=True)
    work.git("mv", "releases/coffee/1.0.0/version.yaml", VERSION)
    work.commit()
    assert ("deleted", "releases/coffee/1.0.0/version.yaml") in work.said()


def test_c4_a_link_is_refused_and_not_followed(work: Work) -> None:
    work.write({VERSION: NEW[VERSION]})
    (work.path / REQUEST).parent.mkdir(parents=True)
    (work.path / REQUEST).symlink_to(work.path / VERSION)
    work.commit()
    assert work.said() == [("wrong-mode", REQUEST)]


def test_c6_an_executable_document_is_refused(work: Work) -> None:
    work.write(NEW)
    (work.path / REQUEST).chmod(0o755)
    work.commit()
    assert work.said() == [("wrong-mode", REQUEST)]


def test_a_submodule_is_refused(work: Work) -> None:
    head = work.commit(NEW)
    work.git("update-index", "--add", "--cacheinfo", f"160000,{head},{REQUEST}")
    work.git("commit", "-q", "-m", "link")
    assert work.said() == [("wrong-mode", REQUEST)]


def test_a_huge_document_is_refused_by_its_size_alone(work: Work) -> None:
    work.commit({**NEW, REQUEST: b"#" * (SIZE_CAP + 1)})
    assert work.said() == [("too-large", REQUEST)]


def test_what_main_gained_since_is_no_change_of_the_branch(work: Work) -> None:
    work.commit(NEW)
    work.git("checkout", "-q", "main")
    work.commit({"catalog/workspaces/bakery.yaml": b"format: 1\n", "docs/x.md": b"x\n"})
    assert work.said("branch") == []


def test_a_version_that_is_on_main_serves_a_later_request(work: Work) -> None:
    path = REQUEST.replace("1.1.0", "1.0.0").replace("/test/", "/sandbox/")
    data = NEW[REQUEST].replace(b"1.1.0", b"1.0.0").replace(b"test", b"sandbox")
    work.commit({path: data})
    assert work.said() == []


def test_c15_a_replaced_object_does_not_change_what_is_read(work: Work) -> None:
    wrong = work.commit({**NEW, REQUEST: b"format: 2\n"})
    right = work.commit(NEW)
    work.git("replace", wrong, right)
    assert ("unsupported-format", REQUEST) in work.said(wrong)


def test_a_hostile_name_is_refused_and_shown_harmlessly(work: Work) -> None:
    work.commit({"releases/x\n\u202e.yaml": b"format: 1\n"})
    (problem,) = validate_revisions(work.path, "main", "branch").problems
    assert str(problem).startswith("releases/x\\n\\u202e.yaml: ")


@pytest.mark.parametrize("revision", ["absent", "--all", "-h", "", "HEAD:README.md", "main^{tree}"])
def test_what_names_no_commit_is_wrong_usage(work: Work, revision: str) -> None:
    with pytest.raises(UsageError, match="no-such-revision"):
        validate_revisions(work.path, "main", revision)


def test_unrelated_histories_are_wrong_usage(work: Work) -> None:
    work.git("checkout", "-q", "--orphan", "alone")
    work.commit({"README.md": b"another\n"})
    with pytest.raises(UsageError, match="no-common-history"):
        validate_revisions(work.path, "main", "alone")


def test_an_object_that_is_missing_is_wrong_usage(work: Work) -> None:
    with pytest.raises(UsageError, match="missing-object"):
        Repository(work.path).blobs(["0" * 40])


def test_blobs_are_read_whole_whatever_they_hold(work: Work) -> None:
    odd = [b"", b"\n", b"no newline", b"two\n\nlines\n", bytes(range(256))]
    work.commit({f"file{index}": data for index, data in enumerate(odd)})
    git = Repository(work.path)
    tree = git.tree("HEAD")
    blobs = git.blobs(tree[f"file{index}"].oid for index in range(len(odd)))
    assert [blobs[tree[f"file{index}"].oid] for index in range(len(odd))] == odd


def test_without_git_the_message_says_so(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="no-git"):
        validate_revisions(work.path, "main", "branch")
