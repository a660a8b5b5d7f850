"""Roles of people and permissions of tokens: who may do what, and how a refusal looks."""

from typing import Any

import pytest

from tests.hub.world import BOT, REPOSITORY, World

SECRET = "/repos/harbor-co/secret"
ROLES = ("", "read", "triage", "write", "maintain", "admin")


def attempts(world: World) -> list[tuple[str, str, object]]:
    """One write of each kind, from what anybody may do to what only few may."""
    main = world.main()
    return [
        ("POST", "issues/1/comments", {"body": "Hi"}),
        ("POST", "pulls/1/reviews", {"event": "APPROVE"}),
        ("PATCH", "pulls/1", {"state": "open"}),
        ("POST", "issues/1/labels", {"labels": ["known"]}),
        ("POST", f"statuses/{main}", {"state": "success"}),
        ("POST", "git/refs", {"ref": "refs/heads/new", "sha": main}),
        ("PUT", "pulls/1/merge", {"sha": "0" * 40}),
        ("PATCH", "pulls/1", {"title": "Better"}),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_its_row_says(world: World, role: str) -> None:
    """docs.github.com, "Repository roles for an organization": the table of abilities."""
    world.pull()
    world.rest("mia", "POST", "labels", {"name": "known"})
    world.hub.set_role(REPOSITORY, "zoe", role)
    allowed = [world.rest("zoe", *each).status not in (403, 404) for each in attempts(world)]
    reads, triages, writes = [True] * 2, [role not in ("", "read")] * 2, ROLES.index(role) > 2
    assert allowed == [*reads, *triages, *[writes] * 4]


def test_a_private_repository_is_unknown_to_those_without_a_role(world: World) -> None:
    """docs.github.com, "Troubleshooting the REST API": 404 instead of 403 for what is private."""
    world.hub.add_repository("harbor-co/secret", {"a": b"a\n"}, author="ada", private=True)
    for path in ("", "/pulls", "/labels", "/commits/main", "/nothing"):
        assert world.rest("zoe", "GET", f"{SECRET}{path}").status == 404
    assert world.rest("zoe", "POST", f"{SECRET}/git/refs", {}).status == 404
    query = '{ repository(owner: "harbor-co", name: "secret") { id } }'
    answer = world.graphql("zoe", query)
    assert (answer["data"], answer["errors"][0]["type"]) == ({"repository": None}, "NOT_FOUND")


READS = {
    "contents": ("/commits/main", "/contents/a", "/git/ref/heads/main", "/activity", "/branches"),
    "pull_requests": ("/pulls", "/pulls/1", "/pulls/1/reviews", "/pulls/1/requested_reviewers"),
    "issues": ("/issues/1/comments", "/issues/1/labels", "/labels", "/issues/1/timeline"),
    "statuses": ("/commits/main/status", "/commits/main/statuses"),
}


@pytest.mark.parametrize("permission", [*READS, "metadata"])
def test_an_app_reads_in_private_what_its_permission_names(world: World, permission: str) -> None:
    """docs.github.com, "Permissions required for GitHub Apps"; metadata alone reads none of it.

    Comments and labels of a pull request are read with either of issues and pull requests.
    """
    secret(world)
    world.tokens["app"] = world.hub.token(BOT, {permission: "read"})
    readable = set(READS.get(permission, ()))
    if permission == "pull_requests":
        readable |= set(READS["issues"])
    for path in {path for paths in READS.values() for path in paths}:
        reply = world.rest("app", "GET", SECRET + path)
        assert reply.status == (200 if path in readable else 403), path
        if reply.status == 403:
            assert reply.body["message"] == "Resource not accessible by integration"
    assert world.rest("app", "GET", SECRET).status == 200


def secret(world: World) -> None:
    """A private repository with a pull request by mia."""
    world.hub.add_repository("harbor-co/secret", {"a": b"a\n"}, author="ada", private=True)
    world.hub.set_role("harbor-co/secret", "mia", "write")
    main = world.rest("mia", "GET", f"{SECRET}/git/ref/heads/main").body["object"]["sha"]
    tree = {"base_tree": main, "tree": [{"path": "b", "mode": "100644", "content": "b\n"}]}
    made = world.rest("mia", "POST", f"{SECRET}/git/trees", tree).body["sha"]
    body = {"message": "b", "tree": made, "parents": [main]}
    commit = world.rest("mia", "POST", f"{SECRET}/git/commits", body).body["sha"]
    ref = {"ref": "refs/heads/b", "sha": commit}
    assert world.rest("mia", "POST", f"{SECRET}/git/refs", ref).status == 201
    opening = {"title": "b", "head": "b", "base": "main"}
    assert world.rest("mia", "POST", f"{SECRET}/pulls", opening).status == 201


def test_an_app_that_is_not_installed_knows_of_nothing_private(world: World) -> None:
    """docs.github.com, "Troubleshooting the REST API": not installed there is not found."""
    secret(world)
    world.hub.set_role("harbor-co/secret", BOT, "")
    assert world.rest(BOT, "GET", f"{SECRET}/pulls/1").status == 404
    assert world.rest(BOT, "GET", "pulls").status == 200


def test_graphql_says_forbidden_where_the_field_stands(world: World) -> None:
    """fpicalausa/remove-stale-branches#49: status 200, type FORBIDDEN, the path of the field."""
    secret(world)
    world.tokens["app"] = world.hub.token(BOT, {"contents": "read"})
    query = (
        '{ repository(owner: "harbor-co", name: "secret") { name pullRequest(number: 1) { id } '
        "defaultBranchRef { target { ... on Commit { oid status { state } "
        "associatedPullRequests(first: 1) { totalCount } } } } } }"
    )
    reply = world.http("app", "POST", world.hub.graphql, {"query": query})
    assert reply.status == 200
    found = reply.body["data"]["repository"]
    assert (found["name"], found["pullRequest"]) == ("secret", None)
    assert found["defaultBranchRef"]["target"]["associatedPullRequests"] is None
    errors: list[Any] = reply.body["errors"]
    assert {error["type"] for error in errors} == {"FORBIDDEN"}
    assert {error["message"] for error in errors} == {"Resource not accessible by integration"}
    assert {error["path"][-1] for error in errors} == {
        "pullRequest",
        "status",
        "associatedPullRequests",
    }


@pytest.mark.parametrize("level", ["none", "read", "write"])
def test_graphql_refuses_a_mutation_in_the_same_form(world: World, level: str) -> None:
    """graphql-hive/graphql-inspector#2672: a token that reads only is told so with status 200."""
    pull, _ = world.pull()
    world.tokens["app"] = world.hub.token(BOT, {"pull_requests": level})
    query = "mutation($i: AddCommentInput!) { addComment(input: $i) { clientMutationId } }"
    given = {"subjectId": pull.node_id, "body": "Hi"}
    body = {"query": query, "variables": {"i": given}}
    reply = world.http("app", "POST", world.hub.graphql, body)
    kinds = [error["type"] for error in reply.body.get("errors", ())]
    assert (reply.status, kinds) == (200, [] if level == "write" else ["FORBIDDEN"])


def test_a_role_is_told_to_those_who_may_push(world: World) -> None:
    """docs.github.com, "Get repository permissions for a user": triage is read, maintain write."""
    words = []
    for role in ROLES:
        world.hub.set_role(REPOSITORY, "zoe", role)
        found = world.rest("mia", "GET", "collaborators/zoe/permission").body
        words.append((found["permission"], found["role_name"]))
    assert words == [
        ("read", "read"),
        ("read", "read"),
        ("read", "triage"),
        ("write", "write"),
        ("write", "maintain"),
        ("admin", "admin"),
    ]
    world.hub.set_role(REPOSITORY, "zoe", "")
    assert world.rest("mia", "GET", "collaborators/zoe").status == 404
    assert world.rest("mia", "GET", "collaborators/rob").status == 204
    assert world.rest("rob", "GET", "collaborators/zoe/permission").status == 403
    assert world.rest("mia", "GET", "collaborators/nobody/permission").status == 404
