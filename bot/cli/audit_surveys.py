"""``slipway audit surveys``: who could move main past the rules, and when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from bot.audit.reading.surveys import as_text, surveys
from bot.cli.audit import opened_audit, scoped
from bot.core.times import show_time

if TYPE_CHECKING:
    from bot.audit.audit import Scope


@click.command("surveys")
@scoped
@click.option("--json", "machine", is_flag=True, help="Print one JSON object for machines.")
def surveys_command(scope: Scope, machine: bool) -> None:  # noqa: FBT001  click passes flags so
    """List what slipway doctor --record saw, as main holds it."""
    with opened_audit(scope) as audit:
        found = tuple(surveys(audit.steps()))
    if not machine:
        click.echo(as_text(found), nl=False)
        return
    rows = [
        {
            "at": show_time(one.entry.time),
            "commit": one.commit,
            "by": one.entry.actor.id,
            "run": one.entry.run,
            "survey": one.facts,
            "findings": list(one.findings),
        }
        for one in found
    ]
    click.echo(json.dumps({"format": 1, "surveys": rows}, ensure_ascii=False, indent=2))
