"""``slipway init``: a release repository, ready to push."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.init_answers import Asking, Given, gathered
from bot.cli.init_people import Directory
from bot.cli.init_wheel import read_wheel
from bot.cli.place import api_url, call_timeout
from bot.init.answers import Mode, Shape
from bot.init.contents import contents
from bot.init.sources import read_sources
from bot.init.writing import write

if TYPE_CHECKING:
    from bot.init.answers import Answers
    from bot.init.writing import Written

_PEOPLE = {
    "owner": "An owner of the catalog; three are the least who can all propose changes.",
    "reviewer": "A reviewer of the app.",
    "operator": "Who may pause and stop; the owners if left out.",
    "inspector": "Who may warn and force remove.",
    "admin": "An admin of the mini program: applies, and leads a release on.",
    "developer": "A developer of the mini program: brings versions.",
    "workspace-admin": "An admin of the workspace; the admins of the mini program if left out.",
}


def _people_options(command: click.Command) -> click.Command:
    for name, text in _PEOPLE.items():
        option = click.Option([f"--{name}"], multiple=True, metavar="LOGIN[:ID]", help=text)
        command.params.append(option)
    return command


@_people_options
@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--shape", type=click.Choice([*map(str, Shape)]), help="With the bot's code, or data only."
)
@click.option("--mode", type=click.Choice([*map(str, Mode)]), help="GITHUB_TOKEN, or a GitHub App.")
@click.option("--app", help="The id of the target app.")
@click.option("--app-name", help="Its name; made from the id if left out.")
@click.option("--mini-program", help="The id of the first mini program.")
@click.option("--mini-program-name", help="Its name; made from the id if left out.")
@click.option("--workspace", help="The id of the workspace that owns it.")
@click.option("--workspace-name", help="Its name; made from the id if left out.")
@click.option("--type", "kind", type=click.Choice(["DSL", "H5+"]), help="DSL if left out.")
@click.option("--bot", metavar="LOGIN[:ID]", help="Mode app: the App's account, SLUG[bot].")
@click.option("--github-app", type=click.IntRange(min=1), help="Mode app: the App ID.")
@click.option("--wheel", metavar="PATH|URL", help="Shape data: the bot, as a wheel.")
@click.option("--sha256", help="Its SHA-256; needed for a URL.")
@click.option("--yes", is_flag=True, help="Ask nothing: what is left out takes its usual value.")
def init_command(folder: Path, *, yes: bool, **given: Any) -> None:
    """Make a release repository in DIR: catalog, schemas, workflows, rules, and a first commit.

    What is missing is asked for at a terminal. Nothing is ever overwritten, and the same call
    again does nothing.
    """
    asking = Asking(interactive=sys.stdin.isatty() and not yes)
    directory = Directory(api_url(), call_timeout(), asking)
    answers = gathered(Given(given), asking, directory, read_wheel)
    files = contents(answers, read_sources(answers.shape))
    if asking.asked:
        click.confirm(f"Write {len(files)} files to {folder}?", abort=True, err=True)
    written = write(folder, files)
    click.echo(_told(folder, answers, written), nl=False)


def _told(folder: Path, answers: Answers, written: Written) -> str:
    """What was done, and what is next."""
    if not written.files and not written.committed:
        return f"{folder} is as these answers make it: nothing to do\n"
    here = shlex.quote(str(folder))
    page = ".github/README.md" if answers.shape is Shape.TEMPLATE else "README.md"
    return (
        f"{written.files} files in {folder}; the first commit of main begins the log\n"
        "Next:\n"
        f"  look over {folder}/catalog, and amend the commit: "
        f"git -C {here} commit --amend --all --no-edit\n"
        f"  push it to an empty repository: git -C {here} push ADDRESS main\n"
        f'  do the rest of "Who sets it up" in {folder}/{page}\n'
    )
