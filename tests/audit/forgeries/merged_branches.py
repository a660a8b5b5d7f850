"""Branches that were merged, with more in them, or of another shape, than the bot lets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.audit.forgeries.branches import documents, merging
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, TEA, with_reviewers
from tests.history import people
from tests.history.commits import File

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger

MERGED = Book(Sort.BRANCH)
MOST = 50
"""Commits that the bot lets a branch have."""


@MERGED.found_by("branch", says="touches .github/workflows/more.yml")
def hidden_middle_commit(f: Forger) -> None:
    """A commit in the middle of the branch adds a workflow, the next one removes it."""
    f.h.apply(COFFEE)
    path = ".github/workflows/more.yml"
    away = f.branch((f.h.pulls[COFFEE].head,), {path: File(b"on: push\n")})
    merging(f, f.branch((away,), {path: None}))


@MERGED.found_by("branch", says="touches catalog/apps/harbor.yaml")
def merge_of_main_that_brings_more(f: Forger) -> None:
    """The branch merges main, and that merge makes somebody a reviewer."""
    f.h.apply(COFFEE)
    files = {path: File(data) for path, data in with_reviewers(f, people.RENE).items()}
    both = (f.h.pulls[COFFEE].head, f.h.tip)
    merging(f, f.branch(both, {**documents(f), **files}, base=f.h.tip))


@MERGED.found_by("branch", says="another mode")
def executable_in_the_branch(f: Forger) -> None:
    """A commit of the branch makes the request executable, the next one takes that back."""
    f.h.apply(COFFEE)
    path, data = COFFEE.request_path, f.h.pulls[COFFEE].request.data
    away = f.branch((f.h.pulls[COFFEE].head,), {path: File(data, "100755")})
    merging(f, f.branch((away,), {path: File(data)}))


@MERGED.found_by("branch", says="touches releases/tea")
def two_requests_in_one_branch(f: Forger) -> None:
    """The branch holds the request of another release as well."""
    f.h.apply(COFFEE)
    head = f.branch((f.h.pulls[COFFEE].head,), {TEA.request_path: File(b"format: 1\n")})
    merging(f, head)


@MERGED.found_by("branch", says="has 51 commits")
def branch_of_too_many_commits(f: Forger) -> None:
    """The branch has more commits than the bot reads."""
    f.h.apply(COFFEE)
    head = f.h.pulls[COFFEE].head
    for _ in range(MOST):
        head = f.branch((head,), {})
    merging(f, head)


@MERGED.found_by("branch", says="imitates a trailer")
def trailers_in_the_branch(f: Forger) -> None:
    """The message of a commit in the branch names an approver, as only the bot's messages do."""
    f.h.apply(COFFEE)
    head = f.h.pulls[COFFEE].head
    merging(f, f.branch((head,), {}, message="Work\n\napproved-by: 1005\n"))


@MERGED.found_by("branch", says="begins anew")
def history_without_a_root_on_main(f: Forger) -> None:
    """The branch merges a history that begins anew, with the same documents."""
    f.h.apply(COFFEE)
    other = f.branch((), documents(f))
    merging(f, f.branch((f.h.pulls[COFFEE].head, other), {}))


@MERGED.found_by("branch", says="merges more than main")
def octopus_in_the_branch(f: Forger) -> None:
    """A commit of the branch merges two others at once."""
    f.h.apply(COFFEE)
    head = f.h.pulls[COFFEE].head
    sides = [f.branch((head,), {}, message=f"{side}\n") for side in ("One", "Other")]
    merging(f, f.branch((head, *sides), {}))


@MERGED.found_by("branch", says="merges more than main")
def other_work_merged_into_the_branch(f: Forger) -> None:
    """A commit of the branch merges other work than main's, which changes nothing."""
    f.h.apply(COFFEE)
    head = f.h.pulls[COFFEE].head
    merging(f, f.branch((head, f.branch((head,), {}, message="Side\n")), {}))
