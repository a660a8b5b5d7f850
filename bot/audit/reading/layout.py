"""How a page is laid out: labelled lines in an indented block, other people's text kept inside.

An indented block is shown as it stands by terminals and by Markdown alike, so that nothing in it
can format, link, mention or load an image; every line of other people's text is marked.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from bot.core.documents.characters import escaped
from bot.core.documents.problem import NOT_SHOWN
from bot.core.documents.secret_text import looks_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INDENT = "    "
LABEL = 14
WIDTH = 72
"""Characters of other people's text on a line: with margin and label it fits 100 columns."""
MARK = "> "


def field(label: str, *lines: str) -> Iterator[str]:
    """Some lines under one label; nothing where there are none."""
    for number, line in enumerate(lines):
        yield f"{INDENT}{label if number == 0 else '':<{LABEL}}{line}".rstrip()


def said(text: str) -> Iterator[str]:
    """Other people's text in full, each line marked and short enough not to be wrapped.

    Characters that could act are escaped. A text that looks like a secret is never shown.
    """
    if looks_secret(text):
        yield MARK + NOT_SHOWN
        return
    for line in text.rstrip("\n").split("\n"):
        wrapped = textwrap.wrap(escaped(line), WIDTH, break_on_hyphens=False) or [""]
        yield from (f"{MARK}{part}".rstrip() for part in wrapped)


def outline(value: object, depth: int = 0) -> Iterator[str]:
    """A value of a document, one field a line, in the order of the names."""
    margin = "  " * depth
    match value:
        case dict():
            for name, inner in sorted(value.items()):
                yield from _named(f"{margin}{escaped(name)}:", inner, depth)
        case list():
            for inner in value:
                yield from _named(f"{margin}-", inner, depth)
        case _:
            yield margin + _short(value)


def _named(head: str, value: object, depth: int) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield head
        yield from outline(value, depth + 1)
    elif isinstance(value, str) and (len(value) > WIDTH or "\n" in value):
        yield head
        yield from ("  " * (depth + 1) + line for line in said(value))
    else:
        yield f"{head} {_short(value)}"


def _short(value: object) -> str:
    match value:
        case str():
            return NOT_SHOWN if looks_secret(value) else escaped(value)
        case None | [] | {}:
            return "none"
        case bool():
            return "yes" if value else "no"
        case _:
            return escaped(str(value))


def section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and what stands under it, with an empty line around each."""
    yield from ("", f"## {title}", "", *lines)
