"""GraphQL's own manners: errors, limits, paging, people."""

from typing import Any

import pytest

from tests.hub.world import BOT, World


def _errors(answer: Any) -> list[Any]:
    errors: list[Any] = answer["errors"]
    return errors


def test_a_missing_pull_request_is_not_found(world: World) -> None:
    """nodejs/node-core-utils#120 shows the form.

    Status 200, type NOT_FOUND, the path of the field.
    """
    query = (
        '{ repository(owner: "harbor-co", name: "releases") { pullRequest(number: 99) { id } } }'
    )
    answer = world.graphql("rob", query)
    assert answer["data"] == {"repository": {"pullRequest": None}}
    (error,) = _errors(answer)
    assert error["type"] == "NOT_FOUND"
    assert error["path"] == ["repository", "pullRequest"]
    assert error["message"] == "Could not resolve to a PullRequest with the number of 99."
    assert error["locations"] == [{"line": 1, "column": 54}]


def test_a_hidden_repository_is_not_found(world: World) -> None:
    """docs.github.com, "Troubleshooting the REST API".

    404 for what is private; GraphQL says NOT_FOUND.
    """
    world.hub.add_repository("harbor-co/secret", {"a": b"a\n"}, author="ada", private=True)
    answer = world.graphql("zoe", '{ repository(owner: "harbor-co", name: "secret") { id } }')
    assert answer["data"] == {"repository": None}
    assert _errors(answer)[0]["type"] == "NOT_FOUND"


def test_an_unknown_field_is_an_error_with_status_200(world: World) -> None:
    """docs.github.com, "Forming calls with GraphQL": errors travel in the body."""
    reply = world.http("rob", "POST", world.hub.graphql, {"query": "{ viewer { shoeSize } }"})
    assert reply.status == 200
    assert "data" not in reply.body
    (error,) = reply.body["errors"]
    assert "shoeSize" in error["message"]
    assert error["locations"] == [{"line": 1, "column": 12}]


def test_a_text_that_is_no_query_is_an_error(world: World) -> None:
    """docs.github.com, "Forming calls with GraphQL": errors travel in the body."""
    assert _errors(world.graphql("rob", "{ viewer {"))
    assert _errors(world.graphql("rob", ""))


def test_graphql_needs_a_known_token(world: World) -> None:
    """docs.github.com, "Forming calls with GraphQL": every call is authenticated."""
    body = {"query": "{ viewer { login } }"}
    assert world.http(None, "POST", world.hub.graphql, body).status == 401
    wrong = world.http("not-a-token", "POST", world.hub.graphql, body)
    assert (wrong.status, wrong.body["message"]) == (401, "Bad credentials")


@pytest.mark.parametrize(
    ("window", "kind"),
    [
        ("", "MISSING_PAGINATION_BOUNDARIES"),
        ("(first: 101)", "EXCESSIVE_PAGINATION"),
        ("(last: 101)", "EXCESSIVE_PAGINATION"),
        ("(first: 0)", "ARGUMENT_LIMIT"),
        ('(first: 1, after: "nonsense")', "INVALID_CURSOR_ARGUMENTS"),
    ],
)
def test_pages_have_limits(world: World, window: str, kind: str) -> None:
    """docs.github.com, "Rate limits and query limits for the GraphQL API": 1 to 100."""
    world.pull()
    query = (
        '{ repository(owner: "harbor-co", name: "releases") { pullRequest(number: 1) '
        f"{{ comments{window} {{ totalCount }} }} }} }}"
    )
    (error,) = _errors(world.graphql("rob", query))
    assert error["type"] == kind
    assert error["path"] == ["repository", "pullRequest", "comments"]


def test_a_list_is_read_page_by_page(world: World) -> None:
    """docs.github.com, "Using pagination in the GraphQL API"."""
    world.pull()
    for number in range(5):
        world.rest("rob", "POST", "issues/1/comments", {"body": str(number)})
    seen: list[str] = []
    after = ""
    for _ in range(3):
        fields = (
            f"comments(first: 2{after}) {{ nodes {{ body }} pageInfo {{ hasNextPage endCursor }} }}"
        )
        page = world.pull_data(fields)["comments"]
        seen += [node["body"] for node in page["nodes"]]
        after = f', after: "{page["pageInfo"]["endCursor"]}"'
    assert seen == ["0", "1", "2", "3", "4"]
    assert not page["pageInfo"]["hasNextPage"]
    last = world.pull_data("comments(last: 2) { nodes { body } totalCount }")["comments"]
    assert last == {"nodes": [{"body": "3"}, {"body": "4"}], "totalCount": 5}


def test_a_query_for_too_many_nodes_is_refused(world: World) -> None:
    """docs.github.com, "Rate limits and query limits for the GraphQL API": 500,000 nodes."""
    query = (
        '{ repository(owner: "a", name: "b") { pullRequests(first: 100) { nodes '
        "{ commits(first: 100) { nodes { commit { authors(first: 100) { totalCount } } } } } } } }"
    )
    (error,) = _errors(world.graphql("rob", query))
    assert error["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert "1,010,100" in error["message"]


def test_the_cost_follows_the_documented_arithmetic(world: World) -> None:
    """docs.github.com, "Rate limits and query limits for the GraphQL API": what multiplies."""
    query = (
        "query($n: Int!) { rateLimit { cost nodeCount limit remaining used resetAt } "
        'repository(owner: "harbor-co", name: "releases") { pullRequests(first: $n) { nodes '
        "{ commits(first: 50) { nodes { commit { authors(first: 60) { totalCount } } } } } } } }"
    )
    limit = world.graphql("rob", query, n=100)["data"]["rateLimit"]
    assert (limit["cost"], limit["nodeCount"]) == (51, 305_100)
    assert limit["used"] + limit["remaining"] == limit["limit"] == 5000


def test_co_authors_are_resolved_by_their_addresses(world: World) -> None:
    """docs.github.com, "Creating a commit with multiple authors"."""
    world.hub.add_user("eve", 500, email="eve@example.com")
    clone = world.clone("mia")
    world.git(clone, "checkout", "--quiet", "-b", "shared")
    trailers = (
        "Shared\n\nCo-authored-by: Rob <102+old-login@users.noreply.github.com>\n"
        "Co-authored-by: Eve <eve@example.com>\nco-authored-by: Nobody <nobody@example.com>"
    )
    world.commit(clone, "s.txt", "s\n", trailers)
    world.git(clone, "push", "--quiet", "origin", "shared")
    world.repository("mia").create_pull(base="main", head="shared", title="Shared")
    commits = world.pull_data(
        "commits(first: 1) { nodes { commit { authors(first: 10) { nodes { email user "
        "{ databaseId } } } committer { user { login } } } } }"
    )
    commit = commits["commits"]["nodes"][0]["commit"]
    people = [(a["user"] or {}).get("databaseId") for a in commit["authors"]["nodes"]]
    assert people == [101, 102, 500, None]
    assert commit["committer"]["user"] == {"login": "mia"}


def test_an_object_is_found_by_id_and_by_expression(world: World) -> None:
    """docs.github.com, "GraphQL reference, Repository.object": an oid or a revision expression."""
    query = (
        'query($oid: GitObjectID!) { repository(owner: "harbor-co", name: "releases") { '
        'a: object(expression: "main:releases/note.txt") { ... on Blob { text byteSize } } '
        "b: object(oid: $oid) { __typename oid } "
        'c: object(expression: "main:missing") { oid } '
        'ref(qualifiedName: "refs/heads/main") { name prefix target { oid } } } }'
    )
    found = world.graphql("rob", query, oid=world.main())["data"]["repository"]
    assert found == {
        "a": {"text": "one\ntwo\n", "byteSize": 8},
        "b": {"__typename": "Commit", "oid": world.main()},
        "c": None,
        "ref": {"name": "main", "prefix": "refs/heads/", "target": {"oid": world.main()}},
    }


def test_many_pull_requests_are_listed_in_one_query(world: World) -> None:
    """docs.github.com, "GraphQL reference, Repository.pullRequests": states and orderBy."""
    pull, _ = world.pull()
    world.branch("wes", "second", "second\n")
    world.repository("wes").create_pull(base="main", head="second", title="Second")
    query = (
        'query($s: [PullRequestState!]) { repository(owner: "harbor-co", name: "releases") { '
        "pullRequests(first: 50, states: $s, orderBy: {field: UPDATED_AT, direction: DESC}) "
        "{ totalCount nodes { number updatedAt } } } }"
    )
    world.hub.clock.advance(10)
    pull.edit(state="closed")
    everything = world.graphql(BOT, query, s=None)["data"]["repository"]["pullRequests"]
    assert [node["number"] for node in everything["nodes"]] == [1, 2]
    still = world.graphql(BOT, query, s=["OPEN"])["data"]["repository"]["pullRequests"]
    assert [node["number"] for node in still["nodes"]] == [2]


def test_a_node_is_found_by_its_id(world: World) -> None:
    """docs.github.com, "Using global node IDs"."""
    pull, _ = world.pull()
    query = "query($id: ID!) { node(id: $id) { __typename id ... on PullRequest { number } } }"
    found = world.graphql("rob", query, id=pull.node_id)["data"]["node"]
    assert found == {"__typename": "PullRequest", "id": pull.node_id, "number": 1}
    assert _errors(world.graphql("rob", query, id="PR_nonsense"))[0]["type"] == "NOT_FOUND"


def test_mutations_are_counted_in_the_log(world: World) -> None:
    """The hub's own: the log of requests."""
    pull, _ = world.pull()
    world.hub.requests.clear()
    query = (
        "mutation Two($i: AddCommentInput!) { a: addComment(input: $i) { clientMutationId } "
        "b: addComment(input: $i) { clientMutationId } }"
    )
    world.graphql("rob", query, i={"subjectId": pull.node_id, "body": "Hi"})
    world.graphql("rob", "query Who { viewer { login } }")
    first, second = world.hub.requests
    assert (first.operation, first.mutations, first.cost, first.write) == ("Two", 2, 2, True)
    assert (second.operation, second.mutations, second.cost, second.write) == ("Who", 0, 1, False)
