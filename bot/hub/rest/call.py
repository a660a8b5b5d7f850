"""What every REST endpoint is given and gives back, and how lists are paged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from bot.hub.access import Caller, visible
from bot.hub.errors import Refused, invalid
from bot.hub.model import Pull, Repository
from bot.hub.site import Site
from bot.hub.state import State

Body = dict[str, Any]
T = TypeVar("T")
_LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `state` is older than the site's where a stale read was ordered."""

    site: Site
    state: State
    caller: Caller
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: Body = field(default_factory=dict)
    listed: list[Any] | None = None
    """The body, where it is a bare list: an old form that the labels routes still take."""

    @property
    def api(self) -> str:
        """The base of the REST API."""
        return self.site.addresses.api

    def repository(self, owner: str, name: str) -> Repository:
        """The repository, if the caller may know of it."""
        return visible(self.state, self.caller, f"{owner}/{name}")

    def pull(self, owner: str, name: str, number: int) -> tuple[Repository, Pull]:
        """A pull request and its repository."""
        repository = self.repository(owner, name)
        return repository, self.state.pull(repository, number)

    def text(self, field_name: str, default: str | None = None) -> str:
        """A text of the request body; without a default it must be there."""
        value = self.body.get(field_name, default)
        if value is None:
            message = f'Invalid request.\n\n"{field_name}" wasn\'t supplied.'
            raise invalid(message)
        if not isinstance(value, str):
            raise invalid(f"Invalid request.\n\nFor '{field_name}', {value!r} is not a string.")
        return value

    def texts(self, field_name: str) -> list[str]:
        """A list of texts of the request body, empty where it is missing."""
        value = self.body.get(field_name) or []
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise invalid(f"Invalid request.\n\nFor '{field_name}', {value!r} is not an array.")
        return value

    def optional(self, field_name: str) -> str | None:
        """A text of the request body that may be missing or null."""
        return None if self.body.get(field_name) is None else self.text(field_name)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, JSON body (None for an empty one) and further headers."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path, and the function that answers."""

    method: str
    path: str
    answer: Callable[..., Answer]


def page_bounds(call: Call, usual: int = 30) -> tuple[int, int]:
    """The page asked for and its size."""
    try:
        size = int(call.query.get("per_page", usual))
        page = int(call.query.get("page", 1))
    except ValueError:
        return 1, usual
    return max(page, 1), min(max(size, 1), _LARGEST_PAGE)


def paged(call: Call, rows: Sequence[T], render: Callable[[T], Any]) -> Answer:
    """One page of a list, with GitHub's Link header."""
    page, size = page_bounds(call)
    last = max(1, -(-len(rows) // size))
    links = []
    for number, relation in ((page - 1, "prev"), (page + 1, "next"), (last, "last"), (1, "first")):
        forward = relation in ("next", "last")
        if (forward and page < last) or (not forward and page > 1):
            links.append(f'<{page_url(call, page=str(number))}>; rel="{relation}"')
    shown = rows[(page - 1) * size : page * size]
    headers = {"Link": ", ".join(links)} if links else {}
    return Answer(200, [render(row) for row in shown], headers)


def page_url(call: Call, **changes: str) -> str:
    """This request's address with other parameters."""
    return f"{call.site.addresses.url}{call.path}?{urlencode({**call.query, **changes})}"


def refusal(error: Refused) -> Answer:
    """The body of an error, as GitHub writes it."""
    body: Body = {"message": error.message}
    if error.errors is not None:
        body["errors"] = error.errors
    body["documentation_url"] = "https://docs.github.com/rest"
    body["status"] = str(error.status)
    return Answer(error.status, body)
