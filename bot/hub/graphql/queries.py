"""The roots of queries: repository, viewer, user, node and the rate limit."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from datetime import UTC, datetime
from typing import Any

from bot.hub.access import has_role, require_read, visible
from bot.hub.clock import iso
from bot.hub.errors import Refused, not_found
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.ids import number_of, parts_of
from bot.hub.model import Pull, Repository


@named("RateLimit")
class RateLimitNode(Node):
    """What this query costs and what is left of the hour."""

    __slots__ = ()

    @property
    def cost(self) -> int:
        return self.at.cost

    @property
    def limit(self) -> int:
        return self.at.standing.limit

    @property
    def node_count(self) -> int:
        return self.at.node_count

    @property
    def remaining(self) -> int:
        return max(0, self.at.standing.remaining - self.at.cost)

    @property
    def reset_at(self) -> str:
        return iso(datetime.fromtimestamp(self.at.standing.reset, UTC))

    @property
    def used(self) -> int:
        return self.limit - self.remaining


@named("Query")
class Query(Node):
    """Where reading starts."""

    __slots__ = ()

    def rate_limit(self, *, dry_run: bool = False) -> RateLimitNode:
        del dry_run
        return RateLimitNode(self.at)

    def repository(self, owner: str, name: str, *, follow_renames: bool = True) -> Any:
        full_name = f"{owner}/{name}"
        moved = self.at.state.repository_once_named(full_name) if follow_renames else None
        try:
            found = visible(self.at.state, self.at.caller, moved.full_name if moved else full_name)
        except Refused as error:
            message = f"Could not resolve to a Repository with the name '{owner}/{name}'."
            raise not_found(message) from error
        require_read(self.at.caller, found, "metadata")
        return self.at.node("Repository", found)

    def user(self, login: str) -> Any:
        found = self.at.state.user_named(login)
        if found is None or found.type != "User":
            raise not_found(f"Could not resolve to a User with the login of '{login}'.")
        return self.at.account(found)

    @property
    def viewer(self) -> Any:
        return self.at.account(self.at.caller.signed_in())

    def node(self, id: str) -> Any:  # noqa: A002 - the schema names the argument
        return resolve_node(self.at, id)


def pull_with(at: View, identifier: str) -> Pull:
    """The pull request with this node id, if the caller may know of it."""
    number = number_of(identifier, "PR")
    pull = next((p for p in at.state.pulls.values() if p.id == number), None)
    if pull is None or not _readable(at, pull.repository_id):
        raise _unknown(identifier)
    return pull


def repository_with(at: View, identifier: str) -> Repository:
    """The repository with this node id, if the caller may know of it."""
    repository = at.state.repositories.get(number_of(identifier, "R"))
    if repository is None or not _readable(at, repository.id):
        raise _unknown(identifier)
    return repository


def _readable(at: View, repository_id: int) -> bool:
    return has_role(at.state, at.repository(repository_id), at.caller.user, "read")


def _unknown(identifier: str) -> Refused:
    return not_found(f"Could not resolve to a node with the global id of '{identifier}'")


def resolve_node(at: View, identifier: str) -> Any:
    """Whatever a node id stands for."""
    prefix = identifier.partition("_")[0]
    match prefix:
        case "PR":
            return at.pull_node(pull_with(at, identifier))
        case "R":
            return at.node("Repository", repository_with(at, identifier))
        case "C" | "T" | "B":
            repository_id, oid = parts_of(identifier, prefix)
            repository = at.state.repositories.get(int(repository_id))
            name = {"C": "Commit", "T": "Tree", "B": "Blob"}[prefix]
            if repository is None or not _readable(at, repository.id):
                raise _unknown(identifier)
            return at.node(name, repository, oid)
        case "U" | "BOT" | "O" | "M":
            return at.actor(number_of(identifier, prefix))
        case "IC" | "PRR":
            return _remark(at, identifier, prefix)
        case _:
            raise _unknown(identifier)


def _remark(at: View, identifier: str, prefix: str) -> Any:
    table: Any = at.state.comments if prefix == "IC" else at.state.reviews
    row = table.get(number_of(identifier, prefix))
    if row is None or not _readable(at, row.pull[0]):
        raise _unknown(identifier)
    return at.node("IssueComment" if prefix == "IC" else "PullRequestReview", row)
