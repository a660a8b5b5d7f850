"""One act from the terminal: find the pull request, show what will be said, ask, say it.

It judges nothing: whether the person may do it, and whether it is time, is for the bot alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from bot.cli.place import place
from bot.core.command.writing import write
from bot.core.documents.characters import escaped
from bot.core.documents.problem import plain, quoted
from bot.core.sentences import show_release
from bot.errors import ProblemsFoundError
from bot.forge.speaker import GitHubSpeaker

if TYPE_CHECKING:
    from bot.cli.place import Place
    from bot.core.command.grammar import Word
    from bot.core.command.writing import Parts
    from bot.core.documents.identity import ReleaseId


@dataclass(frozen=True, slots=True)
class Where:
    """The pull request on which it is said, what to show of it, and who says it."""

    pull: int
    stands: str
    login: str


def say(word: Word, parts: Parts, on: ReleaseId | int, *, repo: str | None, sure: bool) -> None:
    """Say a command on the pull request of a release, or on one by its number."""
    text = write(word, parts)
    at = place(repo)
    github = GitHubSpeaker(at.repository, at.token, at.api_url, at.timeout)
    where = _pull(github, on) if isinstance(on, int) else _release(github, on)
    click.echo(where.stands, err=True)
    click.echo(f"{plain(where.login)} says on {_address(at, where.pull)}:", err=True)
    click.echo(f"\n    {escaped(text)}\n", err=True)
    if not sure and not _confirmed():
        raise ProblemsFoundError("not-said", "nothing was said", "say yes, or give --yes")
    click.echo(escaped(github.say(where.pull, text)))


def _pull(github: GitHubSpeaker, number: int) -> Where:
    found = github.title(number)
    return Where(number, f"#{number}: {quoted(found.text or '')}", found.login)


def _release(github: GitHubSpeaker, release: ReleaseId) -> Where:
    found = github.file_on_main(release.status_path)
    if found.text is None:
        what = f"main does not know {show_release(release)}"
        cure = "look at its id; what was never announced is named by --pull N (apply, withdraw)"
        raise ProblemsFoundError("no-such-release", what, cure)
    try:
        value = json.loads(found.text)
        number, status, percent = value["pullRequest"], value["status"], value.get("percent")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        number, status, percent = 0, "", None
    if not isinstance(number, int) or number < 1 or not isinstance(status, str):
        what = f"{release.status_path} on main cannot be read"
        raise ProblemsFoundError("status-damaged", what, "the owners of the repository mend it")
    shown = f", {percent} %" if isinstance(percent, int) else ""
    return Where(number, f"{show_release(release)}: {plain(status)}{shown}", found.login)


def _address(at: Place, pull: int) -> str:
    return f"{at.server_url}/{at.repository}/pull/{pull}"


def _confirmed() -> bool:
    try:
        return click.confirm("Say it?", err=True)
    except click.Abort:
        click.echo("\nNothing was said.", err=True)
        raise
