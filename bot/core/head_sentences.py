"""What the bot says where two open pull requests share a head, or a release is on main already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Sequence


def holds_this(pulls: Sequence[int]) -> str:
    """Say which other pull requests hold this head, or have the same one."""
    return (
        f"The head of this pull request is in {_named(pulls)} too, and a merge there would mark "
        "this one as merged; close one of them, or make the other branch anew from main without "
        "these commits [head-alone]"
    )


def held_here(pulls: Sequence[int]) -> str:
    """Say whose head this branch holds."""
    return (
        f"The branch holds the head of {_named(pulls)}, and its merge would mark that as merged "
        "too; wait until that is merged or closed, or make this branch anew from main without "
        "those commits [head-alone]"
    )


def _named(pulls: Sequence[int]) -> str:
    return "open pull request " + ", ".join(f"#{number}" for number in pulls)


OVER = {
    Status.CANCELED: "it was canceled, which is for good: upload a new version",
    Status.ARCHIVED: "what was released is over and immutable: upload a new version",
}
IMMUTABLE = "what is released is immutable: upload a new version"
"""The cure where a release is on main already, by its status there."""
