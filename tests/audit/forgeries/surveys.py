"""Surveys that nobody saw so: made up, by another token, or with authority that they never give."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.documents import canonical
from bot.core.documents.places import StopFile
from bot.core.entry import FileRecord
from bot.core.lifecycle import Role
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.strokes import told, told_with
from tests.history import people

if TYPE_CHECKING:
    from bot.core.document_entry import DocumentDraft, Value
    from tests.audit.forgeries.forger import Forger

SURVEYS = Book(Sort.SURVEY)


def seen_as(draft: DocumentDraft, **facts: object) -> DocumentDraft:
    """A draft that says that something else was seen, its digest with it."""
    survey: Value = {**(draft.survey or {}), **facts}
    digest = canonical.sha256(canonical.to_bytes(survey))
    return replace(draft, survey=survey, subject=replace(draft.subject, digest=digest))


@SURVEYS.found_by("survey", says="its digest is not that of what was seen")
def edited_before_it_was_written(f: Forger) -> None:
    """Somebody takes a name off the bypass list that was seen, and leaves the digest."""
    f.lie(told(lambda d: replace(d, survey={**(d.survey or {}), "rulesets": []})))
    f.h.survey()


@SURVEYS.found_by("survey-bot", says="where the bot was")
def about_another_bot(f: Forger) -> None:
    """It tells of another bot than the catalog names."""
    f.lie(told(lambda d: seen_as(d, bot=4711)))
    f.h.survey()


@SURVEYS.found_by("survey", says="it claims a role, or a reason")
def asked_for_by_an_owner(f: Forger) -> None:
    """Whoever pressed the button claims to be an owner."""
    f.lie(told(lambda d: replace(d, actor=replace(d.actor, role=Role.OWNER))))
    f.h.survey()


@SURVEYS.found_by("document-step", says="a survey is about the bot's settings")
def about_another_document(f: Forger) -> None:
    """It is written as if it were about a stop of an app."""
    path = StopFile("harbor").path
    f.lie(told(lambda d: replace(d, subject=replace(d.subject, document=path))))
    f.h.survey()


@SURVEYS.found_by("counted-once", says="run ")
def recorded_twice(f: Forger) -> None:
    """One run is told to have seen two things."""
    f.h.survey()
    old = f.h.document_log("catalog/slipway.yaml").entries[-1].draft.cause
    f.lie(told_with(cause=old))
    f.h.survey(people.OLGA, fork_approval="first_time_contributors", variable=None, admins=())


@SURVEYS.found_by("survey", says="a survey is about no document")
def with_approvals(f: Forger) -> None:
    """It carries what only a change of a document has."""
    f.lie(told(_with_file))
    f.h.survey()


def _with_file(draft: DocumentDraft) -> DocumentDraft:
    record = FileRecord("a" * 40, "b" * 64)
    return replace(draft, subject=replace(draft.subject, file=record))
