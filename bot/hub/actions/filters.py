"""Whether an event starts a workflow: types, branches and paths.

Source: docs.github.com, "Workflow syntax for GitHub Actions": `on.<event>.types`, branch and path
filters, and the filter pattern cheat sheet.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

USUAL_TYPES = {
    "pull_request": ("opened", "synchronize", "reopened"),
    "pull_request_target": ("opened", "synchronize", "reopened"),
}
"""The types where a workflow names none; elsewhere all count."""
SKIPS = ("[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]")
"""In the head commit's message they keep `push` and `pull_request` from starting anything.

Source: docs.github.com, "Skipping workflow runs"; not `pull_request_target`.
"""
MOST_FILES = 300
"""Path filters look at so many changed files and no further (same page as above)."""


def starts(
    event: str,
    how: Mapping[str, Any],
    action: str | None,
    branch: str | None,
    files: Callable[[], list[str]],
) -> bool:
    """Whether the filters of one trigger let an event through."""
    types = how.get("types", USUAL_TYPES.get(event))
    if types is not None and action is not None and action not in types:
        return False
    return _branch_fits(how, branch) and _paths_fit(how, files)


def _branch_fits(how: Mapping[str, Any], branch: str | None) -> bool:
    """A trigger that filters tags only is deaf for branches."""
    if branch is None:
        return True
    if "branches" in how:
        return chosen(how["branches"], branch)
    if "branches-ignore" in how:
        return not _any(how["branches-ignore"], branch)
    return not ("tags" in how or "tags-ignore" in how)


def _paths_fit(how: Mapping[str, Any], files: Callable[[], list[str]]) -> bool:
    if "paths" in how:
        return any(chosen(how["paths"], path) for path in files()[:MOST_FILES])
    if "paths-ignore" in how:
        return any(not _any(how["paths-ignore"], path) for path in files()[:MOST_FILES])
    return True


def chosen(patterns: Iterable[str], name: str) -> bool:
    """Whether a list of patterns means a name; later ones win, and `!` takes back."""
    found = False
    for pattern in patterns:
        if pattern.startswith("!"):
            found = found and not matches(pattern[1:], name)
        else:
            found = found or matches(pattern, name)
    return found


def _any(patterns: Iterable[str], name: str) -> bool:
    return any(matches(pattern, name) for pattern in patterns)


def matches(pattern: str, name: str) -> bool:
    """Whether a filter pattern fits a whole name."""
    return compiled(pattern).fullmatch(name) is not None


_PIECE = re.compile(r"(\*\*/)|(\*\*)|(\*)|([?+])|\[([A-Za-z0-9-]+)\]|\\(.)|([^\[\]])", re.DOTALL)
"""`**/`, `**`, `*`, what repeats the character before, a set, an escape, any other character."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """A filter pattern as a regular expression; ValueError for what is none."""
    out, at = [], 0
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            raise ValueError(f"{pattern} is no pattern")
        out.append(_expression(piece))
        at = piece.end()
    try:
        return re.compile("".join(out))
    except re.error as error:
        raise ValueError(f"{pattern} is no pattern") from error


def _expression(piece: re.Match[str]) -> str:
    """`*` stops at a slash, `**` does not."""
    folders, everything, some, repeat, characters, escaped, other = piece.groups()
    if folders:
        return "(?:.*/)?"
    if everything or some:
        return ".*" if everything else "[^/]*"
    if characters:
        return f"[{characters}]"
    return str(repeat or re.escape(escaped or other))


def skipped(message: str) -> bool:
    """Whether a commit's message asks that nothing be run."""
    trailer = re.search(r"\n\n\n?(?:.+\n)*skip-checks: ?true\s*\Z", message)
    return any(mark in message for mark in SKIPS) or trailer is not None
