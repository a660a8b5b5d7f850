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
    SeenRun,
    SeenStatus,
    SeenStatuses,
)
from bot.core.situation import Account, Comment, Event, EventKind, Pull, Review, Verdict

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
            events=_acts(found.pull),
            reviews=tuple(_review(one) for one in found.pull.reviews),
            dismissals=tuple(
                SeenDismissal(one.review, one.at, _who(one.by), _OPINIONS[one.was])
                for one in found.dismissals
            ),
            force_pushes=tuple(SeenForcePush(one.at, one.before) for one in found.force_pushes),
            whole=not (found.pull.truncated or found.pull.more_comments),
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

    def run(self, number: int) -> SeenRun:
        """See ``Witness``."""
        found = self.github.run(number)
        by = _who(found.started_by)
        return SeenRun(found.id, found.event, found.path, found.branch, found.at, by)


def _who(account: Account) -> Who:
    return Who(account.login, account.id)


def _event(event: Event) -> SeenEvent:
    return SeenEvent(event.id, _ACTS.get(event.kind, Act.OTHER), event.at, _who(event.actor))


_WORDS = {"/apply": Act.SAID_APPLY, "/withdraw": Act.SAID_WITHDRAW}
_RANKS = {Act.SAID_APPLY: 0, Act.SAID_WITHDRAW: 2}
"""In one second, what was said to apply came first, and what was said to take back came last."""


def _acts(pull: Pull) -> tuple[SeenEvent, ...]:
    """The events, and what was said, in their order; where nothing was, in GitHub's."""
    events = tuple(_event(one) for one in pull.events)
    comments = tuple(_said(one) for one in pull.comments)
    if all(one.act is Act.OTHER for one in comments):
        return events + comments
    return tuple(sorted(events + comments, key=lambda one: (one.at, _RANKS.get(one.act, 1))))


def _said(comment: Comment) -> SeenEvent:
    """What a comment said, by its one line that may be a command; an edited one tells nothing."""
    lines = [line.rstrip() for line in comment.body.splitlines()]
    act = next((_WORDS[line] for line in lines if line in _WORDS), Act.OTHER)
    seen = Act.EDITED if comment.edited else act
    commands = tuple(line for line in lines if line.startswith("/"))
    who = _who(comment.author)
    return SeenEvent(f"comment:{comment.id}", seen, comment.at, who, commands)


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
