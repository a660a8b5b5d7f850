"""Refs, trees and commits through the API, and GitHub's signature on them."""

import base64

import github
import pytest

from bot.hub import Hub
from tests.hub.world import BOT, REPOSITORY, UPDATE, World


def test_patching_a_ref_is_fast_forward_only_and_no_compare_and_swap(world: World) -> None:
    """docs.github.com/rest/git/refs: without force only fast-forwards; nothing names the old."""
    first = world.main()
    world.commit_on_main("log/1.json")
    second = world.main()
    other = _commit(world, [first])
    refused = world.rest(BOT, "PATCH", "git/refs/heads/main", {"sha": other})
    assert (refused.status, refused.body["message"]) == (422, "Update is not a fast forward")
    forced = world.rest("ada", "PATCH", "git/refs/heads/main", {"sha": first, "force": True})
    assert forced.status == 200
    restored = world.rest(BOT, "PATCH", "git/refs/heads/main", {"sha": second})
    assert restored.status == 200  # the trap of threat B4: dropped commits come back in silence
    assert world.main() == second


def _commit(world: World, parents: list[str], **more: object) -> str:
    tree = world.rest(BOT, "GET", f"git/commits/{parents[0]}").body["tree"]["sha"]
    body = {"message": "Made", "tree": tree, "parents": parents, **more}
    answer = world.rest(BOT, "POST", "git/commits", body)
    assert answer.status == 201, answer.body
    return str(answer.body["sha"])


def test_refs_are_made_and_deleted(world: World) -> None:
    """docs.github.com, "REST API endpoints for Git references"."""
    repository = world.repository("mia")
    main = world.main()
    repository.create_git_ref("refs/heads/made", main)
    assert repository.get_git_ref("heads/made").object.sha == main
    assert (
        world.rest("mia", "POST", "git/refs", {"ref": "refs/heads/made", "sha": main}).status == 422
    )
    repository.get_git_ref("heads/made").delete()
    with pytest.raises(github.UnknownObjectException):
        repository.get_git_ref("heads/made")
    assert world.rest("rob", "POST", "git/refs", {"ref": "refs/heads/x", "sha": main}).status == 403


def test_the_refs_of_pull_requests_cannot_be_written(world: World) -> None:
    """docs.github.com, "Checking out pull requests locally": refs/pull is read only."""
    world.pull()
    body = {"sha": world.main(), "force": True}
    assert world.rest("ada", "PATCH", "git/refs/pull/1/head", body).status == 422
    assert world.rest("ada", "DELETE", "git/refs/pull/1/head").status == 422


def test_trees_are_made_from_a_base_content_and_deletions(world: World) -> None:
    """docs.github.com, "Create a tree": base_tree, content, and sha null to delete."""
    base = world.rest(BOT, "GET", f"git/commits/{world.main()}").body["tree"]["sha"]
    entries = [
        {"path": "log/a.json", "mode": "100644", "type": "blob", "content": "{}\n"},
        {"path": "releases/note.txt", "mode": "100644", "type": "blob", "sha": None},
    ]
    made = world.rest(BOT, "POST", "git/trees", {"base_tree": base, "tree": entries})
    assert made.status == 201
    listing = world.rest(BOT, "GET", f"git/trees/{made.body['sha']}?recursive=1").body
    assert [row["path"] for row in listing["tree"]] == ["README.md", "log", "log/a.json"]
    path = world.hub.repository_path(REPOSITORY)
    assert world.git(path, "fsck", "--full", "--no-dangling") == ""
    assert world.git(path, "show", f"{made.body['sha']}:log/a.json") == "{}"


@pytest.mark.parametrize("path", [".git/config", "a/../b", "a//b", "/a", "", "x/.GIT"])
def test_malformed_paths_make_no_tree(world: World, path: str) -> None:
    """joshcai/leetcode-sync#22: "tree.path contains a malformed path component"."""
    entry = {"path": path, "mode": "100644", "type": "blob", "content": "x"}
    assert world.rest(BOT, "POST", "git/trees", {"tree": [entry]}).status == 422


def test_blobs_keep_their_bytes(world: World) -> None:
    """docs.github.com, "Get a blob": Base64 of the very bytes."""
    data = bytes(range(256))
    body = {"content": base64.b64encode(data).decode(), "encoding": "base64"}
    sha = world.rest(BOT, "POST", "git/blobs", body).body["sha"]
    seen = world.rest("rob", "GET", f"git/blobs/{sha}").body
    assert base64.b64decode(seen["content"]) == data
    assert world.rest("rob", "GET", f"git/blobs/{'0' * 40}").status == 404
    assert world.rest(BOT, "POST", "git/blobs", {**body, "content": "!"}).status == 422


def test_a_bots_commit_is_signed_and_git_verifies_it(world: World) -> None:
    """docs.github.com, "Signature verification for bots": only without author and committer."""
    sha = _commit(world, [world.main()])
    commit = world.rest(BOT, "GET", f"git/commits/{sha}").body
    assert commit["verification"]["verified"]
    assert commit["verification"]["reason"] == "valid"
    assert commit["author"]["email"] == f"900+{BOT}@users.noreply.github.com"
    assert commit["committer"]["email"] == "noreply@github.com"
    signers = world.folder / "signers"
    signers.write_text(f"noreply@github.com {world.hub.signing_key_public}\n")
    settings = ("-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={signers}")
    path = world.hub.repository_path(REPOSITORY)
    verified = world.git_run(path, *settings, "verify-commit", sha)
    assert 'Good "git" signature for noreply@github.com' in verified.stderr + verified.stdout
    other = Hub(world.folder / "other").signing_key_public
    signers.write_text(f"noreply@github.com {other}\n")
    assert world.git_run(path, *settings, "verify-commit", sha).returncode != 0


def test_a_named_author_or_a_persons_commit_is_not_signed(world: World) -> None:
    """docs.github.com, "About commit signature verification".

    Bots are signed for only without author.
    """
    author = {"name": "X", "email": "x@example.com", "date": "2026-01-01T00:00:00Z"}
    sha = _commit(world, [world.main()], author=author)
    seen = world.rest(BOT, "GET", f"git/commits/{sha}").body
    assert seen["verification"]["reason"] == "unsigned"
    assert seen["author"]["date"] == "2026-01-01T00:00:00Z"
    body = {"message": "Mine", "tree": seen["tree"]["sha"], "parents": [world.main()]}
    mine = world.rest("mia", "POST", "git/commits", body).body
    assert not mine["verification"]["verified"]
    assert mine["committer"]["email"] == "101+mia@users.noreply.github.com"


def test_commits_need_known_trees_and_parents(world: World) -> None:
    """docs.github.com, "Create a commit": 422 for what is not there."""
    tree = world.rest(BOT, "GET", f"git/commits/{world.main()}").body["tree"]["sha"]
    for body in (
        {"message": "m", "tree": "1" * 40, "parents": []},
        {"message": "m", "tree": tree, "parents": ["1" * 40]},
        {"tree": tree},
    ):
        assert world.rest(BOT, "POST", "git/commits", body).status == 422


def test_the_web_editor_commits_as_web_flow(world: World) -> None:
    """docs.github.com, "About commit signature verification".

    GitHub signs what is made on its pages.
    """
    repository = world.repository("wes")
    made = repository.create_file("docs/new.md", "New", "text\n", branch="main")
    seen = repository.get_commit(made["commit"].sha)
    assert seen.committer.id == 19864447
    assert seen.author.login == "wes"
    assert made["commit"].sha == world.main()
    old = repository.get_contents("docs/new.md")
    assert not isinstance(old, list)
    repository.update_file("docs/new.md", "Again", "other\n", old.sha)
    stale = world.rest(
        "wes",
        "PUT",
        "contents/docs/new.md",
        {"message": "m", "content": "eA==", "sha": old.sha},
    )
    assert stale.status == 409


def test_contents_follow_symlinks(world: World) -> None:
    """docs.github.com/rest/repos/contents: a symlink to a file answers the file (threat C4)."""
    clone = world.clone("mia")
    (clone / "releases/link.txt").symlink_to("note.txt")
    world.git(clone, "add", "--all")
    world.git(clone, "commit", "--quiet", "--message", "Link")
    world.git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/link")
    seen = world.repository("rob").get_contents("releases/link.txt", ref="link")
    assert not isinstance(seen, list)
    assert (seen.type, seen.decoded_content) == ("file", b"one\ntwo\n")
    rows = world.repository("rob").get_contents("releases", ref="link")
    assert isinstance(rows, list)
    assert {row.name: row.type for row in rows} == {"link.txt": "symlink", "note.txt": "file"}


def test_compare_counts_from_the_merge_base(world: World) -> None:
    """docs.github.com, "Compare two commits": three dots, since the merge base."""
    world.pull()
    world.commit_on_main()
    compared = world.repository("rob").compare("main", "change")
    assert (compared.status, compared.ahead_by, compared.behind_by) == ("diverged", 1, 1)
    assert [f.filename for f in compared.files] == ["releases/new.txt"]
    assert world.rest("rob", "GET", "compare/main...missing").status == 404


def test_update_refs_is_a_true_compare_and_swap(world: World) -> None:
    """docs.github.com, "GraphQL reference, updateRefs": beforeOid must be the present one."""
    repository = world.rest(BOT, "GET", "").body["node_id"]
    first = world.main()
    commit = _commit(world, [first])
    world.commit_on_main()
    moved = world.main()
    update = {"name": "refs/heads/main", "beforeOid": first, "afterOid": commit, "force": True}
    answer = world.graphql(BOT, UPDATE, i={"repositoryId": repository, "refUpdates": [update]})
    assert answer["errors"][0]["path"] == ["updateRefs"]
    assert world.main() == moved
    backwards = {**update, "beforeOid": moved, "force": False}
    answer = world.graphql(BOT, UPDATE, i={"repositoryId": repository, "refUpdates": [backwards]})
    assert "fast-forward" in answer["errors"][0]["message"]
    assert world.main() == moved
    forced = {**backwards, "force": True}
    world.graphql(BOT, UPDATE, i={"repositoryId": repository, "refUpdates": [forced]})
    assert world.main() == commit


def test_update_refs_moves_all_refs_or_none(world: World) -> None:
    """docs.github.com, "GraphQL reference, updateRefs": all or none."""
    repository = world.rest(BOT, "GET", "").body["node_id"]
    main = world.main()
    commit = _commit(world, [main])
    updates = [
        {"name": "refs/heads/main", "beforeOid": main, "afterOid": commit},
        {"name": "refs/heads/made", "beforeOid": main, "afterOid": commit},
    ]
    answer = world.graphql(BOT, UPDATE, i={"repositoryId": repository, "refUpdates": updates})
    assert answer["errors"][0]["type"] == "STALE_DATA"
    assert world.main() == main
    updates[1]["beforeOid"] = "0" * 40
    world.graphql(BOT, UPDATE, i={"repositoryId": repository, "refUpdates": updates})
    assert world.main() == commit
    assert world.rest("rob", "GET", "git/ref/heads/made").body["object"]["sha"] == commit


def test_create_commit_on_branch_is_signed_and_needs_the_expected_head(world: World) -> None:
    """planetscale/ghcommit#153 shows the STALE_DATA answer."""
    first = world.main()
    made = world.commit_on_main()["data"]["createCommitOnBranch"]
    assert made["commit"] == {
        "oid": world.main(),
        "message": "Log\n\nBecause",
        "signature": {
            "isValid": True,
            "state": "VALID",
            "wasSignedByGitHub": True,
            "signer": {"login": "web-flow"},
        },
    }
    stale = world.commit_on_main("log/2.json", expected=first)
    (error,) = stale["errors"]
    assert error["type"] == "STALE_DATA"
    assert f'Expected branch to point to "{first}"' in error["message"]
    assert world.main() == made["commit"]["oid"]
    path = world.hub.repository_path(REPOSITORY)
    assert world.git(path, "show", "main:log/1.json") == "{}"
