"""``slipway doctor``: whether a repository's settings let the bot work, and guard main."""

from __future__ import annotations

import json
import sys

import click

from bot.app.doctor import diagnose
from bot.cli.place import place
from bot.cli.world import open_world
from bot.core.doctor.diagnosis import as_text, as_value
from bot.forge.settings import GitHubSettings
from bot.init.workflows import data_workflows
from bot.installed import shipped_workflows


@click.command("doctor")
@click.option("--repo", help="Another repository than GITHUB_REPOSITORY, as owner/name.")
@click.option("--json", "machine", is_flag=True, help="Print one JSON object for machines.")
def doctor_command(repo: str | None, machine: bool) -> None:  # noqa: FBT001  click passes flags so
    """Say what of a repository's settings is right, what is wrong, and the cure; it reads only."""
    where = place(repo)
    surveyor = GitHubSettings(where.repository, where.token, where.api_url, where.timeout)
    with open_world(repo) as world:
        diagnosis, _ = diagnose(world, surveyor, _shipped())
    if machine:
        click.echo(json.dumps(as_value(diagnosis), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(diagnosis))
    sys.exit(diagnosis.exit_code)


def _shipped() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The workflows of a repository with the bot's code, and of one with data only."""
    template = shipped_workflows()
    data = data_workflows({path: text.decode() for path, text in template.items()})
    return template, {path: text.encode() for path, text in data.items()}
