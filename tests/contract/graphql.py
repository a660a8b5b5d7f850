"""Holds GraphQL queries and schemas against GitHub's published schema."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    IntValueNode,
    ValidationRule,
    build_schema,
    get_operation_ast,
    get_variable_values,
    is_introspection_type,
    is_required_argument,
    is_required_input_field,
    is_specified_directive,
    is_specified_scalar_type,
    parse,
    print_ast,
    specified_rules,
    validate,
)

BOUNDS = {"first", "last"}
PAGE = range(1, 101)


class PageBounds(ValidationRule):
    """GitHub wants `first` or `last`, from 1 to 100, wherever a connection's nodes are read.

    Source: docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api,
    "Node limit".
    """

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Look at one field, if it is a connection."""
        field = self.context.get_field_def()
        if field is None or not field.args.keys() >= BOUNDS:
            return
        bounds = [one.value for one in node.arguments or () if one.name.value in BOUNDS]
        if not bounds and not _only_counts(node):
            self._refuse("needs first or last", node)
        for one in bounds:
            if isinstance(one, IntValueNode) and int(one.value) not in PAGE:
                self._refuse(f"takes 1 to 100 at a time, not {one.value}", node)

    def _refuse(self, why: str, node: FieldNode) -> None:
        self.report_error(GraphQLError(f"{node.name.value} {why}", node))


def _only_counts(node: FieldNode) -> bool:
    selected = node.selection_set.selections if node.selection_set else ()
    return all(isinstance(one, FieldNode) and one.name.value == "totalCount" for one in selected)


def check_query(text: str, variables: Mapping[str, object] | None = None) -> list[str]:
    """Say what GitHub would refuse in a query or mutation before it runs it.

    Where variables are given, they are held against the types that the text declares for them.
    """
    try:
        document = parse(text)
    except GraphQLError as error:
        return [_located(error)]
    found = validate(_published(), document, [*specified_rules, PageBounds])
    if not found and variables is not None:
        found = _variable_faults(document, variables)
    return [_located(error) for error in found]


def _variable_faults(document: DocumentNode, variables: Mapping[str, object]) -> list[GraphQLError]:
    operation = get_operation_ast(document)
    if operation is None:
        return [GraphQLError("exactly one operation can be sent at a time")]
    declared = operation.variable_definitions or ()
    names = {one.variable.name.value for one in declared}
    strangers = [GraphQLError(f"${name} is not declared") for name in sorted({*variables} - names)]
    values = get_variable_values(_published(), declared, dict(variables))
    return [*strangers, *(values if isinstance(values, list) else ())]


def check_subset(sdl_text: str) -> list[str]:
    """Say where a schema promises anything that GitHub's does not."""
    try:
        ours = build_schema(sdl_text)
    except (GraphQLError, TypeError) as error:
        return [f"the schema is not valid: {error}"]
    return [*_directive_faults(ours), *_type_faults(ours)]


def _located(error: GraphQLError) -> str:
    places = ", ".join(f"{one.line}:{one.column}" for one in error.locations or ())
    return f"{places}: {error.message}" if places else error.message


@cache
def _published() -> GraphQLSchema:
    text = (Path(__file__).parent / "github.graphql").read_text("utf-8")
    return build_schema(text, assume_valid=True, assume_valid_sdl=True)


def _directive_faults(ours: GraphQLSchema) -> Iterator[str]:
    known = {one.name for one in _published().directives}
    for one in ours.directives:
        if not is_specified_directive(one) and one.name not in known:
            yield f"@{one.name}: GitHub has no such directive"


def _type_faults(ours: GraphQLSchema) -> Iterator[str]:
    theirs = _published().type_map
    for name, kind in sorted(ours.type_map.items()):
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        if name not in theirs:
            yield f"{name}: GitHub has no such type (or github.graphql is to be made anew)"
        elif type(kind) is not type(theirs[name]):
            yield f"{name}: it is a {_kind(kind)}, at GitHub a {_kind(theirs[name])}"
        else:
            yield from _member_faults(kind, theirs[name])


def _kind(kind: GraphQLNamedType) -> str:
    return type(kind).__name__.removeprefix("GraphQL").removesuffix("Type").lower()


def _member_faults(ours: GraphQLNamedType, theirs: GraphQLNamedType) -> Iterator[str]:
    match ours, theirs:
        case (
            GraphQLObjectType() | GraphQLInterfaceType(),
            GraphQLObjectType() | GraphQLInterfaceType(),
        ):
            yield from _strangers(ours.name, "interface", _names(ours), _names(theirs))
            yield from _field_faults(ours.name, ours.fields, theirs.fields)
        case GraphQLInputObjectType(), GraphQLInputObjectType():
            yield from _input_faults(ours.name, ours.fields, theirs.fields)
        case GraphQLEnumType(), GraphQLEnumType():
            yield from _strangers(ours.name, "value", set(ours.values), set(theirs.values))
        case GraphQLUnionType(), GraphQLUnionType():
            members = {one.name for one in ours.types}, {one.name for one in theirs.types}
            yield from _strangers(ours.name, "member", *members)


def _names(kind: GraphQLObjectType | GraphQLInterfaceType) -> set[str]:
    return {one.name for one in kind.interfaces}


def _strangers(place: str, noun: str, ours: set[str], theirs: set[str]) -> Iterator[str]:
    for name in sorted(ours - theirs):
        yield f"{place}: GitHub has no {noun} {name} here"


def _field_faults(
    place: str, ours: Mapping[str, GraphQLField], theirs: Mapping[str, GraphQLField]
) -> Iterator[str]:
    yield from _strangers(place, "field", set(ours), set(theirs))
    for name in ours.keys() & theirs.keys():
        if str(ours[name].type) != str(theirs[name].type):
            yield f"{place}.{name}: {ours[name].type}, at GitHub {theirs[name].type}"
        yield from _input_faults(f"{place}.{name}", ours[name].args, theirs[name].args)


def _input_faults(
    place: str,
    ours: Mapping[str, GraphQLArgument | GraphQLInputField],
    theirs: Mapping[str, GraphQLArgument | GraphQLInputField],
) -> Iterator[str]:
    yield from _strangers(place, "argument", set(ours), set(theirs))
    for name in sorted(ours.keys() & theirs.keys()):
        if _signature(ours[name]) != _signature(theirs[name]):
            wanted = _signature(theirs[name])
            yield f"{place}({name}): {_signature(ours[name])}, at GitHub {wanted}"
    for name in sorted(theirs.keys() - ours.keys()):
        if _is_required(theirs[name]):
            yield f"{place}({name}): GitHub requires it, and it is missing"


def _signature(one: GraphQLArgument | GraphQLInputField) -> str:
    default = one.ast_node.default_value if one.ast_node else None
    return f"{one.type} = {print_ast(default)}" if default else str(one.type)


def _is_required(one: GraphQLArgument | GraphQLInputField) -> bool:
    if isinstance(one, GraphQLArgument):
        return is_required_argument(one)
    return is_required_input_field(one)
