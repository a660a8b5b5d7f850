"""The fixture `acting`: a release repository on the hub that runs its own workflow files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.act.acting import Acting, open_ground
from tests.world import Ground, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def acting_ground() -> Iterator[Ground]:
    """One hub for all tests of a worker, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="slipway-act-") as name:
        ground = open_ground(Path(name))
        with ground.hub:
            yield ground


@pytest.fixture
def acting(acting_ground: Ground, tmp_path: Path) -> Acting:
    """The hub as it was at the start; nothing of an earlier test is kept or logged."""
    acting_ground.restore("pristine")
    actions = acting_ground.hub.actions
    actions.runner = acting_ground.facts["runner"]
    actions.keep = False
    actions.logs.clear()
    return Acting(Stage(acting_ground, tmp_path))
