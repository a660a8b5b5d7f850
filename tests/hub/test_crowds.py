"""Many of everything: pages to the last row, caps, and floods that stay quick."""

from time import perf_counter
from typing import Any

import pytest

from bot.hub.flood import Flood
from tests.hub.world import REPOSITORY, World

HUNDRED_AND_ONE = 101


def pages(world: World, connection: str, node: str) -> list[list[Any]]:
    """All pages of a connection of the pull request, a hundred rows each."""
    found: list[list[Any]] = []
    after = ""
    while True:
        fields = (
            f"{connection}(first: 100{after}) "
            f"{{ totalCount nodes {{ {node} }} pageInfo {{ hasNextPage endCursor }} }}"
        )
        page = world.pull_data(fields)[connection]
        found.append(page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            assert sum(map(len, found)) == page["totalCount"]
            return found
        after = f', after: "{page["pageInfo"]["endCursor"]}"'


def rest_pages(world: World, path: str) -> list[int]:
    """The sizes of REST's pages, followed by their links."""
    sizes, url = [], f"{world.hub.api}/repos/{REPOSITORY}/{path}?per_page=100"
    while url:
        reply = world.http("rob", "GET", url)
        sizes.append(len(reply.body))
        links = {
            part.partition("rel=")[2].strip('"'): part.partition(">")[0].strip(" <")
            for part in (reply.headers["Link"] or "").split(",")
        }
        url = links.get("next", "")
    return sizes


def test_a_hundred_and_one_of_each_are_two_pages(world: World) -> None:
    """docs.github.com, "Using pagination in the REST API" and "... in the GraphQL API"."""
    clone = world.clone("mia")
    world.git(clone, "checkout", "--quiet", "-b", "change")
    for number in range(HUNDRED_AND_ONE):
        (clone / f"{number:03}.txt").write_text(f"{number}\n")
        world.git(clone, "add", "--all")
        world.git(clone, "commit", "--quiet", "--message", str(number))
    world.git(clone, "push", "--quiet", "origin", "change")
    world.repository("mia").create_pull(base="main", head="change", title="Many")
    flood = Flood(comments=HUNDRED_AND_ONE, reviews=HUNDRED_AND_ONE, state="COMMENTED")
    world.hub.flood(REPOSITORY, 1, "zoe", flood)
    for number in range(HUNDRED_AND_ONE):
        world.rest("mia", "PATCH", "pulls/1", {"title": f"Title {number}"})
    kinds = {"comments": "body", "reviews": "body", "files": "path", "commits": "id"}
    for connection, node in kinds.items():
        assert [len(page) for page in pages(world, connection, node)] == [100, 1], connection
    renamed = "timelineItems"
    assert [len(page) for page in pages(world, renamed, "__typename")] == [100, 100, 100, 100, 4]
    for path in ("issues/1/comments", "pulls/1/reviews", "pulls/1/files", "pulls/1/commits"):
        assert rest_pages(world, path) == [100, 1], path


def test_a_pull_request_lists_at_most_250_commits(world: World) -> None:
    """docs.github.com, "List commits on a pull request": a maximum of 250 commits."""
    clone = world.clone("mia")
    stream = b"".join(
        f"commit refs/heads/change\ncommitter M <m@x> {number} +0000\ndata 1\nx\n".encode()
        + (b"from refs/remotes/origin/main^0\n\n" if number == 0 else b"\n")
        for number in range(251)
    )
    assert world.git_run(clone, "fast-import", "--quiet", text=stream.decode()).returncode == 0
    world.git(clone, "push", "--quiet", "origin", "change")
    world.repository("mia").create_pull(base="main", head="change", title="Long")
    assert sum(rest_pages(world, "pulls/1/commits")) == 250
    assert world.pull_data("commits(first: 1) { totalCount }")["commits"] == {"totalCount": 251}


def test_ten_thousand_comments_and_reviews_are_made_and_read_in_seconds(world: World) -> None:
    """The hub's own: a flood is a shortcut for rows that so many requests would leave."""
    world.pull()
    begun = perf_counter()
    world.hub.flood(REPOSITORY, 1, "zoe", Flood(comments=10_000, reviews=10_000))
    world.rest("rob", "POST", "issues/1/comments", {"body": "the last"})
    seen = world.pull_data(
        "comments(last: 1) { totalCount nodes { body } } reviews(first: 100) { totalCount }"
    )
    assert perf_counter() - begun < 3
    assert seen["comments"] == {"totalCount": 10_001, "nodes": [{"body": "the last"}]}
    assert seen["reviews"] == {"totalCount": 10_000}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("issues/1/comments", {"body": "Twice"}),
        ("pulls/1/reviews", {"event": "COMMENT", "body": "Twice"}),
        ("statuses/HEAD", {"state": "success", "context": "twice"}),
    ],
)
def test_a_post_sent_twice_is_done_twice(world: World, path: str, body: dict[str, str]) -> None:
    """PyGithub/PyGithub#803: a POST that is sent again after a lost answer may be a second one."""
    pull, _ = world.pull()
    path = path.replace("HEAD", pull.head.sha)
    first, second = (world.rest("wes", "POST", path, body) for _ in range(2))
    assert first.status in (200, 201)
    assert first.body["id"] < second.body["id"]
    listed = path.replace("statuses/", "commits/") + ("/statuses" if "statuses" in path else "")
    assert len(world.rest("rob", "GET", listed).body) == 2
