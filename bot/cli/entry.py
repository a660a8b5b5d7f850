"""The commands of the bot and of the hub, and how every failure ends: a message, an exit code."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import __version__
from bot.app.event import Nothing, OnePull, Sweep, hint_of
from bot.app.gather import gather
from bot.app.reconcile import Patience, Report, look, reconcile, sweep
from bot.app.report import Format, render
from bot.app.show_plan import show_plan
from bot.app.validate import validate, validate_revisions
from bot.cli.explain import explain_command
from bot.cli.live import live_command
from bot.cli.world import open_world
from bot.errors import BugError, SlipwayError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app.gather import World


def _patience() -> Patience:
    return Patience(sleep=time.sleep, announce=lambda line: click.echo(line, err=True))


def _run(work: Callable[[World, Report], None]) -> None:
    report = Report()
    with open_world() as world:
        try:
            work(world, report)
        except SlipwayError as error:
            report.failures.append(error)
    for line in report.lines:
        click.echo(line)
    for failure in report.failures:
        click.echo(f"slipway: {failure}", err=True)
    sys.exit(report.exit_code)


@click.group()
@click.version_option(__version__, prog_name="slipway")
def slipway() -> None:
    """Release mini programs by pull request: validate, decide, merge, and log in git."""


@slipway.command("handle")
@click.option("--event", required=True, help="The name of the event (GITHUB_EVENT_NAME).")
@click.option(
    "--payload",
    required=True,
    type=click.Path(path_type=Path),
    help="The file with the event's payload (GITHUB_EVENT_PATH).",
)
def handle_command(event: str, payload: Path) -> None:
    """Look at what an event of GitHub Actions hints at."""
    match hint_of(event, _read_payload(payload)):
        case Nothing(why):
            click.echo(f"nothing to do: {why}")
        case OnePull(number):
            _run(lambda world, report: reconcile(world, number, _patience(), report))
        case Sweep():
            _run(lambda world, report: sweep(world, _patience(), report))


def _read_payload(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        cure = "give the file that GITHUB_EVENT_PATH names"
        what = f"{path.name} is no readable JSON ({type(error).__name__})"
        raise UsageError("wrong-payload", what, cure) from error
    return value if isinstance(value, dict) else {}


@slipway.command("reconcile")
@click.option("--pull", type=click.IntRange(min=1), help="The number of one pull request.")
@click.option("--all", "everything", is_flag=True, help="All pull requests (the default).")
@click.option("--dry-run", is_flag=True, help="Print the plan, and write nothing.")
def reconcile_command(pull: int | None, everything: bool, dry_run: bool) -> None:  # noqa: FBT001  click passes flags so
    """Bring one pull request, or all of them, to rest."""
    if pull is not None and everything:
        raise UsageError("usage", "--pull and --all were both given", "give one of them")
    if dry_run and pull is not None:
        _run(lambda world, report: _plan_one(world, pull, report))
    elif dry_run:
        _run(_plan_all)
    elif pull is not None:
        _run(lambda world, report: reconcile(world, pull, _patience(), report))
    else:
        _run(lambda world, report: sweep(world, _patience(), report))


def _plan_one(world: World, number: int, report: Report) -> None:
    report.lines.extend(show_plan(look(world, *gather(world, number))))


def _plan_all(world: World, report: Report) -> None:
    numbers = [p.number for reading in world.forge.read_open_pulls() for p in reading.pulls]
    for number in dict.fromkeys(numbers):
        try:
            _plan_one(world, number, report)
        except SlipwayError as error:
            report.failures.append(error)
        if report.stopped:
            return


slipway.add_command(explain_command)
slipway.add_command(live_command)


@slipway.command("validate")
@click.argument("paths", nargs=-1)
@click.option("--base", help="The revision whose schemas and catalog count.")
@click.option("--head", help="The revision whose changes are checked.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
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
    click.echo(render(found, Format(form)), nl=False)
    sys.exit(found.exit_code)


class _AuditGroup(click.Group):
    """Loads its commands when one is asked for: what they need is an extra."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(self._loaded(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command by its name."""
        return self._loaded(ctx).get(cmd_name)

    def _loaded(self, _: click.Context) -> dict[str, click.Command]:
        from bot.cli.audit_commands import COMMANDS  # noqa: PLC0415  the audit is an extra

        return {command.name or "": command for command in COMMANDS}


@slipway.group("audit", cls=_AuditGroup)
def audit_group() -> None:
    """Read a clone as an auditor: derive what git can prove, and say what it cannot."""


@slipway.command("demo")
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="Keep everything there.")
@click.option("--json", "machine", is_flag=True, help="Print a summary for machines.")
def demo_command(folder: Path | None, machine: bool) -> None:  # noqa: FBT001  click passes flags so
    """Play the main job on the embedded hub: a release from pull request to log."""
    from bot.demo.run import Telling, run_demo  # noqa: PLC0415  the hub is an extra

    run_demo(folder, Telling(click.echo, machine, os.environ.get("PATH", os.defpath)))


@slipway.group("hub")
def hub_group() -> None:
    """A GitHub-compatible server on real git repositories."""


@hub_group.command("serve")
@click.option("--root", required=True, type=click.Path(path_type=Path), help="Where it works.")
@click.option("--port", default=0, show_default=True, help="0 takes a free port.")
@click.option("--world", help="'demo', or a folder with a world.json.")
def serve_command(root: Path, port: int, world: str | None) -> None:
    """Serve until interrupted; the first line of output is JSON with the addresses."""
    from bot.demo.world import write_world  # noqa: PLC0415  the hub is an extra
    from bot.hub import serve  # noqa: PLC0415  likewise

    folder = None if world is None else Path(world)
    if world == "demo":
        folder = root / "world"
        if not folder.exists():
            write_world(folder)
    if folder is not None and not (folder / "world.json").is_file():
        what = f"{folder} holds no world.json"
        raise UsageError("no-world", what, "give demo, or a folder with a world")
    serve(root, port, folder)


_AUDIT = ("cryptography", "jsonschema_rs", "pysequoia")


def main() -> None:
    """Run the command line; a failure is a message and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # whatever the terminal can show
    try:
        slipway(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except SlipwayError as error:
        click.echo(f"slipway: {error}", err=True)
        sys.exit(error.exit_code)
    except ModuleNotFoundError as error:
        extra = "audit" if (error.name or "") in _AUDIT else "hub"
        what = f"{error.name} is not installed"
        click.echo(f"slipway: {what}; pip install 'slipway[{extra}]' [no-extra]", err=True)
        sys.exit(UsageError.exit_code)
    except OSError as error:
        what = f"{type(error).__name__}: {error.strerror or error} ({error.filename or 'no file'})"
        click.echo(f"slipway: {what}; free the place, or name another [file-system]", err=True)
        sys.exit(UsageError.exit_code)
    except Exception as error:  # noqa: BLE001  people get a message, never a traceback
        bug = BugError.of(error, "the command line")
        click.echo(f"slipway: {bug}", err=True)
        sys.exit(bug.exit_code)
