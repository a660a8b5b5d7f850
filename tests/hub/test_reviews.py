"""Reviews: who may, what is kept, what a dismissal does."""

from typing import Any

from tests.hub.world import World

FIELDS = (
    "reviews(first: 10) { nodes { databaseId fullDatabaseId state body submittedAt createdAt "
    "lastEditedAt author { __typename login } commit { oid } } }"
)


def _reviews(world: World, login: str = "rob") -> list[Any]:
    nodes: list[Any] = world.pull_data(FIELDS, login=login)["reviews"]["nodes"]
    return nodes


def test_anyone_who_reads_may_approve(world: World) -> None:
    """docs.github.com, "Approving a pull request with required reviews": read access is enough."""
    pull, _ = world.pull()
    made = world.repository("zoe").get_pull(1).create_review(event="APPROVE", body="Fine")
    (seen,) = _reviews(world)
    assert seen["state"] == made.state == "APPROVED"
    assert seen["author"] == {"__typename": "User", "login": "zoe"}
    assert seen["databaseId"] == made.id
    assert seen["fullDatabaseId"] == str(made.id)
    assert seen["commit"]["oid"] == pull.head.sha
    assert seen["submittedAt"] == made.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert seen["lastEditedAt"] is None


def test_nobody_judges_their_own_pull_request(world: World) -> None:
    """hubtty/hubtty#33: 422, "Can not approve your own pull request"."""
    world.pull()
    for event in ("APPROVE", "REQUEST_CHANGES"):
        answer = world.rest("mia", "POST", "pulls/1/reviews", {"event": event, "body": "x"})
        assert answer.status == 422
        assert "your own pull request" in answer.body["errors"][0]
    assert (
        world.rest("mia", "POST", "pulls/1/reviews", {"event": "COMMENT", "body": "x"}).status
        == 200
    )


def test_an_older_commit_may_be_reviewed_through_the_api(world: World) -> None:
    """docs.github.com, "Create a review for a pull request": commit_id may be an older one."""
    pull, clone = world.pull()
    world.commit(clone, "more.txt", "more\n")
    world.git(clone, "push", "--quiet", "origin", "change")
    body = {"event": "APPROVE", "commit_id": pull.head.sha}
    assert world.rest("rob", "POST", "pulls/1/reviews", body).body["commit_id"] == pull.head.sha
    unknown = world.rest("rob", "POST", "pulls/1/reviews", {**body, "commit_id": "1" * 40})
    assert unknown.status == 422


def test_a_review_without_an_event_is_pending_and_seen_by_its_author_only(world: World) -> None:
    """docs.github.com, "Create a review for a pull request": without an event it is PENDING."""
    world.pull()
    made = world.rest("rob", "POST", "pulls/1/reviews", {"body": "Draft"}).body
    assert made["state"] == "PENDING"
    assert "submitted_at" not in made
    assert [row["state"] for row in _reviews(world, "rob")] == ["PENDING"]
    assert _reviews(world, "mia") == []
    assert world.rest("mia", "GET", "pulls/1/reviews").body == []
    path = f"pulls/1/reviews/{made['id']}/events"
    assert world.rest("rob", "POST", path, {"event": "APPROVE"}).body["state"] == "APPROVED"
    assert [row["state"] for row in _reviews(world, "mia")] == ["APPROVED"]


def test_only_the_reviewer_edits_and_the_edit_is_dated(world: World) -> None:
    """docs.github.com, "Update a review for a pull request"."""
    world.pull()
    made = world.repository("rob").get_pull(1).create_review(event="REQUEST_CHANGES", body="No")
    path = f"pulls/1/reviews/{made.id}"
    assert world.rest("ada", "PUT", path, {"body": "Yes"}).status == 403
    assert world.rest("rob", "PUT", path, {"body": "/reject code"}).status == 200
    (seen,) = _reviews(world)
    assert seen["body"] == "/reject code"
    assert seen["lastEditedAt"] is not None
    assert seen["submittedAt"] == made.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_dismissing_needs_write_and_keeps_the_record(world: World) -> None:
    """docs.github.com, "Dismissing a pull request review"."""
    world.pull()
    made = world.repository("rob").get_pull(1).create_review(event="APPROVE", body="Fine")
    path = f"pulls/1/reviews/{made.id}/dismissals"
    assert world.rest("rob", "PUT", path, {"message": "oops"}).status == 403
    assert world.rest("mia", "PUT", path, {"message": "oops"}).body["state"] == "DISMISSED"
    (seen,) = _reviews(world)
    assert (seen["state"], seen["body"]) == ("DISMISSED", "Fine")
    items = world.pull_data(
        "timelineItems(first: 5, itemTypes: [REVIEW_DISMISSED_EVENT]) { nodes { "
        "... on ReviewDismissedEvent { actor { login } dismissalMessage previousReviewState "
        "review { databaseId } } } }"
    )
    assert items["timelineItems"]["nodes"] == [
        {
            "actor": {"login": "mia"},
            "dismissalMessage": "oops",
            "previousReviewState": "APPROVED",
            "review": {"databaseId": made.id},
        }
    ]
    assert world.rest("mia", "PUT", path, {"message": "again"}).status == 422


def test_several_reviews_of_one_person_all_stay(world: World) -> None:
    """docs.github.com, "List reviews for a pull request".

    All, in the order in which they were given.
    """
    world.pull()
    pull = world.repository("rob").get_pull(1)
    pull.create_review(event="APPROVE")
    pull.create_review(event="REQUEST_CHANGES", body="Wait")
    pull.create_review(event="COMMENT", body="Hm")
    states = [row["state"] for row in _reviews(world)]
    assert states == ["APPROVED", "CHANGES_REQUESTED", "COMMENTED"]
    ids = [row["databaseId"] for row in _reviews(world)]
    assert ids == sorted(ids)


def test_a_stranger_cannot_review_a_private_repository(world: World) -> None:
    """docs.github.com, "Troubleshooting the REST API": 404 for what is private."""
    world.hub.add_repository("harbor-co/secret", {"a": b"a\n"}, author="ada", private=True)
    answer = world.rest("zoe", "POST", "/repos/harbor-co/secret/pulls/1/reviews", {})
    assert answer.status == 404


def test_request_changes_needs_words(world: World) -> None:
    """hubtty/hubtty#128: 422 without a body for COMMENT and REQUEST_CHANGES."""
    world.pull()
    answer = world.rest("rob", "POST", "pulls/1/reviews", {"event": "REQUEST_CHANGES"})
    assert answer.status == 422


def test_a_person_has_one_pending_review_at_a_time(world: World) -> None:
    """github/app#3371 has the 422 and its words."""
    world.pull()
    replies = [world.rest("rob", "POST", "pulls/1/reviews", {"body": "x"}) for _ in range(2)]
    assert [reply.status for reply in replies] == [200, 422]
    assert replies[1].body["errors"] == ["User can only have one pending review per pull request"]
