"""Branches that a forger makes beside main, and an approval that merges one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.audit.forgeries.stage import COFFEE
from tests.audit.forgeries.strokes import told
from tests.history.commits import File

if TYPE_CHECKING:
    from bot.core.entry import Draft
    from tests.audit.forgeries.forger import Forger


def documents(f: Forger) -> dict[str, File | None]:
    """The documents at the head of the pull request."""
    pull = f.h.pulls[COFFEE]
    return {one.path: File(one.data) for one in (pull.request, pull.version)}


def merging(f: Forger, head: str) -> None:
    """Approve as it should be, but merge this head, and say so in the entry."""

    def retell(draft: Draft) -> Draft:
        approvals = tuple(replace(one, commit=head) for one in draft.approvals)
        return replace(draft, subject=replace(draft.subject, head=head), approvals=approvals)

    f.lie(told(retell), respell=lambda c: replace(c, parents=(c.parents[0], head)))
    f.h.approve(COFFEE)
