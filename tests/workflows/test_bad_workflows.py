"""A planted set of bad workflows: each is caught by every check that its second line names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows import linters
from tests.workflows.rules import RULES, broken

BAD = sorted((Path(__file__).parent / "bad").glob("*.yml"))
CAUGHT = "# Caught by: "


def named(path: Path) -> set[tuple[str, str]]:
    """The checks that a file says it is caught by: who, and which rule."""
    line = path.read_text("utf-8").splitlines()[1]
    assert line.startswith(CAUGHT)
    pairs = (check.split() for check in line.removeprefix(CAUGHT).split(", "))
    return {(who, rule) for who, rule in pairs}


@pytest.fixture(scope="module")
def found() -> dict[str, set[tuple[str, str]]]:
    """By file, what all of them find."""
    by_linter = {
        "zizmor": linters.zizmor(BAD, persona="auditor"),
        "actionlint": linters.actionlint(BAD),
        "jactionlint": linters.jactionlint(BAD),
        "ours": {(path.name, rule) for path in BAD for rule in broken(path)},
    }
    return {
        path.name: {
            (who, rule)
            for who, findings in by_linter.items()
            for name, rule in findings
            if name == path.name
        }
        for path in BAD
    }


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_it_is_caught(path: Path, found: dict[str, set[tuple[str, str]]]) -> None:
    assert named(path) - found[path.name] == set()


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_our_own_rules_name_what_is_wrong_and_nothing_else(path: Path) -> None:
    """Otherwise it would not be known which of them caught it."""
    assert broken(path) == {rule for who, rule in named(path) if who == "ours"}


def test_every_rule_has_a_workflow_that_breaks_it() -> None:
    assert {rule for path in BAD for who, rule in named(path) if who == "ours"} == set(RULES)
