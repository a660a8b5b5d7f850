"""Lets the audit look at GitHub: the forge's reads in the audit's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.model.entry import Who
from bot.audit.online.witness import (
    Act,
    Opinion,
    SeenDismissal,
    SeenEvent,
    SeenForcePush,
    SeenPull,
    SeenReview,
    SeenStatus,
    SeenStatuses,
)
from bot.core.situation import Account, Event, EventKind, Review, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.forge.witness import GitHubWitness

_ACTS = {
    EventKind.OPENED: Act.OPENED,
    EventKind.READY: Act.READY,
    EventKind.REOPENED: Act.REOPENED,
    EventKind.DRAFTED: Act.DRAFTED,
    EventKind.CLOSED: Act.CLOSED,
    EventKind.MERGED: Act.MERGED,
}
_OPINIONS = {
    Verdict.APPROVED: Opinion.APPROVED,
    Verdict.CHANGES_REQUESTED: Opinion.OBJECTED,
    Verdict.DISMISSED: Opinion.DISMISSED,
    Verdict.COMMENTED: Opinion.COMMENTED,
}


@dataclass(frozen=True, slots=True)
class AuditWitness:
    """A ``bot.audit.online.witness.Witness`` by a connection to GitHub."""

    github: GitHubWitness

    def pull(self, number: int) -> SeenPull:
        """See ``Witness``."""
        found = self.github.pull(number)
        return SeenPull(
            head=found.pull.head,
            commits=found.commits,
            events=tuple(_event(one) for one in found.pull.events),
            reviews=tuple(_review(one) for one in found.pull.reviews),
            dismissals=tuple(
                SeenDismissal(one.review, one.at, _who(one.by), _OPINIONS[one.was])
                for one in found.dismissals
            ),
            force_pushes=tuple(SeenForcePush(one.at, one.before) for one in found.force_pushes),
            whole=not found.pull.truncated,
            all_commits=found.all_commits,
        )

    def statuses(self, head: str, wanted: Collection[int]) -> SeenStatuses:
        """See ``Witness``."""
        found = self.github.statuses(head, wanted)
        return SeenStatuses(
            tuple(
                SeenStatus(
                    one.id, one.state, one.context, one.description, one.at, _who(one.creator)
                )
                for one in found.statuses
            ),
            whole=found.whole,
        )


def _who(account: Account) -> Who:
    return Who(account.login, account.id)


def _event(event: Event) -> SeenEvent:
    return SeenEvent(event.id, _ACTS.get(event.kind, Act.OTHER), event.at, _who(event.actor))


def _review(review: Review) -> SeenReview:
    return SeenReview(
        id=review.id,
        opinion=_OPINIONS[review.verdict],
        by=_who(review.author),
        at=review.at,
        commit=review.commit,
        body=review.body,
        edited=review.edited,
    )
