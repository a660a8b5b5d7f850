"""What happened between two states of the hub, in the words of webhooks.

Rows are frozen and numbered in one series, so two states tell by themselves what was made, changed
and taken away between them: no act has to announce itself, and none can be forgotten.
Source of the names: docs.github.com, "Webhook events and payloads".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.hub.model import ZERO, Activity, Event, Pull
from bot.hub.state import State

_BRANCHES = "refs/heads/"

PULL_ACTIONS = {
    "closed": "closed",
    "reopened": "reopened",
    "ready_for_review": "ready_for_review",
    "convert_to_draft": "converted_to_draft",
    "labeled": "labeled",
    "unlabeled": "unlabeled",
    "review_requested": "review_requested",
    "review_request_removed": "review_request_removed",
}
"""Which timeline event is which action of `pull_request`."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a repository; `number` files it among all that happened."""

    number: int
    event: str
    action: str | None
    repository_id: int
    actor_id: int | None
    pull: int | None = None
    row: int | None = None
    """The id of the comment, review, status, timeline event or activity that it is about."""
    more: Mapping[str, Any] = field(default_factory=dict)


def happenings(before: State, after: State, actor_id: int | None) -> list[Happening]:
    """Everything that happened, in the order of its numbers; the actor did what says no other."""
    found = [
        *_pulls(before, after, actor_id),
        *_timeline(before, after),
        *_reviews(before, after, actor_id),
        *_comments(before, after, actor_id),
        *_rows(before, after),
        *_forks(before, after),
    ]
    return sorted(found, key=lambda each: each.number)


def _pulls(before: State, after: State, actor_id: int | None) -> Iterator[Happening]:
    for key, pull in after.pulls.items():
        old = before.pulls.get(key)
        if old is None:
            yield Happening(pull.id, "pull_request", "opened", key[0], pull.author_id, pull.number)
        elif old is not pull:
            yield from _changed(before, after, old, pull, actor_id)


def _changed(
    before: State, after: State, old: Pull, pull: Pull, actor_id: int | None
) -> Iterator[Happening]:
    """A push to the head, or an edit; the rest stands in the timeline."""
    where = (pull.repository_id, actor_id, pull.number)
    if old.head_sha != pull.head_sha and old.open:
        more = {"before": old.head_sha, "after": pull.head_sha}
        pusher = _pusher(before, after, pull) or actor_id
        yield Happening(
            before.last_id, "pull_request", "synchronize", where[0], pusher, where[2], None, more
        )
    changes: dict[str, Any] = {}
    if old.title != pull.title:
        changes["title"] = {"from": old.title}
    if old.body != pull.body:
        changes["body"] = {"from": old.body}
    if old.base_ref != pull.base_ref:
        changes["base"] = {"ref": {"from": old.base_ref}, "sha": {"from": old.base_sha}}
    if changes:
        yield Happening(
            before.last_id, "pull_request", "edited", *where, None, {"changes": changes}
        )


def _pusher(before: State, after: State, pull: Pull) -> int | None:
    rows = after.activities.of(pull.head_repository_id)
    fresh = [row for row in rows if row.id > before.last_id and row.after == pull.head_sha]
    return fresh[-1].actor_id if fresh else None


def _timeline(before: State, after: State) -> Iterator[Happening]:
    for event in after.events.since(before.last_id):
        if event.kind == "review_dismissed":
            yield _about(event, "pull_request_review", "dismissed", event.review_id)
        elif event.kind in PULL_ACTIONS:
            yield _about(event, "pull_request", PULL_ACTIONS[event.kind], event.id)


def _about(event: Event, name: str, action: str, row: int | None) -> Happening:
    repository, number = event.pull
    return Happening(event.id, name, action, repository, event.actor_id, number, row)


def _reviews(before: State, after: State, actor_id: int | None) -> Iterator[Happening]:
    for review in after.reviews:
        old = before.reviews.get(review.id)
        if old is review or review.submitted_at is None:
            continue
        where = (review.pull[0], review.author_id, review.pull[1], review.id)
        if old is None:
            yield Happening(review.id, "pull_request_review", "submitted", *where)
        elif old.submitted_at is None:
            yield Happening(before.last_id, "pull_request_review", "submitted", *where)
        elif old.body != review.body:
            more = {"changes": {"body": {"from": old.body}}}
            editor = (where[0], actor_id, *where[2:])
            yield Happening(before.last_id, "pull_request_review", "edited", *editor, more)


def _comments(before: State, after: State, actor_id: int | None) -> Iterator[Happening]:
    for comment in after.comments:
        old = before.comments.get(comment.id)
        where = (comment.pull[0], comment.author_id, comment.pull[1], comment.id)
        if old is None:
            yield Happening(comment.id, "issue_comment", "created", *where)
        elif old.body != comment.body:
            more = {"changes": {"body": {"from": old.body}}}
            editor = (where[0], comment.editor_id, *where[2:])
            yield Happening(before.last_id, "issue_comment", "edited", *editor, more)
    for comment in before.comments:
        if after.comments.get(comment.id) is None and comment.pull in after.pulls:
            yield Happening(
                before.last_id,
                "issue_comment",
                "deleted",
                comment.pull[0],
                actor_id,
                comment.pull[1],
                comment.id,
                {"deleted": comment},
            )


def _rows(before: State, after: State) -> Iterator[Happening]:
    """Whatever is only ever added."""
    last = before.last_id
    for activity in after.activities.since(last):
        yield from _moved(activity)
    for status in after.statuses.since(last):
        where = (status.repository_id, status.creator_id)
        yield Happening(status.id, "status", None, *where, None, status.id)
    for deployment in after.deployments.since(last):
        where = (deployment.repository_id, deployment.creator_id)
        yield Happening(deployment.id, "deployment", "created", *where, None, deployment.id)
    for said in after.deployment_statuses.since(last):
        about = after.deployments.get(said.deployment_id)
        if about is not None:
            where = (about.repository_id, said.creator_id)
            yield Happening(said.id, "deployment_status", "created", *where, None, said.id)
    for sent in after.dispatches.since(last):
        where = (sent.repository_id, sent.sender_id)
        yield Happening(sent.id, "repository_dispatch", sent.event_type, *where, None, sent.id)


def _moved(activity: Activity) -> Iterator[Happening]:
    """A push; a branch that comes or goes says so as well."""
    where = (activity.id, activity.repository_id, activity.actor_id)
    if not activity.ref.startswith(_BRANCHES):
        return
    number, repository, actor = where
    yield Happening(number, "push", None, repository, actor, None, activity.id)
    if activity.before == ZERO:
        yield Happening(number, "create", None, repository, actor, None, activity.id)
    if activity.after == ZERO:
        yield Happening(number, "delete", None, repository, actor, None, activity.id)


def _forks(before: State, after: State) -> Iterator[Happening]:
    for repository in after.repositories.values():
        if repository.id not in before.repositories and repository.parent_id is not None:
            yield Happening(
                repository.id,
                "fork",
                None,
                repository.parent_id,
                repository.owner_id,
                None,
                repository.id,
            )
