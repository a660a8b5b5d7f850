"""How soon a pass looks at a pull request, by what is asked for on it."""

from __future__ import annotations

import pytest

from bot.core.situation import Comment
from bot.core.urgency import urgency
from tests.core.situations import MIA, pull


def urgency_of(*bodies: str) -> int:
    comments = tuple(Comment(number, MIA, body) for number, body in enumerate(bodies))
    return urgency(pull(comments=comments))


def test_stopping_comes_first_then_withdrawing_then_what_goes_on_then_what_is_new() -> None:
    ordered = ("/cancel 1.4.0 It breaks.", "/withdraw", "/go-live", "/complete-testing", "Thanks.")
    assert [urgency_of(body) for body in ordered] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("body", ["`/withdraw`", "/withdraw it all", "/help", "/apply", ""])
def test_what_is_no_command_or_waits_well_is_not_urgent(body: str) -> None:
    assert urgency_of(body) == urgency_of() == 4


def test_the_most_urgent_command_counts_wherever_it_stands() -> None:
    assert urgency_of("/go-live", "/pause", "/explain") == 0
