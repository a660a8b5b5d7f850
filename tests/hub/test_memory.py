"""Time and memory: the clock, snapshots, worlds in folders."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import perf_counter

from bot.hub import Hub
from tests.hub.world import REPOSITORY, World


def test_time_goes_on_with_writes_only(world: World) -> None:
    world.pull()
    before = world.hub.clock.now()
    world.rest("rob", "GET", "pulls/1")
    world.pull_data("title")
    assert world.hub.clock.now() == before
    made = world.rest("rob", "POST", "issues/1/comments", {"body": "Hi"})
    assert world.hub.clock.now() == before + timedelta(seconds=1)
    assert parsedate_to_datetime(made.headers["Date"]) == world.hub.clock.now()
    assert made.body["created_at"] == world.hub.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_clock_is_set_and_its_tick_may_be_nothing(world: World) -> None:
    world.pull()
    moment = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    world.hub.clock.set(moment)
    world.hub.clock.tick = timedelta(0)
    try:
        first = world.rest("rob", "POST", "issues/1/comments", {"body": "a"}).body
        second = world.rest("rob", "POST", "issues/1/comments", {"body": "b"}).body
    finally:
        world.hub.clock.tick = timedelta(seconds=1)
    assert first["created_at"] == second["created_at"] == "2030-01-02T03:04:05Z"


def test_a_snapshot_brings_everything_back_in_milliseconds(world: World) -> None:
    pull, clone = world.pull()
    start, main, now = world.hub.snapshot(), world.main(), world.hub.clock.now()
    path = world.hub.repository_path(REPOSITORY)
    for _ in range(2):
        world.rest("rob", "POST", "pulls/1/reviews", {"event": "APPROVE"})
        world.commit_on_main()
        world.git(clone, "push", "--quiet", "origin", ":change")
        world.hub.add_repository("harbor-co/other", {"a": b"a\n"}, author="ada")
        begun = perf_counter()
        world.hub.restore(start)
        assert perf_counter() - begun < 0.1
        seen = world.pull_data("state headRefOid reviews(first: 1) { totalCount }")
        assert seen == {
            "state": "OPEN",
            "headRefOid": pull.head.sha,
            "reviews": {"totalCount": 0},
        }
        assert world.main() == main
        assert world.git(path, "rev-parse", "refs/heads/change") == pull.head.sha
        assert world.hub.clock.now() == now
        assert world.hub.describe()["repositories"] == [REPOSITORY]


def test_an_in_process_request_takes_milliseconds(world: World) -> None:
    world.pull()
    repository = world.repository("rob")
    begun = perf_counter()
    for _ in range(50):
        repository.get_pull(1)
    assert (perf_counter() - begun) / 50 < 0.03


def test_a_world_is_read_from_a_folder(tmp_path: Path) -> None:
    seed = tmp_path / "world" / "seed" / "catalog"
    seed.mkdir(parents=True)
    (seed / "owners.yaml").write_text("format: 1\n")
    world = {
        "clock": "2026-03-02T09:00:00Z",
        "users": [
            {"login": "mia", "id": 11, "type": "User"},
            {"login": "harbor-co", "id": 12, "type": "Organization"},
            {"login": "bot[bot]", "id": 13, "type": "Bot"},
        ],
        "tokens": [{"login": "bot[bot]", "permissions": {"contents": "read"}}],
        "repositories": [
            {
                "name": "harbor-co/releases",
                "private": True,
                "roles": {"mia": "write"},
                "seed": "seed",
                "author": "mia",
            }
        ],
    }
    (tmp_path / "world" / "world.json").write_text(json.dumps(world))
    hub = Hub(tmp_path / "hub")
    hub.load_world(tmp_path / "world")
    with hub:
        described = hub.describe()
        assert described["repositories"] == ["harbor-co/releases"]
        assert set(described["tokens"]) == {"mia", "bot[bot]"}
        assert hub.clock.now() == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        reader = World(hub, tmp_path, described["tokens"])
        assert reader.rest("mia", "GET", "/user").body["id"] == 11
        shown = reader.rest("mia", "GET", "/repos/harbor-co/releases").body
        assert (shown["private"], shown["permissions"]["push"]) == (True, True)
        assert shown["owner"]["type"] == "Organization"
        files = reader.rest("mia", "GET", "/repos/harbor-co/releases/contents/catalog").body
        assert [row["name"] for row in files] == ["owners.yaml"]
        log = reader.git(hub.repository_path("harbor-co/releases"), "log", "--format=%an", "main")
        assert log == "mia"


def test_a_world_may_start_from_a_bundle(world: World, tmp_path: Path) -> None:
    world.commit_on_main()
    path = world.hub.repository_path(REPOSITORY)
    bundle = tmp_path / "start.bundle"
    world.git(path, "bundle", "create", "--quiet", str(bundle), "main")
    described = {
        "users": [{"login": "harbor-co", "id": 12, "type": "Organization"}],
        "repositories": [{"name": "harbor-co/copy", "bundle": "start.bundle"}],
    }
    (tmp_path / "world.json").write_text(json.dumps(described))
    hub = Hub(tmp_path / "hub")
    hub.load_world(tmp_path)
    copied = world.git(hub.repository_path("harbor-co/copy"), "rev-parse", "main")
    assert copied == world.main()
    hub.stop()
