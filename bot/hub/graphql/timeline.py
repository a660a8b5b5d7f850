"""The timeline of a pull request: events beside comments, reviews and commits."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from dataclasses import dataclass
from typing import Any

from bot.hub.clock import iso
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.ids import node_id
from bot.hub.model import Event, Pull, Repository
from bot.hub.pushes import BRANCHES

_TYPES = {
    "automatic_base_change_succeeded": "AutomaticBaseChangeSucceededEvent",
    "base_ref_changed": "BaseRefChangedEvent",
    "base_ref_deleted": "BaseRefDeletedEvent",
    "base_ref_force_pushed": "BaseRefForcePushedEvent",
    "closed": "ClosedEvent",
    "convert_to_draft": "ConvertToDraftEvent",
    "head_ref_deleted": "HeadRefDeletedEvent",
    "head_ref_force_pushed": "HeadRefForcePushedEvent",
    "labeled": "LabeledEvent",
    "merged": "MergedEvent",
    "ready_for_review": "ReadyForReviewEvent",
    "renamed": "RenamedTitleEvent",
    "reopened": "ReopenedEvent",
    "review_dismissed": "ReviewDismissedEvent",
    "review_request_removed": "ReviewRequestRemovedEvent",
    "review_requested": "ReviewRequestedEvent",
    "unlabeled": "UnlabeledEvent",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the timeline, not yet an object."""

    item_type: str
    moment: str
    order: int
    typename: str
    parts: tuple[Any, ...]


def timeline_rows(at: View, pull: Pull, repository: Repository) -> list[Item]:
    """Everything, in the order in which it happened; commits come first."""
    found = [
        Item(f"{e.kind.upper()}_EVENT", iso(e.created_at), e.id, _TYPES[e.kind], (e,))
        for e in at.state.events.of(pull.key)
    ]
    found = [_renamed(item) for item in found]
    for comment in at.state.comments.of(pull.key):
        moment = iso(comment.created_at)
        found.append(Item("ISSUE_COMMENT", moment, comment.id, "IssueComment", (comment,)))
    for review in at.state.reviews.of(pull.key):
        if review.submitted_at is not None:
            moment = iso(review.submitted_at)
            found.append(
                Item("PULL_REQUEST_REVIEW", moment, review.id, "PullRequestReview", (review,))
            )
    found.sort(key=lambda item: (item.moment, item.order))
    commits = at.history(repository).between(pull.base_sha, pull.shown_head)
    first = [
        Item("PULL_REQUEST_COMMIT", iso(pull.created_at), 0, "PullRequestCommit", (pull, oid))
        for oid in commits
    ]
    return first + found


def _renamed(item: Item) -> Item:
    if item.item_type != "RENAMED_EVENT":
        return item
    return Item("RENAMED_TITLE_EVENT", item.moment, item.order, item.typename, item.parts)


class EventNode(Node):
    """An event; what each kind shows beside actor and time is named by the schema."""

    __slots__ = ("row",)

    def __init__(self, at: View, row: Event) -> None:
        super().__init__(at)
        self.row = row

    @property
    def _pull(self) -> Pull:
        return self.at.state.pulls[self.row.pull]

    @property
    def _repository(self) -> Repository:
        return self.at.repository(self.row.pull[0])

    def _commit(self, oid: str | None) -> Any:
        known = oid is not None and self.at.objects(self._repository).has(oid, "commit")
        return self.at.node("Commit", self._repository, oid) if known else None

    @property
    def actor(self) -> Any:
        return self.at.actor(self.row.actor_id)

    @property
    def created_at(self) -> str:
        return iso(self.row.created_at)

    @property
    def database_id(self) -> int:
        return self.row.id

    @property
    def id(self) -> str:
        return node_id("EV", self.row.id)

    @property
    def pull_request(self) -> Any:
        return self.at.pull_node(self._pull)

    closable = subject = pull_request

    @property
    def url(self) -> str:
        return f"{self.pull_request.url}#event-{self.row.id}"

    @property
    def before_commit(self) -> Any:
        return self._commit(self.row.before)

    @property
    def after_commit(self) -> Any:
        return self._commit(self.row.after)

    commit = closer = after_commit

    @property
    def ref(self) -> Any:
        if self.row.kind == "base_ref_force_pushed":
            return self.merge_ref
        return self.head_ref

    @property
    def head_ref(self) -> Any:
        return self.pull_request.head_ref

    @property
    def head_ref_name(self) -> str:
        return self._pull.head_ref

    @property
    def base_ref_name(self) -> str:
        return self._pull.base_ref

    @property
    def merge_ref_name(self) -> str:
        return self._pull.base_ref

    @property
    def merge_ref(self) -> Any:
        return self.at.node("Ref", self._repository, BRANCHES + self._pull.base_ref)

    @property
    def previous_ref_name(self) -> str:
        return self.row.before or ""

    @property
    def current_ref_name(self) -> str:
        return self.row.after or ""

    previous_title = old_base = previous_ref_name
    current_title = new_base = current_ref_name

    @property
    def previous_review_state(self) -> str:
        return self.row.before or ""

    @property
    def dismissal_message(self) -> str | None:
        return self.row.message

    @property
    def requested_reviewer(self) -> Any:
        return self.at.actor(self.row.reviewer_id)

    @property
    def label(self) -> Any:
        label = self.at.state.labels.get(self.row.label_id or 0)
        return None if label is None else self.at.node("Label", label)

    @property
    def review(self) -> Any:
        review = self.at.state.reviews.get(self.row.review_id or 0)
        return None if review is None else self.at.node("PullRequestReview", review)


for _typename in _TYPES.values():
    named(_typename)(type(f"{_typename}Node", (EventNode,), {"__slots__": ()}))
