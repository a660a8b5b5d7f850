"""Repositories that have moved: who asks by the old name is led to them."""

import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.hub.world import REPOSITORY, World

NEW = "harbor-co/ships"


class Unled(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def told(world: World, method: str, path: str) -> tuple[int, str]:
    """Status and Location of an answer that is not followed."""
    url = f"{world.hub.api}/repos/{REPOSITORY}{path}"
    data = b"{}" if method == "POST" else None
    request = urllib.request.Request(url, data, method=method)  # noqa: S310 - the hub's own URL
    request.add_header("Authorization", f"Bearer {world.tokens['mia']}")
    try:
        with urllib.request.build_opener(Unled).open(request) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Location"] or ""


def test_an_old_name_is_answered_with_301_and_by_number(world: World) -> None:
    """docs.github.com, "Get a repository": 301; VirtusLab/git-machete#1211 shows the address."""
    number = world.rest("mia", "GET", "").body["id"]
    world.hub.rename_repository(REPOSITORY, NEW)
    address = f"{world.hub.api}/repositories/{number}"
    assert told(world, "GET", "") == (301, address)
    assert told(world, "GET", "/pulls?state=all") == (301, f"{address}/pulls?state=all")
    assert world.http("mia", "GET", address).body["full_name"] == NEW
    assert world.github("mia").get_repo(REPOSITORY).full_name == NEW


def test_a_write_to_an_old_name_is_answered_with_307(world: World) -> None:
    """docs.github.com, "Delete a repository": 307; a client has to send it again itself.

    stephencelis/ghi#300: what a client is told where it writes to a renamed repository.
    """
    world.pull()
    number = world.rest("mia", "GET", "").body["id"]
    world.hub.rename_repository(REPOSITORY, NEW)
    address = f"{world.hub.api}/repositories/{number}/issues/1/comments"
    assert told(world, "POST", "/issues/1/comments") == (307, address)
    assert world.http("mia", "GET", address).body == []
    assert world.http("mia", "POST", address, {"body": "Hi"}).status == 201


def test_git_goes_on_with_the_old_name(world: World, tmp_path: Path) -> None:
    """docs.github.com, "Renaming a repository": clone, fetch and push by the old name go on."""
    clone = world.clone("mia")
    world.hub.rename_repository(REPOSITORY, NEW)
    world.commit(clone, "more.txt", "more\n")
    world.git(clone, "push", "--quiet", "origin", "main")
    world.git(tmp_path, "clone", "--quiet", world.git_url(None, NEW), str(tmp_path / "new"))
    assert (tmp_path / "new" / "more.txt").exists()


def test_graphql_follows_renames_unless_told_not_to(world: World) -> None:
    """docs.github.com, "GraphQL reference, queries", repository: followRenames, true by default."""
    world.hub.rename_repository(REPOSITORY, NEW)
    ask = '{{ repository(owner: "harbor-co", name: "releases"{}) {{ nameWithOwner }} }}'
    found = world.graphql("mia", ask.format(""))["data"]["repository"]
    assert found == {"nameWithOwner": NEW}
    answer = world.graphql("mia", ask.format(", followRenames: false"))
    assert answer["errors"][0]["type"] == "NOT_FOUND"


def test_who_takes_the_old_name_ends_the_redirect(world: World) -> None:
    """docs.github.com, "Renaming a repository": a new repository of the name overrides it."""
    world.hub.rename_repository(REPOSITORY, NEW)
    world.hub.add_repository(REPOSITORY, {"a.txt": b"a\n"}, author="ada")
    world.hub.set_role(REPOSITORY, "mia", "write")
    seen = world.rest("mia", "GET", "").body
    assert seen["full_name"] == REPOSITORY
    assert seen["id"] != world.rest("mia", "GET", f"/repos/{NEW}").body["id"]


def test_a_hidden_repository_leads_nobody(world: World) -> None:
    """docs.github.com, "Troubleshooting the REST API": what is private is not found."""
    world.hub.add_repository("harbor-co/secret", {"a": b"a\n"}, author="ada", private=True)
    world.hub.rename_repository("harbor-co/secret", "harbor-co/hidden")
    assert world.rest("zoe", "GET", "/repos/harbor-co/secret").status == 404
