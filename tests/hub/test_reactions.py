"""Reactions to comments on a pull request."""

import pytest

from tests.hub.world import BOT, World


def commented(world: World) -> str:
    """A comment, by its path."""
    world.pull()
    made = world.repository("rob").get_pull(1).create_issue_comment("/go-live")
    return f"issues/comments/{made.id}"


def test_a_reaction_is_made_once_and_found_the_second_time(world: World) -> None:
    """docs.github.com, "REST API endpoints for reactions": 201 when new, 200 when there."""
    path = commented(world)
    first = world.rest(BOT, "POST", f"{path}/reactions", {"content": "eyes"})
    again = world.rest(BOT, "POST", f"{path}/reactions", {"content": "eyes"})
    assert (first.status, again.status) == (201, 200)
    assert first.body == again.body
    assert (first.body["content"], first.body["user"]["login"]) == ("eyes", BOT)
    assert len(world.rest("rob", "GET", f"{path}/reactions").body) == 1


def test_people_and_kinds_of_reactions_are_told_apart(world: World) -> None:
    """docs.github.com, "REST API endpoints for reactions": `content` returns one kind of them."""
    path = commented(world)
    for login, content in ((BOT, "eyes"), ("mia", "eyes"), ("mia", "rocket")):
        assert world.rest(login, "POST", f"{path}/reactions", {"content": content}).status == 201
    seen = world.rest("rob", "GET", f"{path}/reactions?content=eyes").body
    assert [row["user"]["login"] for row in seen] == [BOT, "mia"]


@pytest.mark.parametrize("content", ["seen", "", "EYES"])
def test_there_are_eight_kinds_of_reactions(world: World, content: str) -> None:
    """docs.github.com, "REST API endpoints for reactions": 422 for any other."""
    path = commented(world)
    assert world.rest("mia", "POST", f"{path}/reactions", {"content": content}).status == 422


def test_a_reaction_is_no_edit_of_the_comment(world: World) -> None:
    """docs.github.com, "GraphQL reference, IssueComment": lastEditedAt is of the body."""
    path = commented(world)
    world.hub.clock.advance(60)
    before = world.rest("rob", "GET", path).body
    world.rest(BOT, "POST", f"{path}/reactions", {"content": "eyes"})
    assert world.rest("rob", "GET", path).body == before


def test_a_reaction_on_a_pull_request_needs_the_permission_for_pull_requests(world: World) -> None:
    """eneo-ai/eneo#512, NOFireAI/ravel#347: `issues: write` alone is answered with 403."""
    path = commented(world)
    for permission, status in (("issues", 403), ("pull_requests", 201)):
        token = world.hub.token(BOT, {"metadata": "read", permission: "write"})
        answer = world.rest(token, "POST", f"{path}/reactions", {"content": "eyes"})
        assert answer.status == status


def test_a_comment_that_is_not_there_takes_no_reaction(world: World) -> None:
    """docs.github.com, "REST API endpoints for reactions": 404."""
    path = "issues/comments/999/reactions"
    assert world.rest(BOT, "POST", path, {"content": "eyes"}).status == 404
