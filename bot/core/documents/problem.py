"""A problem found in a document: where, what, the value, the cure, and a stable id."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.documents.characters import escaped
from bot.core.documents.secret_text import is_odd_field, looks_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 80
NOT_SHOWN = "(looks like a secret, not shown)"


class Severity(StrEnum):
    """An error stops the release; a warning is shown and stops nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; lines and columns count from 1, and 0 stands for the whole file."""

    id: str
    file: str
    line: int
    column: int
    path: str
    what: str
    cure: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        file = NOT_SHOWN if looks_secret(self.file) else escaped(self.file)
        place = file + (f":{self.line}:{self.column}" if self.line else "")
        path = f" {self.path}:" if self.path else ""
        kind = " warning:" if self.severity is Severity.WARNING else ""
        return f"{place}:{path}{kind} {self.what}; {self.cure} [{self.id}]"


def plain(text: str) -> str:
    """Make other people's text safe to show: escaped, at most 80 characters, never a secret."""
    if looks_secret(text):
        return NOT_SHOWN
    shown = escaped(text)
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 1] + "…"


def quoted(value: object) -> str:
    """Show a value of a document in a message, text in quotes."""
    match value:
        case str():
            shown = plain(value)
            return shown if shown == NOT_SHOWN else f'"{shown}"'
        case list():
            return f"a list of {counted(len(value), 'item')}"
        case dict():
            return f"an object of {counted(len(value), 'field')}"
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case _:
            return plain(str(value))


def counted(number: object, noun: str) -> str:
    """Say how many there are: 1 file, 2 files."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def pointer(path: Sequence[str | int]) -> str:
    """Write a path into a document as a JSON Pointer that is safe to show; "" is the whole."""
    return "".join(f"/{_part(path[: index + 1])}" for index in range(len(path)))


def _part(path: Sequence[str | int]) -> str:
    if is_odd_field(path):
        return "…"
    return plain(str(path[-1])).replace("~", "~0").replace("/", "~1")
