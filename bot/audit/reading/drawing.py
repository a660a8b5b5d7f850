"""Drawing a sample so that anybody can draw the same one again, in any language, for ever.

Each transition of the population has a place: SHA-256 over the seed, a line feed, and the
transition id, all as UTF-8 text. The first N by that hash, written in hexadecimal, are the sample.
So a larger sample with the same seed begins with the smaller one, and no chance is involved.
"""

from __future__ import annotations

import bisect
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from bot.core.documents.problem import quoted
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

ALGORITHM = "SHA-256(seed, line feed, transition id) in hexadecimal, the lowest first"
DECISIONS = frozenset({"approved", "released", "pilot-started"})
"""The population of a sample: the changes that reached an environment."""
_LONGEST_SEED = 200


class Place(NamedTuple):
    """Where a transition stands in the order of a seed.

    ``number`` and ``path`` part those that bear the same id, which no true history has.
    """

    rank: str
    transition: str
    number: int
    path: str


class Candidate(NamedTuple):
    """One transition of the population: its id, its commit's number on main, its entry's path."""

    transition: str
    number: int
    path: str


class Draw:
    """A draw that goes on: the places that are in the sample so far, lowest first."""

    def __init__(self, count: int, seed: str) -> None:
        self.count = _checked_count(count)
        self.seed = _checked_seed(seed)
        self.places: list[Place] = []

    def offer(self, candidate: Candidate) -> tuple[Place | None, Place | None]:
        """The candidate's place, if it has one now, and the place that it drove out, if any."""
        place = Place(rank(self.seed, candidate.transition), *candidate)
        bisect.insort(self.places, place)
        gone = self.places.pop() if len(self.places) > self.count else None
        return (None, None) if gone == place else (place, gone)


def choose(count: int, seed: str, population: Iterable[Candidate]) -> tuple[Place, ...]:
    """The sample, in its order; the whole population where that is no larger than ``count``.

    ``UsageError``: ``wrong-sample`` for a count below 1, ``wrong-seed`` for a seed that is empty,
    long, or not one line of visible characters.
    """
    draw = Draw(count, seed)
    for candidate in population:
        draw.offer(candidate)
    return tuple(draw.places)


def rank(seed: str, transition: str) -> str:
    """64 hexadecimal digits by which a transition is placed."""
    return hashlib.sha256(f"{seed}\n{transition}".encode()).hexdigest()


def _checked_count(count: int) -> int:
    if count < 1:
        what = f"a sample of {count} holds nothing"
        raise UsageError("wrong-sample", what, "ask for 1 or more")
    return count


def _checked_seed(seed: str) -> str:
    if not seed.strip() or not seed.isprintable() or len(seed) > _LONGEST_SEED:
        what = f"{quoted(seed)} cannot be a seed"
        cure = f"give one line of visible text, at most {_LONGEST_SEED} characters"
        raise UsageError("wrong-seed", what, cure)
    return seed
