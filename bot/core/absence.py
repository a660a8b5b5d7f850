"""Who is away: by what each person says of themselves in ``catalog/people/<id>.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.catalog import Catalog, Person


def away_until(catalog: Catalog, now: datetime) -> tuple[tuple[int, datetime], ...]:
    """Who is away at a time of GitHub's clock, and until when."""
    notes = catalog.people.items()
    until = ((id_, note.away_until) for id_, note in notes)
    return tuple((id_, time) for id_, time in until if time and now < time)


def present(catalog: Catalog, now: datetime, people: Iterable[Person]) -> tuple[Person, ...]:
    """Those who are not away; where all are, all of them: somebody must hear of it."""
    out, all_of_them = away(catalog, now), tuple(people)
    return tuple(person for person in all_of_them if person.id not in out) or all_of_them


def away(catalog: Catalog, now: datetime) -> frozenset[int]:
    """The numeric ids of those who are away at a time of GitHub's clock."""
    return frozenset(id_ for id_, _ in away_until(catalog, now))
