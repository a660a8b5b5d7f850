"""Good samples pass, bad ones say what stands beside them: to add a test, add a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.core.documents.collection import Documents
from bot.core.documents.places import place_of
from bot.core.documents.semantics import CHECKS, check_all, check_document, check_path
from tests.documents.samples import (
    ROOT,
    TREES,
    genesis,
    messages,
    name_of,
    samples,
    schemas,
    tree_messages,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", samples("good"), ids=name_of)
def test_a_good_sample_has_no_problem(path: Path) -> None:
    assert messages(path) == ""


@pytest.mark.parametrize("path", samples("bad"), ids=name_of)
def test_a_bad_sample_says_what_stands_beside_it(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text()
    assert expected
    assert messages(path) == expected


@pytest.mark.parametrize("tree", sorted(TREES.iterdir()), ids=lambda tree: tree.name)
def test_bad_files_beside_the_examples_say_what_is_expected(tree: Path) -> None:
    expected = (tree / "expected.txt").read_text()
    assert expected
    assert tree_messages(tree) == expected


def test_each_check_has_a_sample_that_fails_it() -> None:
    said = "".join((tree / "expected.txt").read_text() for tree in TREES.iterdir())
    assert [check.id for check in CHECKS if f"[{check.id}]" not in said] == []


def test_the_examples_of_this_repository_have_neither_problem_nor_warning() -> None:
    assert check_all(genesis(), schemas()) == ()


def test_the_examples_show_each_kind_of_document_that_people_write() -> None:
    shown = {place.schema for path in genesis() if (place := place_of(path)) is not None}
    due = {"slipway", "owners", "app", "workspace", "mini-program", "version", "request"}
    assert due <= shown


@pytest.mark.parametrize("path", sorted(genesis()))
def test_the_first_line_of_an_example_names_the_schema_of_its_place(path: str) -> None:
    first = genesis()[path].decode().split("\n", maxsplit=1)[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    place = place_of(path)
    assert found is not None
    assert place is not None
    named = (ROOT / path).parent / found[1]
    assert named.resolve() == ROOT / "schemas" / f"{place.schema}.schema.json"


def test_documents_know_only_what_stands_at_a_place() -> None:
    documents = Documents.read({"catalog/owners.yaml": b"format: 1\n", "README.md": b"hello\n"})
    assert list(documents.by_path) == ["catalog/owners.yaml"]


def test_nothing_is_asked_of_what_is_no_document() -> None:
    documents = Documents.read(genesis())
    assert check_document("README.md", documents) == ()
    assert check_document("catalog/apps/absent.yaml", documents) == ()
    assert check_path("README.md") == ()
