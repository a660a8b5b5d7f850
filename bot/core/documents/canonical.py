"""Canonical JSON: one value has exactly one sequence of bytes, and no others are read.

Keys are sorted by code point, one field stands on a line with an indent of two spaces, UTF-8 is
not escaped, one line feed ends the file, and numbers are integers that every reader holds exactly.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from bot.core.documents.problem import Problem, quoted
from bot.errors import ProblemsFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable

Value: TypeAlias = (
    "dict[str, Value] | list[Value] | str | int | bool | None"  # what a document is made of
)

SIZE_CAP = 1024 * 1024
DEPTH_LIMIT = 32
GREATEST = 2**53 - 1


class NotCanonicalError(ProblemsFoundError):
    """The bytes are not the canonical form of any value; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.id, f"{problem.file}: {problem.what}", problem.cure)
        self.problem = problem


class _RefusedError(ValueError):
    """A refusal within the JSON parser: a rule's id and what is wrong."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(what)
        self.rule = rule
        self.what = what


def to_bytes(value: object) -> bytes:
    """Serialise a value; ValueError for what canonical JSON cannot hold."""
    return _text(value, "\n").encode("utf-8") + b"\n"


def can_hold(value: object) -> bool:
    """Whether canonical JSON has bytes for a value: a document's numbers may be too great."""
    try:
        _text(value, "\n")
    except _RefusedError:
        return False
    return True


_scalar = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_string = json.encoder.encode_basestring


def _text(value: object, line: str) -> str:
    """Check and write a value. ``json.dumps`` writes the same, and is slower.

    ``line`` is what begins a new line at this depth.
    """
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        return _object(value, line) if value else "{}"
    if isinstance(value, list | tuple):
        return _array(value, line) if value else "[]"
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int) and abs(value) <= GREATEST:
        return _scalar(value)
    what = f"{quoted(value)} is neither text, a whole number up to 2^53-1, true, false nor null"
    raise _RefusedError("wrong-number", what)


def _object(value: dict[Any, object], line: str) -> str:
    for key in value:
        if not isinstance(key, str):
            raise _RefusedError("key-not-text", f"the key {quoted(key)} is not text")
    deeper = _deeper(line)
    items = [
        f"{_string(key)}: {_string(item) if type(item) is str else _text(item, deeper)}"
        for key, item in sorted(value.items())
    ]
    return f"{{{deeper}{(',' + deeper).join(items)}{line}}}"


def _array(value: Iterable[object], line: str) -> str:
    deeper = _deeper(line)
    return f"[{deeper}{(',' + deeper).join([_text(item, deeper) for item in value])}{line}]"


def _deeper(line: str) -> str:
    if len(line) > DEPTH_LIMIT * len(_INDENT):
        raise _RefusedError("too-deep", f"the value nests deeper than {DEPTH_LIMIT} levels")
    return line + _INDENT


_INDENT = "  "
_WORDS = {None: "null", True: "true", False: "false"}


def from_bytes(data: bytes, file: str) -> Value:
    """Read canonical JSON; NotCanonicalError for every other sequence of bytes."""
    if len(data) > SIZE_CAP:
        _refuse(file, 0, "too-large", f"the file has {len(data)} bytes, more than {SIZE_CAP}")
    try:
        value: Value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_bounded,
        )
        again = to_bytes(value)
    except _RefusedError as refused:
        _refuse(file, 0, refused.rule, refused.what)
    except UnicodeError:
        _refuse(file, 0, "not-utf8", "the file is not UTF-8 text")
    except RecursionError:
        _refuse(file, 0, "too-deep", f"the file nests deeper than {DEPTH_LIMIT} levels")
    except json.JSONDecodeError as error:
        _refuse(file, error.lineno, "json-syntax", f"the file is not JSON ({error.msg})")
    if again != data:
        line = _first_difference(again, data)
        _refuse(file, line, "not-canonical", "the bytes are not the canonical form of their value")
    return value


def sha256(data: bytes) -> str:
    """Return the SHA-256 of the bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _unique(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _RefusedError("duplicate-key", f"the key {quoted(twice)} stands twice in one object")
    return found


def _no_float(text: str) -> NoReturn:
    raise _RefusedError("wrong-number", f"{quoted(text)} is not a whole number")


def _bounded(text: str) -> int:
    if len(text) > len(str(GREATEST)) + 1:
        raise _RefusedError("wrong-number", f"the number {quoted(text)} is greater than 2^53-1")
    return int(text)


def _first_difference(expected: bytes, found: bytes) -> int:
    pairs = zip(expected.split(b"\n"), found.split(b"\n"), strict=False)
    same = (number for number, (one, other) in enumerate(pairs, start=1) if one != other)
    return next(same, expected.count(b"\n") + 1)


def _refuse(file: str, line: int, rule: str, what: str) -> NoReturn:
    cure = "only the bot writes this file: restore the bytes it wrote"
    raise NotCanonicalError(Problem(rule, file, line, 1 if line else 0, "", what, cure))
