"""Faults on order: each kind, when it strikes, and what has happened then."""

import urllib.error
from http.client import RemoteDisconnected

import pytest

from bot.hub import Fault
from tests.hub.world import BOT, REPOSITORY, UPDATE, World

COMMENTS = "issues/1/comments"


def _bodies(world: World) -> list[str]:
    return [row["body"] for row in world.rest("rob", "GET", COMMENTS).body]


@pytest.mark.parametrize(
    ("kind", "status"), [("refused", 403), ("refused_422", 422), ("error_before", 502)]
)
def test_refused_before_means_nothing_is_done(world: World, kind: str, status: int) -> None:
    world.pull()
    world.hub.fault(Fault(kind, method="POST", path="/comments$"))  # type: ignore[arg-type]  # from the table above
    assert world.rest("rob", "POST", COMMENTS, {"body": "a"}).status == status
    assert _bodies(world) == []
    assert world.rest("rob", "POST", COMMENTS, {"body": "b"}).status == 201
    assert [row.fault for row in world.hub.requests if row.write][-2:] == [kind, ""]


def test_dropped_before_closes_the_connection_and_does_nothing(world: World) -> None:
    world.pull()
    world.hub.fault(Fault("dropped_before", method="POST", path="/comments$"))
    with pytest.raises(RemoteDisconnected):
        world.rest("rob", "POST", COMMENTS, {"body": "a"})
    assert _bodies(world) == []
    assert [row.status for row in world.hub.requests if row.write][-1] == 0


def test_a_lost_answer_is_done_all_the_same(world: World) -> None:
    world.pull()
    world.hub.fault(Fault("answer_lost", method="POST", path="/comments$"))
    with pytest.raises(RemoteDisconnected):
        world.rest("rob", "POST", COMMENTS, {"body": "a"})
    assert _bodies(world) == ["a"]


def test_an_error_after_is_done_all_the_same(world: World) -> None:
    first = world.main()
    world.hub.fault(Fault("error_after", operation="createCommitOnBranch"))
    answer = world.commit_on_main()
    assert answer["message"] == "Server Error"
    assert world.main() != first


def test_a_delayed_request_is_done_after_the_client_gave_up(world: World) -> None:
    world.pull()
    world.hub.fault(Fault("delayed", method="POST", path="/comments$"))
    with pytest.raises((TimeoutError, urllib.error.URLError)):
        world.rest("rob", "POST", COMMENTS, {"body": "late"}, timeout=0.2)
    assert _bodies(world) == []
    world.hub.finish_delayed()
    assert _bodies(world) == ["late"]


def test_a_delayed_request_ends_by_itself(world: World) -> None:
    world.pull()
    world.hub.fault(Fault("delayed", method="POST", path="/comments$", seconds=0.1))
    assert world.rest("rob", "POST", COMMENTS, {"body": "late"}).status == 201


def test_a_stale_read_does_not_show_the_last_write(world: World) -> None:
    world.pull()
    world.rest("rob", "POST", COMMENTS, {"body": "a"})
    world.rest("rob", "POST", COMMENTS, {"body": "b"})
    world.hub.fault(Fault("stale", path="/comments$"))
    world.hub.fault(Fault("stale", operation="Old", writes=2))
    assert _bodies(world) == ["a"]
    assert _bodies(world) == ["a", "b"]
    query = (
        'query Old { repository(owner: "harbor-co", name: "releases") '
        "{ pullRequest(number: 1) { comments(first: 5) { totalCount } } } }"
    )
    for total in (0, 2):
        seen = world.graphql("rob", query)["data"]["repository"]["pullRequest"]["comments"]
        assert seen["totalCount"] == total


def test_a_stale_read_of_a_ref_shows_the_commit_before(world: World) -> None:
    first = world.main()
    world.commit_on_main()
    world.hub.fault(Fault("stale", path="/git/ref/"))
    shown = [world.rest("rob", "GET", "git/ref/heads/main").body["object"]["sha"] for _ in "ab"]
    assert shown == [first, world.main()]


def _files(world: World, commit: str) -> list[str]:
    path = world.hub.repository_path(REPOSITORY)
    return world.git(path, "ls-tree", "-r", "--name-only", commit).splitlines()


def test_a_commit_may_be_written_with_another_tree(world: World) -> None:
    world.hub.fault(Fault("wrong_tree"))
    assert "errors" not in world.commit_on_main("log/1.json")
    right = ["README.md", "log/1.json", "releases/note.txt"]
    assert _files(world, world.main()) == sorted([*right, "unexpected.txt"])
    world.hub.fault(Fault("wrong_tree", tree="missing"))
    world.commit_on_main("log/2.json")
    assert len(_files(world, world.main())) == 4


def test_a_ref_may_be_moved_to_another_tree(world: World) -> None:
    world.rest(BOT, "GET", "")
    repository = world.rest(BOT, "GET", "").body["node_id"]
    main = world.main()
    tree = world.rest(BOT, "GET", f"git/commits/{main}").body["tree"]["sha"]
    body = {"message": "m", "tree": tree, "parents": [main]}
    commit = world.rest(BOT, "POST", "git/commits", body).body["sha"]
    world.hub.fault(Fault("wrong_tree", operation="updateRefs"))
    update = {"name": "refs/heads/main", "beforeOid": main, "afterOid": commit}
    world.graphql(BOT, UPDATE, i={"repositoryId": repository, "refUpdates": [update]})
    assert world.main() != commit
    assert "unexpected.txt" in _files(world, world.main())


@pytest.mark.parametrize(("status", "after"), [(403, None), (403, 7), (429, None), (429, 7)])
def test_rate_limits_come_with_and_without_retry_after(
    world: World, status: int, after: int | None
) -> None:
    """docs.github.com, "Rate limits for the REST API": secondary limits answer 403 or 429."""
    world.hub.fault(Fault("rate_limited", status=status, retry_after=after))
    answer = world.rest("rob", "GET", "")
    assert answer.status == status
    assert answer.headers["Retry-After"] == (None if after is None else str(after))
    assert "secondary rate limit" in answer.body["message"]
    assert world.rest("rob", "GET", "").status == 200


def test_a_fault_waits_for_its_turn_and_strikes_as_often_as_ordered(world: World) -> None:
    world.hub.fault(Fault("refused", login="rob", after=1, times=2))
    statuses = [world.rest("rob", "GET", "").status for _ in range(5)]
    assert statuses == [200, 403, 403, 200, 200]
    assert world.rest("mia", "GET", "").status == 200


def test_a_fault_may_last_until_it_is_cleared(world: World) -> None:
    world.hub.fault(Fault("error_before", times=None))
    assert [world.rest("rob", "GET", "").status for _ in range(3)] == [502] * 3
    world.hub.clear_faults()
    assert world.rest("rob", "GET", "").status == 200


def test_faults_may_be_for_writes_only(world: World) -> None:
    world.pull()
    world.hub.fault(Fault("refused", write=True))
    assert world.rest("rob", "GET", COMMENTS).status == 200
    assert world.rest("rob", "POST", COMMENTS, {"body": "a"}).status == 403


def test_git_transport_fails_on_order_only(world: World) -> None:
    clone = world.branch()
    world.hub.fault(Fault("refused", times=None))
    world.git(clone, "fetch", "--quiet", "origin")
    world.hub.clear_faults()
    world.hub.fault(Fault("answer_lost", path="/git-receive-pack$"))
    sha = world.commit(clone, "more.txt", "more\n")
    assert world.git_run(clone, "push", "origin", "change").returncode != 0
    path = world.hub.repository_path(REPOSITORY)
    assert world.git(path, "rev-parse", "refs/heads/change") == sha


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind of fault: broken"):
        Fault("broken")  # type: ignore[arg-type]  # that is the test
