"""GitHub's arithmetic: how many nodes a query may return and how many requests it stands for.

Source: docs.github.com, "Rate limits and query limits for the GraphQL API" (node limit and
point calculation): every connection multiplies what stands inside it by its page size.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

Found = tuple[FieldNode, GraphQLNamedType]


def _fields(
    schema: GraphQLSchema,
    chosen: SelectionSetNode,
    parent: GraphQLNamedType,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Iterator[Found]:
    """Every field with the type it belongs to, through fragments of all kinds."""
    for each in chosen.selections:
        match each:
            case FieldNode():
                yield each, parent
            case InlineFragmentNode():
                condition = each.type_condition
                inner = schema.type_map[condition.name.value] if condition else parent
                yield from _fields(schema, each.selection_set, inner, fragments)
            case FragmentSpreadNode():
                fragment = fragments[each.name.value]
                inner = schema.type_map[fragment.type_condition.name.value]
                yield from _fields(schema, fragment.selection_set, inner, fragments)
            case _:
                pass


def _page(field: FieldNode, variables: Mapping[str, Any]) -> int:
    """The page size a connection field asks for."""
    for argument in field.arguments or ():
        if argument.name.value in ("first", "last"):
            match argument.value:
                case IntValueNode(value=text):
                    return int(text)
                case VariableNode():
                    value = variables.get(argument.value.name.value)
                    return value if isinstance(value, int) else 1
                case _:
                    pass
    return 1


def count_nodes(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> tuple[int, int]:
    """Return the possible nodes and the requests needed to fetch their connections."""
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }

    def visit(chosen: SelectionSetNode, parent: GraphQLNamedType, times: int) -> tuple[int, int]:
        nodes = requests = 0
        for field, owner in _fields(schema, chosen, parent, fragments):
            if field.selection_set is None or not isinstance(
                owner, GraphQLObjectType | GraphQLInterfaceType
            ):
                continue
            kind = get_named_type(owner.fields[field.name.value].type)
            inner = times
            if kind.name.endswith("Connection"):
                inner = times * _page(field, variables)
                nodes += inner
                requests += times
            below = visit(field.selection_set, kind, inner)
            nodes += below[0]
            requests += below[1]
        return nodes, requests

    mutation = operation.operation is OperationType.MUTATION
    root = schema.mutation_type if mutation else schema.query_type
    if root is None:
        return 0, 0
    return visit(operation.selection_set, root, 1)
