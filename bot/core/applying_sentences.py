"""What the bot says where an act of applying no longer stands for what the branch holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.quoting import name
from bot.core.sentences import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.catalog import Person
    from bot.core.situation import Account


def replaced_since(other: Account, applicant: Account, people: Sequence[Person]) -> str:
    """Say who replaced the branch after somebody had applied."""
    return (
        f"{name(other.login, other.id)}, who is no releaser, force-pushed another branch after "
        f"{name(applicant.login, applicant.id)} applied; one of {listed(people)} must apply again: "
        "say /apply, or press Ready for review on a draft [requester-is-releaser]"
    )
