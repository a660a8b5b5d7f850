"""What a run that had to stop says of what it left."""

from __future__ import annotations

from bot.core.run_sentences import left_for_the_next_run, sweep_stopped


def test_what_was_not_looked_at_is_named_in_order() -> None:
    assert left_for_the_next_run({12, 7}) == "left for the next run: #7, #12"


def test_a_sweep_that_stopped_says_who_goes_on() -> None:
    assert "the next run starts from the whole list again" in sweep_stopped()
