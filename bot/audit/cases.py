"""Makes the cases of one commit: each new entry with all that it is judged by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.audit.model.state import Release, slot_of
from bot.audit.rules.case import Around, Case
from bot.core.documents.places import ActDocument, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.audit.document_replay import DocumentReplay
    from bot.audit.foreign import Foreign
    from bot.audit.git.history import MainCommit
    from bot.audit.git.trees import Trees
    from bot.audit.model.entry import Entry
    from bot.audit.model.policy import Policy
    from bot.audit.model.state import Releases
    from bot.audit.rules.case import DocumentCase, Seen
    from bot.core.documents.identity import ReleaseId


@dataclass(frozen=True, slots=True)
class Cases:
    """What a replay knows; ``bad`` names the first bad commit that a log rests on."""

    trees: Trees
    releases: Releases
    documents: DocumentReplay
    foreign: Foreign
    seen: Seen
    bad: dict[ReleaseId, str] = field(default_factory=dict)

    def of(
        self,
        commit: MainCommit,
        entries: Sequence[Entry],
        policy: Policy,
        base: str,
        act: DocumentCase | None,
    ) -> tuple[Case, ...]:
        """The entries in the order of cause and effect; what only follows comes last."""
        ordered = sorted(entries, key=lambda entry: (entry.follows, entry.path))
        return tuple(
            Case(
                commit=commit,
                entry=entry,
                primary=ordered[0],
                before=self._before(entry.release, base),
                siblings=self.releases.siblings(entry.release),
                policy=policy,
                trees=self.trees,
                base=base,
                seen=self.seen,
                around=self._around(entry.release, ordered, act),
            )
            for entry in ordered
        )

    def stands_on(self, release: ReleaseId) -> str | None:
        """The first bad commit that the log of a release rests on."""
        return self.bad.get(release) or self.foreign.disturbing(release.folder)

    def _before(self, release: ReleaseId, base: str) -> Release:
        """The release as the log had it; where that is disturbed, as main holds it now."""
        if self.stands_on(release):
            held = self.releases.at(release, base)
            if held is not None:
                return held
        return self.releases.get(release, base)

    def _around(self, release: ReleaseId, entries: list[Entry], act: DocumentCase | None) -> Around:
        return Around(
            elsewhere=self.releases.of_app(release),
            last_full=self.releases.last_full(slot_of(release)),
            stop=self.documents.stop(release.app),
            entries=tuple(entries),
            act=act,
        )


def act_in(changes: Sequence[DocumentCase]) -> DocumentCase | None:
    """The act on a release that a commit brings to main, if it does."""
    merged = (one for one in changes if one.entry.merges)
    acts = [one for one in merged if isinstance(place_of(one.entry.document), ActDocument)]
    return acts[0] if acts else None
