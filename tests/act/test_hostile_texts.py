"""Threat F3: names, titles and remarks are data in every workflow; none runs, none commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.threats.attack import PRODUCTION, Commit, plant
from tests.world import documents

if TYPE_CHECKING:
    from pathlib import Path

    from tests.act.acting import Acting

CHECK = "Slipway check"
COMMANDS = "\n".join(
    [
        *("::set-output name=x::y", "::add-mask::Harbor", "::error::fooled"),
        *("::stop-commands::x", "x ##[error]fooled"),
    ]
)
PREFIX = re.compile(r"^\[[^\]]+\] +(?:\| ?)?")
OBEYED = re.compile(r"^.{0,4}::|##\[")
"""A line that a runner reads as a command, and how act shows one that it has obeyed."""
ANNOTATION = "❗  ::error file=releases/%0A%3A%3Aerror%3A%3Afooled "
"""The check's own, which names the file; what would begin another is escaped."""


def begun(log: str) -> list[str]:
    """The lines of a log at which a workflow command begins."""
    lines = (PREFIX.sub("", line) for line in re.split(r"[\r\n]+", log))
    return [line for line in lines if OBEYED.search(line)]


def test_f3_nothing_that_people_write_runs_or_commands_the_runner(
    acting: Acting, tmp_path: Path
) -> None:
    """In title, branch, file name, commit message, comment and review, through all workflows."""
    stage, sign = acting.stage, tmp_path / "sign"
    code = f"$(touch {sign}) `touch {sign}` \"; touch {sign}; ' ${{{{ github.token }}}}"
    branch = f"x\";$(touch${{IFS}}{sign})`touch${{IFS}}{sign}`${{{{github.token}}}}'"
    name = f'releases/\\n::error::fooled $(touch {sign})\\"; ${{{{ github.token }}}}.yaml'
    files = {**documents(PRODUCTION), name: "format: 1\n"}
    mia = stage.person("mia")
    plant(stage, branch, Commit(files, message=f"{code}\n\n{COMMANDS}"))
    number = mia.open(branch, f'$(touch {sign})"{COMMANDS}')
    mia.say(number, f"/withdraw {code}\n\n{COMMANDS}\n")
    stage.person("rob").object(number, f"{code}\n{COMMANDS}")

    done = acting.drain()

    assert {run.name for run in done} == {"Slipway", CHECK, "Slipway review", "Slipway seen"}
    found = [(run.name, line) for run in done for line in begun(acting.log(run))]
    assert [(name, line[: len(ANNOTATION)]) for name, line in found] == [(CHECK, ANNOTATION)]
    assert not sign.exists()
    assert "ghs_" not in "".join(comment.body for comment in stage.comments(number))
    assert acting.subjects() == acting.subjects()[:1]
