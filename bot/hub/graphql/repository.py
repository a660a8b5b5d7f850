"""Repositories."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from datetime import datetime
from typing import Any

from bot.hub.access import require_read
from bot.hub.clock import iso
from bot.hub.errors import not_found
from bot.hub.graphql.connections import Connection, Window, connect
from bot.hub.graphql.git_objects import git_object
from bot.hub.graphql.labels import connect_labels
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.ids import node_id
from bot.hub.labels import label_named, labels_of
from bot.hub.model import Pull, Repository
from bot.hub.pushes import BRANCHES, known_commit
from bot.hub.trees import find


def pull_state(pull: Pull) -> str:
    """OPEN, CLOSED or MERGED."""
    if pull.merged_at is not None:
        return "MERGED"
    return "OPEN" if pull.open else "CLOSED"


def _bears(at: View, pull: Pull, names: list[str]) -> bool:
    """Whether a pull request bears any of these labels."""
    borne = {label.name.casefold() for label in labels_of(at.state, pull)}
    return not borne.isdisjoint(name.casefold() for name in names)


@named("Repository")
class RepositoryNode(Node):
    """A repository."""

    __slots__ = ("row",)

    def __init__(self, at: View, row: Repository) -> None:
        super().__init__(at)
        self.row = row

    def _may_read(self, permission: str) -> None:
        """In a private repository the error stands where the field would."""
        require_read(self.at.caller, self.row, permission)

    @property
    def created_at(self) -> str:
        return iso(self.row.created_at)

    @property
    def database_id(self) -> int:
        return self.row.id

    @property
    def default_branch_ref(self) -> Any:
        return self.ref(BRANCHES + self.row.default_branch)

    @property
    def id(self) -> str:
        return node_id("R", self.row.id)

    @property
    def is_fork(self) -> bool:
        return self.row.parent_id is not None

    @property
    def is_private(self) -> bool:
        return self.row.private

    def label(self, name: str) -> Any:
        found = label_named(self.at.state, self.row, name)
        return None if found is None else self.at.node("Label", found)

    def labels(self, order_by: dict[str, str] | None = None, **window: Any) -> Connection:
        return connect_labels(self.at, self.at.state.labels.of(self.row.id), order_by, **window)

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def name_with_owner(self) -> str:
        return self.row.full_name

    def object(self, oid: str | None = None, expression: str | None = None) -> Any:
        """An object by id or by `ref:path`."""
        self._may_read("contents")
        if oid is not None or expression is None:
            return git_object(self.at, self.row, oid)
        name, colon, path = expression.partition(":")
        objects = self.at.objects(self.row)
        sha = known_commit(self.at.state, objects, self.row, name)
        if sha is None or not colon:
            return git_object(self.at, self.row, sha or name)
        entry = find(objects, objects.commit(sha).tree, path)
        return None if entry is None else git_object(self.at, self.row, entry.oid)

    @property
    def owner(self) -> Any:
        owner = self.at.state.users[self.row.owner_id]
        return self.at.node("Organization" if owner.type == "Organization" else "User", owner)

    @property
    def parent(self) -> Any:
        if self.row.parent_id is None:
            return None
        return self.at.node("Repository", self.at.repository(self.row.parent_id))

    def pull_request(self, number: int) -> Any:
        self._may_read("pull_requests")
        pull = self.at.state.pulls.get((self.row.id, number))
        if pull is None:
            raise not_found(f"Could not resolve to a PullRequest with the number of {number}.")
        return self.at.pull_node(pull)

    def pull_requests(
        self,
        states: list[str] | None = None,
        order_by: dict[str, str] | None = None,
        base_ref_name: str | None = None,
        head_ref_name: str | None = None,
        labels: list[str] | None = None,
        **window: Any,
    ) -> Connection:
        self._may_read("pull_requests")
        rows = [
            pull
            for pull in self.at.state.pulls_of(self.row)
            if (states is None or pull_state(pull) in states)
            and base_ref_name in (None, pull.base_ref)
            and head_ref_name in (None, pull.head_ref)
            and (not labels or _bears(self.at, pull, labels))
        ]
        order = order_by or {"field": "CREATED_AT", "direction": "ASC"}
        by_update = order["field"] == "UPDATED_AT"

        def place(pull: Pull) -> tuple[datetime, int]:
            return (pull.updated_at if by_update else pull.created_at, pull.number)

        rows.sort(key=place, reverse=order["direction"] == "DESC")
        return connect(Window("pullRequests", **window), rows, self.at.pull_node)

    def ref(self, qualified_name: str) -> Any:
        """A ref by its full name, or a branch or tag by its short one."""
        self._may_read("contents")
        for prefix in ("", "refs/", BRANCHES, "refs/tags/"):
            if self.at.state.ref(self.row, prefix + qualified_name) is not None:
                return self.at.node("Ref", self.row, prefix + qualified_name)
        return None

    @property
    def url(self) -> str:
        return f"{self.at.url}/{self.row.full_name}"
