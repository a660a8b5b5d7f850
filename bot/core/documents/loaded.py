"""A document as it was read: its value, its problems, and where each part of it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from bot.core.documents.problem import Problem, Severity, pointer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.documents.canonical import Value

Path: TypeAlias = "tuple[str | int, ...]"
Position: TypeAlias = "tuple[int, int]"
WHOLE_FILE: Position = (0, 0)


@dataclass(frozen=True, slots=True)
class Loaded:
    """One document; ``value`` is None as soon as there is a problem.

    ``draft`` is what was read all the same, if it was read whole: it serves to find further
    problems at once, and must never be acted on.
    """

    file: str
    value: Value
    draft: Value
    problems: tuple[Problem, ...] = ()
    positions: Mapping[Path, Position] = field(default_factory=dict, repr=False)
    key_positions: Mapping[Path, Position] = field(default_factory=dict, repr=False)

    def position(self, path: Sequence[str | int]) -> Position:
        """Return line and column of the value at the path, or of its nearest known parent."""
        return _nearest(self.positions, path)

    def key_position(self, path: Sequence[str | int]) -> Position:
        """Return line and column of the key that ends the path, else those of the value."""
        return self.key_positions.get(tuple(path)) or self.position(path)

    def error(
        self, rule: str, what: str, cure: str, path: Path = (), *, at_key: bool = False
    ) -> Problem:
        """Make a problem of this document, with the line and column of the path."""
        line, column = self.key_position(path) if at_key else self.position(path)
        return Problem(rule, self.file, line, column, pointer(path), what, cure)

    def warning(self, rule: str, what: str, cure: str, path: Path = ()) -> Problem:
        """Make a warning of this document, with the line and column of the path."""
        return replace(self.error(rule, what, cure, path), severity=Severity.WARNING)


def _nearest(positions: Mapping[Path, Position], path: Sequence[str | int]) -> Position:
    known = tuple(path)
    while known and known not in positions:
        known = known[:-1]
    return positions.get(known, WHOLE_FILE)
