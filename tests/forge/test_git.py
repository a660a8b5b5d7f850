"""Git objects as the bot reads them, held against git itself."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from bot.forge.fetching import BLOB_LIMIT
from bot.forge.git import NEAR, GitRepository
from bot.forge.git_process import PACK_LIMIT, GitProcess, Remote, environment
from bot.forge.protocol import Tips

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Upstream:
    """A repository with a work tree, on which people work with git."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=mia", "-c", "user.email=mia@example.org")
        done = subprocess.run(
            ["git", *identity, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def git_with(self, data: str, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            input=data,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, **files: bytes) -> str:
        for name, data in files.items():
            path = self.folder / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "Change")
        return self.git("rev-parse", "HEAD")

    def tree_within_dotgit(self, parent: str) -> str:
        """A commit that no honest client makes: it holds a file in a folder `.git`."""
        blob = self.git("rev-parse", "HEAD:readme")
        inner = self.git_with(f"100644 blob {blob}\tconfig\n", "mktree")
        tree = self.git_with(f"040000 tree {inner}\t.git\n", "mktree")
        return self.git("commit-tree", tree, "-p", parent, "-m", "Hostile")

    def offer(self, number: int) -> None:
        self.git("update-ref", f"refs/pull/{number}/head", "HEAD")


@pytest.fixture
def upstream(tmp_path: Path) -> Upstream:
    made = Upstream(tmp_path / "upstream")
    made.commit(readme=b"Hello.\n", releases__a=b"1\n", releases__b__c=b"2\n")
    return made


@pytest.fixture
def git(upstream: Upstream, tmp_path: Path) -> Iterator[GitRepository]:
    remote = Remote(upstream.folder.as_uri())
    made = GitRepository(tmp_path / "bare", remote, os.environ["PATH"])
    yield made
    made.close()


def test_the_tree_that_is_computed_is_the_one_that_git_makes(
    upstream: Upstream, git: GitRepository
) -> None:
    before = git.fetch_main()
    files = {"releases/b/d.json": b"{}\n", "releases/a": b"new\n", "live/x/y.json": b"[]\n"}
    upstream.commit(**{path.replace("/", "__"): data for path, data in files.items()})
    assert git.written_tree(before, files) == upstream.git("rev-parse", "HEAD^{tree}")


def test_a_folder_sorts_as_git_sorts_it(upstream: Upstream, git: GitRepository) -> None:
    before = git.fetch_main()
    files = {"a.b": b"1", "a/b": b"2", "a0": b"3"}
    upstream.commit(**{path.replace("/", "__"): data for path, data in files.items()})
    assert git.written_tree(before, files) == upstream.git("rev-parse", "HEAD^{tree}")


def test_every_difference_is_found_with_its_mode(upstream: Upstream, git: GitRepository) -> None:
    before = git.fetch_main()
    (upstream.folder / "releases" / "a").chmod(0o755)
    (upstream.folder / "readme").unlink()
    upstream.commit(new=b"3\n")
    found = {
        change.path: (change.old and change.old.mode, change.new and change.new.mode)
        for change in git.differences(before, git.fetch_main())
    }
    assert found == {
        "new": (None, "100644"),
        "readme": ("100644", None),
        "releases/a": ("100644", "100755"),
    }


@pytest.mark.parametrize("looks", [0, 1])
def test_a_blob_of_a_branch_beyond_the_cap_is_never_fetched(
    upstream: Upstream, git: GitRepository, looks: int
) -> None:
    for _ in range(looks):
        git.fetch_main()
    upstream.git("checkout", "--quiet", "--detach")
    upstream.commit(small=b"x" * BLOB_LIMIT, large=b"x" * (BLOB_LIMIT + 1))
    upstream.offer(7)
    head = git.fetch(7).pull
    assert head is not None
    oids = {name: git.entry(head, name) for name in ("small", "large")}
    present = git.present_blobs([entry.oid for entry in oids.values() if entry])
    assert [len(data) for data in present.values()] == [BLOB_LIMIT]


def test_blobs_of_main_are_fetched_when_they_are_needed(git: GitRepository) -> None:
    main = git.fetch_main()
    oids = [entry.oid for entry in git.files(main, ["releases"]).values()]
    assert git.present_blobs(oids) == {}
    assert sorted(git.blobs(oids).values()) == [b"1\n", b"2\n"]


def test_a_replaced_object_of_upstream_is_not_believed(
    upstream: Upstream, git: GitRepository
) -> None:
    true = upstream.git("rev-parse", "HEAD^{tree}")
    first = upstream.git("rev-parse", "HEAD")
    second = upstream.commit(readme=b"Forged.\n")
    upstream.git("reset", "--quiet", "--hard", first)
    upstream.git("replace", first, second)
    assert git.commit(git.fetch_main()).tree == true


def test_more_commits_than_the_limit_are_not_listed(upstream: Upstream, git: GitRepository) -> None:
    main = git.fetch_main()
    for _ in range(3):
        upstream.commit()
    upstream.offer(7)
    head = git.fetch(7).pull
    assert head is not None
    assert git.commits_since(main, head, 2) is None
    assert [c.oid for c in git.commits_since(main, head, 3) or ()][-1] == head


def test_the_first_commit_is_found_however_far_it_is(
    upstream: Upstream, git: GitRepository
) -> None:
    first = tip = upstream.git("rev-parse", "HEAD")
    for _ in range(NEAR + 3):
        tip = upstream.git("commit-tree", f"{first}^{{tree}}", "-p", tip, "-m", "Further")
    upstream.git("update-ref", "refs/heads/main", tip)
    main = git.fetch_main()
    assert git.first_commit(main) == first
    assert git.first_commit(git.commit(main).parents[0]) == first
    upstream.git("reset", "--quiet", "--hard")
    assert git.first_commit(upstream.commit() and git.fetch_main()) == first


def test_a_commit_bears_the_time_at_which_its_committer_made_it(
    upstream: Upstream, git: GitRepository
) -> None:
    oid = upstream.commit(readme=b"Hello again.\n")
    shown = upstream.git("log", "-1", "--format=%cI", oid)
    assert git.fetch_main() == oid
    assert git.commit(oid).at == datetime.fromisoformat(shown)


@pytest.mark.parametrize("committer", ["mia <mia@example.org>", "mia <m> 1e9 +0000", "> 1 +0"])
def test_a_commit_without_a_time_has_none(
    upstream: Upstream, git: GitRepository, committer: str
) -> None:
    tree = upstream.git("rev-parse", "HEAD^{tree}")
    text = f"tree {tree}\nauthor mia <m> 1 +0000\ncommitter {committer}\n\nChange\n"
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=upstream.folder,
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    oid = made.stdout.decode().strip()
    upstream.git("update-ref", "refs/heads/main", oid)
    assert git.fetch_main() == oid
    assert git.commit(oid).at is None


def test_a_pull_request_that_is_not_there_has_no_head(git: GitRepository) -> None:
    main = git.fetch_main()
    assert git.fetch(99) == Tips(main, None)


def test_main_and_a_branch_are_fetched_as_they_are_now(
    upstream: Upstream, git: GitRepository
) -> None:
    for content in (b"1\n", b"2\n", b"3\n"):
        main = upstream.commit(readme=content)
        upstream.git("checkout", "--quiet", "--detach")
        head = upstream.commit(releases__a=content)
        upstream.offer(7)
        upstream.git("checkout", "--quiet", "main")
        assert git.fetch(7) == Tips(main, head)


def test_what_main_gained_meanwhile_comes_with_its_small_files(
    upstream: Upstream, git: GitRepository
) -> None:
    upstream.offer(7)
    git.fetch(7)
    main = upstream.commit(small=b"s", large=b"x" * (BLOB_LIMIT + 1))
    assert git.fetch(7).main == main
    entries = [git.entry(main, name) for name in ("readme", "small", "large")]
    oids = [entry.oid for entry in entries if entry]
    assert list(git.present_blobs(oids).values()) == [b"s"]
    assert sorted(map(len, git.blobs(oids).values())) == [1, 7, BLOB_LIMIT + 1]


@pytest.mark.parametrize("looks", [0, 1])
def test_objects_that_git_refuses_are_the_branchs_trouble_and_not_mains(
    upstream: Upstream, git: GitRepository, looks: int
) -> None:
    for _ in range(looks):
        git.fetch_main()
    main = upstream.git("rev-parse", "HEAD")
    upstream.git("update-ref", "refs/pull/7/head", upstream.tree_within_dotgit(main))
    found = git.fetch(7)
    assert (found.main, found.pull) == (main, None)
    assert found.hostile is not None


@pytest.mark.parametrize("looks", [0, 1])
def test_old_objects_of_main_that_git_would_refuse_stop_no_branch(
    upstream: Upstream, git: GitRepository, looks: int
) -> None:
    for _ in range(looks):
        git.fetch_main()
    main = upstream.tree_within_dotgit(upstream.git("rev-parse", "HEAD"))
    upstream.git("update-ref", "refs/heads/main", main)
    upstream.git("update-ref", "refs/pull/7/head", f"{main}^")
    assert git.fetch(7) == Tips(main, upstream.git("rev-parse", f"{main}^"))


def test_only_a_fetch_is_capped_in_what_it_may_write(tmp_path: Path) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    show = "import resource; print(*resource.getrlimit(resource.RLIMIT_FSIZE))"
    alias = f"alias.limits=!{sys.executable} -c '{show}' #"
    process = GitProcess(tmp_path, environment(os.environ["PATH"], Remote("upstream")))
    capped, free = (process.run("-c", alias, "limits", last).stdout for last in ("fetch", "push"))
    assert [int(word) for word in capped.split()] == [PACK_LIMIT, usual[1]]
    assert [int(word) for word in free.split()] == list(usual)
    assert resource.getrlimit(resource.RLIMIT_FSIZE) == usual
