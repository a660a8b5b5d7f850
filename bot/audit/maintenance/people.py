"""Who came to a list of people in a document, who left it, and who is called otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.maintenance.line import Line, Weight
from bot.audit.maintenance.words import listed, names_of
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bot.audit.maintenance.document import Document


def members(document: Document, name: str, may: str) -> Iterator[Line]:
    """A list that alone decides what its people may do."""
    old, new = listed(document.old, name), listed(document.new, name)
    yield from moved(document, Weight.GIVES, new, new.keys() - old.keys(), f"may now {may}")
    lost = f"may no longer {may}"
    yield from moved(document, Weight.TAKES, old, old.keys() - new.keys(), lost)
    yield from renamed(document, name)


def renamed(document: Document, name: str) -> Iterator[Line]:
    """Who stayed on a list under another login."""
    old, new = listed(document.old, name), listed(document.new, name)
    for id_ in sorted(old.keys() & new.keys()):
        if old[id_] != new[id_]:
            text = f"id {id_} is called {plain(new[id_])} now, formerly {plain(old[id_])}"
            yield document.line(Weight.TELLS, text)


def moved(
    document: Document, weight: Weight, logins: Mapping[int, str], ids: Collection[int], what: str
) -> Iterator[Line]:
    """One line for all of these ids, whose logins are given; none where there are no ids."""
    if ids:
        yield document.line(weight, f"{names_of(logins, ids)} {what}")
