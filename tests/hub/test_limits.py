"""Rate limits: counted where they are set, refused as GitHub refuses, and ordered as faults."""

from typing import Any

import pytest

from bot.hub import Fault
from tests.hub.world import World

VIEWER = {"query": "{ viewer { login } rateLimit { limit remaining used resetAt cost } }"}


def graphql(world: World, who: str = "rob") -> Any:
    return world.http(who, "POST", world.hub.graphql, VIEWER)


@pytest.mark.parametrize("status", [403, 429])
def test_beyond_the_hours_requests_rest_refuses(world: World, status: int) -> None:
    """docs.github.com, "Rate limits for the REST API": 403 or 429, remaining 0, and the reset."""
    world.pull()
    world.hub.limit_requests(core=2, status=status)
    for left in (1, 0):
        reply = world.rest("rob", "GET", "pulls/1")
        assert (reply.status, reply.headers["X-RateLimit-Remaining"]) == (200, str(left))
    refused = world.rest("rob", "POST", "issues/1/comments", {"body": "Hi"})
    assert refused.status == status
    assert refused.body["message"].startswith("API rate limit exceeded for user ID 102")
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert refused.headers["Retry-After"] is None
    assert world.rest("wes", "GET", "issues/1/comments").body == []
    reset = int(refused.headers["X-RateLimit-Reset"])
    now = world.hub.clock.now().timestamp()
    assert 0 < reset - now <= 3600
    world.hub.clock.advance(reset - now)
    assert world.rest("rob", "GET", "pulls/1").status == 200


def test_graphql_has_points_of_its_own_and_says_so_with_status_200(world: World) -> None:
    """docs.github.com, "Rate limits and query limits for the GraphQL API".

    The error: yanyongyu/githubkit#271; once its type was RATE_LIMITED (github/docs#22607).
    """
    world.hub.limit_requests(graphql=1)
    found = graphql(world).body["data"]["rateLimit"]
    assert (found["limit"], found["remaining"], found["used"], found["cost"]) == (1, 0, 1, 1)
    refused = graphql(world)
    assert refused.status == 200
    (error,) = refused.body["errors"]
    assert error["type"] == "RATE_LIMIT"
    assert error["message"] == "API rate limit already exceeded for user ID 102."
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert refused.headers["X-RateLimit-Resource"] == "graphql"
    assert world.rest("rob", "GET", "").status == 200


def test_asking_for_the_limit_is_free_and_never_refused(world: World) -> None:
    """docs.github.com, "Get rate limit status for the authenticated user"."""
    world.hub.limit_requests(core=1)
    world.rest("rob", "GET", "")
    for _ in range(2):
        reply = world.rest("rob", "GET", "/rate_limit")
        core = reply.body["resources"]["core"]
        assert (core["limit"], core["used"], core["remaining"]) == (1, 1, 0)
        assert reply.body["rate"] == core
    assert reply.body["resources"]["graphql"]["used"] == 0


def test_the_limit_is_each_accounts_own(world: World) -> None:
    """docs.github.com, "Rate limits for the REST API": the limit belongs to the user."""
    world.hub.limit_requests(core=1)
    statuses = [world.rest(who, "GET", "").status for who in ("rob", "rob", "wes")]
    assert statuses == [200, 403, 200]


@pytest.mark.parametrize("after", [None, 60])
@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_leaves_the_hour_as_it_is(
    world: World, status: int, after: int | None
) -> None:
    """docs.github.com, "Rate limits for the REST API": retry-after where GitHub gives one."""
    world.hub.fault(Fault("rate_limited", status=status, retry_after=after, times=2))
    for refused in (world.rest("rob", "GET", ""), graphql(world)):
        assert refused.status == status
        assert "secondary rate limit" in refused.body["message"]
        assert refused.headers["Retry-After"] == (None if after is None else str(after))
        assert refused.headers["X-RateLimit-Remaining"] == "5000"


def test_a_primary_limit_may_be_ordered_for_one_request(world: World) -> None:
    """docs.github.com, both pages on rate limits, as a fault that strikes where it is wanted."""
    world.hub.fault(Fault("rate_limited", primary=True, times=2))
    rest, query = world.rest("rob", "GET", ""), graphql(world)
    assert (rest.status, rest.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert (query.status, query.headers["X-RateLimit-Remaining"]) == (200, "0")
    assert query.body["errors"][0]["type"] == "RATE_LIMIT"


def test_graphql_may_tell_a_secondary_limit_with_status_200(world: World) -> None:
    """docs.github.com, "Rate limits and query limits for the GraphQL API": 200 or 403."""
    world.hub.fault(Fault("rate_limited", status=200, path="graphql"))
    reply = graphql(world)
    assert (reply.status, "data" in reply.body) == (200, False)
    assert "secondary rate limit" in reply.body["errors"][0]["message"]
