"""Commits of the bot that do one thing more, or one less, than their entry calls for."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.documents import canonical
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, TEA, TEST, with_reviewers
from tests.audit.forgeries.strokes import with_files, without
from tests.history import people
from tests.history.commits import GITHUB, File, MainCommit, hand_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.forgeries.forger import Forger

COMMITS = Book(Sort.COMMIT)
LIVE = "live/harbor/test.json"


# --- One file more -------------------------------------------------------------------------------


@COMMITS.found_by("tree", says="no entry calls for this change")
def file_more_in_releases(f: Forger) -> None:
    """The bot's commit adds a file beside the request."""
    f.lie(respell=with_files({f"{TEST.folder}/notes.txt": b"Hello\n"}))
    f.h.apply(TEST)


@COMMITS.found_by("tree", says="no entry calls for this change")
def reviewer_added_alongside(f: Forger) -> None:
    """The bot's commit makes somebody a reviewer."""
    f.lie(respell=with_files(dict(with_reviewers(f, people.ROB, people.RENE))))
    f.h.apply(TEST)


@COMMITS.found_by("tree", says="no entry calls for this change")
def workflow_added_alongside(f: Forger) -> None:
    """The bot's commit adds a workflow."""
    f.lie(respell=with_files({".github/workflows/more.yml": b"on: push\n"}))
    f.h.apply(TEST)


@COMMITS.found_by("tree", says="no entry calls for this change")
def page_added_alongside(f: Forger) -> None:
    """The bot's commit adds a page of documentation."""
    f.lie(respell=with_files({"docs/more.md": b"More.\n"}))
    f.h.apply(TEST)


@COMMITS.found_by("tree", says="no entry calls for this change")
def request_removed_alongside(f: Forger) -> None:
    """The bot's commit removes the request of another release."""
    f.h.apply(TEST)
    f.lie(respell=with_files({TEST.request_path: None}))
    f.h.apply(TEA)


# --- Status and live -----------------------------------------------------------------------------


@COMMITS.found_by("tree", says="status.json: its bytes")
def status_that_disagrees(f: Forger) -> None:
    """The status file says Full Release, where the log says something else."""
    f.h.apply(COFFEE)
    f.lie(respell=_rewritten(COFFEE.status_path, lambda v: v.update(status="Full Release")))
    f.h.approve(COFFEE)


@COMMITS.found_by("tree", says="should have changed")
def status_left_as_it_was(f: Forger) -> None:
    """A rejection leaves the status file as it was."""
    f.h.apply(COFFEE)
    f.lie(respell=without(COFFEE.status_path))
    f.h.reject(COFFEE)


@COMMITS.found_by("tree", says="should have changed")
def status_missing(f: Forger) -> None:
    """A first entry comes without its status file."""
    f.lie(respell=without(COFFEE.status_path))
    f.h.apply(COFFEE)


@COMMITS.found_by("tree", says="live/harbor/test.json: its bytes")
def live_that_disagrees(f: Forger) -> None:
    """The live file says that another version is live."""
    f.lie(
        respell=_rewritten(LIVE, lambda v: v["miniPrograms"]["coffee"][0].update(version="9.0.0"))
    )
    f.h.apply(TEST)


@COMMITS.found_by("tree", says="live/harbor/test.json: it should have changed")
def live_missing(f: Forger) -> None:
    """A release to Test comes without the live file."""
    f.lie(respell=without(LIVE))
    f.h.apply(TEST)


@COMMITS.found_by("tree", says="live/harbor/test.json: its bytes")
def other_program_taken_from_live(f: Forger) -> None:
    """The live file loses another mini program on the way."""
    f.h.apply(TEST)
    f.lie(respell=_rewritten(LIVE, lambda v: v["miniPrograms"].pop("coffee")))
    f.h.apply(replace(TEST, mini_program="tea"))


@COMMITS.found_by("tree", says="live/harbor/production.json: no entry calls")
def live_before_it_is(f: Forger) -> None:
    """An approval writes a live file, though nothing is live yet."""
    f.h.apply(COFFEE)
    value = {"app": "harbor", "environment": "production", "format": 1, "miniPrograms": {}}
    f.lie(respell=with_files({"live/harbor/production.json": canonical.to_bytes(value)}))
    f.h.approve(COFFEE)


def _rewritten(
    path: str, change: Callable[[dict[str, Any]], object]
) -> Callable[[MainCommit], MainCommit]:
    def respell(commit: MainCommit) -> MainCommit:
        file = commit.files[path]
        assert file is not None
        value = json.loads(file.data)
        change(value)
        return with_files({path: canonical.to_bytes(value)})(commit)

    return respell


# --- Parents -------------------------------------------------------------------------------------


@COMMITS.found_by("merge", says="does not merge it")
def squashed(f: Forger) -> None:
    """The request comes to main in a commit with one parent."""
    f.lie(respell=lambda c: replace(c, parents=c.parents[:1]))
    f.h.apply(TEST)


@COMMITS.found_by("merge", says="has 2 parents")
def merged_too_early(f: Forger) -> None:
    """The commit of an application merges the branch already, and takes nothing of it."""
    f.lie(respell=lambda c: replace(c, parents=(*c.parents, f.h.pulls[COFFEE].head)))
    f.h.apply(COFFEE)


@COMMITS.found_by("merge", says="does not merge it")
def three_parents(f: Forger) -> None:
    """The commit merges a second branch along with the request's."""
    other = f.branch((f.h.tip,), {"docs/more.md": File(b"More.\n")})
    f.lie(respell=lambda c: replace(c, parents=(*c.parents, other)))
    f.h.apply(TEST)


@COMMITS.found_by("merge", says="does not merge it")
def other_head_merged(f: Forger) -> None:
    """The commit merges another head than the entry names."""
    other = f.branch((f.h.tip,), {TEST.request_path: File(b"other\n")})
    f.lie(respell=lambda c: replace(c, parents=(c.parents[0], other)))
    f.h.apply(TEST)


@COMMITS.found_by("parent", "one-cause", "merge")
def first_parent_flipped(f: Forger) -> None:
    """A branch off an old commit merges main and takes its place, so that main is beside it."""
    f.h.apply(TEST)
    f.h.apply(COFFEE)
    side = f.branch((f.h.first,), {"README.md": File(b"# Mine\n")}, people.OTTO)
    f.forges()
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


# --- The message ---------------------------------------------------------------------------------


@COMMITS.found_by("message")
def trailers_with_another_approver(f: Forger) -> None:
    """The commit message names another approver than the entry."""
    f.h.apply(COFFEE)
    f.lie(respell=_said("Approved-by: 1004", "Approved-by: 1005"))
    f.h.approve(COFFEE, (people.ROB,))


@COMMITS.found_by("message")
def headline_of_another_decision(f: Forger) -> None:
    """The first line of the message says that it was rejected; the trailers are right."""
    f.h.apply(COFFEE)
    f.lie(respell=_said("Approve coffee", "Reject coffee"))
    f.h.approve(COFFEE)


@COMMITS.found_by("message")
def trailers_hidden_behind_a_nul(f: Forger) -> None:
    """The message names another approver, and its true trailers follow after a NUL."""

    def respell(commit: MainCommit) -> MainCommit:
        true = commit.message.rpartition("\n\n")[2]
        false = commit.message.replace("Approved-by: 1004", "Approved-by: 1005")
        return replace(commit, message=f"{false}\n\0\n\n{true}")

    f.h.apply(COFFEE)
    f.lie(respell=respell)
    f.h.approve(COFFEE, (people.ROB,))


@COMMITS.found_by("message")
def approver_added_to_the_trailers(f: Forger) -> None:
    """The commit message ends with one approver more."""
    f.h.apply(COFFEE)
    f.lie(respell=lambda c: replace(c, message=f"{c.message}\nApproved-by: 1005"))
    f.h.approve(COFFEE, (people.ROB,))


@COMMITS.found_by("message")
def no_trailers(f: Forger) -> None:
    """The commit message is a headline alone."""
    f.lie(respell=lambda c: replace(c, message=c.message.partition("\n")[0]))
    f.h.apply(COFFEE)


def _said(old: str, new: str) -> Callable[[MainCommit], MainCommit]:
    def respell(commit: MainCommit) -> MainCommit:
        assert old in commit.message
        return replace(commit, message=commit.message.replace(old, new))

    return respell
