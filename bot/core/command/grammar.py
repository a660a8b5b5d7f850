"""The grammar of commands, as a table, and how a comment is read by it.

A command is the one line ``/word`` that is a paragraph of its own at the top level of a comment.
What comes near to one is missed, and earns a hint; all else is text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from bot.core.command.markdown import paragraphs

LONGEST = 4_000
"""Characters of a comment that is looked through; a longer one is text."""


class Word(StrEnum):
    """The words of the commands."""

    APPLY = "apply"
    WITHDRAW = "withdraw"
    EXPLAIN = "explain"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Form:
    """One command: its right form, who may say it, and what it does, for people.

    ``acts`` tells those that only a releaser may say from those that anybody may ask.
    """

    word: Word
    usage: str
    acts: bool
    meaning: str


FORMS: tuple[Form, ...] = (
    Form(
        Word.APPLY,
        "/apply",
        acts=True,
        meaning="Applies for the release, on a draft too. It counts for exactly what the bot "
        "showed before it was said: the bytes, the catalog, and who may apply.",
    ),
    Form(
        Word.WITHDRAW,
        "/withdraw",
        acts=True,
        meaning="Takes the application back that was Under Review when it was said.",
    ),
    Form(
        Word.EXPLAIN,
        "/explain",
        acts=False,
        meaning="Says each rule that is unmet, who can meet it, and when a clock will.",
    ),
    Form(
        Word.HELP,
        "/help",
        acts=False,
        meaning="Says what you may do here now, and how commands are written.",
    ),
)
"""Every command. A line is one where it is a usage, letter by letter."""

OF_REVIEWS = ("approve", "reject")
"""Words for what only a review can say."""


class Slip(StrEnum):
    """How a comment missed a command."""

    FORM = "command-form"
    SEVERAL = "one-command"
    ALONE = "command-alone"
    REVIEW = "say-it-in-a-review"


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that comes near to a command: how it was missed, and the right form, if any."""

    slip: Slip
    usage: str = ""


_LIKE_A_SLASH = str.maketrans(dict.fromkeys("\u2044\u2215\u29f8", "/"))
_ATTEMPT = re.compile(r"/ ?([a-z]{2,20})(?![a-z0-9/_-])")
_USAGES = {form.usage: form for form in FORMS}
_WORDS = (*(form.word.value for form in FORMS), *OF_REVIEWS)


@lru_cache(maxsize=4_096)
def read(body: str) -> Form | Miss | None:
    """The command that a comment holds, what it missed, or neither."""
    if len(body) > LONGEST or not any(map(_near, body.split("\n"))):
        return None
    found = [
        _attempt(line, lines)
        for lines in paragraphs(body)
        for line in lines
        if _near(line) is not None
    ]
    if len(found) > 1:
        return Miss(Slip.SEVERAL)
    return found[0] if found else None


def _attempt(line: str, lines: tuple[str, ...]) -> Form | Miss:
    form, word = _USAGES.get(line.rstrip(" \t\r")), _near(line)
    if word in OF_REVIEWS:
        return Miss(Slip.REVIEW)
    if len(lines) > 1:
        return Miss(Slip.ALONE, f"/{word}")
    return form or Miss(Slip.FORM, f"/{word}")


def _near(line: str) -> str | None:
    """The word of the command that a line means, however it is written, or none."""
    plain = unicodedata.normalize("NFKC", line).translate(_LIKE_A_SLASH)
    seen = "".join(c for c in plain if unicodedata.category(c) != "Cf").strip().lower()
    found = _ATTEMPT.match(seen)
    close = get_close_matches(found[1], _WORDS, n=1, cutoff=0.75) if found else []
    return close[0] if close else None
