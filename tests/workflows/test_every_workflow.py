"""What every workflow file keeps (threats F1 to F3, F6 to F11, F13, F14, F17, F18)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.act.files import WORKFLOWS, read, steps
from tests.workflows.rules import broken

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(WORKFLOWS.glob("*.yml"))
PIN_LINE = re.compile(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
every_workflow = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def test_there_are_the_bots_workflows_and_the_projects_own() -> None:
    assert {path.name for path in WORKFLOWS.iterdir()} == {
        *("slipway.yml", "check.yml", "review.yml", "seen.yml"),
        "ci.yml",
    }
    assert {read(path)["name"] for path in FILES} == {
        *("Slipway", "Slipway check", "Slipway review", "Slipway seen"),
        "Tests",
    }


@every_workflow
def test_it_breaks_no_rule(path: Path) -> None:
    """The rules, with what each is for, are those of ``rules.py``."""
    assert broken(path) == set()


@every_workflow
def test_the_version_of_an_action_stands_beside_its_hash(path: Path) -> None:
    """F8. For people and for updaters."""
    used = [step["uses"] for step in steps(read(path)) if "uses" in step]
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if " uses: " in line]
    assert len(lines) == len(used)
    assert [line for line in lines if not PIN_LINE.search(line)] == []


@every_workflow
def test_it_says_at_its_head_why_it_is_safe(path: Path) -> None:
    head = path.read_text("utf-8").partition("\nname:")[0]
    assert all(line.startswith("#") for line in head.splitlines())
    assert "Why this is safe" in head


@every_workflow
def test_every_job_and_every_step_has_a_name_for_people(path: Path) -> None:
    workflow = read(path)
    assert all("name" in job for job in workflow["jobs"].values())
    assert all("name" in step for step in steps(workflow))


@every_workflow
def test_a_script_fails_where_a_part_of_a_pipe_fails(path: Path) -> None:
    """GitHub, "Workflow syntax": ``shell: bash`` is with ``-o pipefail``, the default is not."""
    assert read(path)["defaults"] == {"run": {"shell": "bash"}}


def test_an_action_is_pinned_to_one_hash_everywhere() -> None:
    used = {step["uses"] for path in FILES for step in steps(read(path)) if "uses" in step}
    assert len(used) == len({name.partition("@")[0] for name in used}) == 2
