"""Which pull requests a commit belongs to, in REST and GraphQL."""

from tests.hub.world import World


def associated(world: World, sha: str) -> list[int]:
    """The numbers that both name."""
    rest = [row["number"] for row in world.rest("rob", "GET", f"commits/{sha}/pulls").body]
    query = (
        'query($oid: GitObjectID!) { repository(owner: "harbor-co", name: "releases") '
        "{ object(oid: $oid) { ... on Commit "
        "{ associatedPullRequests(first: 10) { nodes { number } } } } } }"
    )
    found = world.graphql("rob", query, oid=sha)["data"]["repository"]["object"]
    assert [node["number"] for node in found["associatedPullRequests"]["nodes"]] == rest
    return rest


def test_an_open_one_contains_the_commit(world: World) -> None:
    """docs.github.com, "List pull requests associated with a commit".

    Open ones while it is not merged.
    """
    pull, clone = world.pull()
    world.git(clone, "checkout", "--quiet", "-b", "longer")
    tip = world.commit(clone, "more.txt", "more\n")
    world.git(clone, "push", "--quiet", "origin", "longer")
    world.repository("mia").create_pull(base="main", head="longer", title="Longer")
    assert associated(world, pull.head.sha) == [1, 2]
    assert associated(world, tip) == [2]
    assert associated(world, world.main()) == []
    pull.edit(state="closed")
    assert associated(world, pull.head.sha) == [2]


def test_on_the_default_branch_only_the_one_that_brought_it_is_left(world: World) -> None:
    """docs.github.com, "List pull requests associated with a commit".

    The merged one that brought it.
    """
    pull, clone = world.pull()
    world.git(clone, "checkout", "--quiet", "-b", "longer")
    world.commit(clone, "more.txt", "more\n")
    world.git(clone, "push", "--quiet", "origin", "longer")
    world.repository("mia").create_pull(base="main", head="longer", title="Longer")
    before = world.main()
    world.rest("wes", "PUT", "pulls/1/merge", {})
    assert associated(world, pull.head.sha) == [1]
    assert associated(world, world.main()) == [1]
    assert associated(world, before) == []
