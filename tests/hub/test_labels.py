"""Labels: who may make and apply them, and how they are shown."""

from typing import Any

import pytest

from tests.hub.world import BOT, World

BORNE = "labels(first: 10, orderBy: {field: NAME, direction: ASC}) { nodes { name color } }"


def borne(world: World) -> list[str]:
    """The names that REST's three ways and GraphQL agree on."""
    alone = [row["name"] for row in world.rest("rob", "GET", "issues/1/labels").body]
    for path in ("issues/1", "pulls/1"):
        assert [row["name"] for row in world.rest("rob", "GET", path).body["labels"]] == alone
    assert [node["name"] for node in world.pull_data(BORNE)["labels"]["nodes"]] == alone
    return alone


def label(world: World, who: str, *names: str, method: str = "POST") -> Any:
    return world.rest(who, method, "issues/1/labels", {"labels": list(names)})


def test_labels_are_added_replaced_and_removed(world: World) -> None:
    """docs.github.com, "REST API endpoints for labels": POST adds, PUT replaces, DELETE removes."""
    pull, _ = world.pull()
    pull.add_to_labels("waits", "harbor")
    assert borne(world) == ["harbor", "waits"]
    pull.set_labels("live", "harbor")
    assert borne(world) == ["harbor", "live"]
    pull.remove_from_labels("harbor")
    assert borne(world) == ["live"]
    pull.delete_labels()
    assert borne(world) == []
    kinds = [name for name in world.timeline() if "abeled" in name]
    added, removed = "LabeledEvent", "UnlabeledEvent"
    assert kinds == [added, added, removed, added, removed, removed]


def test_a_label_that_does_not_exist_is_made_in_grey(world: World) -> None:
    """github/docs#35718: description null, colour ededed."""
    world.pull()
    assert [row["name"] for row in label(world, "mia", "new").body] == ["new"]
    (row,) = world.rest("rob", "GET", "labels").body
    assert (row["name"], row["color"], row["description"]) == ("new", "ededed", None)


def test_a_label_is_the_same_in_any_case(world: World) -> None:
    """docs.github.com, "Managing labels"; a second one of the name is 422 already_exists."""
    world.pull()
    repository = world.repository("mia")
    repository.create_label("Live", "0e8a16", "It is live.")
    again = world.rest("mia", "POST", "labels", {"name": "live", "color": "ffffff"})
    assert (again.status, again.body["errors"][0]["code"]) == (422, "already_exists")
    label(world, "mia", "LIVE")
    assert borne(world) == ["Live"]


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": "x" * 51}, {"name": "x", "color": "red"}, {"color": "ffffff"}]
)
def test_a_label_that_cannot_be_made_is_refused(world: World, body: dict[str, str]) -> None:
    """docs.github.com, "Create a label": a name, and a colour of six hexadecimal digits."""
    assert world.rest("mia", "POST", "labels", body).status == 422
    assert world.rest("mia", "GET", "labels").body == []


@pytest.mark.parametrize(
    ("role", "known", "unknown"),
    [("read", 403, 403), ("triage", 200, 403), ("write", 200, 200), ("", 403, 403)],
)
def test_who_may_label(world: World, role: str, known: int, unknown: int) -> None:
    """Triage applies labels, write makes them; cyberark/dev-flow#31 has the 403."""
    world.pull()
    label(world, "mia", "known")
    world.hub.set_role("harbor-co/releases", "zoe", role)
    assert label(world, "zoe", "known").status == known
    assert label(world, "zoe", "unknown").status == unknown
    assert label(world, "zoe", method="PUT").status == known


def test_what_is_not_there_cannot_be_removed(world: World) -> None:
    """docs.github.com, "Remove a label from an issue": 404 for a label that is not there."""
    world.pull()
    world.rest("mia", "POST", "labels", {"name": "known"})
    for name in ("known", "unknown"):
        reply = world.rest("mia", "DELETE", f"issues/1/labels/{name}")
        assert (reply.status, reply.body["message"]) == (404, "Label does not exist")


def test_either_permission_lets_an_app_label(world: World) -> None:
    """docs.github.com, "Add labels to an issue": issues or pull requests, to write."""
    world.pull()
    world.rest("mia", "POST", "labels", {"name": "known"})
    for permission, status in (("issues", 200), ("pull_requests", 200), ("contents", 403)):
        world.tokens["app"] = world.hub.token(BOT, {permission: "write"})
        assert label(world, "app", "known").status == status


def test_only_who_may_write_issues_makes_a_label(world: World) -> None:
    """docker-library/official-images#19241, actions/labeler#870: the 403 since 2025, its words."""
    world.pull()
    world.rest("mia", "POST", "labels", {"name": "known"})
    world.tokens["app"] = world.hub.token(BOT, {"pull_requests": "write"})
    refused = label(world, "app", "unknown")
    assert (refused.status, refused.body["message"]) == (
        403,
        "You do not have permission to create labels on this repository.",
    )
    assert refused.body["errors"][0]["code"] == "unauthorized"
    assert label(world, "app", "known").status == 200
    world.tokens["app"] = world.hub.token(BOT, {"issues": "write"})
    assert label(world, "app", "unknown").status == 200


def test_pull_requests_are_found_by_their_labels(world: World) -> None:
    """docs.github.com, "GraphQL reference, Repository.pullRequests": any of the labels."""
    world.pull()
    label(world, "mia", "Live")
    query = (
        'query($l: [String!]) { repository(owner: "harbor-co", name: "releases") { label(name: '
        '"LIVE") { name isDefault description } labels(first: 5) { totalCount } '
        "pullRequests(first: 5, labels: $l) { totalCount } } }"
    )
    counts = []
    for names in (["live", "other"], ["other"], None):
        found = world.graphql("rob", query, l=names)["data"]["repository"]
        counts.append(found["pullRequests"]["totalCount"])
    assert counts == [1, 0, 1]
    assert found["label"] == {"name": "Live", "isDefault": False, "description": None}
    assert found["labels"] == {"totalCount": 1}


def test_labelling_and_asking_are_an_update_of_the_pull_request(world: World) -> None:
    """ptsochantaris/trailer#132: what happens to it is an update of it."""
    world.pull()
    seen = [world.pull_data("updatedAt")["updatedAt"]]
    label(world, "mia", "live")
    seen.append(world.pull_data("updatedAt")["updatedAt"])
    world.rest("mia", "POST", "pulls/1/requested_reviewers", {"reviewers": ["rob"]})
    seen.append(world.pull_data("updatedAt")["updatedAt"])
    assert seen == sorted(set(seen))
