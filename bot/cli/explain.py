"""``slipway explain``: why a pull request stands as it does, for people or for machines."""

from __future__ import annotations

import json

import click

from bot.app.explain import explain_pull
from bot.cli.world import open_world
from bot.core.explanation import as_text, as_value


@click.command("explain")
@click.argument("pull", type=click.IntRange(min=1))
@click.option("--json", "machine", is_flag=True, help="Print one JSON object for machines.")
@click.option("--repo", help="Another repository than GITHUB_REPOSITORY, as owner/name.")
def explain_command(pull: int, machine: bool, repo: str | None) -> None:  # noqa: FBT001  click passes flags so
    """Say each rule that is unmet, who can meet it, and when a clock will; nothing is written."""
    with open_world(repo) as world:
        explanation = explain_pull(world, pull)
    if machine:
        click.echo(json.dumps(as_value(explanation), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(explanation))
