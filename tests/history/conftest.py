"""What the tests of histories share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.reading import TRANSITIONS, Told
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return Told(tmp_path_factory.mktemp("told") / "main.git", TRANSITIONS)


@pytest.fixture
def historian(tmp_path: Path) -> Historian:
    return Historian(LooseWriter(tmp_path / "main.git", signing_key()))
