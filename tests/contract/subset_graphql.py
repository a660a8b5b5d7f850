"""Strips GitHub's GraphQL schema down to the types that Slipway names, without any prose."""

from collections.abc import Iterable

from graphql import (
    DocumentNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    TypeDefinitionNode,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_specified_scalar_type,
    parse,
    print_ast,
)

EVENTS = (
    *("BaseRefChangedEvent", "BaseRefForcePushedEvent", "ClosedEvent", "ConvertToDraftEvent"),
    *("HeadRefDeletedEvent", "HeadRefForcePushedEvent", "HeadRefRestoredEvent", "MergedEvent"),
    *("ReadyForReviewEvent", "RenamedTitleEvent", "ReopenedEvent", "ReviewDismissedEvent"),
    *("CommentDeletedEvent", "LabeledEvent", "UnlabeledEvent"),
)
MUTATIONS = (
    *("AddComment", "ClosePullRequest", "ConvertPullRequestToDraft", "CreateCommitOnBranch"),
    *("MarkPullRequestReadyForReview", "ReopenPullRequest", "UpdateRefs"),
)
NAMED = (
    *("Query", "Mutation", "PageInfo", "RateLimit"),
    *("Actor", "Bot", "EnterpriseUserAccount", "Mannequin", "Organization", "User"),
    *("Blob", "Commit", "GitActor", "GitObject", "Ref", "Repository", "Tag", "Tree", "TreeEntry"),
    *("CommitConnection", "GitActorConnection", "RefConnection", "UserConnection"),
    *("GitSignature", "GpgSignature", "SmimeSignature", "SshSignature", "UnknownSignature"),
    *("CheckRun", "Status", "StatusCheckRollup", "StatusCheckRollupContext", "StatusContext"),
    "StatusCheckRollupContextConnection",
    *("IssueComment", "IssueCommentConnection", "Label", "LabelConnection"),
    *("PullRequest", "PullRequestConnection", "PullRequestChangedFile"),
    *("PullRequestChangedFileConnection", "PullRequestCommit", "PullRequestCommitConnection"),
    *("PullRequestReview", "PullRequestReviewConnection"),
    *("PullRequestTimelineItems", "PullRequestTimelineItemsConnection"),
    *EVENTS,
    *(f"{name}Payload" for name in MUTATIONS),
)


def named_types(schema_text: str) -> set[str]:
    """Name every type that the hub's own schema defines."""
    document: DocumentNode = parse(schema_text, no_location=True)
    return {one.name.value for one in document.definitions if isinstance(one, TypeDefinitionNode)}


def graphql_subset(published: str, also_named: Iterable[str]) -> str:
    """Keep the named types, their interfaces, and what their arguments and enums need.

    A field is kept where its type is. Enum values, input fields and arguments are never cut.
    """
    schema = build_schema(published, assume_valid=True, assume_valid_sdl=True)
    kept = _closed(schema, {*NAMED, *also_named} & schema.type_map.keys())
    texts = [_printed(schema.type_map[name], kept) for name in sorted(kept)]
    return "\n\n".join(texts) + "\n"


def _closed(schema: GraphQLSchema, names: set[str]) -> set[str]:
    kept: set[str] = set()
    waiting = set(names)
    while waiting:
        kept |= waiting
        needed = {one for name in kept for one in _needed(schema.type_map[name], kept)}
        waiting = {one.name for one in needed if not is_specified_scalar_type(one)} - kept
    while empty := {name for name in kept if _is_empty(schema.type_map[name], kept)}:
        kept -= empty
    return kept


def _needed(kind: GraphQLNamedType, kept: set[str]) -> list[GraphQLNamedType]:
    match kind:
        case GraphQLObjectType() | GraphQLInterfaceType():
            fields = _kept_fields(kind, kept).values()
            arguments = [one.type for field in fields for one in field.args.values()]
            types = [*(field.type for field in fields), *arguments]
            return [*kind.interfaces, *(get_named_type(one) for one in types)]
        case GraphQLInputObjectType():
            return [get_named_type(field.type) for field in kind.fields.values()]
        case _:
            return []


def _kept_fields(
    kind: GraphQLObjectType | GraphQLInterfaceType, kept: set[str]
) -> dict[str, GraphQLField]:
    return {
        name: field
        for name, field in kind.fields.items()
        if is_leaf_type(named := get_named_type(field.type)) or named.name in kept
    }


def _is_empty(kind: GraphQLNamedType, kept: set[str]) -> bool:
    match kind:
        case GraphQLObjectType() | GraphQLInterfaceType():
            return not _kept_fields(kind, kept)
        case GraphQLUnionType():
            return not any(one.name in kept for one in kind.types)
        case _:
            return False


def _printed(kind: GraphQLNamedType, kept: set[str]) -> str:
    match kind:
        case GraphQLObjectType():
            return _block(f"type {kind.name}{_implements(kind, kept)}", _field_lines(kind, kept))
        case GraphQLInterfaceType():
            heading = f"interface {kind.name}{_implements(kind, kept)}"
            return _block(heading, _field_lines(kind, kept))
        case GraphQLUnionType():
            members = " | ".join(one.name for one in kind.types if one.name in kept)
            return f"union {kind.name} = {members}"
        case GraphQLEnumType():
            return _block(f"enum {kind.name}", list(kind.values))
        case GraphQLInputObjectType():
            return _block(f"input {kind.name}", [_input(*one) for one in kind.fields.items()])
        case _:
            return f"scalar {kind.name}"


def _block(heading: str, lines: Iterable[str]) -> str:
    return "\n".join([f"{heading} {{", *(f"  {line}" for line in lines), "}"])


def _implements(kind: GraphQLObjectType | GraphQLInterfaceType, kept: set[str]) -> str:
    names = [one.name for one in kind.interfaces if one.name in kept]
    return f" implements {' & '.join(names)}" if names else ""


def _field_lines(kind: GraphQLObjectType | GraphQLInterfaceType, kept: set[str]) -> list[str]:
    return [_field(*one) for one in _kept_fields(kind, kept).items()]


def _field(name: str, field: GraphQLField) -> str:
    arguments = ", ".join(_input(*one) for one in field.args.items())
    return f"{name}({arguments}): {field.type}" if arguments else f"{name}: {field.type}"


def _input(name: str, field: GraphQLArgument | GraphQLInputField) -> str:
    node = field.ast_node
    default = node.default_value if node else None
    return f"{name}: {field.type}" + (f" = {print_ast(default)}" if default else "")
