"""The linters find nothing in the workflow files, but for what a comment there answers."""

from __future__ import annotations

from tests.act.files import WORKFLOWS
from tests.workflows import linters

FILES = sorted(WORKFLOWS.glob("*.yml"))
TRIGGERS = "dangerous-triggers"


def test_zizmor_finds_nothing() -> None:
    """Pedantic, and what only its auditor looks for."""
    assert linters.zizmor(FILES) == set()
    assert linters.zizmor(FILES, persona="auditor") == set()


def test_actionlint_finds_nothing() -> None:
    assert linters.actionlint(FILES) == set()


def test_jactionlint_finds_nothing() -> None:
    assert linters.jactionlint(FILES) == set()


def test_every_file_keeps_the_schema_of_workflows() -> None:
    done = linters.schema(FILES)
    assert done.returncode == 0, done.stdout


def test_each_comment_that_silences_a_linter_is_still_needed() -> None:
    """Each stands at a trigger that is dangerous in other hands, and says why not in these."""
    silenced = [
        (path.name, line.split("#", 1)[1].split("]", 1)[1].strip())
        for path in FILES
        for line in path.read_text("utf-8").splitlines()
        if "ignore[" in line
    ]
    assert [name for name, _ in silenced] == ["seen.yml", *["slipway.yml"] * 3]
    assert all(len(reason.split()) > 3 for _, reason in silenced)
    assert linters.zizmor(FILES, ignores=False) == {(name, TRIGGERS) for name, _ in silenced}
