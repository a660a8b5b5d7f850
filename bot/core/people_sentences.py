"""What the bot says of people who are missing for a review, and of reviews that are over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.identity import Environment

if TYPE_CHECKING:
    from bot.core.documents.identity import ReleaseId


def reviewed_no_more(release: ReleaseId) -> str:
    """Say that the environment lost its review while this was under review."""
    environment = Environment(release.environment).capitalize()
    return (
        f"{release.app} {environment} is not reviewed any more, so no approval leads on; say "
        "/withdraw and then /apply, and it goes on without a review [review-still-asked]"
    )
