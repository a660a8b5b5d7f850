"""The workflows of a repository with data only are this project's, less one line."""

from __future__ import annotations

import difflib
import re

import pytest

from bot.init.answers import Shape
from bot.init.sources import read_sources
from bot.init.workflows import OWN, data_variant, data_workflows

BUILDING = '"$python" -I -P -m pip install --quiet --no-index --no-deps --no-build-isolation .'
INSTALLING = "--require-hashes --only-binary :all: -r requirements/bot.txt"
WORKFLOWS = read_sources(Shape.DATA).workflows
OTHERS = sorted(set(WORKFLOWS) - {OWN})


def test_all_workflows_but_the_projects_own_tests_are_there() -> None:
    assert sorted(data_workflows(WORKFLOWS)) == OTHERS
    assert ".github/workflows/slipway.yml" in OTHERS


@pytest.mark.parametrize("path", OTHERS)
def test_the_two_differ_in_the_building_of_the_bot_and_in_nothing_else(path: str) -> None:
    before, after = WORKFLOWS[path], data_workflows(WORKFLOWS)[path]
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    changed = [line for line in lines if line[0] in "+-?"]
    installs = "Install the bot" in before
    assert [line[2:].strip() for line in changed] == [BUILDING] * installs
    assert (INSTALLING in after) == installs


@pytest.mark.parametrize("path", OTHERS)
def test_a_repository_with_data_only_needs_nothing_that_it_has_not(path: str) -> None:
    ran = re.sub(r"(?m)^\s*#.*$", "", data_workflows(WORKFLOWS)[path])
    assert "no-build-isolation" not in ran
    assert set(re.findall(r"requirements/\S+", ran)) <= {"requirements/bot.txt"}


def test_no_other_step_is_touched() -> None:
    step = f"      - name: Build\n        run: |\n          {BUILDING}\n"
    install = (
        f"      - name: Install the bot\n        run: |\n          a\n          {BUILDING}\n\n"
    )
    assert data_variant(f"    steps:\n{install}{step}") == (
        f"    steps:\n{install.replace(f'          {BUILDING}' + chr(10), '')}{step}"
    )
