"""Entries that are told wrongly as they are written; whatever follows is hashed on the lie."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, SETTINGS, TEST, TEST_NEXT, with_field
from tests.audit.forgeries.strokes import (
    entered,
    entry_bytes,
    entry_path,
    followed_with,
    told,
    with_entry,
    with_entry_bytes,
)

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger
    from tests.history.commits import MainCommit

CHAIN = Book(Sort.CHAIN)


@CHAIN.found_by("sequence", says="entry 3 where 2 is due")
def number_left_out(f: Forger) -> None:
    """An entry takes the number after the next one, as if one between them had been lost."""
    f.h.apply(COFFEE)
    f.lie(reenter=entered(sequence=3))
    f.h.approve(COFFEE)


@CHAIN.found_by("sequence", "chain")
def commit_left_out(f: Forger) -> None:
    """A rejection is told to the log, but its commit never comes to main."""
    f.h.apply(COFFEE)
    f.lie(respell=lambda _: None)
    f.h.reject(COFFEE)
    if not f.honest:
        f.shows_next()
    f.h.reapply(COFFEE, notes="It says what changed.\n")
    f.h.approve(COFFEE)


@CHAIN.found_by("chain")
def other_entry_before_it(f: Forger) -> None:
    """An entry names the hash of other bytes as those before it."""
    f.h.apply(COFFEE)
    f.lie(reenter=entered(previous="0" * 64))
    f.h.approve(COFFEE)
    f.h.apply(TEST)


@CHAIN.found_by("chain", says="nothing")
def nothing_before_it(f: Forger) -> None:
    """A later entry says that it is the first."""
    f.h.apply(COFFEE)
    f.lie(reenter=entered(previous=None))
    f.h.approve(COFFEE)


@CHAIN.found_by("parent", says="not on the commit before")
def written_on_another_commit(f: Forger) -> None:
    """An entry says that it was written on the commit before its parent."""
    f.h.apply(TEST)
    f.h.apply(COFFEE)
    f.lie(reenter=entered(parent=f.h.state.oids[-2]))
    f.h.approve(COFFEE)


@CHAIN.found_by("parent", says="not by that of its parent")
def decided_by_an_older_policy(f: Forger) -> None:
    """An entry names the policy of an older commit, and the true parent."""
    f.h.apply(TEST)
    f.h.apply(COFFEE)
    older = f.h.first
    f.lie(respell=with_entry(lambda entry: entry["policy"].update(commit=older)))
    f.h.approve(COFFEE)


@CHAIN.found_by("round")
def round_miscounted(f: Forger) -> None:
    """An application opens round 7 where it is the first."""
    f.lie(told(lambda draft: replace(draft, round=7)))
    f.h.apply(COFFEE)


@CHAIN.found_by("cause", says="transition id")
def transition_id_invented(f: Forger) -> None:
    """The transition id is not the one that release and cause make."""
    f.lie(respell=with_entry(lambda entry: entry.update(transition="ab" * 16)))
    f.h.apply(COFFEE)


@CHAIN.found_by("cause", says="does not lead to submitted")
def cause_of_another_pull_request(f: Forger) -> None:
    """An application names another pull request as its cause than as its own."""
    f.lie(told(lambda draft: replace(draft, cause={**draft.cause, "pullRequest": 99})))
    f.h.apply(COFFEE)


@CHAIN.found_by("cause", says="does not lead to rejected")
def rejection_without_a_review(f: Forger) -> None:
    """A rejection is caused by an event, not by a review."""
    f.h.apply(COFFEE)
    cause = {"kind": "event", "event": "EV_7"}
    f.lie(told(lambda draft: replace(draft, cause=cause)))
    f.h.reject(COFFEE)


@CHAIN.found_by("cause", says="does not lead to withdrawn")
def withdrawal_without_its_event(f: Forger) -> None:
    """A withdrawal does not account for the event that caused it."""
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: replace(draft, events=())))
    f.h.withdraw(COFFEE)


@CHAIN.found_by("cause", says="does not lead to archived")
def archived_with_events(f: Forger) -> None:
    """An entry that follows from another claims events of its own."""
    f.h.apply(TEST)
    f.lie(followed_with(events=("EV_1", "EV_2")))
    f.h.apply(TEST_NEXT)


@CHAIN.found_by("bot-version")
def old_bot(f: Forger) -> None:
    """An old run writes on, though the catalog asks for a newer bot."""
    newer = with_field(f, SETTINGS, "leastBotVersion", "99.0.0")
    old = {SETTINGS: f.h.files[SETTINGS]}
    f.h.maintain(newer)
    with f.believing(old):
        f.h.apply(COFFEE)


@CHAIN.found_by("unreadable", says="canonical")
def not_canonical(f: Forger) -> None:
    """An entry is written with other white space, so that one meaning has two hashes."""
    f.lie(respell=lambda c: with_entry_bytes(entry_bytes(c).replace(b"  ", b" "))(c))
    f.h.apply(COFFEE)


@CHAIN.found_by("unreadable")
def duplicate_keys(f: Forger) -> None:
    """An entry says its actor twice, so that two readers may read two."""
    f.lie(respell=lambda c: with_entry_bytes(_twice(entry_bytes(c)))(c))
    f.h.apply(COFFEE)


def _twice(data: bytes) -> bytes:
    return data.replace(b'  "sequence": 1,', b'  "sequence": 2,\n  "sequence": 1,')


@CHAIN.found_by("unreadable")
def unknown_field(f: Forger) -> None:
    """An entry holds a field that the schema does not know."""
    f.lie(respell=with_entry(lambda entry: entry.update(approvedBy="ceo")))
    f.h.apply(COFFEE)


@CHAIN.found_by("unreadable")
def other_format(f: Forger) -> None:
    """An entry says that it is of format 2."""
    f.lie(respell=with_entry(lambda entry: entry.update(format=2)))
    f.h.apply(COFFEE)


@CHAIN.found_by("unreadable")
def day_that_does_not_exist(f: Forger) -> None:
    """An entry was written on the 30th of February."""
    f.lie(respell=with_entry(lambda entry: entry.update(time="2026-02-30T09:00:00Z")))
    f.h.apply(COFFEE)


@CHAIN.found_by("sequence", says="belongs at")
def entry_under_another_name(f: Forger) -> None:
    """The file of an approval says in its name that it is a rejection."""
    f.h.apply(COFFEE)
    f.lie(respell=lambda commit: _renamed(commit, "0002-rejected.json"))
    f.h.approve(COFFEE)


@CHAIN.found_by("hand-change")
def entry_under_no_name(f: Forger) -> None:
    """The file of an entry has a name that no entry may have."""
    f.h.apply(COFFEE)
    f.lie(respell=lambda commit: _renamed(commit, "2-approved.json"))
    f.h.approve(COFFEE)


@CHAIN.found_by("sequence", says="belongs at")
def entry_in_another_log(f: Forger) -> None:
    """An entry stands in the log of another release than it names."""
    f.lie(respell=lambda c: _renamed(c, f"../../test/log/{entry_path(c).rpartition('/')[2]}"))
    f.h.apply(COFFEE)


def _renamed(commit: MainCommit, name: str) -> MainCommit:
    old = entry_path(commit)
    folder = old.rpartition("/")[0]
    while name.startswith("../"):
        folder, name = folder.rpartition("/")[0], name.removeprefix("../")
    files = {p: file for p, file in commit.files.items() if p != old}
    return replace(commit, files={**files, f"{folder}/{name}": commit.files[old]})


@CHAIN.found_by("unreadable", says="120000")
def link_for_an_entry(f: Forger) -> None:
    """A new entry is a symbolic link to another one."""
    f.h.apply(COFFEE)
    f.lie(respell=_linked)
    f.h.approve(COFFEE)


def _linked(commit: MainCommit) -> MainCommit:
    path = entry_path(commit)
    file = commit.files[path]
    assert file is not None
    link = replace(file, data=b"0001-submitted.json", mode="120000")
    return replace(commit, files={**commit.files, path: link})
