"""A correction: what is damaged of one release is put back as the bot last left it, with a note.

A wrong entry is never rewritten: its bytes come back, and a note says what was found instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.core import projection
from bot.core.documents import canonical
from bot.core.documents.place_kinds import CorrectionFile
from bot.core.entry import Content, Corrected, Draft, Kind
from bot.core.entry_rollout import NOTHING_SAID
from bot.core.lifecycle import SERVED

if TYPE_CHECKING:
    from bot.core.document_entry import DocumentDraft
    from bot.core.documents.identity import ReleaseId
    from bot.core.log import Log
    from bot.core.situation import Situation

Value = Mapping[str, Any]

MOST_FILES = 1000
LONGEST_PATH = 4000
"""What the schema of an entry allows a note to name."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file that is not as the bot left it: SHA-256 found, bytes to restore; ``None``: absent."""

    path: str
    found: str | None
    restored: bytes | None

    @property
    def corrected(self) -> Corrected:
        """What a note says of it."""
        restored = None if self.restored is None else canonical.sha256(self.restored)
        return Corrected(self.path, self.found, restored)


@dataclass(frozen=True, slots=True)
class Restoration:
    """One release as main's own history has it, and what of it is damaged now.

    ``log`` is as the bot left it; ``live`` is the live file of the target before the correction,
    and ``siblings`` are the statuses of the mini program's other releases there.
    """

    log: Log
    damaged: tuple[Damaged, ...] = ()
    live: Value | None = None
    siblings: tuple[Value, ...] = ()

    @property
    def recordable(self) -> bool:
        """Whether a note can name every file: few enough, and by plain paths."""
        paths = [one.path for one in self.damaged]
        plain = (path.isascii() and path.isprintable() for path in paths)
        short = all(len(path) <= LONGEST_PATH for path in paths)
        return len(paths) <= MOST_FILES and short and all(plain)

    @property
    def release(self) -> ReleaseId:
        """Which release."""
        return self.log.release


@dataclass(frozen=True, slots=True)
class Writing:
    """What a correction writes beside its document and the catalog's entry, and takes away."""

    files: Mapping[str, bytes]
    removed: tuple[str, ...]


def live_bytes(live: Value | None, log: Log, siblings: tuple[Value, ...]) -> bytes | None:
    """The live file that follows; ``None`` where there was none and nothing is to stand in it."""
    release = log.release
    target = (release.app, str(release.environment))
    own = (projection.status_value(log),) if log.entries else ()
    value = projection.replace_live(live, target, release.mini_program, (*siblings, *own))
    return canonical.to_bytes(value) if live is not None or value["miniPrograms"] else None


def writing(situation: Situation, draft: DocumentDraft) -> Writing:
    """What else an approved correction writes; nothing where the change is no correction."""
    change, found = situation.branch.change, situation.main.restoration
    application = change.application if change else None
    if change is None or found is None or application is None:
        return Writing({}, ())
    if not isinstance(change.place, CorrectionFile) or draft.content is not Content.MAIN:
        return Writing({}, ())
    note = _note(found, draft, application.value["after"]["reason"])
    log = found.log
    return written(found, log.extended(note, situation.now, situation.main.commit) if note else log)


def written(found: Restoration, grown: Log) -> Writing:
    """The files that follow once the log has its note, if it has entries at all."""
    files = {one.path: one.restored for one in found.damaged if one.restored is not None}
    removed = tuple(one.path for one in found.damaged if one.restored is None)
    last = grown.last
    if last is not None:
        files[last.path] = last.to_bytes()
        files[grown.release.status_path] = canonical.to_bytes(projection.status_value(grown))
        live = live_bytes(found.live, grown, found.siblings)
        if grown.status in SERVED and live is not None:
            path = projection.live_path(grown.release.app, grown.release.environment)
            files[path] = live
    return Writing(files, tuple(path for path in removed if path not in files))


def _note(found: Restoration, by: DocumentDraft, reason: str) -> Draft | None:
    """The note; a log without entries stays so, and the catalog's entry alone tells."""
    last = found.log.last
    if last is None:
        return None
    return replace(
        last.draft,
        kind=Kind.CORRECTED,
        row=None,
        source=found.log.status,
        target=found.log.status,
        actor=by.actor,
        cause={"kind": "corrected", "transition": by.transition},
        policy_repository=by.policy_repository,
        application=None,
        announced=None,
        events=(),
        approvals=by.approvals,
        contributors=by.contributors,
        reason=reason,
        supersedes=(),
        corrects=tuple(one.corrected for one in found.damaged),
        rollout=NOTHING_SAID,
    )
