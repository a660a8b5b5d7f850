"""The fixture `stage`: the demo's world on a hub that each worker starts once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.demo.world import write_world
from bot.hub import Hub
from tests.kept_demo import kept_demo
from tests.order import in_order
from tests.world import Ground, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


# Speed is measured in benchmarks only: a busy machine must fail no test.
settings.register_profile("slipway", deadline=None)
settings.load_profile("slipway")

# The hub is on this machine: no proxy of the machine's stands before it, or is looked for.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Hand the tests out in an order that shows failures early and ends evenly."""
    worker = getattr(config, "workerinput", {"workercount": 1})
    wanted = in_order([item.nodeid for item in items], worker["workercount"])
    place = {node: number for number, node in enumerate(wanted)}
    items.sort(key=lambda item: place[item.nodeid])


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A hub that serves the demo's world, and the snapshot of its start."""
    folder = tmp_path_factory.mktemp("ground")
    hub = Hub(folder / "hub")
    hub.load_world(write_world(folder / "world"))
    hub.start()
    try:
        yield Ground(hub, hub.describe()["tokens"], {"pristine": hub.snapshot()}, folder=folder)
    finally:
        hub.stop()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the demo left: to be looked at, and not to be changed."""
    return kept_demo(tmp_path_factory.getbasetemp())


@pytest.fixture
def stage(ground: Ground, tmp_path: Path) -> Stage:
    """The world as it was at the start."""
    ground.restore("pristine")
    return Stage(ground, tmp_path, objects=ground.kept_objects())
