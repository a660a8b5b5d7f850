"""Commit statuses."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from typing import Any

from bot.hub.clock import iso
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.ids import node_id
from bot.hub.model import Repository, Status
from bot.hub.rest.statuses import combined_state


@named("Status")
class StatusNode(Node):
    """All contexts of one commit, the latest status of each."""

    __slots__ = ("known", "oid", "row")

    def __init__(self, at: View, repository: Repository, oid: str, known: list[Status]) -> None:
        super().__init__(at)
        self.row = repository
        self.oid = oid
        self.known = known

    @property
    def commit(self) -> Any:
        return self.at.node("Commit", self.row, self.oid)

    def context(self, name: str) -> Any:
        return next((c for c in self.contexts if c.context == name), None)

    @property
    def contexts(self) -> list[Any]:
        return [self.at.node("StatusContext", self.row, status) for status in self.known]

    @property
    def id(self) -> str:
        return node_id("S", self.row.id, self.oid)

    @property
    def state(self) -> str:
        return combined_state(self.known).upper()


@named("StatusContext")
class StatusContextNode(Node):
    """One status."""

    __slots__ = ("row", "status")

    def __init__(self, at: View, repository: Repository, status: Status) -> None:
        super().__init__(at)
        self.row = repository
        self.status = status

    def avatar_url(self, size: int | None = None) -> str:
        return f"{self.at.url}/avatars/{self.status.creator_id}?s={size}"

    @property
    def commit(self) -> Any:
        return self.at.node("Commit", self.row, self.status.sha)

    @property
    def context(self) -> str:
        return self.status.context

    @property
    def created_at(self) -> str:
        return iso(self.status.created_at)

    @property
    def creator(self) -> Any:
        return self.at.actor(self.status.creator_id)

    @property
    def description(self) -> str | None:
        return self.status.description

    @property
    def id(self) -> str:
        return node_id("SC", self.status.id)

    @property
    def state(self) -> str:
        return self.status.state.upper()

    @property
    def target_url(self) -> str | None:
        return self.status.target_url
