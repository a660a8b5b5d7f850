"""The plain paragraphs of a comment, as GitHub would format it: all that can hold a command.

A parser of CommonMark decides (decision 0015). Where it sees anything but a paragraph at the top
level, there is text; and nothing counts after raw HTML, whose element may still be open, or after
the line by which a mail program introduces what it quotes. A line that begins as a command may have
tags further on, as a reason with <Checkout> in it has: it is quoted wherever it is shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")
_HTML = frozenset({"html_block", "html_inline"})
_TAG = re.compile(r"</?[A-Za-z]")
_MAIL = re.compile(r"(?:\bwrote:|^-{2,} ?Original Message ?-{2,})[ \t]*$", re.MULTILINE)


def paragraphs(text: str) -> Iterator[tuple[str, ...]]:
    """The paragraphs at the top level, each as its lines, with white space as it was typed."""
    source = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    opened: Token | None = None
    for token in _PARSER.parse(text):
        if any(part.type in _HTML for part in (token, *(token.children or ()))):
            if opened is not None and opened.map is not None and _tagged(token):
                yield tuple(source[slice(*opened.map)])
            return
        if token.type == "paragraph_open" and token.level == 0:
            opened = token
        elif opened is not None and opened.map is not None:
            if _MAIL.search(token.content):
                return
            yield tuple(source[slice(*opened.map)])
            opened = None


def _tagged(line: Token) -> bool:
    """Whether it begins as a command, and has no HTML but tags: nothing in it is hidden."""
    html = (part.content for part in line.children or () if part.type in _HTML)
    return line.content.startswith("/") and all(map(_TAG.match, html))
