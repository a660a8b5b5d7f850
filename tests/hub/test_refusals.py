"""What GitHub refuses, and what it lets pass, on pull requests, reviews, statuses and lists."""

from typing import Any

import pytest

from bot.hub.flood import Flood
from tests.hub.world import BOT, REPOSITORY, UPDATE, World

ZERO = "0" * 40


def first_error(answer: Any) -> str:
    """The first entry of an answer's errors, whether it is a text or an object."""
    entry = answer.body["errors"][0]
    return entry if isinstance(entry, str) else str(entry["message"])


def merged(world: World) -> None:
    world.pull()
    assert world.rest("wes", "PUT", "pulls/1/merge", {}).status == 200


# --- pull requests -------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["base", "head"])
def test_a_pull_request_needs_branches_that_exist(world: World, field: str) -> None:
    """docs.github.com, "Create a pull request": the base is an existing branch here."""
    world.branch()
    opening = {"title": "T", "head": "change", "base": "main", field: "nowhere"}
    refused = world.rest("mia", "POST", "pulls", opening)
    assert refused.status == 422
    assert (refused.body["errors"][0]["field"], refused.body["errors"][0]["code"]) == (
        field,
        "invalid",
    )


def test_a_title_has_at_most_256_characters(world: World) -> None:
    """googleapis/repo-automation-bots#1895: 422 with this text."""
    world.pull()
    assert world.rest("mia", "PATCH", "pulls/1", {"title": "x" * 256}).status == 200
    refused = world.rest("mia", "PATCH", "pulls/1", {"title": "x" * 257})
    assert refused.status == 422
    assert first_error(refused) == "title is too long (maximum is 256 characters)"


def test_a_closed_pull_request_keeps_its_base(world: World) -> None:
    """MithrilJS/mithril.js#2862: 422, even where it is reopened by the same request."""
    _, clone = world.pull()
    world.git(clone, "push", "--quiet", "origin", "main:refs/heads/stable")
    world.rest("mia", "PATCH", "pulls/1", {"state": "closed"})
    refused = world.rest("mia", "PATCH", "pulls/1", {"state": "open", "base": "stable"})
    assert refused.status == 422
    assert first_error(refused) == "Cannot change the base branch of a closed pull request."
    assert world.rest("mia", "GET", "pulls/1").body["base"]["ref"] == "main"


def test_a_pull_request_without_its_branch_is_not_reopened(world: World) -> None:
    """pytorch/pytorch#114423: 422 with this text."""
    world.pull()
    world.rest("mia", "DELETE", "git/refs/heads/change")
    refused = world.rest("mia", "PATCH", "pulls/1", {"state": "open"})
    assert refused.status == 422
    assert first_error(refused) == "state cannot be changed. The change branch has been deleted."


def test_a_merged_pull_request_is_not_reopened(world: World) -> None:
    """waffleio/waffle.io#2194: it cannot be, and the answer is the same 422."""
    merged(world)
    assert world.rest("mia", "PATCH", "pulls/1", {"state": "open"}).status == 422
    assert world.rest("mia", "GET", "pulls/1").body["merged"] is True


@pytest.mark.parametrize("end", ["closed", "merged"])
def test_what_is_closed_is_not_merged(world: World, end: str) -> None:
    """docs.github.com, "Merge a pull request": 405 where the merge cannot be performed."""
    if end == "merged":
        merged(world)
    else:
        world.pull()
        world.rest("mia", "PATCH", "pulls/1", {"state": "closed"})
    main = world.main()
    assert world.rest("wes", "PUT", "pulls/1/merge", {}).status == 405
    assert world.main() == main


def test_a_branch_is_updated_from_the_head_that_was_named(world: World) -> None:
    """docs.github.com, "Update a pull request branch": 422 where expected_head_sha is another."""
    pull, _ = world.pull()
    world.commit_on_main()
    path = "pulls/1/update-branch"
    assert world.rest("mia", "PUT", path, {"expected_head_sha": "1" * 40}).status == 422
    assert world.rest("mia", "GET", "pulls/1").body["head"]["sha"] == pull.head.sha
    assert world.rest("mia", "PUT", path, {"expected_head_sha": pull.head.sha}).status == 202


# --- reviews and comments ------------------------------------------------------------------------


def test_what_is_merged_may_still_be_approved(world: World) -> None:
    """cli/cli#5038: the API takes an approval of what is merged already."""
    merged(world)
    made = world.rest("rob", "POST", "pulls/1/reviews", {"event": "APPROVE"})
    assert (made.status, made.body["state"]) == (200, "APPROVED")


def test_a_review_is_of_the_newest_commit_unless_it_names_one(world: World) -> None:
    """docs.github.com, "Create a review for a pull request": commit_id, by default the newest."""
    _, clone = world.pull()
    newest = world.commit(clone, "more.txt", "more\n")
    world.git(clone, "push", "--quiet", "origin", "change")
    made = world.rest("rob", "POST", "pulls/1/reviews", {"event": "APPROVE"})
    assert made.body["commit_id"] == newest


@pytest.mark.parametrize(
    ("event", "state"), [("COMMENT", "commented"), ("APPROVE", "dismissed"), (None, "pending")]
)
def test_only_a_verdict_that_stands_is_dismissed(
    world: World, event: str | None, state: str
) -> None:
    """MorrisonCole/pr-lint-action#155 has both texts, defenseunicorns/lula#207 the 422.

    Of a pending review we found nothing; here it is refused in the same words.
    """
    world.pull()
    body = {"body": "Hm"} | ({} if event is None else {"event": event})
    path = f"pulls/1/reviews/{world.rest('wes', 'POST', 'pulls/1/reviews', body).body['id']}"
    if state == "dismissed":
        world.rest("mia", "PUT", f"{path}/dismissals", {"message": "Old"})
    login = "wes" if state == "pending" else "mia"
    refused = world.rest(login, "PUT", f"{path}/dismissals", {"message": "Old"})
    assert refused.status == 422
    assert first_error(refused) == f"Can not dismiss a {state} pull request review"


def test_a_pending_review_is_submitted_by_its_author_with_a_verdict(world: World) -> None:
    """docs.github.com, "Submit a review for a pull request": without an event 422."""
    world.pull()
    made = world.rest("rob", "POST", "pulls/1/reviews", {"body": "Draft"}).body["id"]
    path = f"pulls/1/reviews/{made}/events"
    assert world.rest("rob", "POST", path, {"body": "Fine"}).status == 422
    assert world.rest("wes", "POST", path, {"event": "APPROVE"}).status == 404
    assert world.rest("rob", "POST", path, {"event": "APPROVE"}).body["state"] == "APPROVED"


@pytest.mark.parametrize("path", ["issues/1/comments", "pulls/1/reviews"])
def test_words_over_the_limit_are_refused_in_comments_and_reviews(world: World, path: str) -> None:
    """danger/danger#424 of comments: 65,536 characters. Reviews keep the same limit here."""
    world.pull()
    body = {"event": "COMMENT", "body": "x" * 65_536}
    assert world.rest("rob", "POST", path, body).status in {200, 201}
    assert world.rest("rob", "POST", path, {**body, "body": "x" * 65_537}).status == 422


# --- statuses ------------------------------------------------------------------------------------


def test_the_description_of_a_status_has_at_most_140_characters(world: World) -> None:
    """zalando/zappr#378: 422 with this text."""
    pull, _ = world.pull()
    path = f"statuses/{pull.head.sha}"
    assert world.rest(BOT, "POST", path, {"state": "error", "description": "x" * 140}).status == 201
    refused = world.rest(BOT, "POST", path, {"state": "error", "description": "x" * 141})
    assert refused.status == 422
    assert first_error(refused) == "description is too long (maximum is 140 characters)"


@pytest.mark.parametrize(
    ("states", "combined"),
    [
        ([], "pending"),
        (["success", "pending"], "pending"),
        (["success", "error"], "failure"),
        (["pending", "failure"], "failure"),
        (["success", "success"], "success"),
    ],
)
def test_one_state_stands_for_all_contexts(world: World, states: list[str], combined: str) -> None:
    """docs.github.com, "Get the combined status for a specific reference"."""
    pull, _ = world.pull()
    for context, state in enumerate(states):
        body = {"state": state, "context": str(context)}
        world.rest(BOT, "POST", f"statuses/{pull.head.sha}", body)
    seen = world.rest("rob", "GET", f"commits/{pull.head.sha}/status").body
    assert (seen["state"], seen["total_count"]) == (combined, len(states))


def test_a_context_is_the_same_in_any_case(world: World) -> None:
    """docs.github.com, "Create a commit status": the context is case-insensitive."""
    pull, _ = world.pull()
    for context, state in (("Slipway", "failure"), ("slipway", "success")):
        body = {"state": state, "context": context}
        world.rest(BOT, "POST", f"statuses/{pull.head.sha}", body)
    seen = world.rest("rob", "GET", f"commits/{pull.head.sha}/status").body
    assert (seen["state"], seen["total_count"]) == ("success", 1)


# --- lists, bodies, labels -----------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "given"), [("", 30), ("?per_page=500", 100)])
def test_a_page_has_thirty_rows_and_never_more_than_a_hundred(
    world: World, asked: str, given: int
) -> None:
    """docs.github.com, "Using pagination in the REST API": per_page, 30 by default, 100 at most."""
    world.pull()
    world.hub.flood(REPOSITORY, 1, "zoe", Flood(comments=101))
    assert len(world.rest("rob", "GET", f"issues/1/comments{asked}").body) == given


def test_the_description_of_a_label_has_at_most_100_characters(world: World) -> None:
    """docs.github.com, "Create a label": 100 characters or fewer."""
    body = {"name": "one", "description": "x" * 101}
    assert world.rest("wes", "POST", "labels", body).status == 422
    body["description"] = "x" * 100
    assert world.rest("wes", "POST", "labels", body).status == 201


# --- GraphQL -------------------------------------------------------------------------------------


def test_update_refs_makes_and_deletes_by_zeros(world: World) -> None:
    """docs.github.com, "GraphQL reference, updateRefs": forty zeros before, and after."""
    repository, main = world.rest(BOT, "GET", "").body["node_id"], world.main()

    def update(before: str, after: str) -> Any:
        moved = {"name": "refs/heads/made", "beforeOid": before, "afterOid": after}
        return world.graphql(BOT, UPDATE, i={"repositoryId": repository, "refUpdates": [moved]})

    assert "errors" not in update(ZERO, main)
    assert world.rest("rob", "GET", "git/ref/heads/made").body["object"]["sha"] == main
    assert "errors" in update(ZERO, main)
    assert "errors" not in update(main, ZERO)
    assert world.rest("rob", "GET", "git/ref/heads/made").status == 404


def test_create_commit_on_branch_makes_ordinary_files(world: World) -> None:
    """babarot/gh-infra#167: all new files have mode 100644, whatever they hold."""
    world.commit_on_main("run.sh")
    rows = world.rest("rob", "GET", "git/trees/main?recursive=1").body["tree"]
    assert {row["path"]: row["mode"] for row in rows}["run.sh"] == "100644"


def test_create_commit_on_branch_needs_a_branch(world: World) -> None:
    """forcedotcom/code-analyzer#1466: it pushes to an existing branch and makes none."""
    query = (
        "mutation($i: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $i) "
        "{ commit { oid } } }"
    )
    data = {
        "branch": {"repositoryNameWithOwner": REPOSITORY, "branchName": "none"},
        "expectedHeadOid": world.main(),
        "message": {"headline": "x"},
        "fileChanges": {},
    }
    assert world.graphql(BOT, query, i=data)["errors"][0]["type"] == "NOT_FOUND"
    assert world.rest("rob", "GET", "git/ref/heads/none").status == 404
