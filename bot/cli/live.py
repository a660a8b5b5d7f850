"""``slipway live``: what is live, from any clone and without the network."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import yaml

from bot.audit.git.clone import open_clone
from bot.audit.reading.live import Asked, read_live
from bot.audit.reading.live_page import as_page, as_value
from bot.audit.reading.main_at import COMMIT_ID
from bot.cli.moments import moment_of
from bot.installed import installed_schemas


@click.command("live")
@click.option("--app", help="Only this app.")
@click.option("--environment", help="Only this environment.")
@click.option("--at", help="A commit of main, or a moment: a day (its start, UTC), or RFC 3339.")
@click.option("--repo", type=click.Path(path_type=Path), default=Path(), help="The clone (here).")
@click.option("--ref", default="main", show_default=True, help="The branch, or a commit.")
@click.option("--format", "form", type=click.Choice(["table", "json", "yaml"]), default="table")
def live_command(
    app: str | None, environment: str | None, at: str | None, repo: Path, ref: str, form: str
) -> None:
    """Say what users and testers meet: version, percentage, package, configuration.

    It is what main says; slipway audit verify proves it. Digests are cut to 12 digits in the table.
    """
    moment = at if at is None or COMMIT_ID.fullmatch(at) else moment_of(at)
    path = os.environ.get("PATH", os.defpath)
    with open_clone(repo, path, whole=at is not None) as clone:
        live = read_live(clone, ref, Asked(app, environment, moment), installed_schemas())
    match form:
        case "table":
            click.echo(as_page(live), nl=False)
        case "json":
            click.echo(json.dumps(as_value(live), indent=2))
        case _:
            click.echo(yaml.safe_dump(as_value(live), sort_keys=False), nl=False)
