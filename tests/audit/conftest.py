"""The fixture `workshop`: one repository in which every forgery is told, and audited by its tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.forgeries.workshop import Workshop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """One for all tests of a worker: objects are named by their bytes, so none is in the way."""
    folder: Path = tmp_path_factory.mktemp("workshop")
    return Workshop(folder / "main.git")
