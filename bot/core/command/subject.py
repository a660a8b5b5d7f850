"""What a command on this pull request is about: the digest, who may act, and the open round.

The seam for other kinds of pull request: what they apply for answers the same five questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.catalog import Person
from bot.core.document_authority import approvers, authority
from bot.core.documents import canonical
from bot.core.entry import Content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.document_change import DocumentChange
    from bot.core.document_entry import DocumentEntry
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
    opening: Entry | DocumentEntry | None
    next_round: int
    done: bool


def subject_of(situation: Situation) -> Subject:
    """The subject of commands on this pull request: its release, or the document it changes."""
    if situation.branch.change is not None:
        return _document(situation, situation.branch.change)
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


def _document(situation: Situation, change: DocumentChange) -> Subject:
    """What is under review is taken back by who applied for it, or by an owner."""
    thread, application = situation.thread, change.application
    applied = thread.requester if thread and thread.opening else None
    may = authority(situation.main.catalog, change).people
    if applied is not None:
        requester = Person(applied.draft.actor.login, applied.draft.actor.id)
        may = (requester, *approvers(situation.main.catalog))
    return Subject(
        digest=application.digest if application else None,
        may=may,
        opening=thread.opening if thread else None,
        next_round=thread.round + 1 if thread else 1,
        done=thread is not None and thread.merged is not None,
    )


def short_id(people: Sequence[Person]) -> str:
    """Eight digits for a set of people: another set, another state that was shown."""
    value = {"people": sorted({person.id for person in people})}
    return canonical.sha256(canonical.to_bytes(value))[:8]
