"""The log of what was asked: each API request, and git transport apart from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; a GraphQL request with k mutations costs k."""

    method: str
    path: str
    operation: str
    mutations: int
    status: int
    login: str
    fault: str = ""

    @property
    def cost(self) -> int:
        """How much of the API budget the request takes."""
        return max(1, self.mutations)

    @property
    def write(self) -> bool:
        """Whether it could change anything."""
        if self.path.endswith("/api/graphql"):
            return self.mutations > 0
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One API request with its answer, both decoded: kept only while somebody records."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    status: int
    answer: Any
