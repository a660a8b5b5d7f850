"""Commit statuses."""

from tests.hub.world import BOT, World


def test_a_status_has_creator_time_and_id_set_by_the_server(world: World) -> None:
    """docs.github.com, "Create a commit status"."""
    pull, _ = world.pull()
    body = {"state": "pending", "context": "slipway", "description": "round 1"}
    made = world.rest(BOT, "POST", f"statuses/{pull.head.sha}", body)
    assert made.status == 201
    assert made.body["creator"]["id"] == 900
    commits = world.pull_data(
        "commits(last: 1) { nodes { commit { status { state contexts "
        "{ context state description createdAt creator { __typename } } } } } }"
    )
    status = commits["commits"]["nodes"][0]["commit"]["status"]
    assert status == {
        "state": "PENDING",
        "contexts": [
            {
                "context": "slipway",
                "state": "PENDING",
                "description": "round 1",
                "createdAt": made.body["created_at"],
                "creator": {"__typename": "Bot"},
            }
        ],
    }


def test_the_latest_of_each_context_counts(world: World) -> None:
    """docs.github.com, "Get the combined status for a specific reference"."""
    pull, _ = world.pull()
    for state, context in (("failure", "a"), ("success", "b"), ("success", "a")):
        body = {"state": state, "context": context}
        world.rest(BOT, "POST", f"statuses/{pull.head.sha}", body)
    combined = world.repository("rob").get_commit(pull.head.sha).get_combined_status()
    assert combined.state == "success"
    assert {s.context: s.state for s in combined.statuses} == {"a": "success", "b": "success"}
    rows = world.rest("rob", "GET", f"commits/{pull.head.sha}/statuses").body
    assert [row["state"] for row in rows] == ["success", "success", "failure"]


def test_an_unknown_commit_has_no_status(world: World) -> None:
    """kubernetes/test-infra#21987: 422, "No commit found for SHA"."""
    answer = world.rest(BOT, "POST", f"statuses/{'1' * 40}", {"state": "success"})
    assert answer.status == 422
    assert "No commit found" in answer.body["message"]


def test_statuses_are_for_writers_with_the_permission(world: World) -> None:
    """docs.github.com, "Create a commit status": push access."""
    pull, _ = world.pull()
    path, body = f"statuses/{pull.head.sha}", {"state": "success"}
    assert world.rest("rob", "POST", path, body).status == 403
    world.tokens["narrow"] = world.hub.token(BOT, {"contents": "write", "statuses": "read"})
    refused = world.rest("narrow", "POST", path, body)
    assert refused.status == 403
    assert refused.body["message"] == "Resource not accessible by integration"


def test_a_context_takes_a_thousand_statuses(world: World) -> None:
    """docs.github.com/rest/commits/statuses: 1000 statuses per sha and context."""
    pull, _ = world.pull()
    commit = world.repository(BOT).get_commit(pull.head.sha)
    for _ in range(1000):
        commit.create_status("success", context="slipway")
    answer = world.rest(
        BOT, "POST", f"statuses/{pull.head.sha}", {"state": "success", "context": "slipway"}
    )
    assert answer.status == 422
    other = world.rest(BOT, "POST", f"statuses/{pull.head.sha}", {"state": "success"})
    assert other.status == 201
