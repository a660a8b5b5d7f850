"""The expressions that a concurrency group uses: names of a context, texts, ==, !=, && and ||.

Source: docs.github.com, "Evaluate expressions in workflows and actions": the operators give one of
their operands, texts are compared without regard to case, and what is missing is empty.
"""

import re
from collections.abc import Mapping
from typing import Any

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_TOKEN = re.compile(
    r"\s*(?:(==|!=|&&|\|\|)|'((?:[^']|'')*)'|([a-z_][a-z0-9_.-]*))\s*", re.IGNORECASE
)


class TooHardError(ValueError):
    """An expression that the hub does not know: better no run than a wrong group."""


def filled_in(text: str, contexts: Mapping[str, Any]) -> str:
    """A text with its expressions replaced."""
    return _EXPRESSION.sub(lambda found: _text(_either(_tokens(found[1]), contexts)), text)


def _tokens(expression: str) -> list[re.Match[str]]:
    found, at = [], 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None:
            raise TooHardError(expression.strip())
        found.append(match)
        at = match.end()
    return found


def _split(tokens: list[re.Match[str]], operator: str) -> list[list[re.Match[str]]]:
    parts: list[list[re.Match[str]]] = [[]]
    for token in tokens:
        if token[1] == operator:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _either(tokens: list[re.Match[str]], contexts: Mapping[str, Any]) -> Any:
    value: Any = None
    for part in _split(tokens, "||"):
        value = _both(part, contexts)
        if value:
            break
    return value


def _both(tokens: list[re.Match[str]], contexts: Mapping[str, Any]) -> Any:
    value: Any = None
    for part in _split(tokens, "&&"):
        value = _compared(part, contexts)
        if not value:
            break
    return value


def _compared(tokens: list[re.Match[str]], contexts: Mapping[str, Any]) -> Any:
    match [token[1] for token in tokens]:
        case [None]:
            return _operand(tokens[0], contexts)
        case [None, "==" | "!=" as sign, None]:
            one, other = (_text(_operand(tokens[at], contexts)) for at in (0, 2))
            return (one.lower() == other.lower()) == (sign == "==")
        case _:
            raise TooHardError(" ".join(token[0].strip() for token in tokens))


def _operand(token: re.Match[str], contexts: Mapping[str, Any]) -> Any:
    if token[2] is not None:
        return token[2].replace("''", "'")
    value: Any = contexts
    for key in token[3].split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
