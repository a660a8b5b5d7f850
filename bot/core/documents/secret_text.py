"""Text that looks like a secret: it is refused, and never shown again."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Every repetition is bounded, so that a search stays linear in the text.
SECRET = re.compile(
    r"gh[pousr]_[A-Za-z0-9]{10}"
    r"|github_pat_[A-Za-z0-9_]{10}"
    r"|-----BEGIN"
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}"
    r"|\beyJ[A-Za-z0-9_-]{8,512}\.[A-Za-z0-9_-]{8,512}\.[A-Za-z0-9_-]{4}"
    r"|xox[abeprs]-[A-Za-z0-9-]{10}"
    r"|glpat-[A-Za-z0-9_-]{16}"
    r"|npm_[A-Za-z0-9]{36}"
    r"|pypi-AgE[A-Za-z0-9_-]{16}"
    r"|[rs]k_live_[A-Za-z0-9]{16}"
    r"|whsec_[A-Za-z0-9+/]{16}"
    r"|AIza[A-Za-z0-9_-]{35}"
    r"|://[^\s/@:]{0,64}:[^\s/@]{1,256}@"
)
"""Matches the tell-tale part of a token, key, signed token or password in a URL."""


def looks_secret(text: str) -> bool:
    """Answer whether the text holds what looks like a secret."""
    return SECRET.search(text) is not None


_NAMED = re.compile(
    r"(?:.{0,64}_)?(?:.{0,64}(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|APIKEY)S?"
    r"|PASS|PWD|PIN|KEY|KEYS)(?:_.{0,64})?"
)
_RUN = re.compile(r"[A-Za-z0-9+]{14,500}")
_HEXADECIMAL = re.compile(r"[0-9a-f]{32}|[0-9A-F]{32}")
LEAST_TURNS = 0.3
"""Which share of the steps in a run of characters leads from one kind to another.

Between small letters, capitals and digits: about 0.6 in base64 and 0.5 in hexadecimal that chance
made, far less in words and numbers. The entropy that scanners such as detect-secrets measure tells
little of so short a text, where each character is new in a word as well.
"""


def names_secret(name: str) -> bool:
    """Answer whether the name of a variable tells that its value is a secret."""
    return _NAMED.fullmatch(name) is not None


def looks_random(text: str) -> bool:
    """Answer whether part of a text looks as if chance had made it."""
    return _HEXADECIMAL.search(text) is not None or any(map(_turns, _RUN.findall(text)))


def _turns(run: str) -> bool:
    kinds = ["digit" if c.isdigit() else "capital" if c.isupper() else "small" for c in run]
    turns = sum(one != other for one, other in pairwise(kinds))
    return "digit" in kinds and turns >= LEAST_TURNS * (len(run) - 1)


_VARIABLES = ("configuration", "variables")
_FIELDS = ("name", "value", "secret", "version")
_NAME_OF_SECRET = ("delivery", "webhook", "secret")


def may_be_secret(path: Sequence[str | int]) -> bool:
    """Answer whether people are likely to paste a secret there.

    That is among variables, but their names, and where a webhook names its secret. No value that
    stands there is ever shown, nor a field that does not belong there.
    """
    return _is_of_variables(path) or tuple(path) == _NAME_OF_SECRET


def _is_of_variables(path: Sequence[str | int]) -> bool:
    return tuple(path[:2]) == _VARIABLES and tuple(path[3:]) != ("name",)


def is_odd_field(path: Sequence[str | int]) -> bool:
    """Answer whether the last part of a path is a field that no variable has."""
    last = path[-1]
    return _is_of_variables(path[:-1]) and isinstance(last, str) and last not in _FIELDS
