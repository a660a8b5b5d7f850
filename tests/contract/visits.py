"""One visit to the hub: a REST request sent, and what the description says of both sides."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlencode

from tests.contract.rest import check_answer, check_request, operation_of

Send: TypeAlias = Callable[[str, str, str, object], tuple[int, Any]]


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one request."""

    operation: str
    status: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Sends requests as somebody, holds them and their answers against the description."""

    send: Send
    login: str
    visits: list[Visit] = field(default_factory=list)

    def named(self, login: str) -> "Visitor":
        """Go on as somebody else, in the same book of visits."""
        return Visitor(self.send, login, self.visits)

    def get(self, path: str, **query: str) -> Any:
        """Read one address."""
        return self._visit("GET", path, query, None)

    def post(self, path: str, body: object) -> Any:
        """Make something."""
        return self._visit("POST", path, {}, body)

    def put(self, path: str, body: object) -> Any:
        """Put something in its place."""
        return self._visit("PUT", path, {}, body)

    def patch(self, path: str, body: object) -> Any:
        """Change something."""
        return self._visit("PATCH", path, {}, body)

    def delete(self, path: str, body: object = None) -> Any:
        """Remove something."""
        return self._visit("DELETE", path, {}, body)

    def mutate(self, mutation: str, node: str) -> None:
        """Draft and ready exist in GraphQL only; this is no visit."""
        name = f"{mutation[0].upper()}{mutation[1:]}Input!"
        query = f"mutation($i: {name}) {{ {mutation}(input: $i) {{ clientMutationId }} }}"
        body = {"query": query, "variables": {"i": {"pullRequestId": node}}}
        status, answer = self.send(self.login, "POST", "/api/graphql", body)
        if status != 200 or "errors" in answer:
            raise ValueError(f"{mutation}: {answer}")

    def _visit(self, method: str, path: str, query: dict[str, str], body: object) -> Any:
        asked = f"/api/v3{path}?{urlencode(query)}" if query else f"/api/v3{path}"
        status, answer = self.send(self.login, method, asked, body)
        faults = [
            *check_request(method, path, query, body),
            *check_answer(method, path, status, answer),
        ]
        operation = operation_of(method, path) or path
        self.visits.append(Visit(operation, status, tuple(faults)))
        return answer
