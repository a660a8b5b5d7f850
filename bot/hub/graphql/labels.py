"""Labels, and whose review is asked for."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from collections.abc import Iterable
from typing import Any

from bot.hub.graphql.connections import Connection, Window, connect
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.ids import node_id
from bot.hub.model import Label, ReviewRequest


@named("Label")
class LabelNode(Node):
    """A label."""

    __slots__ = ("row",)

    def __init__(self, at: View, row: Label) -> None:
        super().__init__(at)
        self.row = row

    @property
    def color(self) -> str:
        return self.row.color

    @property
    def description(self) -> str | None:
        return self.row.description

    @property
    def id(self) -> str:
        return node_id("LA", self.row.id)

    @property
    def is_default(self) -> bool:
        return False

    @property
    def name(self) -> str:
        return self.row.name


def connect_labels(
    at: View, rows: Iterable[Label], order: dict[str, str] | None, **window: Any
) -> Connection:
    """A page of labels, by age or by name."""
    order = order or {"field": "CREATED_AT", "direction": "ASC"}
    by_name = order["field"] == "NAME"
    placed = sorted(
        rows,
        key=lambda row: (row.name.casefold() if by_name else "", row.id),
        reverse=order["direction"] == "DESC",
    )
    return connect(Window("labels", **window), placed, lambda row: at.node("Label", row))


@named("ReviewRequest")
class ReviewRequestNode(Node):
    """Somebody whose review is asked for."""

    __slots__ = ("row",)

    def __init__(self, at: View, row: ReviewRequest) -> None:
        super().__init__(at)
        self.row = row

    @property
    def as_code_owner(self) -> bool:
        return False

    @property
    def database_id(self) -> int:
        return self.row.id

    @property
    def id(self) -> str:
        return node_id("RR", self.row.id)

    @property
    def pull_request(self) -> Any:
        return self.at.pull_node(self.at.state.pulls[self.row.pull])

    @property
    def requested_reviewer(self) -> Any:
        return self.at.actor(self.row.reviewer_id)
