"""Approvals that were given on other bytes than those that came to main."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.audit.forgeries.branches import documents, merging
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE
from tests.audit.forgeries.strokes import told
from tests.history import people
from tests.history.commits import File
from tests.history.pulls import Work

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger

APPROVED = Book(Sort.APPROVED)


@APPROVED.found_by("approved-bytes", says="which holds other bytes")
def approved_on_a_draft(f: Forger) -> None:
    """The approval was given on an earlier commit of the branch, which holds other bytes."""
    f.h.apply(COFFEE, work=Work(hands=(people.DAN, people.MIA)))
    draft_commit = f.h.pulls[COFFEE].commits[0].oid
    f.lie(told(lambda d: replace(d, approvals=(replace(d.approvals[0], commit=draft_commit),))))
    f.h.approve(COFFEE)


@APPROVED.found_by("approved-bytes", says="which holds other bytes")
def approved_on_main(f: Forger) -> None:
    """The approval was given on a commit that is none of the branch."""
    f.h.apply(COFFEE)
    elsewhere = f.h.tip
    f.lie(told(lambda d: replace(d, approvals=(replace(d.approvals[0], commit=elsewhere),))))
    f.h.approve(COFFEE)


@APPROVED.found_by("approved-bytes", says="is not in what was merged")
def announced_head_not_merged(f: Forger) -> None:
    """Another branch with the same bytes is merged than the one that was announced."""
    f.h.apply(COFFEE)
    other = f.branch((f.h.first,), documents(f))
    merging(f, other)


@APPROVED.found_by("approved-bytes", says="moved away")
def moved_away_and_back(f: Forger) -> None:
    """Between announcement and merge the branch moves to other bytes and back again."""
    f.h.apply(COFFEE)
    head = f.h.pulls[COFFEE].head
    path = COFFEE.request_path
    away = f.branch((head,), {path: File(f.h.pulls[COFFEE].request.data + b"# more\n")})
    back = f.branch((away,), {path: File(f.h.pulls[COFFEE].request.data)})
    merging(f, back)


@APPROVED.found_by("approved-bytes", says="moved away")
def request_removed_and_brought_back(f: Forger) -> None:
    """Between announcement and merge the branch removes the request and brings it back."""
    f.h.apply(COFFEE)
    head = f.h.pulls[COFFEE].head
    away = f.branch((head,), {COFFEE.request_path: None})
    back = f.branch((away,), {COFFEE.request_path: File(f.h.pulls[COFFEE].request.data)})
    merging(f, back)


@APPROVED.found_by("approved-bytes", says="moved away")
def moved_away_on_a_side(f: Forger) -> None:
    """The branch moves to other bytes, and a merge brings it back to the announced commit."""
    f.h.apply(COFFEE)
    head = f.h.pulls[COFFEE].head
    away = f.branch((head,), {COFFEE.request_path: File(f.h.pulls[COFFEE].request.data + b"# m\n")})
    merging(f, f.branch((away, head), documents(f)))
