"""The log: an append-only chain, every damage of which is named with its path."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot import __version__
from bot.core.documents import canonical
from bot.core.entry import Content, Kind
from bot.core.lifecycle import Status
from bot.core.log import Damage, Log, in_order, legal, read_log
from bot.core.situation import EventKind
from tests.core.situations import (
    MIA,
    NOW,
    PARENT,
    PRODUCTION,
    SCHEMAS,
    SECOND,
    TEST,
    WES,
    applied,
    event,
    log_of,
    minute,
    moved_in,
    objection,
    pushed,
    recorded,
    request,
    review,
    reviewed,
    under_review,
    with_pull,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _story() -> Log:
    """Submitted, resubmitted, rejected, submitted again, approved."""
    again = recorded(pushed(under_review(), SECOND, request("Fewer beans.")))
    rejected = recorded(reviewed(objection(), situation=again))
    acts = (event(EventKind.DRAFTED, 150), event(EventKind.READY, 151, WES))
    third = recorded(with_pull(rejected, *acts, reviews=()), announced=minute(160))
    late = review(at=minute(170), commit=SECOND)
    return log_of(recorded(reviewed(late, situation=third)))


STORY = _story()
FILES = {entry.path: entry.to_bytes() for entry in STORY.entries}
PATHS = tuple(FILES)


def _damage(files: dict[str, bytes]) -> Damage:
    found = read_log(PRODUCTION, files, SCHEMAS)
    assert isinstance(found, Damage), found
    return found


def _edited(number: int, edit: Callable[[dict[str, Any]], None]) -> dict[str, bytes]:
    path = PATHS[number - 1]
    value = json.loads(FILES[path])
    edit(value)
    return {**FILES, path: canonical.to_bytes(value)}


# --- Reading -------------------------------------------------------------------------------------


def test_a_log_reads_back_as_it_was_written() -> None:
    found = read_log(PRODUCTION, FILES, SCHEMAS)
    assert isinstance(found, Log)
    assert [entry.to_bytes() for entry in found.entries] == list(FILES.values())
    assert [entry.draft.kind for entry in found.entries] == [
        Kind.SUBMITTED,
        Kind.RESUBMITTED,
        Kind.REJECTED,
        Kind.SUBMITTED,
        Kind.APPROVED,
    ]


def test_a_log_that_does_not_exist_yet_is_empty() -> None:
    found = read_log(PRODUCTION, {}, SCHEMAS)
    assert isinstance(found, Log)
    assert (found.last, found.opening, found.merged, found.requester) == (None,) * 4
    assert (found.status, found.content) == (Status.NEW_VERSION_CREATED, Content.PULL_REQUEST)
    assert (found.round, found.events) == (0, frozenset())


def test_the_order_of_the_files_does_not_matter() -> None:
    backwards = dict(reversed(FILES.items()))
    assert isinstance(read_log(PRODUCTION, backwards, SCHEMAS), Log)


def test_every_prefix_of_a_log_is_a_log() -> None:
    for length in range(len(FILES)):
        prefix = {path: FILES[path] for path in PATHS[:length]}
        found = read_log(PRODUCTION, prefix, SCHEMAS)
        assert isinstance(found, Log)
        assert [entry.to_bytes() for entry in found.entries] == list(prefix.values())


def test_the_ten_thousandth_entry_comes_after_the_one_before() -> None:
    names = ["log/10000-rejected.json", "log/9999-submitted.json", "log/0002-lapsed.json"]
    assert in_order(names) == list(reversed(names))


# --- Damage --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, len(PATHS)))
def test_a_missing_entry_is_found_at_the_next_one(number: int) -> None:
    """X38."""
    files = {path: data for path, data in FILES.items() if path != PATHS[number - 1]}
    found = _damage(files)
    assert (found.path, "sequence" in found.what) == (PATHS[number], True)


@pytest.mark.parametrize("number", range(1, len(PATHS)))
def test_an_entry_changed_with_everything_else_right_breaks_the_hash_of_the_next(
    number: int,
) -> None:
    """X35 and G1."""
    found = _damage(_edited(number, lambda value: value.update(head="f" * 40)))
    assert (found.path, "hash" in found.what) == (PATHS[number], True)


def test_bytes_that_are_not_canonical_are_named() -> None:
    """G10."""
    path = PATHS[0]
    compact = json.dumps(json.loads(FILES[path])).encode()
    found = _damage({**FILES, path: compact})
    assert (found.path, "canonical" in found.what) == (path, True)


@pytest.mark.parametrize("junk", [b"", b"\xff", b"<<<<<<< HEAD\n", b"[]\n", b"null\n", b"[" * 999])
def test_what_is_no_entry_is_named_and_crashes_nothing(junk: bytes) -> None:
    """X35."""
    assert _damage({**FILES, PATHS[2]: junk}).path == PATHS[2]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda value: value.update(approved_by="mallory"), "approved_by"),
        (lambda value: value.pop("cause"), "cause"),
        (lambda value: value.update(kind="blessed"), ""),
        (lambda value: value.update(sequence=9), "sequence 9 where 2 is due"),
        (lambda value: value["release"].update(version="1.5.0"), "derived field"),
        (lambda value: value["release"].update(miniProgram="con"), "con"),
        (lambda value: value.update(transition="0" * 32), "derived field"),
        (lambda value: value["policy"].update(commit="0" * 40), "derived field"),
        (lambda value: value.update(previous="0" * 64), "hash"),
        (lambda value: value.update(previous=None), "hash"),
        (lambda value: value.update(time="2026-03-01T00:00:00Z"), "time runs back"),
        (lambda value: value.update(time="2026-02-31T00:00:00Z"), ""),
        (lambda value: value.update({"from": "Full Release"}), "starts from Full Release"),
        (lambda value: value.update(to="Full Release"), "not a row"),
        (lambda value: value.update(row="T3"), "not a row"),
    ],
    ids=[
        "unknown-field",
        "missing-field",
        "unknown-kind",
        "sequence",
        "release",
        "impossible-release",
        "transition",
        "policy",
        "previous",
        "no-previous",
        "time",
        "impossible-time",
        "from",
        "to",
        "row",
    ],
)
def test_every_way_of_damage_is_named(edit: Callable[[dict[str, Any]], None], says: str) -> None:
    found = _damage(_edited(2, edit))
    assert found.path == PATHS[1]
    assert says in found.what


def test_an_entry_under_another_name_is_named() -> None:
    moved = PATHS[4].replace("approved", "rejected")
    files = {path: data for path, data in FILES.items() if path != PATHS[4]}
    found = _damage({**files, moved: FILES[PATHS[4]]})
    assert (found.path, "belongs at" in found.what) == (moved, True)


def test_an_entry_of_another_release_is_named() -> None:
    entry = log_of(recorded(applied(TEST))).entries[0]
    found = _damage({entry.path: entry.to_bytes()})
    assert "another release" in found.what


def test_a_cause_that_counts_twice_is_named() -> None:
    """X2: one transition, one entry."""
    log = log_of(under_review())
    twice = replace(
        moved_in(pushed(under_review(), SECOND, request("Fewer."))).draft,
        cause=log.entries[0].draft.cause,
    )
    files = {e.path: e.to_bytes() for e in log.extended(twice, NOW, PARENT).entries}
    found = _damage(files)
    assert (found.path, "counted already" in found.what) == (sorted(files)[1], True)


# --- Legal steps ---------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", STORY.entries, ids=lambda entry: entry.name)
def test_each_step_that_the_bot_writes_is_legal(entry: Any) -> None:
    assert legal(entry.draft)


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (1, {"kind": Kind.APPROVED}),
        (1, {"kind": Kind.RELEASED}),
        (1, {"row": None}),
        (1, {"release": TEST}),
        (2, {"kind": Kind.SUBMITTED}),
        (2, {"target": Status.NEW_VERSION_CREATED}),
        (
            2,
            {"source": Status.NEW_VERSION_CREATED, "target": Status.NEW_VERSION_CREATED},
        ),
        (3, {"row": "T6"}),
        (5, {"row": "T8"}),
        (5, {"target": Status.FULL_RELEASE}),
        (5, {"kind": Kind.REJECTED}),
    ],
)
def test_a_step_that_no_row_or_note_allows_is_not_legal(
    number: int, change: dict[str, Any]
) -> None:
    assert not legal(replace(STORY.entries[number - 1].draft, **change))


def test_an_opening_by_a_kind_that_opens_nothing_is_damage_and_no_crash() -> None:
    """A forged log must not stop the sweep."""
    log = Log(PRODUCTION)
    forged = replace(moved_in(applied()).draft, kind=Kind.RELEASED)
    (entry,) = log.extended(forged, NOW, PARENT).entries
    assert "not a row" in _damage({entry.path: entry.to_bytes()}).what


# --- Growing -------------------------------------------------------------------------------------


def test_an_entry_names_its_number_its_parent_the_bot_and_the_hash_of_the_one_before() -> None:
    first, second = STORY.entries[:2]
    assert (first.sequence, second.sequence) == (1, 2)
    assert (first.previous, second.previous) == (None, canonical.sha256(first.to_bytes()))
    assert (second.parent, second.bot) == (PARENT, __version__)


def test_the_time_of_an_entry_never_runs_back() -> None:
    """X44."""
    situation = under_review()
    before = log_of(situation).entries[-1].time
    draft = moved_in(reviewed(review(), situation=situation)).draft
    early = log_of(situation).extended(draft, before - timedelta(hours=1), PARENT)
    assert early.entries[-1].time == before
    late = log_of(situation).extended(draft, before + timedelta(hours=1), PARENT)
    assert late.entries[-1].time == before + timedelta(hours=1)


def test_growing_leaves_what_was_written_alone() -> None:
    before = log_of(under_review())
    after = log_of(recorded(reviewed(review())))
    assert after.entries[: len(before.entries)] == before.entries


# --- What a log says -----------------------------------------------------------------------------


def test_the_opening_is_that_of_the_present_round_and_only_under_review() -> None:
    again = log_of(recorded(pushed(under_review(), SECOND, request("Fewer beans."))))
    assert again.opening == again.entries[1]
    assert STORY.opening is None


def test_the_requester_is_who_applied_last() -> None:
    requester = STORY.requester
    assert requester is not None
    assert (requester.sequence, requester.draft.actor.id) == (4, WES.id)
    again = log_of(recorded(pushed(under_review(), SECOND, request("Fewer beans."))))
    assert again.requester == again.entries[0]
    assert again.entries[0].draft.actor.id == MIA.id


def test_the_entry_that_merged_is_the_first_with_its_content_on_main() -> None:
    assert STORY.merged == STORY.entries[4]
    assert (STORY.status, STORY.content) == (Status.RELEASE_PREPARATION, Content.MAIN)
    assert log_of(under_review()).merged is None


def test_all_events_that_entries_account_for_are_known() -> None:
    assert STORY.events == {"OPENED-0", "DRAFTED-150", "READY-151"}
