"""Comments: edits, deletions, their marks and their limit."""

from tests.hub.world import BOT, World

FIELDS = (
    "comments(first: 100) { nodes { id databaseId body createdAt updatedAt lastEditedAt "
    "author { __typename login ... on Bot { databaseId } } isMinimized url } }"
)


def test_an_edit_is_dated_and_the_author_stays(world: World) -> None:
    """docs.github.com, "GraphQL reference, IssueComment".

    Author, editor and lastEditedAt are apart.
    """
    world.pull()
    made = world.repository("rob").get_pull(1).create_issue_comment("Hello")
    world.hub.clock.advance(60)
    assert world.rest("wes", "PATCH", f"issues/comments/{made.id}", {"body": "/go"}).status == 200
    (seen,) = world.pull_data(FIELDS)["comments"]["nodes"]
    assert (seen["body"], seen["author"]["login"]) == ("/go", "rob")
    assert seen["lastEditedAt"] == seen["updatedAt"] != seen["createdAt"]


def test_readers_cannot_touch_the_comments_of_others(world: World) -> None:
    """docs.github.com, "Managing disruptive comments".

    Who may write to the repository edits and deletes.
    """
    world.pull()
    made = world.repository("mia").get_pull(1).create_issue_comment("Hello")
    path = f"issues/comments/{made.id}"
    assert world.rest("rob", "PATCH", path, {"body": "x"}).status == 403
    assert world.rest("rob", "DELETE", path).status == 403
    assert world.rest("wes", "DELETE", path).status == 204
    assert world.rest("wes", "GET", path).status == 404


def test_a_comment_over_the_limit_is_refused(world: World) -> None:
    """danger/danger#424, reg-viz/reg-actions#123: 422 with this text."""
    world.pull()
    assert world.rest(BOT, "POST", "issues/1/comments", {"body": "x" * 65536}).status == 201
    refused = world.rest(BOT, "POST", "issues/1/comments", {"body": "x" * 65537})
    assert refused.status == 422
    assert "65536" in refused.body["errors"][0]["message"]


def test_the_bot_is_a_bot_in_graphql_and_keeps_its_suffix_in_rest(world: World) -> None:
    """fullsend-ai/fullsend#6205: GraphQL's Bot login has no `[bot]`."""
    world.pull()
    made = world.rest(BOT, "POST", "issues/1/comments", {"body": "Status"}).body
    assert (made["user"]["login"], made["user"]["type"]) == (BOT, "Bot")
    (seen,) = world.pull_data(FIELDS)["comments"]["nodes"]
    assert seen["author"] == {"__typename": "Bot", "login": "slipway", "databaseId": 900}
    viewer = world.graphql(BOT, "{ viewer { login databaseId } }")["data"]["viewer"]
    assert viewer == {"login": BOT, "databaseId": 900}


def test_comments_can_be_made_and_edited_by_mutation(world: World) -> None:
    """docs.github.com, "GraphQL reference, mutations": addComment and updateIssueComment."""
    pull, _ = world.pull()
    add = (
        "mutation($i: AddCommentInput!) { addComment(input: $i) "
        "{ commentEdge { node { id body databaseId } } } }"
    )
    made = world.graphql("rob", add, i={"subjectId": pull.node_id, "body": "Hi"})
    node = made["data"]["addComment"]["commentEdge"]["node"]
    edit = (
        "mutation($i: UpdateIssueCommentInput!) { updateIssueComment(input: $i) "
        "{ issueComment { body databaseId } } }"
    )
    changed = world.graphql("rob", edit, i={"id": node["id"], "body": "Ho"})
    seen = changed["data"]["updateIssueComment"]["issueComment"]
    assert seen == {"body": "Ho", "databaseId": node["databaseId"]}


def test_ids_grow_over_all_kinds_of_things(world: World) -> None:
    """The hub's own: ids order what happened, so that tests can compare them."""
    pull, _ = world.pull()
    seen = world.repository("rob").get_pull(1)
    ids = [
        pull.id,
        seen.create_issue_comment("a").id,
        seen.create_review(event="COMMENT", body="b").id,
        seen.create_issue_comment("c").id,
    ]
    assert ids == sorted(set(ids))


def test_comments_are_paged_with_links(world: World) -> None:
    """docs.github.com, "Using pagination in the REST API": the Link header."""
    world.pull()
    for number in range(5):
        world.rest("rob", "POST", "issues/1/comments", {"body": str(number)})
    page = world.rest("rob", "GET", "issues/1/comments?per_page=2&page=2")
    assert [row["body"] for row in page.body] == ["2", "3"]
    relations = [part.partition("rel=")[2] for part in page.headers["Link"].split(",")]
    assert relations == ['"prev"', '"next"', '"last"', '"first"']
    everything = world.repository("rob").get_pull(1).get_issue_comments()
    assert [comment.body for comment in everything] == ["0", "1", "2", "3", "4"]


def test_the_rest_timeline_shows_all_in_order(world: World) -> None:
    """docs.github.com, "List timeline events for an issue"."""
    world.pull()
    world.rest("rob", "POST", "issues/1/comments", {"body": "Hi"})
    world.rest("rob", "POST", "pulls/1/reviews", {"event": "APPROVE"})
    world.rest("mia", "PATCH", "issues/1", {"state": "closed"})
    events = [row["event"] for row in world.rest("rob", "GET", "issues/1/timeline").body]
    assert events == ["committed", "commented", "reviewed", "closed"]
