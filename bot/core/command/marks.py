"""The marker of an answer: which comment it answers, and whether that was a stranger's."""

from __future__ import annotations

import re

ANSWER_MARKER = re.compile(r"\A<!-- slipway:answer comment=(\d{1,19})( stranger)? -->")


def answer_mark(comment: int, *, stranger: bool) -> str:
    """The first line of an answer; ``ANSWER_MARKER`` reads it."""
    return f"<!-- slipway:answer comment={comment}{' stranger' if stranger else ''} -->"
