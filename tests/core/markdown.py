"""What a reader of GitHub's Markdown would see as more than plain quoted text.

Fences and code spans are taken out by the rules of the GitHub Flavored Markdown specification
(sections 4.5, "Fenced code blocks", and 6.3, "Code spans"); what is left is live.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"`+")


def live_text(body: str) -> str:
    """The body without the content of fences and code spans."""
    return "\n".join(_without_spans(line) for line in _without_fences(body))


def open_fence(body: str) -> bool:
    """Whether a fence is open at the end."""
    opened = 0
    for line in body.split("\n"):
        opened = _after(line, opened)
    return opened > 0


def _after(line: str, opened: int) -> int:
    """The length of the fence that is open after this line; 0 for none."""
    found = re.match(r" {0,3}(`{3,})([^`]*)$", line)
    if found is None:
        return opened
    if not opened:
        return len(found[1])
    closes = len(found[1]) >= opened and not found[2].strip()
    return 0 if closes else opened


def _without_fences(body: str) -> list[str]:
    kept, opened = [], 0
    for line in body.split("\n"):
        before, opened = opened, _after(line, opened)
        if not before and not opened:
            kept.append(line)
    return kept


def _without_spans(line: str) -> str:
    runs = list(_RUN.finditer(line))
    kept, position, index = "", 0, 0
    while index < len(runs):
        opening = runs[index]
        kept += line[position : opening.start()]
        closing = next((run for run in runs[index + 1 :] if len(run[0]) == len(opening[0])), None)
        if closing is None:
            kept += opening[0]
            position, index = opening.end(), index + 1
        else:
            position, index = closing.end(), runs.index(closing) + 1
    return kept + line[position:]
