"""One document of the catalog, before and after a commit by people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.audit.maintenance.line import Line, Weight
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.policy import Policy, Value


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the catalog, before and after; where it cannot be read, it says nothing.

    A document need only have passed the schemas of its own repository: no form is taken for sure.
    """

    path: str
    before: Policy
    after: Policy

    @property
    def old(self) -> Value:
        """What it said before; empty where that cannot be read."""
        return self.before.documents.get(self.path) or {}

    @property
    def new(self) -> Value:
        """What it says after; empty where that cannot be read."""
        return self.after.documents.get(self.path) or {}

    def state(self, policy: Policy) -> str:
        """What it is under a policy: sound, broken or absent."""
        if self.path in policy.documents:
            return "sound"
        return "broken" if self.path in policy.broken else "absent"

    def line(self, weight: Weight, text: str) -> Line:
        """A line that begins with its path."""
        return Line(weight, f"{plain(self.path)}: {text}")

    def differing(self, *names: str) -> Iterator[tuple[str, Any, Any]]:
        """The fields among these that both sides can be asked for, and that differ."""
        if self.old and self.new:
            for name in names:
                old, new = self.old.get(name), self.new.get(name)
                if old != new:
                    yield name, old, new

    def standing(self) -> Iterator[Line]:
        """Whether it came, went, or has problems."""
        match self.state(self.before), self.state(self.after):
            case "absent", "sound":
                yield self.line(Weight.RULES, "it is new")
            case "broken", "sound":
                yield self.line(Weight.RULES, "it is sound again, and what it says counts")
            case "sound", "broken":
                yield self.line(Weight.TAKES, "it has problems now, and grants nothing till mended")
            case _, "broken":
                yield self.line(Weight.TELLS, "it has problems, and grants nothing till mended")
            case _, "absent":
                yield self.line(Weight.TAKES, "it is gone, and grants nothing any more")
            case _:
                pass
