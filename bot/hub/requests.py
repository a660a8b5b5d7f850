"""The log of what was asked: each API request, and git transport apart from it."""

from dataclasses import dataclass


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
