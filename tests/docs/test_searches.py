"""The saved searches: each label is one that the bot sets, each qualifier one that GitHub has."""

from __future__ import annotations

import re
from pathlib import Path

from bot.core.labels import app_label, status_label
from bot.core.lifecycle import Status

PAGE = Path(__file__).parents[2] / "docs" / "searches.md"
QUALIFIERS = {
    "is:open",
    "is:pr",
    "is:merged",
    "review:none",
    "user-review-requested:@me",
    "reviewed-by:@me",
    "author:@me",
    "sort:created-asc",
    "sort:updated-desc",
}
"""As docs.github.com, "Searching issues and pull requests" and "Sorting search results" list them.

Read on the day that they were written here; several labels behind one qualifier mean any of them.
"""


def searches() -> list[str]:
    rows = re.findall(r"^\| [^|]+ \| `([^`]+)` \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) > 8
    return rows


def test_every_label_of_a_search_is_one_that_the_bot_sets() -> None:
    labels = {label for row in searches() for label in re.findall(r'"([^"]+)"', row)}
    known = {status_label(status) for status in Status} | {app_label("harbor")}
    assert labels <= known
    assert app_label("harbor") in labels


def test_every_qualifier_is_one_that_github_has() -> None:
    for row in searches():
        rest = re.sub(r'label:"[^"]+"(?:,"[^"]+")*', "", row)
        assert set(rest.split()) <= QUALIFIERS, row


def test_every_search_is_for_pull_requests() -> None:
    assert all("is:pr" in row.split() for row in searches())
