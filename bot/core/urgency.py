"""What a pass looks at first: stopping comes before going on, and both before what is new.

After an outage, or within what is left of an hour's requests, a pass may not come to its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.command.grammar import Command, Word, read

if TYPE_CHECKING:
    from bot.core.situation import Pull

_FIRST_TO_LAST = (
    {Word.FORCE_REMOVE, Word.STOP, Word.CANCEL, Word.PAUSE},
    {Word.WITHDRAW},
    {Word.GO_LIVE, Word.SCALE, Word.COMPLETE, Word.RESUME},
    {Word.PILOT, Word.COMPLETE_TESTING, Word.BYPASS_TESTING},
)


def urgency(pull: Pull) -> int:
    """How soon a pull request is looked at, 0 first, by the most urgent command that it bears.

    A command that was answered counts too: at it nothing is to be done, and that takes no time.
    """
    words = {word for comment in pull.comments if (word := _word(comment.body)) is not None}
    ranks = (rank for rank, urgent in enumerate(_FIRST_TO_LAST) if words & urgent)
    return next(ranks, len(_FIRST_TO_LAST))


def _word(body: str) -> Word | None:
    found = read(body)
    return found.word if isinstance(found, Command) else None
