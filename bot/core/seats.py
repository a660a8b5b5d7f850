"""Seats: each approval fills one, and a person who might fill several fills the one that helps.

A policy of one from compliance and one from security is met by two people, whatever groups they
share: seats are filled by a maximum matching.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Seat:
    """One approval that is needed: from a group (its id), or, with ``None``, from any reviewer.

    ``holders`` are the numeric ids of those who may fill it.
    """

    group: str | None
    holders: frozenset[int]


@dataclass(frozen=True, slots=True)
class Seating:
    """Who fills which seat, by the seat's place in the list, and which seats are open."""

    filled: Mapping[int, int]
    open: tuple[Seat, ...]

    @property
    def complete(self) -> bool:
        """Whether no seat is open."""
        return not self.open


def fill(seats: Sequence[Seat], people: Iterable[int]) -> Seating:
    """Fill as many seats as these people can, the earlier ones first where it makes no difference.

    Source of the method: augmenting paths (J. Hopcroft, R. Karp, 1973), one person after another;
    a seat that is filled stays filled.
    """
    filled: dict[int, int] = {}
    for person in dict.fromkeys(people):
        _seat(person, seats, filled, set())
    return Seating(filled, tuple(s for place, s in enumerate(seats) if place not in filled))


def _seat(person: int, seats: Sequence[Seat], filled: dict[int, int], tried: set[int]) -> bool:
    """Find a seat for one person, moving others to seats that they may fill as well."""
    for place, seat in enumerate(seats):
        if person not in seat.holders or place in tried:
            continue
        tried.add(place)
        if place not in filled or _seat(filled[place], seats, filled, tried):
            filled[place] = person
            return True
    return False


def could_help(
    seats: Sequence[Seat], people: Sequence[int], candidates: Iterable[int]
) -> list[int]:
    """Those candidates whose approval would fill one seat more."""
    taken = len(fill(seats, people).filled)
    return [one for one in candidates if len(fill(seats, [*people, one]).filled) > taken]


def completing(seats: Sequence[Seat], people: Sequence[int]) -> int:
    """How many of these people, in their order, it takes until no seat is open."""
    counts = range(len(people) + 1)
    return next(count for count in counts if fill(seats, people[:count]).complete)
