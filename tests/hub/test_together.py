"""Many at once: writes are one after the other, and exactly one of a race wins."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.hub.world import REPOSITORY, World


def test_one_of_many_commits_on_the_same_head_wins(world: World) -> None:
    """docs.github.com, "GraphQL reference, createCommitOnBranch".

    ExpectedHeadOid must be the head.
    """
    first = world.main()

    def commit(number: int) -> Any:
        return world.commit_on_main(f"log/{number}.json", expected=first)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(commit, range(16)))
    won = [answer for answer in answers if "errors" not in answer]
    assert len(won) == 1
    assert won[0]["data"]["createCommitOnBranch"]["commit"]["oid"] == world.main()
    path = world.hub.repository_path(REPOSITORY)
    assert world.git(path, "rev-parse", "main~1") == first


def test_pushes_and_api_writes_do_not_lose_each_other(world: World) -> None:
    """The hub's own: requests at the same time."""
    clone = world.branch()

    def push(number: int) -> int:
        return world.git_run(clone, "push", "origin", f"HEAD:refs/heads/n-{number}").returncode

    def commit(number: int) -> bool:
        return "errors" not in world.commit_on_main(f"log/{number}.json")

    with ThreadPoolExecutor(4) as pool:
        pushed = pool.map(push, range(4))
        for number in range(4):
            assert commit(number)
        assert set(pushed) == {0}
    refs = world.rest("rob", "GET", "git/matching-refs/heads/n-").body
    assert len(refs) == 4
    assert len(world.rest("rob", "GET", "contents/log").body) == 4


def test_an_unknown_old_value_never_wins_a_push_with_lease(world: World) -> None:
    """git-scm.com, git-push: `--force-with-lease` with a value is a compare and swap too."""
    clone = world.clone("mia")
    first = world.git(clone, "rev-parse", "main")
    sha = world.commit(clone, "a.txt", "a\n")
    world.commit_on_main()
    moved = world.main()
    lost = world.git_run(clone, "push", f"--force-with-lease=main:{first}", "origin", "main")
    assert lost.returncode != 0
    assert world.main() == moved
    won = world.git_run(clone, "push", f"--force-with-lease=main:{moved}", "origin", "main")
    assert won.returncode == 0
    assert world.main() == sha


def test_a_fork_made_twice_over_a_restored_snapshot_is_whole(world: World) -> None:
    """The hub's own: snapshots."""
    start = world.hub.snapshot()
    for text in ("one\n", "two\n"):
        world.github("zoe").get_repo(REPOSITORY).create_fork()
        clone = world.clone("zoe", "zoe/releases")
        sha = world.commit(clone, "x.txt", text)
        world.git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/idea")
        pull = world.repository("zoe").create_pull(base="main", head="zoe:idea", title="Idea")
        assert pull.head.sha == sha
        world.hub.restore(start)
        assert world.rest("zoe", "GET", "/repos/zoe/releases").status == 404
