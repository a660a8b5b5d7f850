"""Content under ``releases/`` and ``live/`` by the hand of people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.core.documents import canonical
from tests.audit.forgeries.branches import documents
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, TEST, with_reviewers
from tests.history import people
from tests.history.commits import GITHUB, File, MainCommit, hand_of
from tests.history.documents import request_file

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger

HANDS = Book(Sort.HAND)
LIVE = "live/harbor/test.json"


@HANDS.found_by("merge-without-entry")
def merged_by_hand(f: Forger) -> None:
    """Somebody presses Merge on a request that is under review."""
    f.h.apply(COFFEE)
    f.forges()
    f.h.raw(
        MainCommit(
            files=documents(f),
            message="Merge pull request #1 from mia/coffee",
            author=hand_of(people.OTTO),
            committer=GITHUB,
            time=f.h.now,
            parents=(f.h.tip, f.h.pulls[COFFEE].head),
            signed_by=f.writer.key,
        )
    )


@HANDS.found_by("merge-without-entry")
def request_put_on_main(f: Forger) -> None:
    """A request is pushed to main that nobody applied with."""
    f.by_hand({COFFEE.request_path: request_file(COFFEE, "Hello\n")})


@HANDS.found_by("hand-change")
def request_edited_by_hand(f: Forger) -> None:
    """The request of a release is changed on main."""
    f.h.apply(TEST)
    f.by_hand({TEST.request_path: request_file(TEST, "Other notes.\n")})


@HANDS.found_by("hand-change", says="100755")
def request_made_executable_by_hand(f: Forger) -> None:
    """Only the mode of a request is changed on main."""
    f.h.apply(TEST)
    f.by_hand({TEST.request_path: File(f.h.files[TEST.request_path], "100755")})


@HANDS.found_by("hand-change")
def version_edited_by_hand(f: Forger) -> None:
    """The version file is changed on main."""
    f.h.apply(TEST)
    f.by_hand({TEST.version_path: f.h.files[TEST.version_path].replace(b"size: ", b"size: 9")})


@HANDS.found_by("derived-by-hand")
def status_edited_by_hand(f: Forger) -> None:
    """The status file says by hand that a release is live."""
    f.h.apply(COFFEE)
    status = json.loads(f.h.files[COFFEE.status_path])
    status["status"] = "Full Release"
    f.by_hand({COFFEE.status_path: canonical.to_bytes(status)})


@HANDS.found_by("derived-by-hand")
def live_edited_by_hand(f: Forger) -> None:
    """The live file says by hand that nothing is live."""
    f.h.apply(TEST)
    live = json.loads(f.h.files[LIVE])
    live["miniPrograms"] = {}
    f.by_hand({LIVE: canonical.to_bytes(live)})


@HANDS.found_by("derived-by-hand")
def live_removed_by_hand(f: Forger) -> None:
    """The live file is removed."""
    f.h.apply(TEST)
    f.by_hand({LIVE: None})


@HANDS.found_by("hand-change")
def file_beside_the_request(f: Forger) -> None:
    """A file that has no place there is put beside a request."""
    f.h.apply(TEST)
    f.by_hand({f"{TEST.folder}/notes.txt": b"Hello\n"})


@HANDS.found_by("hand-change")
def file_beside_the_live_files(f: Forger) -> None:
    """A file that has no place there is put into ``live/``."""
    f.by_hand({"live/x.txt": b"Hello\n"})


@HANDS.found_by("hand-change")
def releases_replaced_by_a_link(f: Forger) -> None:
    """A link takes the place of a release's folder name."""
    f.by_hand({"releases/coffee": File(b"../elsewhere", "120000")})


@HANDS.found_by("hand-change", says="alongside")
def catalog_changed_alongside(f: Forger) -> None:
    """A change of a request by hand makes somebody a reviewer in the same commit."""
    f.h.apply(TEST)
    catalog = with_reviewers(f, people.ROB, people.RENE)
    f.by_hand({TEST.request_path: request_file(TEST, "Other.\n"), **catalog})


@HANDS.found_by("hand-change")
def live_is_a_link(f: Forger) -> None:
    """A link to elsewhere takes the name of ``live/`` before anything is live."""
    f.by_hand({"live": File(b"elsewhere", "120000")})


@HANDS.found_by("hand-change", says="alongside")
def catalog_changed_while_mending(f: Forger) -> None:
    """A commit puts a request back as it was, and makes somebody a reviewer along with it."""
    f.h.apply(TEST)
    true = f.h.files[TEST.request_path]
    f.by_hand({TEST.request_path: request_file(TEST, "Other.\n")})
    if not f.honest:
        f.by_hand({TEST.request_path: true, **with_reviewers(f, people.ROB, people.RENE)})


@HANDS.found_by("merge-without-entry", says="left out")
def merged_by_hand_and_left_out(f: Forger) -> None:
    """Somebody merges a request by hand and takes nothing of it: GitHub shows it as merged."""
    f.h.apply(COFFEE)
    f.forges()
    f.h.raw(
        MainCommit(
            files={},
            message="Merge pull request #1 from mia/coffee",
            author=hand_of(people.OTTO),
            committer=GITHUB,
            time=f.h.now,
            parents=(f.h.tip, f.h.pulls[COFFEE].head),
            signed_by=f.writer.key,
        )
    )


@HANDS.found_by("hand-change")
def releases_in_capitals(f: Forger) -> None:
    """A status file stands below a folder that some checkouts take for ``releases/``."""
    f.h.apply(TEST)
    f.by_hand({TEST.status_path.replace("releases/", "Releases/"): b"{}\n"})


@HANDS.found_by("hand-change")
def live_with_an_invisible_character(f: Forger) -> None:
    """A live file stands below a folder whose name looks like ``live/``."""
    f.h.apply(TEST)
    f.by_hand({LIVE.replace("live/", "live\u200d/"): b"{}\n"})


@HANDS.found_by("hand")
def entry_written_by_hand(f: Forger) -> None:
    """Somebody writes an entry of the log in the browser, with all files that it calls for."""
    f.h.apply(COFFEE)
    files: dict[str, File | None] = {}
    tip, made = f.h.tip, len(f.h.made)

    def hold(commit: MainCommit) -> None:
        files.update(commit.files)

    f.lie(respell=hold)
    f.h.reject(COFFEE)
    if not f.honest:
        assert (f.h.tip, len(f.h.made)) == (tip, made + 1)
        f.shows_next()
        f.h.maintain(files, people.ROB, "Reject it")
