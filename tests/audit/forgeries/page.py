"""docs/forgeries.md: every forgery that is tried, what it does, and what finds it."""

from __future__ import annotations

from pathlib import Path

from tests.audit.forgeries import BOOKS
from tests.audit.forgeries.clones import TAMPERINGS
from tests.audit.forgeries.forgery import Sort
from tests.audit.forgeries.rewrites import REWRITES

PAGE = Path(__file__).parents[3] / "docs" / "forgeries.md"

HEAD = """\
# Forgeries

Written by `python -m tests.docs.write` from `tests/audit/forgeries`; a test keeps it true.

Each line is a history in which somebody with write access to main did one thing that is not so.
They are thoughtful: unless it is about the hand, their commits carry the bot's author and a true
signature, and what comes later is derived from the lie. `slipway audit verify` finds each in the
commit where it is, by the rules named here, and finds nothing in the same history without it.

"""
REWRITTEN = """\
Nothing within such a history disagrees, so it takes a checkpoint that was kept elsewhere
(`slipway audit verify --from`).

"""
CLONES = """\
The audit reads objects alone, and hashes each again. What else lies in a clone changes nothing;
a clone that is not whole is refused.

"""
BEYOND = """\
## What a clone cannot show

These are the bot's word. `slipway audit cross-check` asks GitHub for what it still keeps of them.

- That a review, an event or an announcement existed as the entry says, with its author and time.
- That nobody objected before the approval was counted.
- That an announcement was made when the entry says, within the hour that a run may last.
- That nobody without an account had a hand in it, where the entry says so: an address that holds
  no id may be one that GitHub knows.
- Which login an id had; only the id is judged.
- That main was not told anew as a whole, unless a checkpoint was kept; and where the replay begins,
  unless it is named by `--genesis`: the catalog's own word for it can be changed by who can write.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for book in BOOKS:
        rows = [
            f"| {one.id} | {one.what} | {', '.join(f'`{rule}`' for rule in one.found)} |\n"
            for one in book.pages
        ]
        parts += [_head(book.sort), *rows, "\n"]
    rewritten = [f"| {one.id} | {one.what} | `{one.found[0]}` |\n" for one in REWRITES.pages]
    parts += [f"## {Sort.REWRITE}\n\n", REWRITTEN, _TABLE, *rewritten, "\n"]
    clones = [
        f"| {one.id} | {one.what} | {f'refused: `{one.found}`' if one.found else 'no change'} |\n"
        for one in TAMPERINGS
    ]
    parts += [f"## {Sort.CLONE}\n\n", CLONES, _TABLE, *clones, "\n", BEYOND]
    return "".join(parts)


_TABLE = "| forgery | what is done | found by |\n|---|---|---|\n"


def _head(sort: Sort) -> str:
    return f"## {sort}\n\n{_TABLE}"
