"""What changed in files that are no documents of the catalog: code, schemas, workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.git.objects import PLAIN_FILE
from bot.audit.git.trees import folded
from bot.audit.maintenance.line import Line, Weight
from bot.audit.maintenance.words import some_of
from bot.core.documents.places import SchemaFile, place_of
from bot.core.documents.problem import counted, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.audit.git.history import Change

_MODES = {"100755": "executable", "120000": "a symbolic link", "160000": "a submodule"}
_FOLDERS = frozenset({"catalog", "schemas", ".github", "bot", "requirements", "releases", "live"})


def code_lines(changes: Sequence[Change]) -> Iterator[Line]:
    """The bot's own code in one line, each path of weight in its own, and how many others."""
    own = [plain(change.path) for change in changes if _is_own(change)]
    others = 0
    for change in changes:
        weighty = _weighty(change)
        if weighty is not None:
            yield Line(weighty[0], f"{_done(change)}: {weighty[1]}")
        elif not _is_own(change) and place_of(change.path) is None:
            others += 1
    if own:
        many = f"{counted(len(own), 'file')} of the bot's own code changed"
        yield Line(Weight.RUNS, f"{many}: {some_of(own)}")
    if others:
        yield Line(Weight.REST, counted(others, "other file"))


def _is_own(change: Change) -> bool:
    return change.path == "pyproject.toml" or _area(change) in ("bot", "requirements")


def _weighty(change: Change) -> tuple[Weight, str] | None:
    """What a single path decides, where it is neither the bot's code nor a known document."""
    first = change.path.partition("/")[0]
    if first not in _FOLDERS and folded(first) in _FOLDERS:
        return Weight.RUNS, f"some checkouts take it for {folded(first)}/"
    match change.path.split("/"):
        case ["schemas", *_]:
            return Weight.RULES, _schema(change)
        case [".github", "CODEOWNERS"] | ["CODEOWNERS"] | ["docs", "CODEOWNERS"]:
            return Weight.RULES, "whose review GitHub asks for"
        case [".github", *_]:
            return Weight.RUNS, "what runs with the bot's token"
        case [*_, ".gitattributes"]:
            return Weight.RULES, "which bytes a checkout shows"
        case ["catalog", *_] if place_of(change.path) is None:
            return Weight.TELLS, "no document that the bot knows"
        case _:
            return None


def _schema(change: Change) -> str:
    place = place_of(change.path)
    kind = place.kind if isinstance(place, SchemaFile) else "common"
    what = "documents of every kind" if kind == "common" else f"a document of the kind {kind}"
    return f"what {what} may hold"


def mode_lines(changes: Sequence[Change]) -> Iterator[Line]:
    """A file of another mode than a plain file's, in the folders of the bot."""
    for change in changes:
        mode = change.new.mode if change.new else PLAIN_FILE
        if mode != PLAIN_FILE and _area(change):
            what = _MODES.get(mode, f"a file of mode {plain(mode)}")
            yield Line(Weight.RUNS, f"{plain(change.path)} is {what}, not a plain file")


def _area(change: Change) -> str | None:
    first = change.path.partition("/")[0]
    return first if first in _FOLDERS else None


def _done(change: Change) -> str:
    verb = "was added" if change.old is None else "changed"
    return f"{plain(change.path)} {verb if change.new else 'was deleted'}"
