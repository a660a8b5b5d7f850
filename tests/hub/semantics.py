"""What of GitHub the hub keeps to: a row for each test of it, with the source that it rests on.

A test of this folder is a row unless its docstring begins with "The hub's own", or its module is
one of those about the hub alone. The behaviour is the test's name, the source its docstring.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from tests.hub.pages import DOCUMENTATION, PAGES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "github-semantics.md"
OWN = "The hub's own"
OWN_MODULES = frozenset({"test_control", "test_every_field", "test_faults", "test_memory"})
"""Controls, faults on order, snapshots: what no GitHub has."""
SOURCE = re.compile(r"docs\.github\.com|github\.blog|git-scm\.com|[\w.-]+/[\w.-]+#[0-9]+")
_THREAD = re.compile(r"\b([\w.-]+/[\w.-]+)#([0-9]+)")
_TITLE = re.compile(r'"([^"]+)"')
_ALSO = {
    "test_rate_limits_come_with_and_without_retry_after": "test_faults",
    "test_the_timeline_shows_every_kind_of_event": "test_every_field",
}
"""Rows of those modules all the same, by test."""

HEAD = """\
# What of GitHub the hub keeps to

Written by `python -m tests.docs.write` from the tests in `tests/hub`; a test keeps it true. Each
row is a behaviour that a test asks of the hub, and the public page or thread that it is known
from: the documentation by the title of its page, threads by repository and number. That requests,
answers and webhook payloads have GitHub's form is held against its published descriptions in
`tests/contract`.

"""


@dataclass(frozen=True, slots=True)
class Row:
    """One behaviour: the module and name of its test, and what its docstring says."""

    module: str
    test: str
    said: str

    @property
    def behaviour(self) -> str:
        """The test's name as a sentence."""
        words = self.test.removeprefix("test_").replace("_", " ")
        return words[0].upper() + words[1:]

    @property
    def source(self) -> str:
        """The docstring on one line, its threads as links."""
        line = " ".join(self.said.split()).replace("|", "\\|")
        line = _TITLE.sub(_linked, line)
        return _THREAD.sub(r"[\1#\2](https://github.com/\1/issues/\2)", line)


def _linked(title: re.Match[str]) -> str:
    """The title of a page as a link to it; what is quoted otherwise stays."""
    page = PAGES.get(title[1])
    return title[0] if page is None else f'["{title[1]}"]({DOCUMENTATION}{page})'


def rows() -> list[Row]:
    """Every row, by module and in the order of the tests."""
    found: list[Row] = []
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                row = Row(path.stem, node.name, ast.get_docstring(node) or "")
                if _is_githubs(row):
                    found.append(row)
    return found


def _is_githubs(row: Row) -> bool:
    own = row.module in OWN_MODULES and _ALSO.get(row.test) != row.module
    return not own and not row.said.startswith(OWN)


def page() -> str:
    """The whole page: a table for each module."""
    lines, module = [HEAD], ""
    for row in rows():
        if row.module != module:
            title = row.module.removeprefix("test_").replace("_", " ").capitalize()
            lines.append(f"{'' if not module else chr(10)}## {title}\n\n")
            lines.append("| behaviour | source | test |\n|---|---|---|\n")
            module = row.module
        lines.append(f"| {row.behaviour} | {row.source} | `{row.test}` |\n")
    return "".join(lines)
