"""The few expressions that a concurrency group uses: names of a context, and `||` between them."""

import re
from collections.abc import Mapping
from typing import Any

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_NAME = re.compile(r"[a-z_][a-z0-9_.-]*", re.IGNORECASE)


class TooHardError(ValueError):
    """An expression that the hub does not know: better no run than a wrong group."""


def filled_in(text: str, contexts: Mapping[str, Any]) -> str:
    """A text with its expressions replaced; what is missing is empty."""
    return _EXPRESSION.sub(lambda found: _value(found[1], contexts), text)


def _value(expression: str, contexts: Mapping[str, Any]) -> str:
    for part in expression.split("||"):
        name = part.strip()
        if not _NAME.fullmatch(name):
            raise TooHardError(expression.strip())
        value: Any = contexts
        for key in name.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if value not in (None, "", False):
            return str(value)
    return ""
