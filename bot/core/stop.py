"""An emergency stop of an app: one operator sets it, two people lift it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.catalog import Person


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that stands: by whom, since when and why; ``transition`` is what lifts it by name."""

    app: str
    by: Person
    at: datetime
    reason: str
    transition: str
