"""Connections: pages of rows with cursors, and GitHub's limits on them."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.hub.errors import Refused

T = TypeVar("T")
_LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Where a page stands in its list."""

    end_cursor: str | None
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A row and its cursor."""

    cursor: str
    node: Any


@dataclass(frozen=True, slots=True)
class Connection:
    """One page; every connection type of the schema is this."""

    nodes: list[Any]
    edges: list[Edge]
    page_info: PageInfo
    total_count: int
    updated_at: str | None = None

    @property
    def filtered_count(self) -> int:
        """Filters are applied before paging: all rows count."""
        return self.total_count

    @property
    def page_count(self) -> int:
        """How many rows this page holds."""
        return len(self.nodes)


@dataclass(frozen=True, slots=True)
class Window:
    """The paging arguments of a connection field."""

    name: str
    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None


def _cursor(index: int) -> str:
    return base64.b64encode(f"cursor:v2:{index}".encode()).decode()


def _index(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor).decode().rpartition(":")[2])
    except (ValueError, binascii.Error) as error:
        message = f"`{cursor}` does not appear to be a valid cursor."
        raise Refused(422, message, "INVALID_CURSOR_ARGUMENTS") from error


def _check(window: Window) -> None:
    if window.first is None and window.last is None:
        raise Refused(
            422,
            f"You must provide a `first` or `last` value to properly paginate the "
            f"`{window.name}` connection.",
            "MISSING_PAGINATION_BOUNDARIES",
        )
    for name, value in (("first", window.first), ("last", window.last)):
        if value is not None and value > _LARGEST_PAGE:
            raise Refused(
                422,
                f"Requesting {value} records on the `{window.name}` connection exceeds the "
                f"`{name}` limit of {_LARGEST_PAGE} records.",
                "EXCESSIVE_PAGINATION",
            )
        if value is not None and value < 1:
            raise Refused(
                422,
                f"`{name}` on the `{window.name}` connection must be between 1 and 100.",
                "ARGUMENT_LIMIT",
            )


def connect(window: Window, rows: Sequence[T], make: Callable[[T], Any]) -> Connection:
    """Cut one page out of all rows."""
    _check(window)
    start = 0 if window.after is None else _index(window.after) + 1
    end = len(rows) if window.before is None else min(_index(window.before), len(rows))
    if window.first is not None:
        end = min(end, start + window.first)
    if window.last is not None:
        start = max(start, end - window.last)
    nodes = [make(row) for row in rows[start:end]]
    edges = [Edge(_cursor(start + at), node) for at, node in enumerate(nodes)]
    info = PageInfo(
        end_cursor=edges[-1].cursor if edges else None,
        has_next_page=end < len(rows),
        has_previous_page=bool(nodes) and start > 0,
        start_cursor=edges[0].cursor if edges else None,
    )
    return Connection(nodes, edges, info, len(rows))
