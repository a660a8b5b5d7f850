"""``slipway validate``: documents, before anybody proposes them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.app.report import Format, render
from bot.app.report_github import annotated, table
from bot.app.validate import validate, validate_revisions
from bot.cli.summary import write_summary
from bot.errors import UsageError

GITHUB = "github"
"""Annotations at the lines, and a table in the run's summary."""


@click.command("validate")
@click.argument("paths", nargs=-1)
@click.option("--base", help="The revision whose schemas and catalog count.")
@click.option("--head", help="The revision whose changes are checked.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", GITHUB]),
    default="text",
    help="For people, for machines, or for a step of GitHub Actions.",
)
def validate_command(paths: tuple[str, ...], base: str | None, head: str | None, form: str) -> None:
    """Check documents against their schemas and the catalog."""
    if (base is None) != (head is None):
        raise UsageError("usage", "only one of --base and --head was given", "give both")
    if base is not None and paths:
        cure = "leave the paths out: all that head changes is checked"
        raise UsageError("usage", "--base and --head were given with paths", cure)
    if base is not None and head is not None:
        found = validate_revisions(Path(), base, head)
    else:
        found = validate(Path(), paths)
    if form == GITHUB:
        click.echo(annotated(found), nl=False)
        write_summary(table(found))
    else:
        click.echo(render(found, Format(form)), nl=False)
    sys.exit(found.exit_code)
