"""The order of the tests: fast ones first, so that a failure shows early; then the longest.

What is left then is short, so that no worker waits long for another at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FAST = ("core", "documents", "app", "forge", "workflows", "docs", "test_layers.py")
"""Folders of tests that start neither a hub nor a program, or hardly ever."""
LONG = ("model", "act", "demo", "bench", "init", "budget", "history", "contract")
"""Folders with tests of many seconds, or with set-ups that cost as much; the longest first."""


def in_order(nodes: Sequence[str], hands: int) -> list[str]:
    """The ids of tests as they are handed out: each worker begins with an equal part of the list.

    A file stays together, because its tests share what was set up for the first.
    """
    files: dict[str, list[str]] = {}
    for node in nodes:
        files.setdefault(node.partition("::")[0], []).append(node)
    dealt: list[list[str]] = [[] for _ in range(hands)]
    for file in sorted(files, key=_rank):  # what ranks the same stays in the order it came in
        min(dealt, key=len).extend(files[file])
    return [node for hand in dealt for node in hand]


def _rank(file: str) -> int:
    folder = file.removeprefix("tests/").partition("/")[0]
    if folder in FAST:
        return 0
    return 1 + LONG.index(folder) if folder in LONG else 1 + len(LONG)
