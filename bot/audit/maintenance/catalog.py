"""What a document of the catalog grants otherwise than before, whatever its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.maintenance.applicants import program_lines, workspace_lines
from bot.audit.maintenance.apps import app_lines
from bot.audit.maintenance.line import Line, Weight
from bot.audit.maintenance.people import members
from bot.audit.maintenance.settings import settings_lines
from bot.core.documents.places import (
    AppFile,
    MiniProgramFile,
    OwnersFile,
    SlipwayFile,
    WorkspaceFile,
    place_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.maintenance.document import Document


def document_lines(document: Document) -> Iterator[Line]:
    """What became of one document; an edit that grants nothing anew is told, too."""
    said = [*document.standing(), *_said(document)]
    yield from said
    if not said and document.before.machines == document.after.machines:
        yield document.line(Weight.TELLS, "it was edited, and grants what it did before")


def _said(document: Document) -> Iterator[Line]:
    match place_of(document.path):
        case SlipwayFile():
            yield from settings_lines(document)
        case OwnersFile():
            yield from members(document, "owners", "own the catalog")
        case AppFile(app):
            yield from app_lines(document, app)
        case WorkspaceFile(workspace):
            yield from workspace_lines(document, workspace)
        case MiniProgramFile(program):
            yield from program_lines(document, program)
        case _:
            pass
