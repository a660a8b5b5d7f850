"""What a comment must have said for an entry to follow from it, by the audit's own reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.document_entry import DocumentEntry
from bot.core.documents.problem import NOT_SHOWN

if TYPE_CHECKING:
    from bot.audit.model.entry import Entry

_PLAIN = {
    "testing-completed": ("/complete-testing",),
    "testing-bypassed": ("/bypass-testing",),
    "completed": ("/complete", "/scale 100%"),
    "paused": ("/pause",),
    "resumed": ("/resume",),
    "pilot-changed": ("/pilot add ", "/pilot remove "),
    "warned": ("/warn ",),
    "stopped": ("/stop ",),
}
_ALL = 100


def commands(entry: Entry | DocumentEntry) -> tuple[str, ...]:
    """How the line that commands it begins, or all of it where no reason follows; none: no act."""
    if isinstance(entry, DocumentEntry):
        return _PLAIN.get(entry.kind, ())
    match entry.kind:
        case "went-live" if entry.percent == _ALL:
            return ("/go-live", "/go-live 100%")
        case "went-live":
            return (f"/go-live {entry.percent}%",)
        case "scaled":
            return (f"/scale {entry.percent}%",)
        case "canceled":
            return (f"/cancel {entry.release.version} ",)
        case "force-removed":
            return (f"/force-remove {entry.release.version} ",)
        case kind:
            return _PLAIN.get(kind, ())


def says(line: str, wanted: tuple[str, ...], reason: str | None) -> bool:
    """Whether a line is one of these commands, and gives the reason that the log has of it."""
    whole = [one for one in wanted if not one.endswith(" ")]
    if line in whole:
        return True
    begun = [one for one in wanted if one.endswith(" ") and line.startswith(one)]
    if not begun:
        return False
    kept = _letters(reason or "") if reason != NOT_SHOWN else ""
    return _letters(line).endswith(kept)


def _letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum())
