"""The plain paragraphs of a comment, as GitHub would format it: all that can hold a command.

A parser of CommonMark decides (decision 0015). Where it sees anything but a paragraph at the top
level, there is text; and nothing counts after raw HTML, whose element may still be open, or after
the line by which a mail program introduces what it quotes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")
_HTML = frozenset({"html_block", "html_inline"})
_MAIL = re.compile(r"(?:\bwrote:|^-{2,} ?Original Message ?-{2,})[ \t]*$", re.MULTILINE)


class Paragraph(NamedTuple):
    """A paragraph as its lines; ``plain`` where no raw HTML in it may hide what it says."""

    lines: tuple[str, ...]
    plain: bool = True


def paragraphs(text: str) -> Iterator[Paragraph]:
    """The paragraphs at the top level, with white space as it was typed."""
    source = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    opened: Token | None = None
    for token in _PARSER.parse(text):
        if any(part.type in _HTML for part in (token, *(token.children or ()))):
            if opened is not None and opened.map is not None:
                yield Paragraph(tuple(source[slice(*opened.map)]), plain=False)
            return
        if token.type == "paragraph_open" and token.level == 0:
            opened = token
        elif opened is not None and opened.map is not None:
            if _MAIL.search(token.content):
                return
            yield Paragraph(tuple(source[slice(*opened.map)]))
            opened = None
