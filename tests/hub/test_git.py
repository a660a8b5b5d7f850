"""Git over HTTP: real clones, fetches and pushes, and who may."""

import json
from pathlib import Path

from tests.hub.world import REPOSITORY, World


def test_a_public_repository_is_cloned_without_a_token(world: World) -> None:
    """docs.github.com, "Cloning a repository": a public one needs no account."""
    folder = world.folder / "anonymous"
    world.git(world.folder, "clone", "--quiet", world.git_url(None), str(folder))
    assert (folder / "releases/note.txt").read_text() == "one\ntwo\n"


def test_a_push_without_a_token_is_asked_for_one(world: World) -> None:
    """git-scm.com, gitprotocol-http, "Authentication": git sends credentials after a 401."""
    clone = world.branch()
    done = world.git_run(clone, "push", world.git_url(None), "HEAD:refs/heads/other")
    assert done.returncode != 0
    assert "could not read Username" in done.stderr
    assert [row.status for row in world.hub.git_requests][-1] == 401


def test_a_private_repository_is_hidden_from_those_without_a_role(world: World) -> None:
    """docs.github.com, "Error: Repository not found": private and unknown look the same."""
    world.hub.add_repository("harbor-co/secret", {"a": b"a\n"}, author="ada", private=True)
    world.hub.set_role("harbor-co/secret", "rob", "read")
    target = str(world.folder / "clone")
    denied = world.git_run(world.folder, "clone", world.git_url("zoe", "harbor-co/secret"), target)
    assert "not found" in denied.stderr
    assert world.rest("zoe", "GET", "/repos/harbor-co/secret").status == 404
    world.git(world.folder, "clone", "--quiet", world.git_url("rob", "harbor-co/secret"), target)


def test_a_reader_cannot_push(world: World) -> None:
    """docs.github.com, "Repository roles for an organization": pushing needs write."""
    clone = world.clone("rob")
    world.commit(clone, "a.txt", "a\n")
    done = world.git_run(clone, "push", "origin", "HEAD:refs/heads/mine")
    assert done.returncode != 0
    assert "403" in done.stderr


def test_a_token_without_contents_cannot_push_for_a_writer(world: World) -> None:
    """docs.github.com, "Permissions required for GitHub Apps".

    Contents, to write, is what git needs.
    """
    world.tokens["narrow"] = world.hub.token("mia", {"contents": "read"})
    clone = world.branch()
    done = world.git_run(clone, "push", world.git_url("narrow"), "HEAD:refs/heads/other")
    assert "403" in done.stderr


def test_the_head_of_a_pull_request_can_be_fetched_but_not_pushed(world: World) -> None:
    """docs.github.com, "Checking out pull requests locally": refs/pull is read only."""
    pull, clone = world.pull()
    world.git(clone, "fetch", "--quiet", "origin", f"refs/pull/{pull.number}/head:seen")
    assert world.git(clone, "rev-parse", "seen") == pull.head.sha
    done = world.git_run(clone, "push", "origin", "+main:refs/pull/1/head")
    assert "deny updating a hidden ref" in done.stderr


def test_a_fetch_may_be_filtered_and_may_ask_for_any_commit(world: World) -> None:
    """github.blog, "Get up to speed with partial clone and shallow clone"."""
    old = world.main()
    world.commit_on_main()
    folder = world.folder / "bare"
    world.git(world.folder, "init", "--quiet", "--bare", str(folder))
    world.git(folder, "fetch", "--quiet", "--filter=blob:none", world.git_url(None), old)
    kinds = world.git(folder, "cat-file", "--batch-check", "--batch-all-objects")
    assert "blob" not in kinds
    assert f"{old} commit" in kinds


def test_objects_of_a_fork_can_be_read_through_the_parent(world: World) -> None:
    """istio/community#1755: one pool of objects for a network of forks (threat C14)."""
    world.github("zoe").get_repo(REPOSITORY).create_fork()
    clone = world.clone("zoe", "zoe/releases")
    sha = world.commit(clone, "x.txt", "x\n")
    world.git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/fork-only")
    world.git(clone, "fetch", "--quiet", world.git_url(None), sha)
    assert world.rest("rob", "GET", f"git/commits/{sha}").status == 200
    assert world.rest("rob", "GET", "git/ref/heads/fork-only").status == 404


def _dot_git_commit(world: World, clone: Path) -> str:
    """A commit whose tree holds an entry called .git, made with plumbing as an attacker would."""
    blob = world.git(clone, "rev-parse", "HEAD:README.md")
    made = world.git_run(clone, "mktree", text=f"100644 blob {blob}\t.git\n")
    return world.git(clone, "commit-tree", made.stdout.strip(), "-p", "HEAD", "-m", "hidden")


def test_bad_objects_are_refused_like_on_github_unless_switched(world: World) -> None:
    """piceaTech/node-gitlab-2-github#199: GitHub answers such pushes with an fsck error (C9)."""
    clone = world.clone("mia")
    sha = _dot_git_commit(world, clone)
    refused = world.git_run(clone, "push", "origin", f"{sha}:refs/heads/bad")
    assert refused.returncode != 0
    assert "hasDotgit" in refused.stderr
    world.hub.accept_bad_objects = True
    world.git(clone, "push", "--quiet", "origin", f"{sha}:refs/heads/bad")
    tree = world.rest("mia", "GET", f"git/trees/{sha}").body["tree"]
    assert ".git" in [row["path"] for row in tree]


def test_large_pushes_and_packs_are_read_like_small_ones(world: World) -> None:
    """The hub's own: packs and loose objects read alike."""
    clone = world.clone("mia")
    for number in range(30):
        (clone / f"file-{number}.txt").write_text(json.dumps(list(range(number * 200))))
    sha = world.commit(clone, "last.txt", "x" * 200_000)
    world.git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/large")
    world.git(world.hub.repository_path(REPOSITORY), "repack", "-a", "-d", "--quiet")
    tree = world.rest("mia", "GET", f"git/trees/{sha}").body["tree"]
    assert len(tree) == 33
    assert world.rest("mia", "GET", "git/ref/heads/large").body["object"]["sha"] == sha


def test_git_transport_is_logged_apart(world: World) -> None:
    """The hub's own: the log of requests."""
    world.branch("mia")
    assert world.hub.requests == []
    pushed = world.hub.git_requests[-1]
    assert (pushed.login, pushed.status) == ("mia", 200)
    assert pushed.path.endswith("/git-receive-pack")
