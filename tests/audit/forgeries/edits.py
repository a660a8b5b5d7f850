"""What somebody changes by hand in logs that stand: edited, dropped, swapped, renamed."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.core.documents import canonical
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, TEA
from tests.audit.forgeries.strokes import with_files
from tests.history import people
from tests.history.commits import File

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.forgeries.forger import Forger

EDITS = Book(Sort.EDIT)
LOG = COFFEE.log_folder
SUBMITTED, REJECTED = f"{LOG}/0001-submitted.json", f"{LOG}/0002-rejected.json"
AGAIN, APPROVED = f"{LOG}/0003-submitted.json", f"{LOG}/0004-approved.json"
STATUS = COFFEE.status_path


def approved_in_the_end(f: Forger) -> None:
    """Submitted, rejected, submitted again, approved."""
    f.h.apply(COFFEE)
    f.h.reject(COFFEE)
    f.h.reapply(COFFEE, notes="It says what changed.\n")
    f.h.approve(COFFEE)


def edited(f: Forger, path: str, change: Callable[[dict[str, Any]], Any]) -> dict[str, bytes]:
    """An entry that stands on main, changed, in canonical bytes."""
    value = json.loads(f.h.files[path])
    change(value)
    return {path: canonical.to_bytes(value)}


def rehashed(f: Forger, files: dict[str, bytes]) -> dict[str, bytes]:
    """The same, with all later entries and the status file made to fit."""
    made = {**f.h.files, **files}
    paths = [SUBMITTED, REJECTED, AGAIN, APPROVED]
    for before, path in pairwise(paths):
        value = json.loads(made[path])
        value["previous"] = canonical.sha256(made[before])
        made[path] = canonical.to_bytes(value)
    status = json.loads(made[STATUS])
    status["entry"]["sha256"] = canonical.sha256(made[APPROVED])
    made[STATUS] = canonical.to_bytes(status)
    return {path: made[path] for path in (*paths, STATUS) if made[path] != f.h.files[path]}


@EDITS.found_by("entry-rewritten")
def reason_edited(f: Forger) -> None:
    """The reason of a rejection is written anew on main."""
    approved_in_the_end(f)
    f.by_hand(edited(f, REJECTED, lambda entry: entry.update(reason="All is well.")))


@EDITS.found_by("entry-rewritten")
def actor_edited(f: Forger) -> None:
    """Another person is put in as the one who rejected."""
    approved_in_the_end(f)
    f.by_hand(edited(f, REJECTED, lambda entry: entry["actor"].update(login="rita", id=1005)))


@EDITS.found_by("entry-rewritten")
def time_edited(f: Forger) -> None:
    """The time of an entry is changed on main."""
    approved_in_the_end(f)
    f.by_hand(edited(f, APPROVED, lambda entry: entry.update(time="2026-03-01T00:00:00Z")))


@EDITS.found_by("entry-rewritten", "derived-by-hand")
def reason_edited_and_rehashed(f: Forger) -> None:
    """The reason is changed, and every later hash and the status file with it."""
    approved_in_the_end(f)
    f.by_hand(rehashed(f, edited(f, REJECTED, lambda entry: entry.update(reason="Fine."))))


@EDITS.found_by("entry-rewritten", "derived-by-hand")
def approver_edited_and_rehashed(f: Forger) -> None:
    """Another approver is put in afterwards, and all hashes fit again."""
    approved_in_the_end(f)

    def change(entry: dict[str, Any]) -> None:
        entry["actor"].update(login="rita", id=1005)
        entry["approvals"][0]["reviewer"].update(login="rita", id=1005)

    f.by_hand(rehashed(f, edited(f, APPROVED, change)))


@EDITS.found_by("entry-rewritten", "tree")
def edited_under_cover_of_an_entry(f: Forger) -> None:
    """An old entry is changed in the same commit in which the bot writes a new one."""
    approved_in_the_end(f)
    f.lie(respell=with_files(edited(f, REJECTED, lambda entry: entry.update(reason="Fine."))))
    f.h.apply(TEA)


@EDITS.found_by("entry-rewritten")
def merge_conflict_left_in(f: Forger) -> None:
    """An entry holds the markers of a merge conflict."""
    approved_in_the_end(f)
    f.by_hand({REJECTED: b"<<<<<<< main\n" + f.h.files[REJECTED] + b">>>>>>> branch\n"})


@EDITS.found_by("entry-rewritten")
def one_bit_flipped(f: Forger) -> None:
    """One bit of an entry is another."""
    approved_in_the_end(f)
    data = bytearray(f.h.files[REJECTED])
    data[len(data) // 2] ^= 1
    f.by_hand({REJECTED: bytes(data)})


@EDITS.found_by("entry-rewritten", says="100755")
def entry_made_executable(f: Forger) -> None:
    """Only the mode of an entry is changed."""
    approved_in_the_end(f)
    f.by_hand({REJECTED: File(f.h.files[REJECTED], "100755")})


@EDITS.found_by("entry-rewritten", says="120000")
def entry_made_a_link(f: Forger) -> None:
    """A symbolic link takes the place of an entry."""
    approved_in_the_end(f)
    f.by_hand({REJECTED: File(b"0001-submitted.json", "120000")})


@EDITS.found_by("entry-removed")
def entry_dropped_from_the_middle(f: Forger) -> None:
    """The rejection is taken out of the log."""
    approved_in_the_end(f)
    f.by_hand({REJECTED: None})


@EDITS.found_by("entry-removed", "derived-by-hand")
def log_cut_short(f: Forger) -> None:
    """The last entry is taken out, and the status put back to what it was before."""
    f.h.apply(COFFEE)
    status = f.h.files[STATUS]
    f.h.reject(COFFEE)
    f.by_hand({REJECTED: None, STATUS: status})


@EDITS.found_by("entry-removed", "hand-change", "derived-by-hand")
def release_forgotten(f: Forger) -> None:
    """The whole folder of a release is removed."""
    approved_in_the_end(f)
    f.by_hand({path: None for path in f.h.files if path.startswith(f"{COFFEE.folder}/")})


@EDITS.found_by("entry-rewritten")
def two_entries_swapped(f: Forger) -> None:
    """Two entries of a log change their places."""
    approved_in_the_end(f)
    first, second = f.h.files[SUBMITTED], f.h.files[AGAIN]
    f.by_hand({SUBMITTED: second, AGAIN: first})


@EDITS.found_by("entry-removed", "sequence")
def log_renumbered(f: Forger) -> None:
    """The rejection and what it led to go, and what follows takes their numbers."""
    approved_in_the_end(f)
    approval = edited(f, APPROVED, lambda entry: entry.update(sequence=2))[APPROVED]
    gone = dict.fromkeys((REJECTED, AGAIN, APPROVED))
    f.by_hand({**gone, f"{LOG}/0002-approved.json": approval})


@EDITS.found_by("sequence")
def entry_inserted(f: Forger) -> None:
    """A withdrawal that never was is put between two entries, under a number that is taken."""
    approved_in_the_end(f)
    invented = edited(
        f,
        REJECTED,
        lambda entry: entry.update(kind="withdrawn", row="T6", rejection=None, reason=None),
    )[REJECTED]
    f.by_hand({f"{LOG}/0002-withdrawn.json": invented})


@EDITS.found_by("entry-removed", "hand-change")
def log_folder_renamed(f: Forger) -> None:
    """The log's folder gets another name."""
    approved_in_the_end(f)
    f.by_hand(moved(f, f"{LOG}/", f"{COFFEE.folder}/log-old/"))


@EDITS.found_by("entry-removed", "sequence")
def release_moved_to_another_version(f: Forger) -> None:
    """The whole folder of a release is moved to another version, its bytes as they were."""
    approved_in_the_end(f)
    f.by_hand(moved(f, "releases/coffee/1.0.0/", "releases/coffee/2.0.0/"))


def moved(f: Forger, old: str, new: str) -> dict[str, bytes | File | None]:
    """Everything below one folder, below another one."""
    found = {path: data for path, data in f.h.files.items() if path.startswith(old)}
    there = {new + path.removeprefix(old): data for path, data in found.items()}
    return {**dict.fromkeys(found), **there}


@EDITS.found_by("entry-removed")
def entry_dropped_by_the_bot(f: Forger) -> None:
    """The bot's own hand removes an old entry while it writes another release's."""
    approved_in_the_end(f)
    f.lie(respell=with_files({REJECTED: None}))
    f.h.apply(TEA, people.MAX)
