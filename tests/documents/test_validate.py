"""``slipway validate`` on a working tree."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.app.validate import validate
from bot.errors import UsageError
from tests.documents.samples import EXAMPLE, ROOT, genesis

REQUEST = "releases/coffee/1.0.0/harbor/test/request.yaml"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return tmp_path


def said(tree: Path, *paths: str) -> list[tuple[str, str]]:
    return [(problem.id, problem.file) for problem in validate(tree, paths).problems]


def test_the_examples_are_valid(tree: Path) -> None:
    report = validate(tree)
    assert (report.files, report.problems) == (len(genesis()), ())


def test_the_documents_of_this_repository_are_valid() -> None:
    report = validate(ROOT)
    assert (report.files > 0, report.problems) == (True, ())


def test_a_problem_is_found_wherever_it_stands(tree: Path) -> None:
    (tree / REQUEST).write_text("format: 2\n")
    assert ("unsupported-format", REQUEST) in said(tree)


def test_paths_narrow_what_is_shown_but_not_what_is_known(tree: Path) -> None:
    (tree / REQUEST).write_text("format: 2\n")
    (tree / "catalog/owners.yaml").write_text("format: 2\n")
    assert {file for _, file in said(tree, "catalog")} == {"catalog/owners.yaml"}
    assert {file for _, file in said(tree, REQUEST)} == {REQUEST}
    assert {file for _, file in said(tree, str(tree / REQUEST))} == {REQUEST}
    assert {file for _, file in said(tree, ".")} == {REQUEST, "catalog/owners.yaml"}
    assert said(tree, "releases/coffee/1.0.0/version.yaml", "schemas") == []
    assert validate(tree, ["releases/coffee/1.0.0/version.yaml"]).files == 1


def test_a_symbolic_link_is_a_problem_and_is_not_followed(tree: Path) -> None:
    outside = tree / "outside.yaml"
    outside.write_text("format: 2\n")
    (tree / REQUEST).unlink()
    (tree / REQUEST).symlink_to(outside)
    assert said(tree) == [("wrong-mode", REQUEST)]


def test_a_link_to_a_folder_is_not_followed(tree: Path) -> None:
    (tree / "live").symlink_to(tree / "catalog")
    assert said(tree) == [("wrong-mode", "live")]


def test_a_pipe_is_a_problem_and_is_not_opened(tree: Path) -> None:
    os.mkfifo(tree / "catalog" / "apps" / "ferry.yaml")
    assert said(tree) == [("wrong-mode", "catalog/apps/ferry.yaml")]


def test_an_executable_file_is_a_problem(tree: Path) -> None:
    (tree / REQUEST).chmod(0o755)
    assert said(tree) == [("wrong-mode", REQUEST)]


def test_a_huge_file_is_refused_without_reading_it_whole(tree: Path) -> None:
    with (tree / REQUEST).open("wb") as file:
        file.truncate(2**33)
    assert said(tree) == [("too-large", REQUEST)]


def test_a_name_that_is_not_text_is_refused(tree: Path) -> None:
    name = os.fsencode(tree) + b"/releases/\xff.yaml"
    with open(os.open(name, os.O_CREAT | os.O_WRONLY, 0o644), "wb") as file:  # noqa: PTH123  bytes as a name
        file.write(b"format: 1\n")
    report = validate(tree)
    assert [problem.id for problem in report.problems] == ["no-such-place"]
    assert "\\udcff" in str(report.problems[0])


@pytest.mark.parametrize(
    ("path", "rule"),
    [("../elsewhere", "outside"), ("/etc/passwd", "outside"), ("catalog/no.yaml", "no-such-file")],
)
def test_a_path_outside_or_not_there_is_wrong_usage(tree: Path, path: str, rule: str) -> None:
    with pytest.raises(UsageError) as caught:
        validate(tree, [path])
    assert (caught.value.id, caught.value.exit_code) == (rule, 2)


def test_a_folder_without_schemas_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no-schema"):
        validate(tmp_path)


def test_a_schema_that_is_a_link_is_not_followed(tree: Path) -> None:
    schema = tree / "schemas" / "request.schema.json"
    schema.unlink()
    schema.symlink_to(ROOT / "schemas" / "request.schema.json")
    with pytest.raises(UsageError, match="schema-unusable"):
        validate(tree)


def test_paths_are_read_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(EXAMPLE / "catalog", tmp_path / "catalog")
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    monkeypatch.chdir(tmp_path)
    for named in ("catalog", "./catalog/owners.yaml", str(tmp_path / "catalog")):
        found = validate(Path(), [named])
        assert (found.files > 0, found.errors) == (True, 0)
    with pytest.raises(UsageError, match="outside"):
        validate(Path(), [".."])
