"""Deployments, their statuses, and events sent to a repository."""

from typing import Any

import pytest
from github.Deployment import Deployment

from tests.hub.world import BOT, REPOSITORY, World

PLACE = "harbor/sandbox"


@pytest.fixture
def bot(world: World) -> World:
    permissions = {"contents": "write", "deployments": "write", "statuses": "write"}
    world.tokens[BOT] = world.hub.token(BOT, permissions)
    return world


def deploy(world: World, **fields: Any) -> Deployment:
    given = {"environment": PLACE, "auto_merge": False, "required_contexts": [], **fields}
    return world.repository(BOT).create_deployment(world.main(), **given)


def states(deployment: Deployment) -> list[str]:
    """The states of a deployment, newest first."""
    return [status.state for status in deployment.get_statuses()]


def test_deployments_are_listed_newest_first_by_commit_and_place(bot: World) -> None:
    """docs.github.com, "List deployments": each filter, and the literal none for no filter."""
    first, second, other = deploy(bot), deploy(bot), deploy(bot, environment="harbor/production")
    repository = bot.repository(BOT)
    listed = repository.get_deployments(sha=bot.main(), environment=PLACE)
    assert [one.id for one in listed] == [second.id, first.id]
    assert repository.get_deployments()[0].id == other.id
    assert [*repository.get_deployments(sha="0" * 40)] == []
    assert repository.get_deployment(first.id).environment == PLACE


def test_a_deployment_keeps_description_and_payload(bot: World) -> None:
    """docs.github.com, "Create a deployment": the payload is passed on as it is."""
    made = deploy(bot, description="coffee 1.4.0", payload={"percent": 20})
    found = bot.repository(BOT).get_deployment(made.id)
    assert (found.description, found.payload) == ("coffee 1.4.0", {"percent": 20})
    assert (found.creator.login, found.task, found.sha) == (BOT, "deploy", bot.main())


def test_production_is_known_by_its_name(bot: World) -> None:
    """docs.github.com, "Create a deployment": production_environment by default."""
    rows = [deploy(bot, environment=name).raw_data for name in ("production", PLACE)]
    assert [row["production_environment"] for row in rows] == [True, False]


def test_a_success_makes_earlier_ones_of_the_place_inactive(bot: World) -> None:
    """docs.github.com, "Create a deployment status": auto_inactive."""
    elsewhere = deploy(bot, environment="harbor/test")
    first, failed, second = deploy(bot), deploy(bot), deploy(bot)
    failed.create_status("failure")
    for each in (elsewhere, first):
        each.create_status("success")
    second.create_status("success", description="Told.")
    assert [states(each) for each in (first, failed, second, elsewhere)] == [
        ["inactive", "success"],
        ["failure"],
        ["success"],
        ["success"],
    ]
    assert second.get_statuses()[0].description == "Told."


@pytest.mark.parametrize(
    "kept", [{"transient_environment": True}, {"production_environment": True}]
)
def test_a_transient_or_production_deployment_stays_active(
    bot: World, kept: dict[str, bool]
) -> None:
    """docs.github.com, "Create a deployment status": auto_inactive leaves both alone."""
    first, second = deploy(bot, **kept), deploy(bot)
    first.create_status("success")
    second.create_status("success")
    assert states(first) == ["success"]


def test_earlier_ones_stay_active_where_that_is_asked(bot: World) -> None:
    """docs.github.com, "Create a deployment status": auto_inactive false."""
    first, second = deploy(bot), deploy(bot)
    first.create_status("success")
    second.create_status("success", auto_inactive=False)
    assert states(first) == ["success"]


def test_contexts_that_are_no_success_stop_a_deployment_unless_none_is_required(
    bot: World,
) -> None:
    """nexthink-oss/ghup#135: 409, "Commit status checks failed"."""
    world = bot
    world.repository(BOT).get_commit(world.main()).create_status("pending", context="slipway")
    for contexts in ({}, {"required_contexts": ["slipway"]}, {"required_contexts": ["absent"]}):
        body = {"ref": world.main(), "auto_merge": False, **contexts}
        answer = world.rest(BOT, "POST", "deployments", body)
        assert answer.status == 409
        assert "Commit status checks failed" in answer.body["message"]
        assert answer.body["errors"][0]["field"] == "required_contexts"
    assert deploy(world).sha == world.main()


def test_a_commit_behind_main_is_merged_first_unless_that_is_not_wanted(bot: World) -> None:
    """simplytestme/website#130: 409, "Conflict merging main"; auto_merge is true by default."""
    old = bot.main()
    bot.commit_on_main()
    body = {"ref": old, "required_contexts": []}
    answer = bot.rest(BOT, "POST", "deployments", body)
    assert (answer.status, answer.body["message"]) == (409, f"Conflict merging main into {old}.")
    made = bot.rest(BOT, "POST", "deployments", {**body, "auto_merge": False})
    assert (made.status, made.body["sha"]) == (201, old)


@pytest.mark.parametrize(
    "body", [{"state": "done"}, {}, {"state": "error", "description": "x" * 141}]
)
def test_a_deployment_status_has_a_known_state_and_a_short_description(
    bot: World, body: dict[str, str]
) -> None:
    """docs.github.com, "Create a deployment status": seven states, 140 characters."""
    made = deploy(bot)
    answer = bot.rest(BOT, "POST", f"deployments/{made.id}/statuses", body)
    assert answer.status == 422
    assert states(made) == []


def test_deployments_are_for_writers_with_the_permission(bot: World) -> None:
    """docs.github.com, "Permissions required for GitHub Apps": Deployments, read and write."""
    body = {"ref": bot.main(), "required_contexts": []}
    assert bot.rest("rob", "POST", "deployments", body).status == 403
    bot.tokens["narrow"] = bot.hub.token(BOT, {"contents": "write", "deployments": "read"})
    refused = bot.rest("narrow", "POST", "deployments", body)
    assert refused.body["message"] == "Resource not accessible by integration"
    made = deploy(bot)
    assert bot.rest("narrow", "POST", f"deployments/{made.id}/statuses", {}).status == 403
    assert bot.rest("narrow", "GET", f"deployments/{made.id}").status == 200


def test_a_deployment_of_another_repository_is_not_there(bot: World) -> None:
    """docs.github.com, "Get a deployment": 404 where the repository has none of that number."""
    made = deploy(bot)
    bot.hub.add_repository("harbor-co/backend", {"a": b"a\n"}, author="ada")
    path = f"/repos/harbor-co/backend/deployments/{made.id}"
    assert bot.rest(BOT, "GET", path).status == 404
    assert bot.rest(BOT, "POST", f"{path}/statuses", {"state": "success"}).status == 404


# --- Events --------------------------------------------------------------------------------------


def test_an_event_arrives_with_its_payload_and_is_answered_by_nothing(bot: World) -> None:
    """docs.github.com, "Create a repository dispatch event": 204, no content."""
    payload = {"delivery": "1f" * 16, "live": [{"version": "1.4.0", "percent": 20}]}
    body = {"event_type": "slipway-live", "client_payload": payload}
    answer = bot.rest(BOT, "POST", "dispatches", body)
    assert (answer.status, answer.body) == (204, None)
    assert bot.hub.dispatched(REPOSITORY) == [("slipway-live", payload)]


def test_an_event_has_at_most_ten_fields(bot: World) -> None:
    """prowler-cloud/prowler#12370: 422, "No more than 10 properties are allowed"."""
    repository = bot.repository(BOT)
    ten, eleven = ({str(n): n for n in range(most)} for most in (10, 11))
    assert repository.create_repository_dispatch("x", ten)
    assert not repository.create_repository_dispatch("x", eleven)
    answer = bot.rest(BOT, "POST", "dispatches", {"event_type": "x", "client_payload": eleven})
    assert answer.status == 422
    assert "No more than 10 properties are allowed" in answer.body["message"]
    assert bot.hub.dispatched(REPOSITORY) == [("x", ten)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"event_type": "x", "client_payload": {"a": "x" * 65_536}}, "client_payload is too large"),
        ({"event_type": "x", "client_payload": []}, "is not an object"),
        ({"event_type": "x" * 101}, "too long"),
        ({}, "wasn't supplied"),
    ],
)
def test_an_event_that_cannot_be_sent_arrives_nowhere(
    bot: World, body: dict[str, Any], words: str
) -> None:
    """mvasigh/dispatch-action#23: 422, "client_payload is too large"; the others as described."""
    answer = bot.rest(BOT, "POST", "dispatches", body)
    assert answer.status == 422
    assert words in answer.body.get("message", "") + str(answer.body.get("errors", ""))
    assert bot.hub.dispatched(REPOSITORY) == []


def test_events_are_for_writers_of_contents(bot: World) -> None:
    """docs.github.com, "Permissions required for GitHub Apps": Contents, write."""
    assert bot.rest("rob", "POST", "dispatches", {"event_type": "x"}).status == 403
    bot.tokens["narrow"] = bot.hub.token(BOT, {"contents": "read", "deployments": "write"})
    assert bot.rest("narrow", "POST", "dispatches", {"event_type": "x"}).status == 403
