"""The hub from outside: its controls over HTTP, and served as a process of its own."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.hub.world import Reply, World


def _control(world: World, method: str, name: str, body: object = None) -> Reply:
    return world.http(world.hub.describe()["control"], method, f"{world.hub.url}/_hub/{name}", body)


def test_controls_need_their_own_token(world: World) -> None:
    url = f"{world.hub.url}/_hub/requests"
    assert world.http("ada", "GET", url).status == 401
    assert world.http(None, "GET", url).status == 401
    assert world.hub.describe()["control"] not in world.tokens.values()


def test_the_clock_is_moved(world: World) -> None:
    moved = _control(world, "POST", "clock", {"set": "2027-01-01T00:00:00Z", "advance": 60})
    assert moved.body["now"] == "2027-01-01T00:01:00+00:00"
    assert world.hub.clock.now().isoformat() == "2027-01-01T00:01:00+00:00"


def test_snapshots_are_taken_and_restored(world: World) -> None:
    name = _control(world, "POST", "snapshot").body
    world.pull()
    assert _control(world, "POST", "restore", name).status == 200
    assert world.rest("mia", "GET", "pulls/1").status == 404
    assert _control(world, "POST", "restore", {"snapshot": "none"}).status == 422


def test_faults_are_ordered_and_cleared(world: World) -> None:
    _control(world, "POST", "fault", {"kind": "refused", "times": None})
    assert world.rest("mia", "GET", "").status == 403
    _control(world, "DELETE", "faults")
    assert world.rest("mia", "GET", "").status == 200
    assert _control(world, "POST", "fault", {"kind": "odd"}).status == 422


def test_people_are_added_and_renamed(world: World) -> None:
    made = _control(world, "POST", "users", {"login": "eve", "id": 555}).body
    _control(world, "POST", "users/rename", {"old": "eve", "new": "eva"})
    mine = world.rest(made["token"], "GET", "/user").body
    assert (mine["login"], mine["id"]) == ("eva", 555)


def test_switches_are_set_and_requests_read(world: World) -> None:
    _control(world, "POST", "switch", {"repointReviews": True})
    assert world.hub.repoint_reviews
    world.rest("mia", "GET", "")
    (row,) = _control(world, "GET", "requests").body
    assert (row["method"], row["login"], row["status"]) == ("GET", "mia", 200)


def test_people_tokens_roles_and_limits_are_set(world: World) -> None:
    token = _control(world, "POST", "tokens", {"login": "wes", "permissions": {}}).body["token"]
    assert world.rest(token, "POST", f"statuses/{world.main()}", {"state": "error"}).status == 403
    role = {"repository": "harbor-co/releases", "login": "wes", "role": "read"}
    _control(world, "POST", "roles", role)
    assert not world.rest("wes", "GET", "").body["permissions"]["push"]
    _control(world, "POST", "users/suspend", {"login": "wes"})
    assert world.rest("wes", "GET", "").status == 403
    _control(world, "POST", "users/delete", {"login": "wes"})
    assert world.rest("wes", "GET", "").status == 401
    assert _control(world, "POST", "users/delete", {"login": "wes"}).status == 422
    _control(world, "POST", "limits", {"core": 1, "status": 429})
    assert [world.rest("rob", "GET", "").status for _ in range(2)] == [200, 429]


def test_a_flood_is_ordered_and_forks_close_or_not(world: World) -> None:
    world.pull()
    where = {"repository": "harbor-co/releases", "number": 1, "login": "rob"}
    _control(world, "POST", "flood", {**where, "comments": 3, "body": "/apply"})
    assert len(world.rest("rob", "GET", "issues/1/comments").body) == 3
    _control(world, "POST", "switch", {"deletedForksClose": False})
    assert not world.hub.deleted_forks_close


def test_a_served_hub_says_one_line_and_ends_in_peace(tmp_path: Path) -> None:
    world = {"users": [{"login": "mia", "id": 1}], "repositories": []}
    (tmp_path / "world.json").write_text(json.dumps(world))
    code = (
        "import sys, pathlib; from bot.hub import serve; p = pathlib.Path(sys.argv[1]); "
        "serve(p / 'root', 0, p)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        described: dict[str, Any] = json.loads(process.stdout.readline())
        expected = {"url", "api", "graphql", "git", "repositories", "tokens", "control"}
        assert described.keys() == expected
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=10)
        assert (process.returncode, rest) == (0, "")
