"""Builds the plain value of a document from YAML events, and keeps where each part stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.documents.problem import Problem, pointer, quoted
from bot.core.documents.secret_text import may_be_secret

if TYPE_CHECKING:
    from bot.core.documents.canonical import Value
    from bot.core.documents.loaded import Path, Position

DEPTH_LIMIT = 16
NODE_LIMIT = 5000


@dataclass(slots=True)
class _Open:
    """A list or object that has begun and not ended; no path means that it will be dropped."""

    container: dict[str, Value] | list[Value]
    path: Path | None
    key: str | None = None
    awaits_value: bool = False


@dataclass(slots=True)
class Tree:
    """The value so far, with its problems.

    ``full`` once a limit is passed, ``whole`` while all that was read stands in the value.
    """

    file: str
    root: Value = None
    full: bool = False
    whole: bool = True
    problems: list[Problem] = field(default_factory=list)
    positions: dict[Path, Position] = field(default_factory=dict)
    key_positions: dict[Path, Position] = field(default_factory=dict)
    _opened: list[_Open] = field(default_factory=list)
    _nodes: int = 0

    @property
    def awaits_key(self) -> bool:
        """Answer whether the next node is the key of an object."""
        if not self._opened:
            return False
        innermost = self._opened[-1]
        return isinstance(innermost.container, dict) and not innermost.awaits_value

    def count(self, position: Position) -> None:
        """Count one node of any sort."""
        self._nodes += 1
        if self._nodes > NODE_LIMIT:
            what = f"the document has more than {NODE_LIMIT} keys and values"
            self._stop(Problem("too-many-nodes", self.file, *position, "", what, "make it smaller"))

    def open(self, container: dict[str, Value] | list[Value], position: Position) -> None:
        """Begin a list or an object."""
        if len(self._opened) == DEPTH_LIMIT:
            what = f"the document nests deeper than {DEPTH_LIMIT} levels"
            self._stop(Problem("too-deep", self.file, *position, "", what, "make it flatter"))
            return
        if self.awaits_key:
            self._drop_key("key-not-text", position, "a list or an object")
            self._opened.append(_Open(container, None))
        else:
            self._opened.append(_Open(container, self._put(container, position)))

    def close(self) -> None:
        """End the innermost list or object."""
        self._opened.pop()

    def take(self, value: Value, position: Position) -> None:
        """Set a scalar: a value where one is awaited, else the key of the value that follows."""
        if not self.awaits_key:
            self._put(value, position)
        elif not isinstance(value, str):
            self._drop_key("key-not-text", position, self.shown(value))
        elif value == "<<":
            self._drop_key("merge-key", position, "the merge key <<")
        else:
            self._set_key(value, position)

    def skip(self, position: Position) -> None:
        """Pass over a node that was refused."""
        self.whole = False
        if self.awaits_key:
            self._opened[-1].awaits_value = True
            self._opened[-1].key = None
        else:
            self._put(None, position)

    def report(
        self,
        rule: str,
        position: Position,
        what: str,
        cure: str,
        *,
        path: Path | None = None,
    ) -> None:
        """Add a problem."""
        where = pointer(path or ())
        self.problems.append(Problem(rule, self.file, *position, where, what, cure))

    def here(self) -> Path:
        """Return the path of the node that is awaited, or of its object where that is a key."""
        return (self._opened[-1].path if self.awaits_key else self._next_path()) or ()

    def shown(self, value: Value) -> str:
        """Quote what stands at the present place, unless it may be a secret."""
        return "(not shown)" if may_be_secret(self.here()) else quoted(value)

    def _put(self, value: Value, position: Position) -> Path | None:
        path = self._next_path()
        if not self._opened:
            self.root = value
        else:
            innermost = self._opened[-1]
            innermost.awaits_value = False
            if isinstance(innermost.container, list):
                innermost.container.append(value)
            elif innermost.key is not None:
                innermost.container[innermost.key] = value
        if path is not None:
            self.positions[path] = position
        return path

    def _set_key(self, text: str, position: Position) -> None:
        innermost = self._opened[-1]
        innermost.awaits_value = True
        innermost.key = text
        path = self._next_path()
        if path is None:
            return
        first = self.key_positions.setdefault(path, position)
        if first != position:
            innermost.key = None
            what = (
                f"the key {self.shown(text)} stands twice in this object, "
                f"first at line {first[0]}, column {first[1]}, and again here"
            )
            self.report("duplicate-key", position, what, "keep one of the two", path=path)

    def _drop_key(self, rule: str, position: Position, what: str) -> None:
        self.skip(position)
        what = f"{what} stands where the name of a field should"
        self.report(rule, position, what, "write each field with its name, as text")

    def _next_path(self) -> Path | None:
        if not self._opened:
            return ()
        innermost = self._opened[-1]
        if innermost.path is None:
            return None
        if isinstance(innermost.container, list):
            return (*innermost.path, len(innermost.container))
        return None if innermost.key is None else (*innermost.path, innermost.key)

    def _stop(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.full = True
        self.whole = False
