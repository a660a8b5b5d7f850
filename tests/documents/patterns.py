"""Tells whether a pattern is linear: at each character there is at most one way on in it.

Such a pattern leaves a backtracking matcher nothing to try again, whatever repetitions it nests.
Positions and what follows them are those of Glushkov's automaton; two ways to the same position
count as two, since a matcher tries both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

parser: Any = re._parser  # type: ignore[attr-defined]  # the only reader of patterns there is

ALPHABET = frozenset(map(chr, range(128))) | {"é"}  # é stands for all that is not ASCII


@dataclass
class Positions:
    """What each position matches, and which positions can follow it."""

    matches: list[frozenset[str]] = field(default_factory=list)
    follows: dict[int, list[int]] = field(default_factory=dict)
    vague: list[str] = field(default_factory=list)

    def ambiguities(self, first: set[int]) -> list[str]:
        """Return the characters at which there are two ways on, be it to the same place."""
        choices = [list(first), *self.follows.values()]
        return self.vague + sorted(
            f"{min(self.matches[one] & self.matches[two])!r}"
            for choice in choices
            for one, two in combinations(sorted(choice), 2)
            if self.matches[one] & self.matches[two]
        )


@dataclass
class Part:
    """Where a part of a pattern can begin and end, and whether it can be empty."""

    first: set[int]
    last: set[int]
    empty: bool


def ambiguities(pattern: str) -> list[str]:
    """Return why a pattern is not linear; look-ahead without repetition is left out."""
    positions = Positions()
    whole = _sequence(positions, parser.parse(pattern))
    return positions.ambiguities(whole.first)


def _sequence(positions: Positions, nodes: Any) -> Part:
    whole = Part(set(), set(), empty=True)
    for kind, value in nodes:
        whole = _join(positions, whole, _part(positions, str(kind), value))
    return whole


def _join(positions: Positions, left: Part, right: Part) -> Part:
    _follow(positions, left, right)
    return Part(
        left.first | right.first if left.empty else left.first,
        left.last | right.last if right.empty else right.last,
        left.empty and right.empty,
    )


def _follow(positions: Positions, left: Part, right: Part) -> None:
    for end in left.last:
        positions.follows[end] += right.first


def _part(positions: Positions, kind: str, value: Any) -> Part:
    match kind:
        case "AT":
            return Part(set(), set(), empty=True)
        case "ASSERT_NOT":
            if "REPEAT" in str(value):
                raise ValueError("a look-ahead repeats")
            return Part(set(), set(), empty=True)
        case "SUBPATTERN":
            return _sequence(positions, value[-1])
        case "BRANCH":
            parts = [_sequence(positions, branch) for branch in value[1]]
            if sum(part.empty for part in parts) > 1:
                positions.vague.append("two empty branches")
            return Part(
                set().union(*(part.first for part in parts)),
                set().union(*(part.last for part in parts)),
                any(part.empty for part in parts),
            )
        case "MAX_REPEAT":
            return _repeated(positions, *value)
        case _:
            return _leaf(positions, kind, value)


def _repeated(positions: Positions, least: int, most: Any, nodes: Any) -> Part:
    endless = most is parser.MAXREPEAT
    copies = [_sequence(positions, nodes) for _ in range(max(least, 1) if endless else int(most))]
    if any(copy.empty for copy in copies):
        positions.vague.append("an empty repetition")
    for one, other in pairwise(copies):
        _follow(positions, one, other)
    if endless:
        _follow(positions, copies[-1], copies[-1])
    ends = copies[max(least, 1) - 1 :]
    return Part(copies[0].first, set().union(*(copy.last for copy in ends)), empty=least == 0)


def _leaf(positions: Positions, kind: str, value: Any) -> Part:
    number = len(positions.matches)
    positions.matches.append(_characters(kind, value))
    positions.follows[number] = []
    return Part({number}, {number}, empty=False)


def _characters(kind: str, value: Any) -> frozenset[str]:
    match kind:
        case "LITERAL":
            return frozenset(chr(value))
        case "NOT_LITERAL":
            return ALPHABET - {chr(value)}
        case "ANY":
            return ALPHABET - {"\n"}
        case "RANGE":
            return frozenset(map(chr, range(value[0], value[1] + 1)))
        case "IN":
            negated = str(value[0][0]) == "NEGATE"
            found = [_characters(str(one), item) for one, item in value[negated:]]
            return ALPHABET - frozenset().union(*found) if negated else frozenset().union(*found)
        case _:
            raise ValueError(f"{kind} is not used in our patterns")
