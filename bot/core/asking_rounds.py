"""The round in which somebody may be asked for a review: of a release, or of a document of an app.

Acts on a release, and the lifting of a stop, ask as their app says; what owners judge asks nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core import document_rounds, rounds, rules
from bot.core.documents.place_kinds import ActDocument, StopFile
from bot.core.finding import Stage
from bot.core.review_rules import in_order, seats_of
from bot.core.situation import PullState

if TYPE_CHECKING:
    from bot.core.catalog import App, Person
    from bot.core.document_change import DocumentChange
    from bot.core.entry import Announcement
    from bot.core.panel import Tally
    from bot.core.seats import Seat
    from bot.core.situation import Situation


@dataclass(frozen=True, slots=True)
class AskingRound:
    """A round under review: who judges it, for which seats, who had a hand in it, who approved."""

    situation: Situation
    number: int
    announced: Announcement | None
    judges: tuple[Person, ...]
    seats: tuple[Seat, ...]
    contributors: frozenset[int]
    approved: tuple[int, ...]


def asking_round(situation: Situation) -> AskingRound | None:
    """The round in which somebody may be asked now.

    With more comments than were read, a note on who could not be asked may be among the others.
    """
    pull, change = situation.pull, situation.branch.change
    app = _app_of(situation, change)
    if app is None or not app.request_reviews:
        return None
    if pull.state is not PullState.OPEN or pull.draft or pull.more_comments:
        return None
    found = _of_document(situation) if change else _of_release(situation, app)
    return found if found and rules.all_met(situation, Stage.APPLICATION) else None


def _app_of(situation: Situation, change: DocumentChange | None) -> App | None:
    match change.place if change else None:
        case ActDocument(release=release):
            return situation.main.catalog.apps.get(release.app)
        case StopFile(app=app):
            return situation.main.catalog.apps.get(app)
        case _:
            return None if change else situation.app


def _of_release(situation: Situation, app: App) -> AskingRound | None:
    target, log = situation.target, situation.main.log
    opening = log.opening if log else None
    if target is None or target.approvals is None:
        return None
    if opening is None or opening.draft.subject.pull_request != situation.pull.number:
        return None
    return AskingRound(
        situation=situation,
        number=opening.draft.round,
        announced=opening.draft.announced,
        judges=situation.main.catalog.reviewers(app.id),
        seats=tuple(seats_of(situation, app, target.approvals)),
        contributors=rounds.contributors(situation),
        approved=_ids(rounds.tally_of(situation, opening)),
    )


def _of_document(situation: Situation) -> AskingRound | None:
    opening = situation.thread.opening if situation.thread else None
    if opening is None:
        return None
    return AskingRound(
        situation=situation,
        number=opening.draft.round,
        announced=opening.draft.announced,
        judges=document_rounds.judges_of(situation, opening).people,
        seats=document_rounds.seats_of(situation, opening),
        contributors=document_rounds.contributors(situation),
        approved=_ids(document_rounds.tally_of(situation, opening)),
    )


def _ids(tally: Tally) -> tuple[int, ...]:
    return tuple(review.author.id for review in in_order(tally.approvals))
