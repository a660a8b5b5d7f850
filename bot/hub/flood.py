"""Thousands of rows at once: what a crowd or a script leaves on a pull request in an hour."""

from dataclasses import dataclass

from bot.hub.model import Comment, Pull, Review, ReviewState, User
from bot.hub.pushes import change
from bot.hub.site import Site


@dataclass(frozen=True, slots=True)
class Flood:
    """How many comments and reviews one account leaves, all in the same second."""

    comments: int = 0
    reviews: int = 0
    state: ReviewState = "APPROVED"
    body: str = "/approve"


def flood(site: Site, pull: Pull, author: User, wanted: Flood) -> None:
    """Write all of them as one write of the hub, as if each had been posted by itself."""
    now, new_id = site.clock.now(), site.state.new_id
    site.state.comments.extend(
        pull.key,
        (
            Comment(new_id(), pull.key, author.id, wanted.body, now, now)
            for _ in range(wanted.comments)
        ),
    )
    site.state.reviews.extend(
        pull.key,
        (
            Review(
                id=new_id(),
                pull=pull.key,
                author_id=author.id,
                state=wanted.state,
                body=wanted.body,
                commit_id=pull.shown_head,
                created_at=now,
                updated_at=now,
                submitted_at=now,
            )
            for _ in range(wanted.reviews)
        ),
    )
    change(site, pull)
