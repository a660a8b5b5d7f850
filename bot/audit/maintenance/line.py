"""What the auditor is told of maintenance: a line, and the weight by which lines are ordered."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Weight(IntEnum):
    """What is said first where much is to be said."""

    GIVES = 0
    RUNS = 1
    RULES = 2
    TAKES = 3
    TELLS = 4
    REST = 5


class Line(NamedTuple):
    """One line for the auditor."""

    weight: Weight
    text: str
