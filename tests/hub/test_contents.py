"""What the API shows of files, folders, trees and comparisons, and where it stops."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.hub.world import BOT, REPOSITORY, World


def show(world: World, tree: str) -> str:
    """A branch `shown` whose tree is made by `git mktree` from these lines; the tree's id."""
    made = world.git_run(world.hub.repository_path(REPOSITORY), "mktree", "--missing", text=tree)
    assert made.returncode == 0, made.stderr
    oid = made.stdout.strip()
    body = {"message": "Shown", "tree": oid, "parents": [world.main()]}
    commit = world.rest(BOT, "POST", "git/commits", body).body["sha"]
    world.rest(BOT, "POST", "git/refs", {"ref": "refs/heads/shown", "sha": commit})
    return oid


def blob(world: World, text: str) -> str:
    made = world.rest(BOT, "POST", "git/blobs", {"content": text, "encoding": "utf-8"})
    return str(made.body["sha"])


def stacked(world: World, count: int) -> list[str]:
    """A branch `long` with so many commits on main, oldest first."""
    clone = world.clone("mia")
    stream = "".join(
        f"commit refs/heads/long\ncommitter M <m@x> {number} +0000\ndata 1\nx\n"
        + ("from refs/remotes/origin/main^0\n" if number == 0 else "")
        + f"M 100644 inline {number}.txt\ndata 1\n.\n\n"
        for number in range(count)
    )
    assert world.git_run(clone, "fast-import", "--quiet", text=stream).returncode == 0
    world.git(clone, "push", "--quiet", "origin", "long")
    return world.git(clone, "rev-list", "--reverse", "origin/main..long").split()


def test_a_submodule_is_listed_as_a_file(world: World) -> None:
    """docs.github.com, "Get repository content": the type is file, for compatibility.

    Asked for itself it says that it is a submodule, and of which commit.
    """
    commit = "1" * 40
    show(world, f"160000 commit {commit}\tpart\n")
    (row,) = world.rest("rob", "GET", "contents/?ref=shown").body
    assert (row["type"], row["sha"], row["size"]) == ("file", commit, 0)
    itself = world.rest("rob", "GET", "contents/part?ref=shown").body
    assert (itself["type"], itself["sha"]) == ("submodule", commit)
    assert itself["submodule_git_url"]


@pytest.mark.parametrize("target", ["nowhere.txt", "../../outside", "folder"])
def test_a_symlink_to_no_file_is_shown_itself(world: World, target: str) -> None:
    """docs.github.com, "Get repository content": only one to a normal file shows that file."""
    link, file = blob(world, target), blob(world, "text\n")
    folder = world.rest(
        BOT,
        "POST",
        "git/trees",
        {"tree": [{"path": "a.txt", "mode": "100644", "type": "blob", "sha": file}]},
    ).body["sha"]
    show(world, f"120000 blob {link}\tlink\n040000 tree {folder}\tfolder\n")
    seen = world.rest("rob", "GET", "contents/link?ref=shown").body
    assert (seen["type"], seen["target"], seen["sha"]) == ("symlink", target, link)
    assert "content" not in seen


def test_a_folder_lists_at_most_a_thousand_files(world: World) -> None:
    """docs.github.com, "Get repository content": an upper limit of 1,000 files for a directory."""
    oid = blob(world, "text\n")
    show(world, "".join(f"100644 blob {oid}\t{number:04}\n" for number in range(1001)))
    rows = world.rest("rob", "GET", "contents/?ref=shown").body
    assert (len(rows), rows[-1]["name"]) == (1000, "0999")
    tree = world.rest("rob", "GET", "git/trees/shown").body
    assert (len(tree["tree"]), tree["truncated"]) == (1001, False)


def test_a_file_over_a_megabyte_comes_without_its_content(world: World) -> None:
    """docs.github.com, "Get repository content": then content is empty and encoding is none."""
    oid = blob(world, "x" * 1_000_001)
    show(world, f"100644 blob {oid}\tlarge\n")
    seen = world.rest("rob", "GET", "contents/large?ref=shown").body
    assert (seen["size"], seen["encoding"], seen["content"]) == (1_000_001, "none", "")
    whole = world.rest("rob", "GET", f"git/blobs/{oid}").body
    assert (whole["size"], whole["encoding"]) == (1_000_001, "base64")


def test_a_recursive_tree_is_truncated_at_seven_megabytes(world: World) -> None:
    """docs.github.com, "Get a tree": 100,000 entries, 7 MB; truncated says that there is more."""
    oid = blob(world, "x")
    tree = show(world, "".join(f"100644 blob {oid}\t{number:0200}\n" for number in range(900)))
    for name in "abcdefghij":
        tree = show(world, f"040000 tree {tree}\t{name * 250}\n")
    whole = world.rest("rob", "GET", f"git/trees/{tree}?recursive=1").body
    assert whole["truncated"] is False
    twice = "".join(f"040000 tree {tree}\t{name * 250}\n" for name in "klm")
    seen = world.rest("rob", "GET", f"git/trees/{show(world, twice)}?recursive=1").body
    assert seen["truncated"] is True
    assert 6_900_000 < len(json.dumps(seen["tree"])) < 7_100_000


def test_a_tree_is_found_by_branch_commit_and_its_own_id(world: World) -> None:
    """docs.github.com, "Get a tree": by SHA1 value or ref name."""
    commit = world.rest("rob", "GET", f"git/commits/{world.main()}").body
    names = ("main", commit["sha"], commit["tree"]["sha"])
    found = [world.rest("rob", "GET", f"git/trees/{name}").body["sha"] for name in names]
    assert found == [commit["tree"]["sha"]] * 3


@pytest.mark.parametrize("base", [True, False])
def test_what_is_not_there_cannot_be_deleted_from_a_tree(world: World, *, base: bool) -> None:
    """docs.github.com, "Create a tree": an error for deleting a file that does not exist."""
    entry = {"path": "releases/none.txt", "mode": "100644", "type": "blob", "sha": None}
    tree = world.rest(BOT, "GET", f"git/commits/{world.main()}").body["tree"]["sha"]
    body = {"tree": [entry], **({"base_tree": tree} if base else {})}
    assert world.rest(BOT, "POST", "git/trees", body).status == 422


def test_a_comparison_ends_with_its_newest_commit(world: World) -> None:
    """docs.github.com, "Compare two commits": 250 without paging, the last the most recent."""
    commits = stacked(world, 251)
    seen = world.rest("rob", "GET", "compare/main...long").body
    assert (seen["total_commits"], len(seen["commits"])) == (251, 250)
    assert seen["commits"][-1]["sha"] == commits[-1]


def test_a_comparison_shows_its_files_on_the_first_page_only(world: World) -> None:
    """docs.github.com, "Compare two commits": up to 300 files, on the first page of results."""
    commits = stacked(world, 301)
    pages: list[Any] = [
        world.rest("rob", "GET", f"compare/main...long?per_page=2&page={number}").body
        for number in (1, 2)
    ]
    assert [len(page["files"]) for page in pages] == [300, 0]
    shown = [commit["sha"] for page in pages for commit in page["commits"]]
    assert shown == commits[:4]


def test_a_ref_is_found_exactly_and_matching_ones_by_their_beginning(world: World) -> None:
    """docs.github.com, "Get a reference" (404 for no exact match), "List matching references"."""
    for name in ("feature/a", "feature/b"):
        body = {"ref": f"refs/heads/{name}", "sha": world.main()}
        assert world.rest("mia", "POST", "git/refs", body).status == 201
    assert world.rest("rob", "GET", "git/ref/heads/feature").status == 404
    rows = world.rest("rob", "GET", "git/matching-refs/heads/feature").body
    assert [row["ref"] for row in rows] == ["refs/heads/feature/a", "refs/heads/feature/b"]
    assert world.rest("rob", "GET", "git/matching-refs/heads/none").body == []


@pytest.mark.parametrize("ref", ["main2", "heads/x", "refs/x", "refs/heads/", "refs/heads/a b"])
def test_a_new_ref_needs_its_full_name(world: World, ref: str) -> None:
    """docs.github.com, "Create a reference": it starts with refs and has two slashes, or 422."""
    body = {"ref": ref, "sha": world.main()}
    assert world.rest("mia", "POST", "git/refs", body).status == 422


def test_a_ref_goes_to_a_known_commit_only(world: World) -> None:
    """docs.github.com, "Create a reference" and "Update a reference": else 422."""
    unknown, main = "1" * 40, world.main()
    body = {"ref": "refs/heads/x", "sha": unknown}
    assert world.rest("mia", "POST", "git/refs", body).status == 422
    assert world.rest("mia", "PATCH", "git/refs/heads/main", {"sha": unknown}).status == 422
    assert world.rest("mia", "PATCH", "git/refs/heads/none", {"sha": main}).status == 422


def test_the_default_branch_cannot_be_deleted(world: World) -> None:
    """docs.github.com, "Delete a reference": 422 for an attempt on the default branch."""
    assert world.rest("ada", "DELETE", "git/refs/heads/main").status == 422
    assert world.main()


def test_names_are_the_same_in_any_case(world: World, tmp_path: Path) -> None:
    """docs.github.com, "Get a repository": neither owner nor name is case sensitive."""
    seen = world.rest("rob", "GET", "/repos/HARBOR-CO/Releases").body
    assert seen["full_name"] == "harbor-co/releases"
    url = world.git_url("rob", "Harbor-Co/RELEASES")
    world.git(tmp_path, "clone", "--quiet", url, str(tmp_path / "clone"))
