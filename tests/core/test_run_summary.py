"""The summary of a run: in its order, and with the text of others quoted."""

from __future__ import annotations

import pytest

from bot.core.run_summary import (
    ROWS,
    Failure,
    RunSeen,
    nothing_to_do,
    pressed,
    summary_of,
    went_wrong,
)
from tests.core.markdown import live_text
from tests.core.test_display_hostile import HOSTILE

QUIET = RunSeen({5, 7}, {}, (), (), ())
FAILURE = Failure("GitHub did not answer", "run it again", "unavailable")


def test_a_quiet_run_is_one_line() -> None:
    assert summary_of(QUIET) == "Looked at 2 pull requests: nothing was to be done.\n"


def test_what_was_done_failed_and_left_is_listed_and_failures_come_first() -> None:
    run = RunSeen({5}, {5: "Under Review"}, ("#5: announced",), ("left: #7",), (FAILURE,))
    assert summary_of(run).splitlines() == [
        "Looked at 1 pull request: 1 failure, see below.",
        "",
        "#### Went wrong",
        "- `GitHub did not answer`; what helps: `run it again` (unavailable)",
        "",
        "#### Done",
        "- `#\N{WORD JOINER}5: announced`",
        "",
        "#### Left for the next run",
        "- `left: #\N{WORD JOINER}7`",
        "",
        "#### Where they stand",
        "- #5: `Under Review`",
    ]


@pytest.mark.parametrize("said", HOSTILE)
def test_text_of_others_stands_in_code_spans_alone(said: str) -> None:
    pages = (
        summary_of(RunSeen({5}, {5: said}, (said,), (said,), (Failure(said, said, "id"),))),
        nothing_to_do(said),
        went_wrong([Failure(said, said, "id")]),
    )
    for page in pages:
        live = live_text(page)
        for mark in ("@", "<", "![", "](", "http", "HOSTILE", "~~~"):
            assert mark not in live


def test_a_list_is_no_longer_than_anybody_reads() -> None:
    page = summary_of(RunSeen(set(), {}, ["one"] * (ROWS + 4), (), ()))
    assert page.endswith("- and 4 more\n")
    assert page.count("`one`") == ROWS


def test_a_button_gets_one_line_and_what_went_wrong() -> None:
    assert pressed(["harbor is stopped"], []) == "`harbor is stopped`\n"
    page = pressed([], [Failure("the log is damaged", "restore it", "log-damaged")])
    assert page == (
        "\n#### Went wrong\n- `the log is damaged`; what helps: `restore it` (log-damaged)\n"
    )
