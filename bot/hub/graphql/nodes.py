"""What every GraphQL object rests on: a row seen at one state of the site."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from bot.hub.access import Caller
from bot.hub.history import History
from bot.hub.limits import Standing
from bot.hub.model import Pull, Repository, User
from bot.hub.objects import Objects
from bot.hub.site import Site
from bot.hub.state import State


@dataclass(slots=True)
class View:
    """One request's look at the site; `cost` is filled in once the query is known."""

    site: Site
    state: State
    caller: Caller
    cost: int = 1
    node_count: int = 0
    made: dict[tuple[str, object], Any] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """What the caller had used before this request."""
        return self.site.limits.standing(self.caller.login, "graphql", self.site.clock.now())

    @property
    def url(self) -> str:
        """Where the site is reached."""
        return self.site.addresses.url

    def node(self, typename: str, *parts: Any) -> Any:
        """The object of a type; the type is found by name, so that modules need no cycles."""
        return NODES[typename](self, *parts)

    def actor(self, number: int | None) -> Any:
        """An account as Actor: null for a deleted one."""
        user = self.state.users.get(number or 0)
        return None if user is None else self.node(user.type, user)

    def account(self, user: User | None) -> Any:
        """An account where the schema says User, also for a bot's commits and viewer."""
        return None if user is None else self.node("User", user)

    def repository(self, number: int) -> Repository:
        """A repository by its number."""
        return self.state.repositories[number]

    def history(self, repository: Repository) -> History:
        """The commits of a repository."""
        return self.site.history(repository)

    def objects(self, repository: Repository) -> Objects:
        """The git objects of a repository."""
        return self.site.objects(repository)

    def pull_node(self, pull: Pull) -> Any:
        """A pull request as an object."""
        return self.node("PullRequest", pull)


class Node:
    """A GraphQL object: fields are properties or methods named as the schema's, in snake case."""

    __slots__ = ("at",)
    typename: ClassVar[str] = ""

    def __init__(self, at: View) -> None:
        self.at = at


NODES: dict[str, Callable[..., Any]] = {}
N = TypeVar("N", bound=type[Node])


def named(typename: str) -> Callable[[N], N]:
    """Register the class that stands for a type of the schema."""

    def register(cls: N) -> N:
        cls.typename = typename
        NODES[typename] = cls
        return cls

    return register
