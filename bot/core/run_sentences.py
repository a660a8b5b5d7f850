"""What a run says of itself, beside what it did to a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def left_for_the_next_run(numbers: Iterable[int]) -> str:
    """Name the pull requests that a run which had to stop has not looked at."""
    return f"left for the next run: {', '.join(f'#{number}' for number in sorted(numbers))}"


def sweep_stopped() -> str:
    """Say that a sweep ended before it had seen the whole list."""
    return "the sweep stopped here: the next run starts from the whole list again"
