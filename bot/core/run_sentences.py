"""What a run says of itself, beside what it did to a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.sentences import show_release

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.entry import Draft


def left_for_the_next_run(numbers: Iterable[int]) -> str:
    """Name the pull requests that a run which had to stop has not looked at."""
    return f"left for the next run: {', '.join(f'#{number}' for number in sorted(numbers))}"


def sweep_stopped() -> str:
    """Say that a sweep ended before it had seen the whole list."""
    return "the sweep stopped here: the next run starts from the whole list again"


def looking_again(why: str, seconds: float) -> str:
    """Say that the run waits, and why: it never sleeps in silence."""
    return f"{why}; looking again in {seconds:.1f} s"


def moved(number: int, draft: Draft) -> str:
    """Say a transition that was written to main."""
    step = draft.target if draft.source is draft.target else f"{draft.source} -> {draft.target}"
    return f"#{number}: {draft.kind} {show_release(draft.release)}: {step} [{draft.row or 'note'}]"


def shown(number: int, effects: int) -> str:
    """Say that only the display changed."""
    return f"#{number}: {effects} change(s) to what it shows"


def at_rest(number: int) -> str:
    """Say that nothing is left to do."""
    return f"#{number}: at rest"


def left_alone(number: int, why: str) -> str:
    """Say why nothing was done."""
    return f"#{number}: left alone: {why}"
