"""What a step of GitHub Actions prints, so that the text of others never becomes a command.

The runner takes a line for a command that begins with ``::`` (white space before it is skipped),
and one that has ``##[`` anywhere; in a command it reads percent escapes. It compares by culture,
to which invisible characters are nothing: what breaks a command must be visible. Source:
actions/runner, ``src/Runner.Common/ActionCommand.cs``; GitHub's "Workflow commands".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.characters import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def command(name: str, properties: Mapping[str, object], message: str) -> str:
    """One line that is one command: ``::error file=a.yaml,line=7::what is wrong``.

    Properties that are empty or 0 are left out.
    """
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name}{' ' if given else ''}{given}::{_characters(message).translate(_DATA)}"


def harmless(text: str) -> str:
    """The same text, for a log: a space stands where a line of it would be a command."""
    return "\n".join(map(_harmless_line, text.split("\n")))


def _harmless_line(line: str) -> str:
    shown = escaped(line).replace("##[", "## [")
    return shown.replace("::", ": :", 1) if shown.lstrip().startswith("::") else shown


def _property(value: object) -> str:
    return _characters(str(value)).translate(_PROPERTY)


def _characters(text: str) -> str:
    """Forbidden characters, among them carriage returns, as escapes; line feeds stay."""
    return "\n".join(map(escaped, text.split("\n")))
