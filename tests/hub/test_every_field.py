"""Every field of the schema answers, on a pull request that has been through everything."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
)

from bot.hub.graphql.schema import SDL
from tests.hub.world import BOT, World

_ARGUMENTS = {
    ("Repository", "object"): '(expression: "change")',
    ("Repository", "ref"): '(qualifiedName: "refs/heads/main")',
    ("Repository", "pullRequest"): "(number: 1)",
    ("Commit", "file"): '(path: "README.md")',
    ("Status", "context"): '(name: "slipway")',
    ("Repository", "label"): '(name: "live")',
}
_DEPTH = 3


def _arguments(parent: GraphQLObjectType, name: str, field: GraphQLField) -> str:
    if "first" in field.args:
        return "(first: 5)"
    known = _ARGUMENTS.get((parent.name, name), "")
    assert known or not any(is_required_argument(a) for a in field.args.values()), name
    return known


def _selection(schema: GraphQLSchema, kind: GraphQLNamedType, depth: int) -> Iterator[str]:
    """All fields of a type and of what it leads to; aliases keep fragments apart."""
    if is_abstract_type(kind):
        yield "__typename"
        for possible in schema.get_possible_types(kind):
            yield f"... on {possible.name} {{ __typename"
            yield from _selection(schema, possible, depth)
            yield "}"
        return
    assert isinstance(kind, GraphQLObjectType)
    yield "__typename"
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        call = f"{kind.name}_{name}: {name}{_arguments(kind, name, field)}"
        if is_leaf_type(inner):
            yield call
        elif depth > 0:
            yield f"{call} {{"
            yield from _selection(schema, inner, depth - 1)
            yield "}"


def _eventful(world: World) -> None:
    """A pull request with all that can happen to one."""
    pull, clone = world.pull()
    world.rest(BOT, "POST", f"statuses/{pull.head.sha}", {"state": "success", "context": "slipway"})
    world.rest("rob", "POST", "issues/1/comments", {"body": "Hi"})
    world.rest("mia", "POST", "pulls/1/requested_reviewers", {"reviewers": ["rob", "ada"]})
    world.rest("mia", "DELETE", "pulls/1/requested_reviewers", {"reviewers": ["ada"]})
    world.rest("mia", "POST", "pulls/1/requested_reviewers", {"reviewers": ["wes"]})
    world.rest("mia", "POST", "issues/1/labels", {"labels": ["live", "old"]})
    world.rest("mia", "DELETE", "issues/1/labels/old")
    review = world.rest("rob", "POST", "pulls/1/reviews", {"event": "APPROVE"}).body["id"]
    world.rest("mia", "PUT", f"pulls/1/reviews/{review}/dismissals", {"message": "oops"})
    world.draft("mia", pull.node_id, draft=True)
    world.draft("mia", pull.node_id, draft=False)
    pull.edit(title="Better", body="Words")
    world.git(clone, "push", "--quiet", "origin", "main:refs/heads/stable")
    pull.edit(base="stable")
    pull.edit(base="main")
    pull.edit(state="closed")
    pull.edit(state="open")
    world.git(clone, "commit", "--quiet", "--amend", "--message", "Other")
    world.git(clone, "push", "--quiet", "--force", "origin", "change")
    world.commit_on_main()
    world.rest("wes", "PUT", "pulls/1/merge", {})


@pytest.mark.parametrize("root", ["repository", "viewer", "user", "rateLimit"])
def test_every_field_answers(world: World, root: str) -> None:
    _eventful(world)
    schema = build_schema(SDL.read_text(encoding="utf-8"))
    query = schema.query_type
    assert query is not None
    start = {
        "repository": 'repository(owner: "harbor-co", name: "releases")',
        "user": 'user(login: "mia")',
    }
    kind = get_named_type(query.fields[root].type)
    parts = " ".join(_selection(schema, kind, _DEPTH))
    answer = world.graphql(BOT, f"{{ {start.get(root, root)} {{ {parts} }} }}", timeout=60)
    assert "errors" not in answer, answer["errors"][:3]
    assert answer["data"][root]["__typename"] == kind.name


def test_the_timeline_shows_every_kind_of_event(world: World) -> None:
    """docs.github.com, "GraphQL reference, PullRequestTimelineItems" and "Issue event types"."""
    _eventful(world)
    assert set(world.timeline()) == {
        "BaseRefChangedEvent",
        "ClosedEvent",
        "ConvertToDraftEvent",
        "HeadRefForcePushedEvent",
        "LabeledEvent",
        "MergedEvent",
        "ReadyForReviewEvent",
        "RenamedTitleEvent",
        "ReopenedEvent",
        "ReviewDismissedEvent",
        "ReviewRequestRemovedEvent",
        "ReviewRequestedEvent",
        "UnlabeledEvent",
    }
    rest = [row["event"] for row in world.rest("rob", "GET", "issues/1/timeline").body]
    assert rest[:2] == ["committed", "commented"]
    assert rest[-2:] == ["merged", "closed"]
