"""Reads out of each transition what it claims of the world outside git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.document_entry import DocumentEntry
from bot.audit.model.entry import Entry
from bot.audit.online.claims import (
    Announced,
    Answered,
    Applied,
    Approved,
    Carried,
    Claim,
    Commanded,
    Corrected,
    HadAHand,
    Happened,
    Objected,
    Origin,
    Pressed,
    TakenBack,
    Unopposed,
)
from bot.audit.online.commanding import commands
from bot.audit.rules.acting import BY_DOCUMENT
from bot.audit.step import Transition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.audit.step import DocumentTransition

CATALOG = "the catalog"


def claims_of(transition: Transition | DocumentTransition) -> tuple[Claim, ...]:
    """Everything that one entry says and git alone cannot prove."""
    entry = transition.entry
    if isinstance(entry, Entry) and (entry.follows or entry.kind in BY_DOCUMENT):
        return ()  # it follows from another entry of the same commit, which makes the claims
    panel = panel_of(entry)
    origin = Origin(panel, entry.path, transition.commit, entry.pull_request, entry.time)
    opening = transition.before.opening
    told = opening.announced if opening else None
    since = told.at if told else None
    return (
        *_opened(entry, origin),
        *_reviewed(entry, origin, since),
        *_acted(transition, origin),
    )


def panel_of(entry: Entry | DocumentEntry) -> str:
    """For what those who review an entry's pull request judge."""
    return CATALOG if isinstance(entry, DocumentEntry) else entry.release.app


def _opened(entry: Entry | DocumentEntry, origin: Origin) -> Iterator[Claim]:
    if entry.applies:
        yield Applied(origin, entry.actor, entry.events)
    told = entry.announced
    if told is not None:
        context = f"slipway/{entry.pull_request}"
        description = f"Under Review, round {entry.round}: sha256:{told.digest}"
        yield Announced(origin, told.status, told.head, told.at, context, description)
    if (entry.opens or entry.merges) and entry.head is not None:
        yield Carried(origin, entry.head)


def _reviewed(
    entry: Entry | DocumentEntry, origin: Origin, since: datetime | None
) -> Iterator[Claim]:
    for one in entry.approvals:
        yield Approved(origin, one.review, one.reviewer, one.at, one.commit)
    agreed = entry.agreed if isinstance(entry, DocumentEntry) else entry.kind == "approved"
    if agreed and since is not None:
        yield Unopposed(origin, since, entry.approvals)
    review = entry.cause.get("review")
    if entry.kind == "rejected" and isinstance(review, int):
        fault = None if isinstance(entry, DocumentEntry) else entry.rejection
        yield Objected(origin, review, entry.actor, entry.reason, fault, since)
    if entry.kind == "rejection-corrected" and isinstance(review, int):
        yield Corrected(origin, review, entry.actor)
    if entry.contributors is not None:
        yield HadAHand(origin, entry.contributors.ids, entry.contributors.unknown)


def _acted(transition: Transition | DocumentTransition, origin: Origin) -> Iterator[Claim]:
    entry = transition.entry
    if isinstance(entry, DocumentEntry) and entry.run is not None:
        yield Pressed(origin, entry.run, entry.actor)
    cause, wanted = entry.cause.get("event"), commands(entry)
    seen = entry.observed if isinstance(entry, Entry) else None
    if seen is not None:
        yield Answered(origin, seen.transition, seen.result)
    if isinstance(cause, str) and wanted:
        after = transition.before.rollout.told if isinstance(transition, Transition) else None
        yield Commanded(origin, cause, entry.actor, wanted, entry.reason, after)
    elif isinstance(cause, str):
        yield TakenBack(origin, cause, entry.actor, entry.reason)
    for event in entry.events:
        if event != cause:
            yield Happened(origin, event)
