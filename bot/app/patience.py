"""How a run waits before it tries again, and how often: one rule for all that it does."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.run_sentences import looking_again
from bot.forge.protocol import LostRaceError, RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.errors import UnavailableError

RACES = 5
"""Lost races after which the sweep has it (design: at most five times with jitter)."""
LOOKS = 2
"""How often a run looks again after GitHub failed to answer or to agree with itself."""
PAUSE = 1.0
"""Seconds, jittered and doubled, before a run looks again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How a run waits, and how often; ``sleep`` takes seconds and is announced each time."""

    sleep: Callable[[float], None]
    announce: Callable[[str], None]
    looks: int = LOOKS
    races: int = RACES


@dataclass(slots=True)
class Attempts:
    """What has gone wrong so far with one thing that a run does."""

    patience: Patience
    looks: int = 0
    races: int = 0

    def failed(self, error: LostRaceError | UnavailableError) -> None:
        """Wait before the next attempt, and say so; raise the error where there is to be none.

        A rate limit ends a run at once (docs/decisions/0017-rate-limits.md).
        """
        if isinstance(error, RateLimitedError):
            raise error
        if isinstance(error, LostRaceError):
            self.races += 1
            count, most = self.races, self.patience.races
        else:
            self.looks += 1
            count, most = self.looks, self.patience.looks
        if count > most:
            raise error
        seconds = PAUSE * 2 ** (count - 1) * random.uniform(0.5, 1.5)  # noqa: S311  jitter, no secret
        self.patience.announce(looking_again(str(error), seconds))
        self.patience.sleep(seconds)
