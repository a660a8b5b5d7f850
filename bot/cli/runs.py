"""``slipway handle`` and ``slipway reconcile``: the runs of the bot."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.app.button import stop_by_button
from bot.app.event import Doctor, Nothing, OnePull, Sweep, hint_of
from bot.app.gather import gather
from bot.app.reconcile import Report, look, reconcile, sweep
from bot.app.show_plan import show_plan
from bot.cli.patience import patience
from bot.cli.place import run_id
from bot.cli.summary import write_summary
from bot.cli.world import open_world
from bot.core.button import Press
from bot.core.run_summary import Failure, RunSeen, nothing_to_do, pressed, summary_of
from bot.core.workflow_commands import harmless
from bot.errors import SlipwayError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app.gather import World


def _run(
    work: Callable[[World, Report], None], page: Callable[[Report], str] | None = None
) -> None:
    report = Report()
    with open_world() as world:
        try:
            work(world, report)
        except SlipwayError as error:
            report.failures.append(error)
    for line in report.lines:
        click.echo(harmless(line))
    for failure in report.failures:
        click.echo(harmless(f"slipway: {failure}"), err=True)
    write_summary((page or _page)(report))
    sys.exit(report.exit_code)


def _page(report: Report) -> str:
    seen = RunSeen(report.looked_at, report.stands, report.done, report.waiting, _failures(report))
    return summary_of(seen)


def _failures(report: Report) -> list[Failure]:
    return [Failure(failure.what, failure.cure, failure.id) for failure in report.failures]


def _press(press: Press) -> None:
    run = run_id()
    _run(
        lambda world, report: stop_by_button(world, press, run, patience(), report),
        lambda report: pressed(report.lines, _failures(report)),
    )


@click.command("handle")
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
            click.echo(harmless(f"nothing to do: {why}"))
            write_summary(nothing_to_do(why))
        case OnePull(number):
            _run(lambda world, report: reconcile(world, number, patience(), report))
        case Sweep():
            _run(lambda world, report: sweep(world, patience(), report))
        case Press() as press:
            _press(press)
        case Doctor():
            from bot.cli.doctor import run_doctor  # noqa: PLC0415  loaded where it is wanted

            run_doctor(record=True)


def _read_payload(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        cure = "give the file that GITHUB_EVENT_PATH names"
        what = f"{path.name} is no readable JSON ({type(error).__name__})"
        raise UsageError("wrong-payload", what, cure) from error
    return value if isinstance(value, dict) else {}


@click.command("reconcile")
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
        _run(lambda world, report: reconcile(world, pull, patience(), report))
    else:
        _run(lambda world, report: sweep(world, patience(), report))


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
