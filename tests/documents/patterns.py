"""Tells whether a pattern is linear: at each character at most one place in it can come next.

Such a pattern (its position automaton is deterministic) leaves a backtracking matcher nothing to
try again, whatever repetitions it nests. The theory: A. Brüggemann-Klein and D. Wood,
"One-unambiguous regular languages", Information and Computation 142 (1998).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

parser: Any = re._parser  # type: ignore[attr-defined]  # the only reader of patterns there is

ALPHABET = frozenset(map(chr, range(128))) | {"é"}  # é stands for all that is not ASCII


@dataclass
class Positions:
    """What each position matches, and which positions can follow it."""

    matches: list[frozenset[str]] = field(default_factory=list)
    follows: dict[int, set[int]] = field(default_factory=dict)

    def ambiguities(self, first: set[int]) -> list[str]:
        """Return the characters at which two places could come next."""
        choices = [first, *self.follows.values()]
        return sorted(
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
    for end in left.last:
        positions.follows[end] |= right.first
    return Part(
        left.first | right.first if left.empty else left.first,
        left.last | right.last if right.empty else right.last,
        left.empty and right.empty,
    )


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
    whole = Part(set(), set(), empty=True)
    for count in range(max(least, 1) if endless else int(most)):
        part = _sequence(positions, nodes)
        part.empty = part.empty or count >= least
        if endless and count == max(least, 1) - 1:
            _join(positions, part, part)
        whole = _join(positions, whole, part)
    return whole


def _leaf(positions: Positions, kind: str, value: Any) -> Part:
    number = len(positions.matches)
    positions.matches.append(_characters(kind, value))
    positions.follows[number] = set()
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
