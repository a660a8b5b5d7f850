"""requirements/bot.txt locks all that pyproject.toml asks for, and names no place."""

from __future__ import annotations

import re
import tomllib

from tests.act.files import REPOSITORY

TEXT = (REPOSITORY / "requirements" / "bot.txt").read_text("utf-8")
ENTRY = re.compile(r"[a-z0-9-]+==[0-9a-z.]+( --hash=sha256:[0-9a-f]{64})+")
CURE = "run .venv/bin/python requirements/lock.py"


def entries() -> list[str]:
    """Each requirement on one line, without the comments."""
    joined = TEXT.replace(" \\\n    ", " ")
    return [line for line in joined.splitlines() if not line.startswith("#")]


def test_every_line_is_one_version_with_its_hashes() -> None:
    """So the file holds no option and no address, whoever edits it."""
    assert entries()
    assert [line for line in entries() if not ENTRY.fullmatch(line)] == []
    assert entries() == sorted(entries(), key=lambda line: line.partition("==")[0])


def test_what_pyproject_asks_for_is_locked_at_the_same_version() -> None:
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    asked = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    locked = {line.partition(" ")[0] for line in entries()}
    assert [one for one in asked if one.lower() not in locked] == [], CURE
