"""Times, git's object ids, and what an objection says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.core.catalog import MiniProgramType
from bot.core.entry import RejectionKind
from bot.core.objects import hash_object
from bot.core.rejection import REASON_LIMIT, kind_of, reason_of
from bot.core.times import read_time, show_time
from tests.core.situations import objection


def test_a_time_is_shown_in_utc_whatever_its_zone() -> None:
    zoned = datetime(2026, 3, 2, 10, 0, 0, 999999, tzinfo=timezone(timedelta(hours=1)))
    assert show_time(zoned) == "2026-03-02T09:00:00Z"


def test_a_time_reads_back() -> None:
    assert read_time("2026-03-02T09:00:00Z") == datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2026-3-2T09:00:00Z", "2026-03-02T09:00:00+00:00", "2026-02-30T09:00:00Z", "yesterday"],
)
def test_any_other_form_of_a_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_time(text)


def test_object_ids_are_those_of_git() -> None:
    # `git hash-object` of no bytes, and of "hello\n"; `git mktree` of nothing.
    assert hash_object("blob", b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert hash_object("blob", b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert hash_object("tree", b"") == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("The notes are wrong.", "The notes are wrong."),
        ("/reject code\nIt leaks.\nTwice.", "It leaks.\nTwice."),
        ("/reject details\r\nThe name.", "The name."),
        ("  /reject code \n\n It leaks. ", "It leaks."),
        ("/reject code", ""),
        ("Not /reject code", "Not /reject code"),
        ("/reject everything\nAll.", "/reject everything\nAll."),
        ("", ""),
        ("\u202eevil\u202c\x07 text\u200b", "evil text"),
    ],
)
def test_the_reason_is_the_body_without_a_command(body: str, reason: str) -> None:
    assert reason_of(objection(body)) == reason


def test_a_reason_is_cut_to_what_the_log_keeps() -> None:
    assert reason_of(objection("x" * 9000)) == "x" * REASON_LIMIT


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("/reject code\nIt leaks.", RejectionKind.CODE),
        ("/reject code\r\nIt leaks.", RejectionKind.CODE),
        ("/reject details\nThe name.", RejectionKind.DETAILS),
        ("The name.", RejectionKind.DETAILS),
        ("It leaks.\n/reject code", RejectionKind.DETAILS),
        ("> /reject code\nquoted", RejectionKind.DETAILS),
        ("`/reject code`\nin a span", RejectionKind.DETAILS),
    ],
)
def test_only_the_first_line_says_that_the_code_is_at_fault(body: str, kind: RejectionKind) -> None:
    assert kind_of(objection(body), MiniProgramType.DSL) is kind


def test_code_in_an_edited_review_or_of_h5_is_read_as_details() -> None:
    body = "/reject code\nIt leaks."
    edited = objection(body, edited=True)
    assert kind_of(edited, MiniProgramType.DSL) is RejectionKind.DETAILS
    assert kind_of(objection(body), MiniProgramType.H5) is RejectionKind.DETAILS
