"""Every REST answer of the hub is one that GitHub's published description allows."""

import http.client
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.hub import Hub
from tests.contract.furnished import furnish, settings
from tests.contract.rest import check_answer, operation_names
from tests.contract.running import WORKFLOWS, Willing, pressed, runs
from tests.contract.tour import NOWHERE, REPOSITORY, walk
from tests.contract.visits import Visit, Visitor

ROLES = {"mia": "admin", "rob": "write", "dan": "read", "slipway-bot": "write"}


class Speaker:
    """Sends raw HTTP to a hub, with the token of whoever speaks."""

    def __init__(self, hub: Hub, logins: Iterable[str]) -> None:
        address = urlsplit(hub.url)
        self.connection = http.client.HTTPConnection(
            str(address.hostname), address.port, timeout=20
        )
        self.tokens = {login: hub.token(login) for login in logins}
        self.tokens |= {"nobody": "", "stranger": "no-such-token"}

    def send(self, login: str, method: str, path: str, body: object) -> tuple[int, Any]:
        headers = {"Accept": "application/vnd.github+json"}
        if token := self.tokens[login]:
            headers["Authorization"] = f"Bearer {token}"
        content = None if body is None else json.dumps(body)
        self.connection.request(method, path, content, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None


def founded(root: Path, roles: Mapping[str, str], files: Mapping[str, bytes] | None = None) -> Hub:
    hub = Hub(root)
    hub.add_user("harbor-co", type="Organization")
    for login in roles:
        hub.add_user(login, type="Bot" if login.endswith("-bot") else "User")
    seed = {"README.md": b"Releases.\n", **(files or {})}
    hub.add_repository("harbor-co/releases", seed, author="mia")
    for login, role in roles.items():
        hub.set_role("harbor-co/releases", login, role)
    return hub


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with founded(tmp_path_factory.mktemp("hub"), ROLES, WORKFLOWS) as made:
        furnish(made)
        yield made


@pytest.fixture(scope="module")
def speaker(hub: Hub) -> Iterator[Speaker]:
    made = Speaker(hub, ROLES)
    made.tokens["reader"] = hub.token("slipway-bot", {"contents": "read"})
    yield made
    made.connection.close()


@pytest.fixture(scope="module")
def visits(hub: Hub, speaker: Speaker) -> list[Visit]:
    visitor = Visitor(speaker.send, "mia")
    walk(visitor)
    settings(visitor, visitor.named("slipway-bot"))
    hub.actions.switch_on(Willing())
    pressed(visitor)
    hub.actions.drain()
    runs(visitor, visitor.named("dan"))
    return visitor.visits


@pytest.mark.parametrize("operation", operation_names())
def test_an_operation_is_asked_and_answered_as_described(
    operation: str, visits: list[Visit]
) -> None:
    made = [one for one in visits if one.operation == operation]
    assert any(one.status < 400 for one in made), made
    assert [one for one in made if one.faults] == []


@pytest.mark.usefixtures("visits")
@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status"),
    [
        ("nobody", "GET", "/user", None, 401),
        ("stranger", "GET", REPOSITORY, None, 401),
        ("mia", "GET", "/repos/harbor-co/nothing", None, 404),
        ("mia", "GET", f"{REPOSITORY}/pulls/999", None, 404),
        ("mia", "GET", f"{REPOSITORY}/git/ref/heads/nothing", None, 404),
        ("mia", "GET", f"{REPOSITORY}/commits/{NOWHERE}", None, 422),
        ("reader", "POST", f"{REPOSITORY}/issues/1/comments", {"body": "No."}, 403),
        ("dan", "POST", f"{REPOSITORY}/statuses/{NOWHERE}", {"state": "success"}, 403),
        ("rob", "POST", f"{REPOSITORY}/statuses/{NOWHERE}", {"state": "success"}, 422),
        ("mia", "POST", f"{REPOSITORY}/issues/1/comments", {"body": "x" * 65_537}, 422),
        ("mia", "POST", f"{REPOSITORY}/pulls/1/reviews", {"event": "APPROVE"}, 422),
        ("rob", "POST", f"{REPOSITORY}/pulls/1/reviews", {"event": "SHOUT"}, 422),
        ("rob", "POST", f"{REPOSITORY}/pulls/1/reviews", {"event": "REQUEST_CHANGES"}, 422),
        ("mia", "PATCH", f"{REPOSITORY}/pulls/1", {"state": "open"}, 422),
        ("mia", "PUT", f"{REPOSITORY}/pulls/1/update-branch", {"expected_head_sha": NOWHERE}, 422),
        ("mia", "POST", f"{REPOSITORY}/pulls", {"title": "x", "head": "no", "base": "main"}, 422),
        ("mia", "POST", f"{REPOSITORY}/pulls", {"title": "x", "head": "main", "base": "main"}, 422),
        ("mia", "POST", f"{REPOSITORY}/pulls", {"head": "stable", "base": "main"}, 422),
        ("mia", "POST", f"{REPOSITORY}/statuses/main", {"state": "done"}, 422),
        ("mia", "POST", f"{REPOSITORY}/git/refs", {"ref": "refs/heads/x", "sha": NOWHERE}, 422),
        ("mia", "PATCH", f"{REPOSITORY}/git/refs/heads/main", {"sha": NOWHERE}, 422),
        ("mia", "POST", f"{REPOSITORY}/git/blobs", {}, 422),
        ("mia", "POST", f"{REPOSITORY}/deployments", {}, 422),
        ("mia", "POST", f"{REPOSITORY}/deployments", {"ref": "nothing"}, 422),
        ("dan", "POST", f"{REPOSITORY}/deployments", {"ref": "main"}, 403),
        ("mia", "GET", f"{REPOSITORY}/deployments/999", None, 404),
        ("mia", "POST", f"{REPOSITORY}/dispatches", {}, 422),
        ("dan", "POST", f"{REPOSITORY}/dispatches", {"event_type": "x"}, 403),
        ("mia", "PUT", f"{REPOSITORY}/contents/a.txt", {"message": "x", "content": "!"}, 422),
    ],
)
def test_a_refusal_is_told_as_github_tells_it(
    speaker: Speaker, who: str, method: str, path: str, body: object, status: int
) -> None:
    """Statuses: github.com/hubtty/hubtty/issues/33 (own pull request, a list of texts).

    SpinlockLabs/github.dart/issues/340 (Base64); the others as the description lists them.
    """
    got, answer = speaker.send(who, method, f"/api/v3{path}", body)
    assert (got, check_answer(method, path, got, answer)) == (status, [])


def test_what_a_deleted_account_left_behind_is_answered_as_described(tmp_path: Path) -> None:
    """REST shows the ghost account, reviews excepted.

    Sources: github.com/atlassian/github-for-jira/pull/164, github.com/slapperwan/gh4a/pull/1102.
    """
    with founded(tmp_path, {"mia": "admin", "eve": "write"}) as hub:
        speaker = Speaker(hub, ("mia", "eve"))
        eve, mia = Visitor(speaker.send, "eve"), Visitor(speaker.send, "mia")
        for number, who in enumerate((eve, mia), start=1):
            proposed(who)
            for each in (eve, mia):
                each.post(f"{REPOSITORY}/issues/{number}/comments", {"body": "Hello."})
                event = {"event": "COMMENT", "body": "I see."}
                each.post(f"{REPOSITORY}/pulls/{number}/reviews", event)
        hub.delete_user("eve")
        left_behind(mia)
        speaker.connection.close()
    assert [one for one in mia.visits if one.faults or one.status >= 400] == []


def proposed(who: Visitor) -> None:
    main = who.get(f"{REPOSITORY}/git/ref/heads/main")["object"]["sha"]
    who.post(f"{REPOSITORY}/git/refs", {"ref": f"refs/heads/{who.login}", "sha": main})
    change = {"message": "A file", "branch": who.login, "content": "aGVsbG8="}
    who.put(f"{REPOSITORY}/contents/{who.login}.txt", change)
    who.post(f"{REPOSITORY}/pulls", {"title": "A file", "head": who.login, "base": "main"})


def left_behind(mia: Visitor) -> None:
    mia.get(f"{REPOSITORY}/pulls")
    mia.get(f"{REPOSITORY}/activity")
    for number in (1, 2):
        for part in ("pulls/{}", "pulls/{}/reviews", "pulls/{}/commits", "issues/{}"):
            mia.get(f"{REPOSITORY}/{part.format(number)}")
        mia.get(f"{REPOSITORY}/issues/{number}/comments")
        mia.get(f"{REPOSITORY}/issues/{number}/timeline")
