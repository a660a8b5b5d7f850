"""From bytes to text: size, encoding, line ends and characters, before any parser sees them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from bot.core.documents.characters import FORBIDDEN, describe
from bot.core.documents.problem import NOT_SHOWN, Problem
from bot.core.documents.secret_text import SECRET

SIZE_CAP = 64 * 1024
MOST_CHARACTERS = 20
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RawText:
    """The text, or None where it cannot be parsed, and the problems found on the way."""

    text: str | None
    problems: tuple[Problem, ...]


def read_text(data: bytes, file: str) -> RawText:
    """Decode strictly; repair nothing but line ends, and only to look for further problems."""
    if len(data) > SIZE_CAP:
        what = f"the file has {len(data)} bytes, more than {SIZE_CAP}"
        return _broken(Problem("too-large", file, 0, 0, "", what, "make it shorter"))
    if data.startswith(_BOM):
        what = "the file begins with a byte order mark"
        return _broken(Problem("byte-order-mark", file, 1, 1, "", what, "save it without one"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _broken(_not_utf8(data, error.start, file))
    problems: list[Problem] = []
    if "\r\n" in text:
        problems.append(_carriage_return(file, *_place(text, text.index("\r\n"))))
        text = text.replace("\r\n", "\n")
    if text and not text.endswith("\n"):
        problems.append(_no_final_newline(file, *_place(text, len(text))))
        text += "\n"
    problems += _secrets(text, file)
    stops = _forbidden(text, file) + _directives(text, file)
    return RawText(None if stops else text, (*problems, *stops))


def _broken(problem: Problem) -> RawText:
    return RawText(None, (problem,))


def _not_utf8(data: bytes, start: int, file: str) -> Problem:
    line = data.count(b"\n", 0, start) + 1
    before = data[data.rfind(b"\n", 0, start) + 1 : start].decode("utf-8")
    what = f"the byte 0x{data[start]:02x} is not UTF-8"
    return Problem("not-utf8", file, line, len(before) + 1, "", what, "save the file as UTF-8")


def _carriage_return(file: str, line: int, column: int) -> Problem:
    what = "the lines end in CR LF"
    return Problem(
        "carriage-return", file, line, column, "", what, "save the file with LF line ends"
    )


def _no_final_newline(file: str, line: int, column: int) -> Problem:
    what = "the last line does not end in a line feed"
    return Problem(
        "no-final-newline", file, line, column, "", what, "end the file with a line feed"
    )


def _secrets(text: str, file: str) -> list[Problem]:
    return [secret(file, *_place(text, found.start())) for found in SECRET.finditer(text)]


def secret(file: str, line: int, column: int, path: str = "") -> Problem:
    """Refuse what looks like a secret, without echoing it."""
    what = f"a token, key or password stands here {NOT_SHOWN}"
    cure = "revoke it now, since it was published, and take it out of the branch's history"
    return Problem("looks-like-a-secret", file, line, column, path, what, cure)


def _forbidden(text: str, file: str) -> list[Problem]:
    found = islice(FORBIDDEN.finditer(text), MOST_CHARACTERS)
    return [_forbidden_character(file, one.group(), *_place(text, one.start())) for one in found]


def _forbidden_character(file: str, character: str, line: int, column: int) -> Problem:
    match character:
        case "\t":
            what, cure = "a tab stands here", "use spaces"
            return Problem("tab", file, line, column, "", what, cure)
        case "\r":
            what, cure = "a carriage return stands here", "save the file with LF line ends"
            return Problem("carriage-return", file, line, column, "", what, cure)
        case _:
            return forbidden_character(file, character, line, column)


def forbidden_character(
    file: str, character: str, line: int, column: int, path: str = ""
) -> Problem:
    """Refuse a character that cannot be seen, or that changes how others are seen."""
    what = f"the character {describe(character)} is not allowed"
    cure = "remove it, or write what you mean with visible characters"
    return Problem("forbidden-character", file, line, column, path, what, cure)


def _directives(text: str, file: str) -> list[Problem]:
    lines = enumerate(text.split("\n"), start=1)
    return [_directive(file, number) for number, line in lines if line.startswith("%")]


def _directive(file: str, line: int) -> Problem:
    what = "a line begins with %, a YAML directive"
    return Problem("directive", file, line, 1, "", what, "remove the line, or indent its text")


def _place(text: str, index: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, start) + 1, index - start + 1
