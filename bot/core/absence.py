"""Who is away: by what each person says of themselves in ``catalog/people/<id>.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.catalog import Catalog


def away(catalog: Catalog, now: datetime) -> frozenset[int]:
    """The numeric ids of those who are away at a time of GitHub's clock."""
    notes = catalog.people.items()
    return frozenset(id_ for id_, note in notes if note.away_until and now < note.away_until)
