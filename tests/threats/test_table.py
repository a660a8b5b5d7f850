"""The table of docs/threats.md and the tests say the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/threats", "tests/documents")
ATTACK = re.compile(r"test_[a-gsx][0-9]+_\w+")


def written() -> dict[str, str]:
    """Every attack test by its name, with its file."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).glob("test_*.py")]
    return {
        f"{path.relative_to(ROOT).as_posix()}::{node.name}": node.name
        for path in files
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and ATTACK.fullmatch(node.name)
    }


def rows() -> dict[str, set[str]]:
    """The table: number to the tests that it names."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "docs" / "threats.md").read_text("utf-8").splitlines():
        row = re.match(r"\| ([A-Z][0-9]+) \| ", line)
        if row:
            assert row[1] not in found, line
            found[row[1]] = set(re.findall(r"`(test_\w+)`", line))
    return found


def test_every_attack_test_stands_in_the_row_of_its_number() -> None:
    table = rows()
    missing = [
        name for name in written().values() if name not in table.get(name.split("_")[1].upper(), ())
    ]
    assert missing == []


def test_every_test_that_the_table_names_exists_and_no_row_is_without_one() -> None:
    names = set(written().values())
    assert {test for tests in rows().values() for test in tests} <= names
    assert [number for number, tests in rows().items() if not tests] == []
