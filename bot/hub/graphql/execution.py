"""From the text of a GraphQL request to GitHub's answer."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeGuard

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    validate,
)

from bot.hub.errors import MissingObject, Refused
from bot.hub.graphql.cost import count_nodes
from bot.hub.graphql.nodes import NODES, View
from bot.hub.graphql.schema import make_schema

Body = dict[str, Any]
_MOST_NODES = 500_000


@lru_cache(maxsize=1)
def the_schema() -> GraphQLSchema:
    """The one schema, built at first use."""
    return make_schema()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query text, read and checked once."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...]


@lru_cache(maxsize=512)
def read_query(text: str) -> Parsed:
    """Parse and validate a text, remembered by the text."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return Parsed(None, (error,))
    return Parsed(document, tuple(validate(the_schema(), document)))


@dataclass(frozen=True, slots=True)
class Query:
    """A GraphQL request, as far as the log and the faults look at it."""

    text: str
    variables: Mapping[str, Any]
    operation_name: str | None

    @property
    def operation(self) -> OperationDefinitionNode | None:
        """The operation that is to be executed."""
        document = read_query(self.text).document
        if document is None:
            return None
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        for each in operations:
            if each.name is not None and each.name.value == self.operation_name:
                return each
        return operations[0] if operations else None

    @property
    def name(self) -> str:
        """The operation's name, or nothing."""
        operation = self.operation
        return operation.name.value if operation is not None and operation.name else ""

    @property
    def mutations(self) -> tuple[str, ...]:
        """The mutation fields asked for, in order."""
        operation = self.operation
        if operation is None or operation.operation is not OperationType.MUTATION:
            return ()
        chosen = operation.selection_set.selections
        return tuple(f.name.value for f in chosen if isinstance(f, FieldNode))


def read_request(body: Mapping[str, Any]) -> Query:
    """Take a request's body apart."""
    text, variables = body.get("query"), body.get("variables")
    name = body.get("operationName")
    return Query(
        text if isinstance(text, str) else "",
        variables if isinstance(variables, dict) else {},
        name if isinstance(name, str) else None,
    )


def answer(view: View, query: Query) -> Body:
    """Execute a request; all errors travel in the body, with status 200."""
    if not query.text:
        return {
            "errors": [{"message": "A query attribute must be specified and must be a string."}]
        }
    parsed = read_query(query.text)
    if parsed.document is None or parsed.errors:
        return {"errors": [_invalid(error) for error in parsed.errors]}
    operation = query.operation
    if operation is None:
        return {"errors": [{"message": "No operation named like this was found."}]}
    view.node_count, requests = count_nodes(
        the_schema(), parsed.document, operation, query.variables
    )
    view.cost = max(1, round(requests / 100))
    if view.node_count > _MOST_NODES:
        message = (
            f"This query requests up to {view.node_count:,} possible nodes which exceeds the "
            f"maximum limit of {_MOST_NODES:,}."
        )
        return {"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message}]}
    return _execute(view, query, parsed.document, operation)


def _execute(
    view: View, query: Query, document: DocumentNode, operation: OperationDefinitionNode
) -> Body:
    root = "Mutation" if operation.operation is OperationType.MUTATION else "Query"
    result = execute(
        the_schema(),
        document,
        NODES[root](view),
        variable_values=dict(query.variables),
        operation_name=query.operation_name,
        is_awaitable=_never_awaitable,
    )
    if not isinstance(result, ExecutionResult):
        raise TypeError("the hub's resolvers never wait")
    body: Body = {"data": result.data}
    if result.errors:
        body["errors"] = [_failed(error) for error in result.errors]
        if result.data is None:
            del body["data"]
    return body


def _never_awaitable(_: Any) -> TypeGuard[Awaitable[Any]]:
    return False


def _locations(error: GraphQLError) -> list[Body]:
    return [{"line": at.line, "column": at.column} for at in error.locations or []]


def _invalid(error: GraphQLError) -> Body:
    """A query that does not fit the schema."""
    return {"locations": _locations(error), "message": error.message}


def _failed(error: GraphQLError) -> Body:
    """A field that could not be answered."""
    cause = error.original_error
    body: Body = {}
    match cause:
        case Refused():
            body["type"] = cause.kind
        case MissingObject():
            body["type"] = "NOT_FOUND"
        case None | GraphQLError():
            pass  # a variable that does not fit its type, say
        case _:
            raise cause  # a fault of the hub itself: say so loudly
    if error.path is not None:
        body["path"] = list(error.path)
    return body | {"locations": _locations(error), "message": error.message}
