"""Pull requests, their commits and their files."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from datetime import datetime
from typing import Any

from bot.hub.association import association
from bot.hub.clock import iso
from bot.hub.diffs import line_counts
from bot.hub.graphql.connections import Connection, Window, connect
from bot.hub.graphql.labels import connect_labels
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.graphql.repository import pull_state
from bot.hub.graphql.timeline import timeline_rows
from bot.hub.history import FileChange
from bot.hub.ids import node_id
from bot.hub.labels import labels_of
from bot.hub.model import Pull, Repository
from bot.hub.pushes import BRANCHES
from bot.hub.review_requests import requested


def _maybe(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)


@named("PullRequest")
class PullRequestNode(Node):
    """A pull request."""

    __slots__ = ("home", "row")

    def __init__(self, at: View, row: Pull) -> None:
        super().__init__(at)
        self.row = row
        self.home = at.repository(row.repository_id)

    @property
    def author(self) -> Any:
        return self.at.actor(self.row.author_id)

    @property
    def author_association(self) -> str:
        return association(self.at.state, self.home, self.row.author_id)

    @property
    def base_ref(self) -> Any:
        full = BRANCHES + self.row.base_ref
        known = self.at.state.ref(self.home, full)
        return self.at.node("Ref", self.home, full) if known else None

    @property
    def base_ref_name(self) -> str:
        return self.row.base_ref

    @property
    def base_ref_oid(self) -> str:
        return self.row.base_sha

    @property
    def base_repository(self) -> Any:
        return self.at.node("Repository", self.home)

    @property
    def body(self) -> str:
        return self.row.body

    @property
    def closed(self) -> bool:
        return not self.row.open

    @property
    def closed_at(self) -> str | None:
        return _maybe(self.row.closed_at)

    def comments(self, order_by: dict[str, str] | None = None, **window: Any) -> Connection:
        rows = self.at.state.comments.of(self.row.key)
        if order_by is not None:
            rows.sort(key=lambda c: c.updated_at, reverse=order_by["direction"] == "DESC")
        return connect(
            Window("comments", **window), rows, lambda row: self.at.node("IssueComment", row)
        )

    def commits(self, **window: Any) -> Connection:
        rows = self.at.history(self.home).between(self.row.base_sha, self.row.shown_head)
        return connect(
            Window("commits", **window),
            rows,
            lambda oid: self.at.node("PullRequestCommit", self.row, oid),
        )

    @property
    def created_at(self) -> str:
        return iso(self.row.created_at)

    @property
    def published_at(self) -> str:
        return iso(self.row.created_at)

    @property
    def updated_at(self) -> str:
        return iso(self.row.updated_at)

    @property
    def last_edited_at(self) -> str | None:
        return _maybe(self.row.edited_at)

    @property
    def includes_created_edit(self) -> bool:
        return self.row.edited_at is not None

    @property
    def database_id(self) -> int:
        return self.row.id

    @property
    def full_database_id(self) -> str:
        return str(self.row.id)

    def _changes(self) -> list[FileChange]:
        history = self.at.history(self.home)
        root = history.merge_base(self.row.base_sha, self.row.shown_head)
        return history.changes(root, self.row.shown_head)

    def _counts(self) -> list[tuple[int, int]]:
        objects = self.at.objects(self.home)
        return [line_counts(objects, change) for change in self._changes()]

    @property
    def additions(self) -> int:
        return sum(added for added, _ in self._counts())

    @property
    def deletions(self) -> int:
        return sum(removed for _, removed in self._counts())

    @property
    def changed_files(self) -> int:
        return len(self._changes())

    def files(self, **window: Any) -> Connection:
        return connect(
            Window("files", **window),
            self._changes(),
            lambda change: self.at.node("PullRequestChangedFile", self.home, change),
        )

    @property
    def _head_home(self) -> Repository | None:
        return self.at.state.repositories.get(self.row.head_repository_id)

    @property
    def head_ref(self) -> Any:
        """Null once the branch or the fork is gone; the oid stays."""
        home = self._head_home
        full = BRANCHES + self.row.head_ref
        if home is None or self.at.state.ref(home, full) is None:
            return None
        return self.at.node("Ref", home, full)

    @property
    def head_ref_name(self) -> str:
        return self.row.head_ref

    @property
    def head_ref_oid(self) -> str:
        return self.row.shown_head

    @property
    def head_repository(self) -> Any:
        home = self._head_home
        return None if home is None else self.at.node("Repository", home)

    @property
    def head_repository_owner(self) -> Any:
        home = self.head_repository
        return None if home is None else home.owner

    @property
    def id(self) -> str:
        return node_id("PR", self.row.id)

    @property
    def is_cross_repository(self) -> bool:
        return self.row.cross

    @property
    def is_draft(self) -> bool:
        return self.row.draft

    def labels(self, order_by: dict[str, str] | None = None, **window: Any) -> Connection:
        rows = labels_of(self.at.state, self.row)
        return connect_labels(self.at, rows, order_by, **window)

    @property
    def locked(self) -> bool:
        return False

    @property
    def maintainer_can_modify(self) -> bool:
        return self.row.maintainer_can_modify

    @property
    def merge_commit(self) -> Any:
        oid = self.row.merge_commit
        return None if oid is None else self.at.node("Commit", self.home, oid)

    @property
    def mergeable(self) -> str:
        return "UNKNOWN"

    @property
    def merged(self) -> bool:
        return self.row.merged_at is not None

    @property
    def merged_at(self) -> str | None:
        return _maybe(self.row.merged_at)

    @property
    def merged_by(self) -> Any:
        return self.at.actor(self.row.merged_by) if self.merged else None

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def repository(self) -> Any:
        return self.at.node("Repository", self.home)

    def review_requests(self, **window: Any) -> Connection:
        rows = requested(self.at.state, self.row)
        return connect(
            Window("reviewRequests", **window), rows, lambda row: self.at.node("ReviewRequest", row)
        )

    def reviews(
        self, states: list[str] | None = None, author: str | None = None, **window: Any
    ) -> Connection:
        """Pending reviews are seen by their author only."""
        viewer = self.at.caller.user
        users = self.at.state.users
        rows = [
            row
            for row in self.at.state.reviews.of(self.row.key)
            if (row.state != "PENDING" or (viewer is not None and viewer.id == row.author_id))
            and (states is None or row.state in states)
            and (author is None or getattr(users.get(row.author_id), "login", None) == author)
        ]
        return connect(
            Window("reviews", **window), rows, lambda row: self.at.node("PullRequestReview", row)
        )

    @property
    def state(self) -> str:
        return pull_state(self.row)

    def timeline_items(
        self,
        item_types: list[str] | None = None,
        since: str | None = None,
        skip: int | None = None,
        **window: Any,
    ) -> Connection:
        rows = timeline_rows(self.at, self.row, self.home)
        if item_types is not None:
            rows = [row for row in rows if row.item_type in item_types]
        if since is not None:
            rows = [row for row in rows if row.moment >= since]
        page = connect(
            Window("timelineItems", **window),
            rows[skip or 0 :],
            lambda row: self.at.node(row.typename, *row.parts),
        )
        return Connection(page.nodes, page.edges, page.page_info, page.total_count, self.updated_at)

    @property
    def title(self) -> str:
        return self.row.title

    @property
    def url(self) -> str:
        return f"{self.at.url}/{self.home.full_name}/pull/{self.row.number}"

    @property
    def viewer_did_author(self) -> bool:
        viewer = self.at.caller.user
        return viewer is not None and viewer.id == self.row.author_id
