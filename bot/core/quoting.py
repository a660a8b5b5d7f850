"""Quoting of other people's text, so that it cannot break out, mention, link or format.

GitHub renders no mention and no reference inside a code span or fence; the zero-width break after
``@`` and ``#`` holds even where a renderer (e-mail, say) shows the text plainly.
"""

from __future__ import annotations

import re
import unicodedata

_BREAK = "\N{WORD JOINER}"
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}(?:\[bot\])?")
_RUNS = re.compile(r"`+")
_FOREIGN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def fence(text: str, language: str = "") -> str:
    """A fenced block, its fence longer than any run of backticks in the text."""
    marks = "`" * max(3, _longest_run(text) + 1)
    return f"{marks}{language}\n{_disarm(text).rstrip()}\n{marks}"


def span(text: str, limit: int = 120) -> str:
    """A code span on one line; longer text is cut, and says so by an ellipsis."""
    line = " ".join(_disarm(text).split())
    if len(line) > limit:
        line = line[: limit - 1] + "…"
    marks = "`" * (_longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") or not line else ""
    # A pipe ends a table cell even inside a code span, unless it is escaped.
    escaped = line.replace("|", r"\|")
    return f"{marks}{pad}{escaped}{pad}{marks}"


def mention(login: str, id: int) -> str:  # noqa: A002  the field's word for it
    """``@login``, which notifies; for a name that is no login, the numeric id."""
    return f"@{login}" if _LOGIN.fullmatch(login) else f"account {id}"


def name(login: str, id: int) -> str:  # noqa: A002  the field's word for it
    """A login shown quietly, with the id that is the identity."""
    return f"{login} ({id})" if _LOGIN.fullmatch(login) else f"account {id}"


def clean(text: str, limit: int) -> str:
    """Text for the log: without control, bidi or invisible characters, at most ``limit`` long."""
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _FOREIGN)
    return kept.strip()[:limit].rstrip()


def _disarm(text: str) -> str:
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _FOREIGN)
    return kept.replace("@", f"@{_BREAK}").replace("#", f"#{_BREAK}")


def _longest_run(text: str) -> int:
    return max((len(run) for run in _RUNS.findall(text)), default=0)
