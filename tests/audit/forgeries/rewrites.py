"""Main as a whole made anew: nothing in it disagrees, so only a kept checkpoint tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, TEST
from tests.audit.forgeries.strokes import told
from tests.history import people
from tests.history.chronicle import START
from tests.history.commits import GITHUB, File, MainCommit, hand_of
from tests.history.historian import Historian

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger

REWRITES = Book(Sort.REWRITE)


@REWRITES.found_by("not-a-successor")
def main_cut_short(f: Forger) -> None:
    """Main is pushed back, and the approval with it."""
    f.h.apply(COFFEE)
    before = f.h.tip
    f.h.approve(COFFEE)
    f.keep()
    if not f.honest:
        f.h.state.oids.append(before)


@REWRITES.found_by("not-a-successor")
def main_rewritten(f: Forger) -> None:
    """Main is told anew with another reason for the rejection, hashed and signed throughout."""
    f.h.apply(COFFEE)
    f.h.reject(COFFEE)
    f.keep()
    if f.honest:
        return
    f.anew()
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: replace(draft, reason="All is well.")))
    f.h.reject(COFFEE)
    f.h.reapply(COFFEE, notes="It says what changed.\n")
    f.h.approve(COFFEE)


@REWRITES.found_by("not-a-successor")
def main_forked(f: Forger) -> None:
    """Two auditors are shown two mains, which part after a common beginning."""
    f.h.apply(TEST)
    f.h.apply(COFFEE)
    f.keep()
    if not f.honest:
        f.anew()
        f.h.apply(TEST)
        f.h.maintain({"README.md": b"# Another view\n"})


@REWRITES.found_by("not-a-successor")
def main_replaced(f: Forger) -> None:
    """Main is replaced by a history that has nothing in common with it."""
    f.h.apply(TEST)
    f.keep()
    if not f.honest:
        f.h = Historian(f.writer, START + timedelta(days=1))
        f.h.apply(TEST)


@REWRITES.found_by("not-a-successor")
def newest_commit_amended(f: Forger) -> None:
    """The newest commit is written again with another message."""
    f.h.apply(TEST)
    f.h.maintain({"README.md": b"# More\n"})
    f.keep()
    if not f.honest:
        f.anew()
        f.h.apply(TEST)
        f.h.maintain({"README.md": b"# More\n"}, message="Say less")


@REWRITES.found_by("not-a-successor")
def main_merged_into_a_branch(f: Forger) -> None:
    """A branch off an old commit merges main, and takes its place (a foxtrot merge)."""
    f.h.apply(TEST)
    f.keep()
    if f.honest:
        return
    side = f.branch((f.h.first,), {"README.md": File(b"# Mine\n")}, people.OTTO)
    f.h.raw(
        MainCommit(
            files={"README.md": File(b"# Mine\n")},
            message="Merge branch 'main' into mine",
            author=hand_of(people.OTTO),
            committer=GITHUB,
            time=f.h.now,
            parents=(side, f.h.tip),
            signed_by=f.writer.key,
            base=f.h.tip,
        )
    )
