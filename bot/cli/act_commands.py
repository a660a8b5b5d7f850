"""The acts as commands of the terminal, each made from the forms of its word in the grammar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.naming import release_of
from bot.cli.saying import say
from bot.core.command.grammar import APPLYING, ASKING, FORMS, Word
from bot.core.command.writing import Parts, places
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SAYS = (
    "It is said in a comment on the pull request of RELEASE, which is "
    "MINI-PROGRAM/VERSION/APP/ENVIRONMENT, by the person of GITHUB_TOKEN; the bot judges it."
)


def _command(word: Word) -> click.Command:
    forms = [form for form in FORMS if form.word is word]
    told = [f"{form.usage}: {form.meaning}" for form in forms]
    return click.Command(
        word.value,
        params=list(_parameters(word)),
        callback=_callback(word),
        help="\n\n".join([*told, SAYS]),
        short_help=forms[0].meaning,
    )


def _parameters(word: Word) -> Iterator[click.Parameter]:
    found = places(word)
    yield click.Argument(["release"], required=word not in APPLYING, metavar="RELEASE")
    if word in APPLYING:
        yield click.Option(["--pull"], type=click.IntRange(min=1), help="A number, not a release.")
    if "pilot" in found:
        yield click.Argument(["pilot"], type=click.Choice(["add", "remove"]))
        yield click.Argument(["users"], nargs=-1, required=True, metavar="USER…")
    if "percent" in found:
        required = found["percent"]
        yield click.Option(["--percent"], type=int, required=required, help="Of the users.")
    if "deadline" in found:
        yield click.Option(["--deadline"], required=True, help="Days (7d), or a time: RFC 3339.")
    if "reason" in found:
        yield click.Option(["--reason"], required=True, help="One line, which the log keeps.")
    yield click.Option(["--yes", "sure"], is_flag=True, help="Say it without asking.")
    yield click.Option(["--repo"], help="Another repository than GITHUB_REPOSITORY, as owner/name.")


def _callback(word: Word) -> Callable[..., None]:
    def called(
        *, release: str | None, repo: str | None, sure: bool, pull: int | None = None, **given: Any
    ) -> None:
        if (release is None) is (pull is None):
            raise UsageError("usage", "that names no pull request", "give RELEASE, or --pull alone")
        named = release_of(release) if release is not None else None
        version = str(named.version) if named is not None and "version" in places(word) else None
        parts = Parts(
            percent=given.get("percent"),
            users=given.get("users", ()),
            adds=given.get("pilot") == "add",
            version=version,
            deadline=given.get("deadline"),
            reason=given["reason"].strip() if "reason" in given else None,
        )
        say(word, parts, named if named is not None else pull or 0, repo=repo, sure=sure)

    return called


COMMANDS = {
    word.value: _command(word)
    for word in dict.fromkeys(form.word for form in FORMS)
    if word not in ASKING
}
