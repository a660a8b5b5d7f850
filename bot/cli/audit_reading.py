"""``slipway audit show``, ``export``, ``sample`` and ``bundle``: what auditors read and keep."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.audit.bundle.bundle import Result, verify_bundle, write_bundle
from bot.audit.reading.completeness import told
from bot.audit.reading.drawing import Draw
from bot.audit.reading.export import write_csv, write_html, write_json
from bot.audit.reading.life import life_of
from bot.audit.reading.links import GITHUB
from bot.audit.reading.page import show
from bot.audit.reading.population import Origin, rows
from bot.audit.reading.sample import sample
from bot.audit.reading.selection import Selection
from bot.audit.report import say
from bot.cli.audit import FILE, FOLDER, opened_audit, refuse_existing, scoped
from bot.cli.moments import moment_of
from bot.cli.naming import release_of
from bot.core.documents.problem import counted
from bot.errors import UsageError
from bot.installed import installed_schemas

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.audit.audit import Scope

SERVER = click.option(
    "--server-url",
    "server",
    default=GITHUB,
    show_default=True,
    help="Where links to pull requests and commits lead.",
)
RELEASE = click.argument("release", nargs=-1, required=True)


@click.command("show")
@RELEASE
@scoped
@SERVER
def show_command(scope: Scope, release: tuple[str, ...], server: str) -> None:
    """Show the whole life of one release on a page."""
    wanted = release_of(" ".join(release))
    with opened_audit(scope) as audit:
        life = life_of(wanted, audit.steps())
    click.echo(show(life, server), nl=False)


def selected(command: Callable[..., None]) -> Callable[..., None]:
    """The options that select transitions."""
    for option in (
        click.option("--mini-program", help="Only of this mini program."),
        click.option("--app", help="Only to this app."),
        click.option("--until", help="Before this time: a day (UTC), or RFC 3339."),
        click.option("--since", help="From this time on: a day (UTC), or RFC 3339."),
    ):
        command = option(command)
    return command


def _selection(
    since: str | None, until: str | None, app: str | None, mini_program: str | None
) -> Selection:
    began, ended = (moment_of(one) if one is not None else None for one in (since, until))
    return Selection(began, ended, app, mini_program)


@click.command("export")
@scoped
@selected
@click.option("--format", "form", type=click.Choice(["csv", "json", "html"]), default="csv")
def export_command(
    scope: Scope,
    form: str,
    since: str | None,
    until: str | None,
    app: str | None,
    mini_program: str | None,
) -> None:
    """Print one row a transition, and whether the population is complete (csv: on stderr).

    Exit 1 where anything on main is wrong, be it in a row that is selected or not.
    """
    selection = _selection(since, until, app, mini_program)
    with opened_audit(scope) as audit:
        population, taken = rows(audit.steps(), Origin.of(audit), selection)
        match form:
            case "csv":
                pieces = write_csv(taken)
            case "json":
                pieces = write_json(population, taken)
            case _:
                pieces = write_html(population, taken)
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.flush()
    if form == "csv":
        for line in told(population):
            click.echo(line, err=True)
    sys.exit(int(bool(population.rules)))


@click.command("sample")
@click.argument("count", type=click.IntRange(min=1))
@click.option("--seed", required=True, help="Any text; the same one draws the same sample.")
@click.option("--out", type=FOLDER, help="A new folder: one page a file (else: all are printed).")
@scoped
@selected
@SERVER
def sample_command(scope: Scope, count: int, seed: str, out: Path | None, **rest: str) -> None:
    """Draw a reproducible sample of releases, with a page of evidence for each."""
    server = rest.pop("server")
    if out is not None and out.exists() and any(out.iterdir()):
        raise UsageError("folder-in-use", f"{out} is not empty", "name an empty or a new folder")
    with opened_audit(scope) as audit:
        origin, draw = Origin.of(audit), Draw(count, seed)
        for page in sample(audit.steps(), origin, draw, _selection(**rest), server):
            if out is None:
                click.echo(page.text)
            else:
                out.mkdir(parents=True, exist_ok=True)
                (out / page.name).write_text(page.text, "utf-8")


@click.command("bundle")
@click.argument("release", nargs=-1)
@click.option("--out", type=FOLDER, help="The new file.")
@click.option("--verify", "given", type=FILE, help="Verify this bundle; no repository is read.")
@scoped
def bundle_command(
    scope: Scope, release: tuple[str, ...], out: Path | None, given: Path | None
) -> None:
    """Write one file that verifies one release alone, or verify such a file."""
    if given is not None and not release and out is None:
        if (scope.repository, scope.ref, scope.genesis) != (Path(), "main", None):
            cure = "leave out --repo, --ref and --genesis: a bundle stands alone"
            raise UsageError("usage", "a repository was named for a bundle", cure)
        with given.open("rb") as stream:
            found = verify_bundle(stream, installed_schemas(), scope.keys, scope.checkpoint)
        _tell(found)
        sys.exit(int(bool(found.findings) or not found.judged))
    if given is not None or not release or out is None:
        raise UsageError("usage", "that is neither", "give RELEASE and --out, or --verify alone")
    wanted = release_of(" ".join(release))
    refuse_existing(out)
    with opened_audit(scope) as audit, tempfile.TemporaryDirectory(dir=out.parent) as beside:
        unfinished = Path(beside) / "bundle"
        with unfinished.open("wb") as stream:
            write_bundle(wanted, audit, installed_schemas(), stream)
        os.replace(unfinished, out)  # noqa: PTH105  the file is there whole, or not at all


def _tell(found: Result) -> None:
    click.echo(f"{found.header.release}: {found.release.status}, as of {found.header.tip}")
    for judged in found.judged:
        for one in judged.transitions:
            click.echo(f"  {one.commit[:12]} {one.entry.path}")
    for finding in found.findings:
        click.echo(f"found in {finding.commit[:12]}: {say(finding)}")
    click.echo("Proven")
    for line in found.proven:
        click.echo(f"  {line}")
    click.echo("Not proven")
    for line in found.unproven:
        click.echo(f"  {line}")
    end = counted(len(found.findings), "finding")
    if not found.judged:
        click.echo("Nothing was judged: all of it lies before the commit that the bundle trusts.")
    else:
        click.echo(f"{end}." if found.findings else "Nothing is wrong with it.")
