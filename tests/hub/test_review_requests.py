"""Whose review is asked for: who may ask whom, and what ends it."""

from typing import Any

import pytest

from tests.hub.world import BOT, World

ASKED = """
reviewRequests(first: 10) { totalCount nodes { asCodeOwner requestedReviewer {
  __typename ... on User { login databaseId } } } }
"""
EVENTS = """
timelineItems(first: 50, itemTypes: [REVIEW_REQUESTED_EVENT, REVIEW_REQUEST_REMOVED_EVENT]) {
  nodes { __typename
    ... on ReviewRequestedEvent { actor { login } requestedReviewer { ... on User { login } } }
    ... on ReviewRequestRemovedEvent { actor { login } requestedReviewer { ... on User { login } } }
  } }
"""


def ask(world: World, who: str, *logins: str, method: str = "POST") -> Any:
    return world.rest(who, method, "pulls/1/requested_reviewers", {"reviewers": list(logins)})


def asked(world: World) -> list[str]:
    """The logins that REST and GraphQL both name."""
    rest = [row["login"] for row in world.rest("rob", "GET", "pulls/1").body["requested_reviewers"]]
    alone = world.rest("rob", "GET", "pulls/1/requested_reviewers").body
    nodes = world.pull_data(ASKED)["reviewRequests"]["nodes"]
    assert rest == [row["login"] for row in alone["users"]]
    assert rest == [node["requestedReviewer"]["login"] for node in nodes]
    return rest


def happened(world: World) -> list[tuple[str, str, str]]:
    nodes = world.pull_data(EVENTS)["timelineItems"]["nodes"]
    return [(n["__typename"], n["actor"]["login"], n["requestedReviewer"]["login"]) for n in nodes]


def test_asked_people_stand_on_the_pull_request_until_taken_back(world: World) -> None:
    """docs.github.com, "REST API endpoints for review requests" and "Issue event types"."""
    world.pull()
    reply = ask(world, BOT, "rob", "ada")
    assert (reply.status, reply.body["number"], asked(world)) == (201, 1, ["rob", "ada"])
    assert ask(world, "mia", "ada", method="DELETE").status == 200
    assert asked(world) == ["rob"]
    assert happened(world) == [
        ("ReviewRequestedEvent", "slipway", "rob"),
        ("ReviewRequestedEvent", "slipway", "ada"),
        ("ReviewRequestRemovedEvent", "mia", "ada"),
    ]
    rest = world.rest("rob", "GET", "issues/1/timeline").body[-1]
    assert rest["event"] == "review_request_removed"
    assert (rest["review_requester"]["login"], rest["requested_reviewer"]["id"]) == ("mia", 104)


def test_asking_again_changes_nothing(world: World) -> None:
    """docs.github.com, "REST API endpoints for review requests".

    A person is asked once; others we found nowhere.
    """
    world.pull()
    for _ in range(2):
        ask(world, "mia", "rob", "rob")
    assert (asked(world), len(happened(world))) == (["rob"], 1)
    assert ask(world, "mia", "ada", method="DELETE").status == 200
    assert len(happened(world)) == 1


@pytest.mark.parametrize("event", ["APPROVE", "REQUEST_CHANGES", "COMMENT"])
def test_a_review_by_the_asked_person_ends_the_request(world: World, event: str) -> None:
    """docs.github.com, "REST API endpoints for review requests"."""
    world.pull()
    ask(world, "mia", "rob", "ada")
    world.rest("rob", "POST", "pulls/1/reviews", {"event": event, "body": "Seen."})
    assert asked(world) == ["ada"]
    assert {kind for kind, _, _ in happened(world)} == {"ReviewRequestedEvent"}
    ask(world, "mia", "rob")
    assert asked(world) == ["ada", "rob"]


def test_a_pending_review_ends_it_only_when_submitted(world: World) -> None:
    """docs.github.com, "REST API endpoints for review requests": once a review is submitted."""
    world.pull()
    ask(world, "mia", "rob")
    pending = world.rest("rob", "POST", "pulls/1/reviews", {"body": "Soon."}).body["id"]
    assert asked(world) == ["rob"]
    path = f"pulls/1/reviews/{pending}/events"
    world.rest("rob", "POST", path, {"event": "COMMENT", "body": "Now."})
    assert asked(world) == []


@pytest.mark.parametrize(
    ("login", "reason"),
    [
        ("mia", "Review cannot be requested from pull request author."),
        ("zoe", "Reviews may only be requested from collaborators."),
        ("nobody-there", "Reviews may only be requested from collaborators."),
    ],
)
def test_who_cannot_be_asked_spoils_the_whole_request(
    world: World, login: str, reason: str
) -> None:
    """Texts: kerthcet/github-workflow-as-kube#16 and peter-evans/create-pull-request#4138.

    That the others of the same request are not asked either: Madrapps/add-reviewers#5. What GitHub
    says of an unknown login we found nowhere; here it is no collaborator.
    """
    world.pull()
    reply = ask(world, "ada", "rob", login)
    assert (reply.status, asked(world)) == (422, [])
    assert reply.body["message"].startswith(reason)


@pytest.mark.parametrize(
    ("role", "status"), [("read", 403), ("triage", 201), ("write", 201), ("", 403)]
)
def test_who_may_ask(world: World, role: str, status: int) -> None:
    """docs.github.com, "Repository roles for an organization": triage may request reviews."""
    world.pull()
    world.hub.set_role("harbor-co/releases", "zoe", role)
    assert ask(world, "zoe", "rob").status == status


def test_the_author_without_a_role_may_ask_nobody(world: World) -> None:
    """An author needs write access for it too: MSWorkers/support.996.ICU#683 quotes the docs."""
    world.pull()
    world.hub.set_role("harbor-co/releases", "mia", "read")
    assert ask(world, "mia", "rob").status == 403


def test_a_token_needs_the_permission_for_pull_requests(world: World) -> None:
    """docs.github.com, "Permissions required for GitHub Apps": pull requests, to write."""
    world.pull()
    world.tokens["weak"] = world.hub.token(BOT, {"contents": "write", "issues": "write"})
    reply = ask(world, "weak", "rob")
    assert (reply.status, reply.body["message"]) == (403, "Resource not accessible by integration")


def test_a_deleted_account_is_asked_no_more(world: World) -> None:
    """docs.github.com, "Deleting your personal account": nobody is left to be asked."""
    world.pull()
    ask(world, "mia", "rob")
    world.hub.delete_user("rob")
    assert world.pull_data(ASKED)["reviewRequests"]["totalCount"] == 0


def test_there_are_no_teams_to_ask(world: World) -> None:
    """api3dao/airnode#1907: a team without access is 422; here no team has any."""
    world.pull()
    reply = world.rest("mia", "POST", "pulls/1/requested_reviewers", {"team_reviewers": ["legal"]})
    assert reply.status == 422


def test_a_snapshot_brings_requests_and_labels_back(world: World) -> None:
    """The hub's own: snapshots."""
    pull, _ = world.pull()
    start = world.hub.snapshot()
    ask(world, "mia", "rob")
    pull.add_to_labels("live")
    world.hub.restore(start)
    assert asked(world) == []
    assert world.rest("rob", "GET", "labels").body == []
