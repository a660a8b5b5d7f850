"""What the runner of GitHub Actions reads out of a log: its commands, and their parts.

Source: actions/runner, ``src/Runner.Common/ActionCommand.cs`` (TryParseV2, TryParse), commands of
``ActionCommandManager.cs``. Both compare by culture, to which invisible characters are nothing.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

COMMANDS = frozenset(
    {
        *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group"),
        *("notice", "remove-matcher", "save-state", "set-env", "set-output", "stop-commands"),
        *("warning", "internal-set-repo-path"),
    }
)
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


@dataclass(frozen=True, slots=True)
class Read:
    """A command as the runner understands it."""

    name: str
    properties: dict[str, str]
    data: str


def commands_in(log: str) -> list[Read]:
    """The commands of a log, line by line."""
    lines = log.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [found for line in lines if (found := _read(line))]


def _read(line: str) -> Read | None:
    seen = "".join(c for c in line if unicodedata.category(c) not in {"Cf", "Cc"} or c == "\t")
    begun = seen.lstrip()
    if begun.startswith("::") and "::" in begun[2:]:
        about, _, data = begun[2:].partition("::")
        name, _, properties = about.partition(" ")
        if name in COMMANDS:
            return Read(name, _properties(properties), _plain(data, _DATA))
    _, found, rest = seen.partition("##[")
    name = rest.partition("]")[0].partition(" ")[0]
    return Read(name, {}, rest) if found and "]" in rest and name in COMMANDS else None


def _properties(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(",") if part)
    return {key: _plain(value, _PROPERTY) for key, _, value in pairs}


def _plain(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, character in escapes:
        text = text.replace(escape, character)
    return text
