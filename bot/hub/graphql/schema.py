"""The schema, with a resolver on each of its fields: one without fails at start."""

import re
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from types import FunctionType
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
)

from bot.hub.graphql import (
    commits,
    conversation,
    git_objects,
    labels,
    mutations,
    people,
    pull_parts,
    pull_request,
    queries,
    repository,
    statuses,
    timeline,
)
from bot.hub.graphql.connections import Connection, Edge, PageInfo
from bot.hub.graphql.mutations import Payload
from bot.hub.graphql.nodes import NODES

RESOLVERS = (
    commits,
    conversation,
    git_objects,
    labels,
    mutations,
    people,
    pull_parts,
    pull_request,
    queries,
    repository,
    statuses,
    timeline,
)
SDL = Path(__file__).parent.parent / "schema.graphql"
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
Resolver = Callable[..., Any]


def snake(name: str) -> str:
    """The Python name of a schema's name."""
    return _CAPITAL.sub(r"_\1", name).lower()


def _class_for(typename: str) -> Any:
    if typename in NODES:
        return NODES[typename]
    if typename == "PageInfo":
        return PageInfo
    for suffix, cls in (("Connection", Connection), ("Edge", Edge), ("Payload", Payload)):
        if typename.endswith(suffix):
            return cls
    raise LookupError(f"no class stands for the type {typename}")


def _resolver(cls: Any, typename: str, field_name: str) -> Resolver:
    member = getattr(cls, snake(field_name), None)
    if isinstance(member, property) and member.fget is not None:
        getter: Callable[[Any], Any] = member.fget
        return lambda source, _info: getter(source)
    if isinstance(member, FunctionType):
        if typename == "Mutation":
            return lambda source, _info, input: member(source, input)  # noqa: A006 - the schema's word
        return lambda source, _info, **arguments: member(source, **arguments)
    if member is None:
        raise LookupError(f"{cls} has nothing for {typename}.{field_name}")
    read = attrgetter(snake(field_name))
    return lambda source, _info: read(source)


def _type_name(value: Any, *_: Any) -> str:
    return str(value.typename)


def make_schema() -> GraphQLSchema:
    """Build the schema from its file and bind every field."""
    schema = build_schema(SDL.read_text(encoding="utf-8"))
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        match kind:
            case GraphQLInterfaceType() | GraphQLUnionType():
                kind.resolve_type = _type_name
            case GraphQLInputObjectType():
                for field_name, given in kind.fields.items():
                    given.out_name = snake(field_name)
            case GraphQLObjectType():
                cls = _class_for(name)
                for field_name, field in kind.fields.items():
                    field.resolve = _resolver(cls, name, field_name)
                    for argument_name, argument in field.args.items():
                        argument.out_name = snake(argument_name)
            case _:
                pass
    return schema
