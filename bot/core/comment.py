"""The form of the bot's comments: their markers, and the limit that GitHub sets."""

from __future__ import annotations

import re

import jinja2

from bot.core import comment_sentences as say

COMMENT_LIMIT = 65_536
"""Characters that GitHub takes in a comment; one more is refused with 422."""

STICKY_MARKER = re.compile(r"\A<!-- slipway:status entry=(\d{1,9})(?: of=([a-z0-9./-]+))? -->")
OUTCOME_MARKER = re.compile(r"\A<!-- slipway:outcome transition=([0-9a-f]{32}) -->")
CLOSED_MARKER = "<!-- slipway:closed -->"

TEMPLATES = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701  Markdown, and every value is quoted before it enters


def cut(body: str) -> str:
    """At most what GitHub takes. The cut is at the end of a line, since no code span crosses one.

    Of the lines that may be cut, only those of a fence begin with backticks.
    """
    if len(body) <= COMMENT_LIMIT:
        return body
    fences = re.findall(r"^`{3,}", body, re.MULTILINE)
    closing = f"\n{max(fences, default='')}\n\n</details>"
    kept = body[: COMMENT_LIMIT - len(closing) - len(say.CUT_NOTE)].rpartition("\n")[0]
    opened = re.findall(r"^`{3,}", kept, re.MULTILINE)
    if len(opened) % 2:
        kept += f"\n{opened[-1]}"
    if kept.count("\n<details>") > kept.count("\n</details>"):
        kept += "\n\n</details>"
    return kept + say.CUT_NOTE
