"""Fault tests keep git objects between runs: hundreds of runs would spend their time fetching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import Stage


@pytest.fixture(autouse=True)
def _kept_objects(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> None:
    facts = stage.ground.facts
    if "objects" not in facts:
        facts["objects"] = tmp_path_factory.mktemp("objects")
    stage.objects = facts["objects"]
