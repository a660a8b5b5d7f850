"""The page of attacks, docs/threats.md, from the attacks and the tests that play them."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.threats.attacks import ATTACKS, Attack

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "threats.md"
FOLDERS = ("tests/threats", "tests/documents", "tests/scenarios", "tests/workflows", "tests/act")
NAME = re.compile(r"test_([a-gsx][0-9]+)_\w+")

HEAD = """\
# Attacks, and why they do not work

Written by `python -m tests.docs.write` from `tests/threats/attacks.py` and the names of the tests;
a test keeps it true.

Each row is a situation that somebody hostile, careless or unlucky can bring about; by which
construction it cannot do harm; and which tests show it. The tests play the attack over HTTP and git
against the embedded hub and then look at what a reviewer and an auditor would see: main is
unchanged, or exactly the right commit; one status and one comment name the reason with its id; the
run ends with exit code 0; a repeated run writes nothing. They stand in `tests/threats`, those of
documents alone in `tests/documents`, those of GitHub Actions in `tests/workflows` and `tests/act`.

Gaps in the numbers are attacks on what is not built yet.

"""
TABLE = """\
| number | the case | why it cannot happen | shown by |
|---|---|---|---|
"""
BEYOND = """
## Beyond the list

"""


@cache
def played() -> dict[str, list[str]]:
    """The tests of each attack, by the number in their names."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).glob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            match = NAME.fullmatch(node.name) if isinstance(node, ast.FunctionDef) else None
            if match is not None:
                found.setdefault(match[1].upper(), []).append(match[0])
    return found


def page() -> str:
    """The whole page."""
    known = [_row(one) for one in ATTACKS if not one.number.startswith("S")]
    beyond = [_row(one) for one in ATTACKS if one.number.startswith("S")]
    return "".join((HEAD, TABLE, *known, BEYOND, TABLE, *beyond))


def _row(attack: Attack) -> str:
    names = ", ".join(f"`{name}`" for name in played().get(attack.number, ()))
    return f"| {attack.number} | {attack.case} | {attack.defence} | {names} |\n"
