"""What follows when a branch moves."""

from datetime import timedelta
from typing import Any

from tests.hub.world import BOT, REPOSITORY, UPDATE, World


def _activity(world: World, query: str = "") -> list[tuple[str, str, str]]:
    rows = world.rest("ada", "GET", f"activity{query}").body
    return [(row["activity_type"], row["ref"], row["actor"]["login"]) for row in rows]


def test_a_push_moves_the_head_and_leaves_no_event(world: World) -> None:
    """docs.github.com, "GraphQL reference, PullRequestTimelineItems": no event of a plain push."""
    pull, clone = world.pull()
    sha = world.commit(clone, "releases/more.txt", "more\n")
    world.git(clone, "push", "--quiet", "origin", "change")
    assert world.pull_data("headRefOid")["headRefOid"] == sha
    assert world.rest("mia", "GET", f"pulls/{pull.number}").body["head"]["sha"] == sha
    seen = world.git(world.hub.repository_path(REPOSITORY), "rev-parse", "refs/pull/1/head")
    assert seen == sha
    assert world.timeline() == []


def test_a_force_push_leaves_an_event_with_its_actor(world: World) -> None:
    """docs.github.com, "GraphQL reference, HeadRefForcePushedEvent"."""
    pull, clone = world.pull()
    world.git(clone, "commit", "--quiet", "--amend", "--message", "Other")
    world.git(clone, "push", "--quiet", "--force", world.git_url("wes"), "change")
    items = world.pull_data(
        "timelineItems(first: 5, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) { nodes { "
        "... on HeadRefForcePushedEvent { actor { login } beforeCommit { oid } afterCommit { oid } "
        "createdAt id } } }"
    )
    (event,) = items["timelineItems"]["nodes"]
    assert event["actor"]["login"] == "wes"
    assert event["beforeCommit"]["oid"] == pull.head.sha
    assert event["afterCommit"]["oid"] == world.git(clone, "rev-parse", "HEAD")


def test_the_activity_list_names_who_moved_what(world: World) -> None:
    """docs.github.com/rest/repos/repos, "List repository activities"."""
    _, clone = world.pull()
    world.commit(clone, "a.txt", "a\n")
    world.git(clone, "push", "--quiet", world.git_url("wes"), "change")
    world.git(clone, "commit", "--quiet", "--amend", "--message", "Other")
    world.git(clone, "push", "--quiet", "--force", "origin", "change")
    world.git(clone, "push", "--quiet", "origin", ":change")
    assert _activity(world, "?ref=refs/heads/change") == [
        ("branch_deletion", "refs/heads/change", "mia"),
        ("force_push", "refs/heads/change", "mia"),
        ("push", "refs/heads/change", "wes"),
        ("branch_creation", "refs/heads/change", "mia"),
    ]
    assert _activity(world, "?actor=wes") == [("push", "refs/heads/change", "wes")]
    first = world.rest("ada", "GET", "activity?per_page=1&ref=refs/heads/change")
    link = first.headers["Link"].partition(">")[0].lstrip("<")
    rows: Any = world.http("ada", "GET", link).body
    assert rows[0]["activity_type"] == "force_push"


def test_old_approvals_are_repointed_by_a_force_push_only_where_switched(world: World) -> None:
    """max-sixty/tend#884 and kamp-us/phoenix#3769: an approval names the new head (A1).

    Reviews of other kinds were seen to keep theirs (Yeachan-Heo/gajae-code#5740).
    """
    pull, clone = world.pull()
    world.repository("rob").get_pull(1).create_review(event="APPROVE")
    world.rest("ada", "POST", "pulls/1/reviews", {"event": "REQUEST_CHANGES", "body": "No."})
    fields = "reviews(first: 5) { nodes { commit { oid } } }"
    for switched in (False, True):
        world.hub.repoint_reviews = switched
        world.git(clone, "commit", "--quiet", "--amend", "--message", f"Other {switched}")
        world.git(clone, "push", "--quiet", "--force", "origin", "change")
        approval, objection = world.pull_data(fields)["reviews"]["nodes"]
        head = world.git(clone, "rev-parse", "HEAD")
        assert approval["commit"]["oid"] == (head if switched else pull.head.sha)
        assert objection["commit"]["oid"] == pull.head.sha


def test_a_head_that_reaches_main_by_a_push_is_shown_as_merged(world: World) -> None:
    """docs.github.com, "About pull request merges": indirect merges."""
    pull, clone = world.pull()
    world.git(clone, "checkout", "--quiet", "main")
    world.git(clone, "merge", "--quiet", "--no-ff", "change", "--message", "By hand")
    world.git(clone, "push", "--quiet", world.git_url("wes"), "main")
    seen = world.repository("mia").get_pull(pull.number)
    assert (seen.merged, seen.state, seen.merged_by.login) == (True, "closed", "wes")
    assert seen.merge_commit_sha == world.main()
    assert world.timeline() == ["MergedEvent", "ClosedEvent"]
    moment = world.hub.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert world.pull_data("state closedAt mergedAt headRef { name }") == {
        "state": "MERGED",
        "closedAt": moment,
        "mergedAt": moment,
        "headRef": {"name": "change"},
    }


def _merge_through_api(world: World, head: str) -> str:
    """What the bot does: tree, commit with two parents, updateRefs."""
    main = world.main()
    repository = world.rest(BOT, "GET", "").body
    tree = world.rest(BOT, "GET", f"git/commits/{head}").body["tree"]["sha"]
    body = {"message": "Merge", "tree": tree, "parents": [main, head]}
    commit = world.rest(BOT, "POST", "git/commits", body).body["sha"]
    update = {"name": "refs/heads/main", "beforeOid": main, "afterOid": commit}
    data = {"repositoryId": repository["node_id"], "refUpdates": [update]}
    answer = world.graphql(BOT, UPDATE, i=data)
    assert "errors" not in answer
    return str(commit)


def test_a_head_that_reaches_main_through_the_api_is_merged_by_the_bot(world: World) -> None:
    """docs.github.com, "About pull request merges": indirect merges, whoever moved the branch."""
    pull, _ = world.pull()
    commit = _merge_through_api(world, pull.head.sha)
    seen = world.pull_data("merged mergedBy { __typename login } mergeCommit { oid }")
    assert seen == {
        "merged": True,
        "mergedBy": {"__typename": "Bot", "login": "slipway"},
        "mergeCommit": {"oid": commit},
    }


def test_merges_can_be_detected_late(world: World) -> None:
    """docs.github.com, "About pull request merges"; that it takes time: zulip/zulip-mobile#5645."""
    pull, _ = world.pull()
    world.hub.merge_detection_delay = timedelta(minutes=2)
    _merge_through_api(world, pull.head.sha)
    assert world.pull_data("state")["state"] == "OPEN"
    world.hub.clock.advance(120)
    assert world.pull_data("state mergedBy { login }") == {
        "state": "MERGED",
        "mergedBy": {"login": "slipway"},
    }


def test_a_head_that_moved_before_late_detection_stays_open(world: World) -> None:
    """The hub's own: what follows from detecting merges late."""
    pull, clone = world.pull()
    world.hub.merge_detection_delay = timedelta(minutes=2)
    _merge_through_api(world, pull.head.sha)
    world.commit(clone, "late.txt", "late\n")
    world.git(clone, "push", "--quiet", "origin", "change")
    world.hub.clock.advance(120)
    assert world.pull_data("state")["state"] == "OPEN"


def test_deleting_the_branch_closes_the_pull_request(world: World) -> None:
    """docs.github.com, "Deleting and restoring branches in a pull request"."""
    pull, clone = world.pull()
    world.git(clone, "push", "--quiet", "origin", ":change")
    assert world.timeline() == ["HeadRefDeletedEvent", "ClosedEvent"]
    seen = world.pull_data("state headRef { name } headRefOid")
    assert seen == {"state": "CLOSED", "headRef": None, "headRefOid": pull.head.sha}
    assert world.rest("mia", "PATCH", "pulls/1", {"state": "open"}).status == 422


def test_a_branch_force_pushed_while_closed_cannot_be_reopened(world: World) -> None:
    """isaacs/github#361, cilium/cilium#47088: the head must descend from the one it had."""
    pull, clone = world.pull()
    pull.edit(state="closed")
    world.git(clone, "commit", "--quiet", "--amend", "--message", "Other")
    world.git(clone, "push", "--quiet", "--force", "origin", "change")
    answer = world.rest("mia", "PATCH", "pulls/1", {"state": "open"})
    assert answer.status == 422
    assert "force-pushed or recreated" in answer.body["errors"][0]["message"]
    assert world.pull_data("headRefOid")["headRefOid"] == pull.head.sha


def test_a_force_push_that_leaves_nothing_to_merge_closes(world: World) -> None:
    """dimikot/git-grok#30: a head force-pushed to no commits of its own closes for good."""
    _, clone = world.pull()
    world.git(clone, "push", "--quiet", "--force", "origin", "main:change")
    assert world.timeline() == ["HeadRefForcePushedEvent", "ClosedEvent"]
    assert world.pull_data("state merged") == {"state": "CLOSED", "merged": False}


def test_a_branch_pushed_to_while_closed_is_reopened_at_its_new_head(world: World) -> None:
    """isaacs/github#361: a head that descends from the one it had can come back."""
    pull, clone = world.pull()
    pull.edit(state="closed")
    sha = world.commit(clone, "more.txt", "more\n")
    world.git(clone, "push", "--quiet", "origin", "change")
    assert world.pull_data("headRefOid")["headRefOid"] == pull.head.sha
    pull.edit(state="open")
    assert world.pull_data("headRefOid")["headRefOid"] == sha
    assert world.timeline() == ["ClosedEvent", "ReopenedEvent"]


def test_a_force_push_of_the_base_leaves_an_event(world: World) -> None:
    """docs.github.com, "GraphQL reference, BaseRefForcePushedEvent"."""
    world.commit_on_main()
    _, clone = world.pull()
    old = world.git(clone, "rev-parse", "origin/main~1")
    world.git(clone, "push", "--quiet", "--force", "origin", f"{old}:main")
    assert world.timeline() == ["BaseRefForcePushedEvent"]


def test_the_api_can_go_on_showing_an_old_head(world: World) -> None:
    """The hub's own: A4, git has moved on, the API has not."""
    pull, clone = world.pull()
    world.hub.hold_pull_head(REPOSITORY, pull.number)
    sha = world.commit(clone, "more.txt", "more\n")
    world.git(clone, "push", "--quiet", "origin", "change")
    assert world.pull_data("headRefOid")["headRefOid"] == pull.head.sha
    world.git(clone, "fetch", "--quiet", "origin", "refs/pull/1/head:seen")
    assert world.git(clone, "rev-parse", "seen") == sha
    world.hub.release_pull_head(REPOSITORY, pull.number)
    assert world.pull_data("headRefOid")["headRefOid"] == sha


def test_git_behind_the_hubs_back_is_taken_in_on_request(world: World) -> None:
    """The hub's own: for tests that work with plumbing."""
    first = world.main()
    world.commit_on_main()
    path = world.hub.repository_path(REPOSITORY)
    world.git(path, "update-ref", "refs/heads/main", first)
    world.hub.refresh(REPOSITORY, "ada")
    assert world.rest("mia", "GET", "git/ref/heads/main").body["object"]["sha"] == first
    assert _activity(world)[0] == ("force_push", "refs/heads/main", "ada")
