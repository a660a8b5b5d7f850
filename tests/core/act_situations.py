"""Builders of frozen situations of acts on releases, beside those of other documents.

By default: pull request 7 by mia, a releaser of coffee, is about coffee 1.4.0, which pull request 3
brought to the test environment of harbor. otto and owen are owners, olga is an operator of harbor.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.catalog import Person
from bot.core.documents.place_kinds import ActDocument, StopFile
from bot.core.rules import ask
from bot.core.situation import Main
from bot.core.stop import Stop
from tests.core import situations as s
from tests.core.document_situations import OLGA, after, file, owned, situation

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.catalog import Catalog
    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.place_kinds import ActKind
    from bot.core.entry import Kind
    from bot.core.finding import Answer
    from bot.core.lifecycle import Status
    from bot.core.log import Log
    from bot.core.situation import Account, Review, Situation

CARRIER = 3
"""The pull request that brought the release to main."""
REASON = "The campaign has ended."
SOON = "2026-03-04T12:00:00+01:00"
STOPPED = "5" * 32


def policy(**fields: Any) -> Catalog:
    """The catalog, with an operator and two owners."""
    sandbox = fields.pop("sandbox", {"review": False, "pilot": False})
    operators = [s.person(OLGA)]
    return owned(s.catalog(s.harbor(sandbox=sandbox, operators=operators, **fields)))


def full(release: ReleaseId = s.TEST) -> Log:
    """A release that was released at once, an hour before the act."""
    found = s.with_pull(s.applied(release, policy=policy()), number=CARRIER)
    before = s.minute(-60)
    return s.log_of(s.recorded(replace(found, now=before), announced=before))


def then(log: Log, kind: Kind, target: Status, row: str | None = None, at: datetime = s.NOW) -> Log:
    """One step more."""
    last = log.entries[-1].draft
    cause = {"kind": "event", "event": f"comment:{len(log.entries)}"}
    draft = replace(
        last, kind=kind, row=row, source=log.status, target=target, cause=cause, application=None
    )
    return log.extended(draft, at, s.PARENT)


def under_review(version: str = "1.5.0") -> Log:
    """Another version that is Under Review, wherever the test has it stand."""
    return s.sibling(version, live=False)


def act(
    kind: ActKind,
    log: Log | None,
    *siblings: Log,
    by: Account = s.MIA,
    catalog: Catalog | None = None,
    **fields: Any,
) -> Situation:
    """A pull request with the document of an act, opened ready."""
    release = log.release if log else s.TEST
    place = ActDocument(release, kind)
    known = catalog or policy()
    wanted = {"until": SOON} if kind == "override" else {}
    found = situation(file(place.path, **{**wanted, "reason": REASON, **fields}), by=by)
    about = Main(s.PARENT, known, log=log, siblings=siblings)
    return replace(found, main=replace(found.main, catalog=known, acted_on=about))


def stop(**fields: Any) -> Stop:
    """The stop of harbor that stands."""
    usual = Stop("harbor", Person("olga", OLGA.id), s.NOW, "Payments fail.", STOPPED)
    return replace(usual, **fields)


def lifting(
    standing: Stop | None, lifts: object = STOPPED, by: Account = OLGA, **fields: Any
) -> Situation:
    """A pull request that lifts the stop of harbor."""
    path = StopFile("harbor").path
    found = situation(file(path, lifts=lifts, reason=REASON, **fields), by=by)
    return replace(found, main=replace(found.main, catalog=policy(), stop=standing))


def judged(found: Situation, *reviews: Review) -> Situation:
    """Under review with these reviews."""
    waiting = after(found)
    return replace(waiting, pull=replace(waiting.pull, reviews=reviews))


def answer(found: Situation, rule: str) -> Answer:
    """How one rule stands."""
    (only,) = (one.answer for one in ask(found) if one.rule.id == rule)
    return only


def why(found: Situation, rule: str) -> str:
    """What is said of one rule."""
    return " ".join(answer(found, rule).why)
