"""The answers of ``slipway init``: options, then questions at a terminal, then what is usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot import __version__
from bot.core.documents.identity import LONGEST_ID, SHORTEST_ID, is_id
from bot.errors import UsageError
from bot.init.answers import GITHUB_ACTIONS, Answers, Mode, Named, People, Shape
from bot.init.requirements import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.cli.init_people import Directory
    from bot.init.answers import Someone, Wheel

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Given:
    """The options by their names in Python; ``None`` or empty where one was left out."""

    options: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """One option."""
        found = self.options[name]
        return None if found is None else str(found)

    def several(self, name: str) -> tuple[str, ...]:
        """An option that may be given again."""
        return tuple(self.options[name])


@dataclass(slots=True)
class Asking:
    """Whether somebody is there to be asked, and whether somebody was."""

    interactive: bool
    asked: bool = False

    def ask(self, question: str, usual: str | None = None) -> str:
        """Ask on the error stream, as long as it takes to get an answer."""
        self.asked = True
        return str(click.prompt(question, default=usual, err=True))


def gathered(
    given: Given, asking: Asking, directory: Directory, read_wheel: Callable[[str, str], Wheel]
) -> Answers:
    """All answers; ``UsageError`` for one that is missing or cannot be."""
    _complete(given, asking)
    source = _Source(given, asking)
    shape = Shape(source.choice("shape", list(Shape), None))
    mode = Mode(source.choice("mode", list(Mode), Mode.TRIAL))
    app, workspace, program = (source.named(one) for one in ("app", "workspace", "mini_program"))
    kind = source.choice("kind", ["DSL", "H5+"], "DSL")
    people = _people(source, directory)
    bot, github_app = _bot(source, directory, mode)
    wheel = None
    if shape is Shape.DATA:
        where = source.text("wheel", "The bot's wheel, a path or an https URL")
        wheel = checked(read_wheel(where, _sha256(source, where)), __version__)
    return Answers(
        shape=shape,
        mode=mode,
        app=app,
        workspace=workspace,
        mini_program=program,
        type=kind,
        people=people,
        bot=bot,
        github_app=github_app,
        wheel=wheel,
    )


_NEEDED = ("shape", "app", "workspace", "mini_program", "owner", "reviewer", "admin")


def _complete(given: Given, asking: Asking) -> None:
    """Name everything that is missing at once, where nobody can be asked."""
    needed = list(_NEEDED)
    if given.options["shape"] == Shape.DATA:
        needed.append("wheel")
    if given.options["mode"] == Mode.APP:
        needed += ["bot", "github_app"]
    missing = [f"--{name.replace('_', '-')}" for name in needed if not given.options[name]]
    if missing and not asking.interactive:
        what = f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        raise UsageError(
            "missing-answer", what, "give each, or call this at a terminal without --yes"
        )


@dataclass(frozen=True, slots=True)
class _Source:
    """One answer after the other."""

    given: Given
    asking: Asking

    def choice(self, name: str, known: list[str], usual: str | None) -> str:
        found = self.given.text(name)
        while found not in known:
            if not self.asking.interactive:
                return str(usual)
            label = "Type of the mini program" if name == "kind" else name.capitalize()
            found = self.asking.ask(f"{label} ({' or '.join(known)})", usual)
        return found

    def text(self, name: str, question: str, usual: str | None = None) -> str:
        found = self.given.text(name)
        if found is None and not self.asking.interactive:
            return usual or ""
        return self.asking.ask(question, usual) if found is None else found

    def named(self, name: str) -> Named:
        label = name.replace("_", " ")
        id_ = self.text(name, f"Id of the {label}, such as harbor")
        if not (is_id(id_) and SHORTEST_ID <= len(id_) <= LONGEST_ID):
            cure = "lower-case letters, digits and single hyphens, beginning with a letter"
            raise UsageError("wrong-id", f"the id of the {label} is {id_!r}", f"give {cure}")
        usual = id_.replace("-", " ").capitalize()
        found = self.text(f"{name}_name", f"Name of the {label}", usual)
        return Named(id_, found)

    def people(self, name: str, question: str, usual: str | None = None) -> tuple[str, ...]:
        found = self.given.several(name)
        if found or not self.asking.interactive:
            return found
        said = self.asking.ask(f"{question}, as LOGIN or LOGIN:ID, by spaces", usual)
        return tuple(said.replace(",", " ").split())


def _people(source: _Source, directory: Directory) -> People:
    """The people of each list, each looked up once."""

    def of(name: str, question: str, usual: str | None = None) -> tuple[Someone, ...]:
        texts = source.people(name, question, usual)
        return tuple(dict.fromkeys(directory.person(text) for text in texts))

    owners = of("owner", "Owners of the catalog, three or more")
    admins = of("admin", "Admins of the mini program")
    return People(
        owners=owners,
        reviewers=of("reviewer", "Reviewers of the app"),
        operators=of("operator", "Operators of the app", _again(owners)) or owners,
        inspectors=of("inspector", "Inspectors of the app", ""),
        workspace_admins=of("workspace_admin", "Admins of the workspace", _again(admins)) or admins,
        admins=admins,
        developers=of("developer", "Developers of the mini program", ""),
    )


def _again(people: tuple[Someone, ...]) -> str:
    return " ".join(f"{one.login}:{one.id}" for one in people)


def _bot(source: _Source, directory: Directory, mode: Mode) -> tuple[Someone, int | None]:
    if mode is Mode.TRIAL:
        return GITHUB_ACTIONS, None
    login = source.text("bot", "The App's account, SLUG[bot] or SLUG[bot]:ID")
    number = source.text("github_app", "The App ID, as the App's settings show it")
    if not (number.isascii() and number.isdecimal() and int(number) > 0):
        raise UsageError("wrong-app-id", f"the App ID is {number!r}", "give the App's number")
    return directory.app(login), int(number)


def _sha256(source: _Source, where: str) -> str:
    if source.given.text("sha256") is None and not where.startswith("https://"):
        return ""
    return source.text("sha256", "The SHA-256 of the wheel")
