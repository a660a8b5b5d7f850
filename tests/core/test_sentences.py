"""What a run says of itself, one line each."""

from __future__ import annotations

from bot.core import run_sentences as say
from tests.core.situations import SECOND, applied, moved_in, pushed, request, under_review


def test_a_run_says_why_it_waits_and_how_long() -> None:
    assert say.looking_again("main moved", 1.25) == "main moved; looking again in 1.2 s"


def test_a_run_says_each_transition_with_its_row() -> None:
    assert say.moved(7, moved_in(applied()).draft) == (
        "#7: submitted coffee 1.4.0 to harbor Production: New Version Created -> Under Review [T3]"
    )


def test_a_run_says_a_note_with_the_status_that_it_keeps() -> None:
    note = moved_in(pushed(under_review(), SECOND, request("Fewer."))).draft
    assert say.moved(7, note) == (
        "#7: resubmitted coffee 1.4.0 to harbor Production: Under Review [note]"
    )


def test_a_run_says_what_it_showed_what_rests_and_what_it_left_alone() -> None:
    assert say.shown(7, 2) == "#7: 2 change(s) to what it shows"
    assert say.at_rest(7) == "#7: at rest"
    assert say.left_alone(7, "it does not go to main") == "#7: left alone: it does not go to main"
