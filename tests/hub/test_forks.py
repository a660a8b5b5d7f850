"""Forks: whose they are, who may push to them, what of them is seen, and their end."""

from pathlib import Path

import pytest

from tests.hub.world import BOT, REPOSITORY, World

FORK = "zoe/releases"


def forked(world: World, **opening: bool) -> tuple[int, str, Path]:
    """A pull request from zoe's fork: its number, its head, and her clone."""
    world.rest("zoe", "POST", "forks", {})
    clone = world.clone("zoe", FORK)
    sha = world.commit(clone, "x.txt", "x\n")
    world.git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/idea")
    body = {"title": "Idea", "head": "zoe:idea", "base": "main", **opening}
    made = world.rest("zoe", "POST", "pulls", body)
    assert made.status == 201, made.body
    return made.body["number"], sha, clone


def test_a_fork_is_its_owners_and_the_upstream_is_only_read(world: World) -> None:
    """docs.github.com, "About forks": a fork is a repository of its own, with its own roles."""
    made = world.rest("zoe", "POST", "forks", {})
    assert (made.status, made.body["full_name"], made.body["fork"]) == (202, FORK, True)
    assert made.body["parent"]["full_name"] == made.body["source"]["full_name"] == REPOSITORY
    assert made.body["permissions"]["admin"]
    assert not world.rest("zoe", "GET", "").body["permissions"]["push"]
    refused = world.rest("zoe", "POST", "git/refs", {"ref": "refs/heads/x", "sha": world.main()})
    assert refused.status == 403
    (listed,) = world.rest("rob", "GET", "forks").body
    assert listed["full_name"] == FORK


def test_a_second_fork_is_the_first(world: World) -> None:
    """docs.github.com, "Fork a repo": one fork of a repository to an account; it is answered."""
    first, second = (world.rest("zoe", "POST", "forks", {}).body["id"] for _ in range(2))
    assert first == second


def test_the_pushes_of_a_fork_stand_in_its_own_activity(world: World) -> None:
    """docs.github.com, "List repository activities": public resources need no permission.

    So the bot's token reads the activity of a public fork, where it is not installed.
    """
    number, sha, _ = forked(world)
    rows = world.rest(BOT, "GET", f"/repos/{FORK}/activity?ref=refs/heads/idea").body
    assert [(row["actor"]["login"], row["after"]) for row in rows] == [("zoe", sha)]
    assert world.rest(BOT, "GET", "activity?ref=refs/heads/idea").body == []
    assert world.pull_data("headRepository { nameWithOwner }", number) == {
        "headRepository": {"nameWithOwner": FORK}
    }


def test_the_fork_of_a_private_repository_is_closed_to_the_upstreams_app(world: World) -> None:
    """docs.github.com, "Troubleshooting the REST API": 404 for what may not be known of."""
    world.hub.add_repository("harbor-co/secret", {"a": b"a\n"}, author="ada", private=True)
    world.hub.set_role("harbor-co/secret", "zoe", "read")
    assert world.rest("zoe", "POST", "/repos/harbor-co/secret/forks", {}).status == 202
    assert world.rest("zoe", "GET", "/repos/zoe/secret/activity").status == 200
    assert world.rest(BOT, "GET", "/repos/zoe/secret/activity").status == 404
    assert world.rest("rob", "GET", "/repos/harbor-co/secret/forks").status == 404


def test_maintainers_push_to_the_head_of_a_persons_fork(world: World) -> None:
    """docs.github.com, "Allowing changes to a pull request branch created from a fork".

    On unless switched off (ocaml-opam/opam-publish#44); only that branch, only who may push
    upstream, only while it is open.
    """
    number, _, clone = forked(world)
    assert world.rest("wes", "GET", f"pulls/{number}").body["maintainer_can_modify"]
    assert world.pull_data("maintainerCanModify", number) == {"maintainerCanModify": True}
    mended = world.commit(clone, "y.txt", "y\n")

    def pushed(login: str, branch: str) -> bool:
        url = world.git_url(login, FORK)
        return world.git_run(clone, "push", "--quiet", url, f"HEAD:{branch}").returncode == 0

    assert not pushed("rob", "idea")
    assert not pushed("wes", "main")
    both = ("push", "--quiet", world.git_url("wes", FORK), "HEAD:idea", "HEAD:more")
    assert world.git_run(clone, *both).returncode != 0
    assert pushed("wes", "idea")
    assert world.pull_data("headRefOid", number) == {"headRefOid": mended}
    rows = world.rest(BOT, "GET", f"/repos/{FORK}/activity?ref=refs/heads/idea").body
    assert [row["actor"]["login"] for row in rows] == ["wes", "zoe"]
    world.rest("zoe", "PATCH", f"pulls/{number}", {"state": "closed"})
    world.commit(clone, "z.txt", "z\n")
    assert not pushed("wes", "idea")


def test_the_api_lets_maintainers_move_the_head_too(world: World) -> None:
    """docs.github.com, as above: the right is that of pushing, in whatever way."""
    number, _, clone = forked(world)
    sha = world.commit(clone, "y.txt", "y\n")
    world.git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/other")
    path = f"/repos/{FORK}/git/refs/heads"
    assert world.rest("rob", "PATCH", f"{path}/idea", {"sha": sha}).status == 403
    assert world.rest("wes", "PATCH", f"{path}/main", {"sha": sha}).status == 403
    assert world.rest("wes", "PATCH", f"{path}/idea", {"sha": sha}).status == 200
    assert world.pull_data("headRefOid", number) == {"headRefOid": sha}


def test_the_author_keeps_maintainers_out(world: World) -> None:
    """docs.github.com, as above: the author may withdraw the permission, and nobody else."""
    number, _, clone = forked(world, maintainer_can_modify=False)
    world.commit(clone, "y.txt", "y\n")
    push = ("push", "--quiet", world.git_url("wes", FORK), "HEAD:idea")
    assert world.git_run(clone, *push).returncode != 0
    path, wanted = f"pulls/{number}", {"maintainer_can_modify": True}
    assert world.rest("ada", "PATCH", path, wanted).status == 403
    assert world.rest("zoe", "PATCH", path, wanted).body["maintainer_can_modify"]
    assert world.git_run(clone, *push).returncode == 0


def test_a_branch_of_the_same_repository_has_no_such_permission(world: World) -> None:
    """JuliaPackaging/BinaryBuilder.jl#1448 has the 422 and its words."""
    world.pull()
    assert not world.rest("mia", "GET", "pulls/1").body["maintainer_can_modify"]
    reply = world.rest("mia", "PATCH", "pulls/1", {"maintainer_can_modify": True})
    assert reply.status == 422
    said = reply.body["errors"][0]["message"]
    assert said == "Fork collab can only be enabled on cross-repo pull requests"


def test_a_deleted_fork_closes_its_pull_request_for_good(world: World) -> None:
    """refined-github/sandbox#129 and octocat/Spoon-Knife#37103: closed by deleting the fork.

    The API shows no head repository any more (desktop/desktop#3992), and the head stays fetchable.
    """
    number, sha, clone = forked(world)
    assert world.rest("mia", "DELETE", f"/repos/{FORK}").status == 403
    assert world.rest("zoe", "DELETE", f"/repos/{FORK}").status == 204
    seen = world.rest("mia", "GET", f"pulls/{number}").body
    assert (seen["state"], seen["head"]["repo"], seen["head"]["sha"]) == ("closed", None, sha)
    fields = "state headRef { name } headRefOid headRepository { name } isCrossRepository"
    assert world.pull_data(fields, number) == {
        "state": "CLOSED",
        "headRef": None,
        "headRefOid": sha,
        "headRepository": None,
        "isCrossRepository": True,
    }
    assert world.timeline(number) == ["ClosedEvent"]
    world.git(clone, "fetch", "--quiet", world.git_url(None), f"refs/pull/{number}/head")
    assert world.rest("ada", "PATCH", f"pulls/{number}", {"state": "open"}).status == 422


def test_a_deleted_fork_once_left_its_pull_request_open(world: World) -> None:
    """octocat/Hello-World#1037 (2021): it stays open and can still be merged."""
    world.hub.deleted_forks_close = False
    number, sha, _ = forked(world)
    world.hub.delete_repository(FORK)
    assert world.pull_data("state headRefOid", number) == {"state": "OPEN", "headRefOid": sha}
    merged = world.rest("wes", "PUT", f"pulls/{number}/merge", {"sha": sha})
    assert merged.status == 200
    assert world.pull_data("merged", number) == {"merged": True}


@pytest.mark.parametrize("closes", [True, False])
def test_a_fork_goes_with_its_owners_account(world: World, *, closes: bool) -> None:
    """docs.github.com, "Deleting your personal account": the repositories go with it."""
    world.hub.deleted_forks_close = closes
    number, sha, _ = forked(world)
    world.hub.delete_user("zoe")
    seen = world.pull_data("author { login } headRefOid headRepository { name } state", number)
    state = "CLOSED" if closes else "OPEN"
    assert seen == {"author": None, "headRefOid": sha, "headRepository": None, "state": state}
    assert world.rest("mia", "GET", f"pulls/{number}").body["user"]["login"] == "ghost"
