"""Acts on pull requests."""

import github
import pytest

from tests.hub.world import BOT, REPOSITORY, World

ACTIONS = "github-actions[bot]"


def test_a_reader_opens_a_pull_request_from_a_fork(world: World) -> None:
    """docs.github.com, "Creating a pull request from a fork": reading upstream is enough."""
    world.github("zoe").get_repo(REPOSITORY).create_fork()
    clone = world.clone("zoe", "zoe/releases")
    sha = world.commit(clone, "x.txt", "x\n")
    world.git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/idea")
    pull = world.repository("zoe").create_pull(base="main", head="zoe:idea", title="Idea")
    assert (pull.head.label, pull.head.sha) == ("zoe:idea", sha)
    seen = world.pull_data("isCrossRepository headRepositoryOwner { login } headRefOid")
    assert seen == {
        "isCrossRepository": True,
        "headRepositoryOwner": {"login": "zoe"},
        "headRefOid": sha,
    }
    world.git(clone, "fetch", "--quiet", world.git_url(None), "refs/pull/1/head")


def test_a_deleted_fork_leaves_the_head_oid(world: World) -> None:
    """desktop/desktop#3992: head.repo is null, and the head is still known."""
    world.github("zoe").get_repo(REPOSITORY).create_fork()
    clone = world.clone("zoe", "zoe/releases")
    sha = world.commit(clone, "x.txt", "x\n")
    world.git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/idea")
    world.repository("zoe").create_pull(base="main", head="zoe:idea", title="Idea")
    world.hub.delete_repository("zoe/releases")
    seen = world.pull_data("headRef { name } headRefOid headRepository { name }")
    assert seen == {"headRef": None, "headRefOid": sha, "headRepository": None}


def test_a_second_pull_request_for_a_branch_is_refused(world: World) -> None:
    """github/VisualStudio#453: "A pull request already exists for ...", with 422."""
    world.pull()
    answer = world.rest("mia", "POST", "pulls", {"title": "T", "head": "change", "base": "main"})
    assert answer.status == 422
    assert "already exists for harbor-co:change" in answer.body["errors"][0]["message"]


def test_a_branch_without_new_commits_makes_no_pull_request(world: World) -> None:
    """cyberark/dev-flow#42: "No commits between ...", with 422."""
    clone = world.clone("mia")
    world.git(clone, "push", "--quiet", "origin", "main:refs/heads/same")
    answer = world.rest("mia", "POST", "pulls", {"title": "T", "head": "same", "base": "main"})
    assert "No commits between" in answer.body["errors"][0]["message"]


def test_draft_and_ready_are_events_by_author_or_writer(world: World) -> None:
    """docs.github.com, "Changing the stage of a pull request"."""
    pull, _ = world.pull(draft=True)
    assert pull.draft
    answer = world.draft("wes", pull.node_id, draft=False)
    made = answer["data"]["markPullRequestReadyForReview"]["pullRequest"]
    assert made == {"isDraft": False, "number": 1}
    world.draft("mia", pull.node_id, draft=True)
    assert world.timeline() == ["ReadyForReviewEvent", "ConvertToDraftEvent"]
    refused = world.draft("rob", pull.node_id, draft=False)
    assert refused["errors"][0]["type"] == "FORBIDDEN"
    assert world.pull_data("isDraft")["isDraft"]


def test_draft_and_ready_are_refused_to_the_token_of_actions(world: World) -> None:
    """cli/cli#8910, delta-io/delta-rs#4748, actions/toolkit#1165."""
    pull, _ = world.pull()
    world.tokens[ACTIONS] = world.hub.token(ACTIONS, {"pull_requests": "write"})
    answer = world.draft(ACTIONS, pull.node_id, draft=True)
    assert answer["errors"][0]["message"] == "Resource not accessible by integration"


def test_rest_cannot_change_the_draft_state(world: World) -> None:
    """github/github-mcp-server#423: only GraphQL has mutations for it."""
    pull, _ = world.pull(draft=True)
    world.rest("mia", "PATCH", f"pulls/{pull.number}", {"draft": False})
    assert world.pull_data("isDraft")["isDraft"]


def test_closing_is_for_author_and_triage(world: World) -> None:
    """docs.github.com, "Repository roles for an organization": triage closes and reopens."""
    world.pull()
    assert world.rest("rob", "PATCH", "issues/1", {"state": "closed"}).status == 403
    world.hub.set_role(REPOSITORY, "rob", "triage")
    assert world.rest("rob", "PATCH", "issues/1", {"state": "closed"}).status == 200
    assert world.rest("mia", "PATCH", "pulls/1", {"state": "open"}).status == 200
    assert world.timeline() == ["ClosedEvent", "ReopenedEvent"]


def test_closing_and_reopening_work_as_mutations_too(world: World) -> None:
    """docs.github.com, "GraphQL reference, mutations": closePullRequest and reopenPullRequest."""
    pull, _ = world.pull()
    for name, state in (("closePullRequest", "CLOSED"), ("reopenPullRequest", "OPEN")):
        kind = f"{name[0].upper()}{name[1:]}Input"
        query = f"mutation($i: {kind}!) {{ {name}(input: $i) {{ pullRequest {{ state }} }} }}"
        answer = world.graphql("mia", query, i={"pullRequestId": pull.node_id})
        assert answer["data"][name]["pullRequest"]["state"] == state


def test_a_change_of_base_is_an_event_with_both_names(world: World) -> None:
    """docs.github.com, "Changing the base branch of a pull request"."""
    _, clone = world.pull()
    world.git(clone, "push", "--quiet", "origin", "main:refs/heads/stable")
    world.rest("mia", "PATCH", "pulls/1", {"base": "stable"})
    items = world.pull_data(
        "baseRefName timelineItems(first: 5) { nodes { ... on BaseRefChangedEvent "
        "{ previousRefName currentRefName actor { login } } } }"
    )
    assert items["baseRefName"] == "stable"
    assert {"previousRefName": "main", "currentRefName": "stable", "actor": {"login": "mia"}} in (
        items["timelineItems"]["nodes"]
    )


def test_the_base_oid_is_the_base_as_last_synchronized(world: World) -> None:
    """github/docs#431 and github/rest-api-description#5978: it is not the branch's present tip."""
    old = world.main()
    _, clone = world.pull()
    world.commit_on_main()
    assert world.pull_data("baseRefOid")["baseRefOid"] == old
    world.commit(clone, "more.txt", "more\n")
    world.git(clone, "push", "--quiet", "origin", "change")
    assert world.pull_data("baseRefOid")["baseRefOid"] == world.main()


def test_merging_needs_the_head_that_was_named(world: World) -> None:
    """docs.github.com, "Merge a pull request": 409 where sha is not the head."""
    pull, _ = world.pull()
    answer = world.rest("wes", "PUT", "pulls/1/merge", {"sha": "0" * 40})
    assert answer.status == 409
    merged = world.repository("wes").get_pull(1).merge(sha=pull.head.sha)
    assert merged.merged
    commit = world.repository("wes").get_git_commit(merged.sha)
    assert [parent.sha for parent in commit.parents][1] == pull.head.sha
    assert world.timeline() == ["MergedEvent", "ClosedEvent"]
    rows = world.rest("ada", "GET", "activity").body
    assert rows[0]["activity_type"] == "pr_merge"


def test_a_draft_and_a_conflict_cannot_be_merged(world: World) -> None:
    """docs.github.com, "Merge a pull request": 405 where it cannot be merged."""
    pull, clone = world.pull(draft=True)
    assert world.rest("wes", "PUT", "pulls/1/merge", {}).status == 405
    world.draft("mia", pull.node_id, draft=False)
    world.git(clone, "checkout", "--quiet", "main")
    world.commit(clone, "releases/new.txt", "other\n")
    world.git(clone, "push", "--quiet", "origin", "main")
    assert world.rest("wes", "PUT", "pulls/1/merge", {}).status == 405


def test_update_branch_merges_the_base_into_the_head(world: World) -> None:
    """docs.github.com, "Update a pull request branch".

    202, or 422 where nothing is to be merged.
    """
    pull, clone = world.pull()
    assert world.rest("mia", "PUT", "pulls/1/update-branch", {}).status == 422
    world.commit_on_main()
    assert world.rest("mia", "PUT", "pulls/1/update-branch", {}).status == 202
    world.git(clone, "fetch", "--quiet", "origin")
    parents = world.git(clone, "log", "-1", "--format=%P", "origin/change").split()
    assert parents == [pull.head.sha, world.main()]
    assert world.timeline() == []


def test_only_author_and_writers_edit_the_words(world: World) -> None:
    """docs.github.com, "Repository roles for an organization": others edit with write."""
    pull, _ = world.pull()
    with pytest.raises(github.GithubException) as refused:
        world.repository("rob").get_pull(1).edit(title="Mine")
    assert refused.value.status == 403
    pull.edit(title="Better", body="Now")
    seen = world.pull_data("title body lastEditedAt")
    assert (seen["title"], seen["body"]) == ("Better", "Now")
    assert seen["lastEditedAt"] is not None


def test_lists_filter_by_state_head_and_base(world: World) -> None:
    """docs.github.com, "List pull requests": state, head as owner:branch, base."""
    pull, _ = world.pull()
    world.branch("wes", "second", "second\n")
    world.repository("wes").create_pull(base="main", head="second", title="Second")
    pull.edit(state="closed")
    repository = world.repository("rob")
    assert [p.number for p in repository.get_pulls()] == [2]
    assert [p.number for p in repository.get_pulls(state="all")] == [2, 1]
    assert [p.number for p in repository.get_pulls("all", head="harbor-co:change")] == [1]
    assert list(repository.get_pulls(base="other")) == []


def test_files_and_commits_are_listed(world: World) -> None:
    """docs.github.com, "List pull requests files" and "List commits on a pull request"."""
    world.pull()
    pull = world.repository(BOT).get_pull(1)
    assert [(f.filename, f.status, f.additions) for f in pull.get_files()] == [
        ("releases/new.txt", "added", 1)
    ]
    assert [commit.sha for commit in pull.get_commits()] == [pull.head.sha]
    assert (pull.changed_files, pull.commits, pull.additions) == (1, 1, 1)
    nodes = world.pull_data("files(first: 5) { nodes { path changeType } }")["files"]["nodes"]
    assert nodes == [{"path": "releases/new.txt", "changeType": "ADDED"}]


def test_mergeable_is_not_known_in_time(world: World) -> None:
    """docs.github.com/rest/pulls/pulls: `mergeable` is null until a background job ends."""
    pull, _ = world.pull()
    assert pull.mergeable is None
    assert world.pull_data("mergeable")["mergeable"] == "UNKNOWN"


def test_the_files_list_ends_at_three_thousand(world: World) -> None:
    """docs.github.com/rest/pulls/pulls, "List pull requests files": at most 3,000 files."""
    clone = world.clone("mia")
    world.git(clone, "checkout", "--quiet", "-b", "many")
    (clone / "many").mkdir()
    for number in range(3001):
        (clone / "many" / f"{number:04}.txt").write_text("x\n")
    world.git(clone, "add", "--all")
    world.git(clone, "commit", "--quiet", "--message", "Many")
    world.git(clone, "push", "--quiet", "origin", "many")
    world.repository("mia").create_pull(base="main", head="many", title="Many")
    last = world.rest("mia", "GET", "pulls/1/files?per_page=100&page=30")
    assert last.body[-1]["filename"] == "many/2999.txt"
    assert 'rel="next"' not in last.headers["Link"]
    assert world.rest("mia", "GET", "pulls/1").body["changed_files"] == 3001
