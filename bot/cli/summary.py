"""The summary of a run of GitHub Actions: Markdown in the file that GITHUB_STEP_SUMMARY names.

It is for people and decides nothing: where it cannot be written the run goes on, and says so.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.core.workflow_commands import harmless

VARIABLE = "GITHUB_STEP_SUMMARY"
LIMIT = 1024 * 1024
"""Bytes that a step may write; of more GitHub shows nothing ("Workflow commands")."""
_CUT = "\nThe rest does not fit into a summary.\n"


def write_summary(markdown: str) -> None:
    """Add to the step's summary, where there is one."""
    name = os.environ.get(VARIABLE, "")
    if not name:
        return
    try:
        path = Path(name)
        room = LIMIT - (path.stat().st_size if path.exists() else 0)
        with path.open("ab") as file:
            file.write(fitted(markdown, room))
    except OSError as error:
        why = f"{type(error).__name__}: {error.strerror or error}"
        click.echo(harmless(f"slipway: no summary was written ({why}) [no-summary]"), err=True)


def fitted(markdown: str, room: int) -> bytes:
    """As many whole lines as fit into so many bytes, and a line that says that there were more."""
    data = markdown.encode("utf-8", "replace")
    if len(data) <= room:
        return data
    cut = _CUT.encode()
    head = data[: max(0, room - len(cut))]
    whole = head[: head.rfind(b"\n") + 1]
    return (whole + cut)[: max(0, room)]
