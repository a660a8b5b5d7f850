"""One hub for all tests of a module, put back to its start for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.hub import Hub
from bot.hub.site import Switches
from tests.hub.dispatching import Dispatching
from tests.hub.world import World


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A filled hub that serves."""
    folder = tmp_path_factory.mktemp("world")
    with Hub(folder / "hub") as hub:
        world = World(hub, folder)
        world.fill()
        yield world


@pytest.fixture
def world(running: World, tmp_path: Path) -> Iterator[World]:
    """The hub as it was at the start; afterwards everything is put back."""
    start = running.hub.snapshot()
    fresh = World(running.hub, tmp_path, dict(running.tokens))
    yield fresh
    running.hub.clear_faults()
    running.hub.finish_delayed()
    usual = Switches()
    running.hub.repoint_reviews = usual.repoint_reviews
    running.hub.accept_bad_objects = usual.accept_bad_objects
    running.hub.merge_detection_delay = usual.merge_detection_delay
    running.hub.deleted_forks_close = usual.deleted_forks_close
    running.hub.actions.switch_off()
    running.hub.actions.keep = False
    running.hub.restore(start)
    running.hub.requests.clear()
    running.hub.git_requests.clear()


@pytest.fixture
def dispatching(world: World) -> Iterator[Dispatching]:
    """The same hub with its dispatcher, which is switched off again afterwards."""
    found = Dispatching(world)
    yield found
    actions = found.actions
    actions.switch_off()
    actions.runner, actions.keep = None, False
    actions.logs.clear()
