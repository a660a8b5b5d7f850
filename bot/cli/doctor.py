"""``slipway doctor``: whether a repository's settings let the bot work, and guard main."""

from __future__ import annotations

import json
import os
import sys

import click

from bot.app.doctor import diagnose
from bot.app.reconcile import Report
from bot.app.survey import record_survey
from bot.cli.patience import patience
from bot.cli.place import place, run_id
from bot.cli.summary import write_summary
from bot.cli.world import open_world
from bot.core.doctor.actions import SEEING
from bot.core.doctor.diagnosis import as_markdown, as_text, as_value
from bot.core.run_summary import Failure, went_wrong
from bot.core.workflow_commands import harmless
from bot.errors import SlipwayError
from bot.forge.settings import GitHubSettings
from bot.init.workflows import data_workflows
from bot.installed import shipped_workflows


@click.command("doctor")
@click.option("--repo", help="Another repository than GITHUB_REPOSITORY, as owner/name.")
@click.option("--record", is_flag=True, help="Write what was seen to the log, as the button does.")
@click.option("--json", "machine", is_flag=True, help="Print one JSON object for machines.")
def doctor_command(repo: str | None, record: bool, machine: bool) -> None:  # noqa: FBT001  click passes flags so
    """Say what of a repository's settings is right, what is wrong, and the cure.

    It only reads, but for --record, which works in a run of the bot's workflow alone.
    """
    run_doctor(repo, record=record, machine=machine)


def run_doctor(repo: str | None = None, *, record: bool = False, machine: bool = False) -> None:
    """Examine a repository, print what was found, and end with an exit code."""
    run = run_id() if record else 0
    where, report = place(repo), Report()
    token = os.environ.get(SEEING) or where.token
    surveyor = GitHubSettings(where.repository, token, where.api_url, where.timeout)
    with open_world(repo) as world:
        diagnosis, seen = diagnose(world, surveyor, _shipped(), in_job=record)
        if record:
            try:
                record_survey(world, seen, run, patience(), report)
            except SlipwayError as error:
                report.failures.append(error)
    if machine:
        click.echo(json.dumps(as_value(diagnosis), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(map(harmless, as_text(diagnosis).splitlines())))
    for line in report.lines:
        click.echo(harmless(line), err=machine)
    for failure in report.failures:
        click.echo(harmless(f"slipway: {failure}"), err=True)
    failed = [Failure(one.what, one.cure, one.id) for one in report.failures]
    write_summary(as_markdown(diagnosis) + went_wrong(failed))
    sys.exit(report.exit_code or diagnosis.exit_code)


def _shipped() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The workflows of a repository with the bot's code, and of one with data only."""
    template = shipped_workflows()
    data = data_workflows({path: text.decode() for path, text in template.items()})
    return template, {path: text.encode() for path, text in data.items()}
