"""Accounts: identity is the number, permissions are role and token together."""

from tests.hub.world import REPOSITORY, World


def test_a_freed_login_is_somebody_else(world: World) -> None:
    """docs.github.com, "Changing your username": the old name can be claimed (threat A13)."""
    world.pull()
    world.rest("rob", "POST", "pulls/1/reviews", {"event": "APPROVE"})
    world.hub.rename_user("rob", "robert")
    world.hub.add_user("rob", 777)
    world.tokens["new-rob"] = world.hub.token("rob")
    world.rest("new-rob", "POST", "pulls/1/reviews", {"event": "APPROVE"})
    fields = "reviews(first: 5) { nodes { author { login ... on User { databaseId } } } }"
    authors = [node["author"] for node in world.pull_data(fields)["reviews"]["nodes"]]
    assert authors == [{"login": "robert", "databaseId": 102}, {"login": "rob", "databaseId": 777}]
    assert world.rest("mia", "GET", "/users/rob").body["id"] == 777
    assert world.rest("mia", "GET", "/user/102").body["login"] == "robert"


def test_a_deleted_account_leaves_its_words_without_an_author(world: World) -> None:
    """atlassian/github-for-jira#164: REST shows the ghost (id 10137), GraphQL null."""
    world.pull()
    world.rest("rob", "POST", "issues/1/comments", {"body": "Hi"})
    world.rest("rob", "POST", "pulls/1/reviews", {"event": "APPROVE"})
    world.hub.delete_user("rob")
    seen = world.pull_data(
        "comments(first: 1) { nodes { body author { login } } } "
        "reviews(first: 1) { nodes { state author { login } } }"
    )
    assert seen["comments"]["nodes"] == [{"body": "Hi", "author": None}]
    assert seen["reviews"]["nodes"] == [{"state": "APPROVED", "author": None}]
    assert world.rest("mia", "GET", "issues/1/comments").body[0]["user"]["id"] == 10137
    assert world.rest("mia", "GET", "pulls/1/reviews").body[0]["user"] is None
    assert world.rest("rob", "GET", "/user").status == 401


def test_a_token_can_do_less_than_its_user(world: World) -> None:
    """docs.github.com, "Managing your personal access tokens".

    Permissions cut down what the user may.
    """
    world.pull()
    world.tokens["narrow"] = world.hub.token("mia", {"pull_requests": "read"})
    refused = world.rest("narrow", "POST", "issues/1/comments", {"body": "x"})
    assert refused.status == 403
    assert refused.body["message"] == "Resource not accessible by personal access token"
    assert world.rest("narrow", "GET", "pulls/1").status == 200


def test_a_token_cannot_do_more_than_its_user(world: World) -> None:
    """docs.github.com, "Managing your personal access tokens": never more than the user may."""
    world.tokens["wide"] = world.hub.token("rob", {"contents": "write"})
    body = {"ref": "refs/heads/x", "sha": world.main()}
    assert world.rest("wide", "POST", "git/refs", body).status == 403


def test_a_private_repository_is_read_with_the_permission_only(world: World) -> None:
    """docs.github.com, "Permissions required for fine-grained personal access tokens"."""
    world.hub.add_repository("harbor-co/secret", {"a": b"a\n"}, author="ada", private=True)
    world.hub.set_role("harbor-co/secret", "rob", "read")
    world.tokens["blind"] = world.hub.token("rob", {"contents": "read"})
    assert world.rest("rob", "GET", "/repos/harbor-co/secret/pulls").status == 200
    assert world.rest("blind", "GET", "/repos/harbor-co/secret/pulls").status == 403


def test_a_revoked_token_is_refused(world: World) -> None:
    """docs.github.com, "Token expiration and revocation": 401 from then on."""
    value = world.hub.token("mia")
    world.tokens["old"] = value
    assert world.rest("old", "GET", "/user").body["login"] == "mia"
    world.hub.revoke_token(value)
    assert world.rest("old", "GET", "/user").status == 401


def test_the_token_of_actions_is_a_bot(world: World) -> None:
    """docs.github.com, "Automatic token authentication".

    The token is that of github-actions[bot].
    """
    login = "github-actions[bot]"
    world.tokens["actions"] = world.hub.token(login, {"statuses": "write"})
    made = world.rest("actions", "POST", f"statuses/{world.main()}", {"state": "success"}).body
    assert (made["creator"]["id"], made["creator"]["type"]) == (41898282, "Bot")
    mine = world.rest("actions", "GET", f"/users/{login.replace('[', '%5B').replace(']', '%5D')}")
    assert mine.body["login"] == login


def test_anonymous_readers_read_and_never_write(world: World) -> None:
    """docs.github.com, "Authenticating to the REST API": 401 for a write without a token."""
    assert world.rest(None, "GET", "").body["full_name"] == REPOSITORY
    world.pull()
    assert world.rest(None, "POST", "issues/1/comments", {"body": "x"}).status == 401


def test_errors_look_like_github(world: World) -> None:
    """docs.github.com, "Troubleshooting the REST API": message, documentation_url and status."""
    missing = world.rest("mia", "GET", "pulls/99")
    assert missing.status == 404
    assert missing.body == {
        "message": "Not Found",
        "documentation_url": "https://docs.github.com/rest",
        "status": "404",
    }
    assert world.rest("mia", "GET", "no/such/thing").status == 404
    assert world.rest("mia", "DELETE", "pulls").status == 404


def test_a_renamed_owner_takes_the_repositories_along(world: World) -> None:
    """docs.github.com, "Changing your username": the old name of a repository leads to it.

    Whoever registers the old login may make a repository of the old full name, which ends that.
    """
    first = world.rest("zoe", "POST", "forks", {}).body["id"]
    world.hub.rename_user("zoe", "zora")
    assert world.rest("rob", "GET", "/repos/zora/releases").body["id"] == first
    led = world.rest("rob", "GET", "/repos/zoe/releases").body
    assert (led["id"], led["full_name"]) == (first, "zora/releases")
    assert world.rest("rob", "GET", "/users/zoe").status == 404
    world.hub.add_user("zoe", 666)
    world.tokens["new-zoe"] = world.hub.token("zoe")
    second = world.rest("new-zoe", "POST", "forks", {}).body
    assert (second["full_name"], second["id"] != first) == ("zoe/releases", True)
    sha = world.main()
    made = {"ref": "refs/heads/mine", "sha": sha}
    assert world.rest("new-zoe", "POST", "/repos/zoe/releases/git/refs", made).status == 201
    assert world.rest("zoe", "GET", "/repos/zora/releases/git/ref/heads/mine").status == 404


def test_a_suspended_account_is_let_in_nowhere(world: World) -> None:
    """Words: sourcegraph/sourcegraph-public-snapshot#16638; git too: github/site-policy#1258."""
    world.pull()
    world.rest("rob", "POST", "pulls/1/reviews", {"event": "APPROVE"})
    world.hub.suspend_user("rob")
    refused = world.rest("rob", "GET", "pulls/1")
    assert (refused.status, refused.body["message"]) == (403, "Sorry. Your account was suspended.")
    pushed = world.git_run(world.clone("mia"), "push", world.git_url("rob"), "main:x")
    assert (pushed.returncode != 0, "403" in pushed.stderr) == (True, True)
    assert world.rest("mia", "GET", "pulls/1/reviews").body[0]["user"]["id"] == 102
    world.hub.suspend_user("rob", suspended=False)
    assert world.rest("rob", "GET", "pulls/1").status == 200


def test_a_mannequin_stands_for_somebody_from_elsewhere(world: World) -> None:
    """docs.github.com, "Reclaiming mannequins": imported work has a placeholder as its author."""
    world.pull()
    world.hub.add_user("rob-old", 800, "Mannequin")
    world.tokens["importer"] = world.hub.token("rob-old")
    world.rest("importer", "POST", "pulls/1/reviews", {"event": "APPROVE"})
    fields = "reviews(first: 1) { nodes { author { __typename login } } }"
    (review,) = world.pull_data(fields)["reviews"]["nodes"]
    assert review["author"] == {"__typename": "Mannequin", "login": "rob-old"}
    assert world.rest("mia", "GET", "pulls/1/reviews").body[0]["user"]["type"] == "Mannequin"


def test_words_on_a_pull_request_are_an_update_of_it(world: World) -> None:
    """ptsochantaris/trailer#132: a comment's time becomes that of the pull request."""
    world.pull()
    said = world.rest("rob", "POST", "issues/1/comments", {"body": "Hi"}).body["id"]
    moments = [world.pull_data("updatedAt")["updatedAt"]]
    acts: list[tuple[str, str, object]] = [
        ("PATCH", f"issues/comments/{said}", {"body": "Hello"}),
        ("DELETE", f"issues/comments/{said}", None),
        ("POST", "pulls/1/reviews", {"event": "APPROVE"}),
    ]
    for act in acts:
        world.rest("rob", *act)
        moments.append(world.pull_data("updatedAt")["updatedAt"])
    assert moments == sorted(set(moments))
