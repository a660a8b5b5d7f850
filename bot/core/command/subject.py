"""What a command on this pull request is about: the digest, who may act, and the open round.

The seam for other kinds of pull request: what they apply for answers the same five questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.documents import canonical
from bot.core.entry import Content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.catalog import Person
    from bot.core.entry import Entry
    from bot.core.situation import Situation


@dataclass(frozen=True, slots=True)
class Subject:
    """What would be applied for, and what is Under Review here.

    ``digest``: of the application at the head, if there is one. ``may``: who applies and withdraws.
    ``opening``: the entry that opened the round which this pull request carries. ``done``: it is
    on main.
    """

    digest: str | None
    may: tuple[Person, ...]
    opening: Entry | None
    next_round: int
    done: bool


def subject_of(situation: Situation) -> Subject:
    """The subject of commands on this pull request: its release."""
    log, release, application = situation.main.log, situation.release, situation.application
    opening = log.opening if log else None
    carried = opening is not None and opening.draft.subject.pull_request == situation.pull.number
    return Subject(
        digest=application.digest if application else None,
        may=situation.main.catalog.releasers(release.mini_program) if release else (),
        opening=opening if carried else None,
        next_round=log.round + 1 if log else 1,
        done=log is not None and log.content is Content.MAIN,
    )


def short_id(people: Sequence[Person]) -> str:
    """Eight digits for a set of people: another set, another state that was shown."""
    value = {"people": sorted({person.id for person in people})}
    return canonical.sha256(canonical.to_bytes(value))[:8]
