"""The life of one release: its entries as main holds them, and whatever else touched its files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.documents.problem import counted
from bot.errors import ProblemsFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.audit.model.entry import Entry
    from bot.audit.rules.findings import Finding
    from bot.audit.step import Hand, Step, Transition
    from bot.audit.trust.signatures import Signature
    from bot.core.documents.identity import ReleaseId


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry of the release, with the commit that brought it.

    ``number`` is the commit's place on main, ``written`` its committer time, ``findings`` all that
    is wrong with that commit. ``signature`` is ``None`` where no trusted keys were given.
    """

    transition: Transition
    number: int
    written: datetime
    signature: Signature | None
    findings: tuple[Finding, ...]

    @property
    def entry(self) -> Entry:
        """What the log says."""
        return self.transition.entry

    def without_application(self) -> Recorded:
        """The same, of which the application's digest alone is kept."""
        entry = replace(self.entry, application=None)
        return replace(self, transition=replace(self.transition, entry=entry))


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A commit without an entry of the release that did something wrong to its files."""

    number: int
    commit: str
    hand: Hand
    written: datetime
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """All that happened to one release; ``recorded`` is in the order of main, never empty."""

    release: ReleaseId
    recorded: tuple[Recorded, ...]
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def newest(self) -> Recorded:
        """What was recorded last."""
        return self.recorded[-1]

    @property
    def unseen(self) -> int:
        """How many entries the log had before the first that is here."""
        return self.recorded[0].transition.before.count

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong with it."""
        found = [one.findings for one in self.recorded] + [one.findings for one in self.elsewhere]
        return tuple(finding for findings in dict.fromkeys(found) for finding in findings)


def life_of(release: ReleaseId, steps: Iterable[Step]) -> Life:
    """Follow one release through a replay, and keep nothing of the others.

    Of applications only the newest is kept. ``ProblemsFoundError`` ``no-such-release`` where the
    replay met no entry of it.
    """
    recorded: list[Recorded] = []
    elsewhere: list[Elsewhere] = []
    for step in steps:
        found = tuple(recorded_in(step, release))
        if found:
            recorded = extended(recorded, found)
        elif wrong := concerning(step, release):
            elsewhere.append(elsewhere_in(step, wrong))
    if not recorded:
        raise _no_such_release(release, elsewhere)
    return Life(release, tuple(recorded), tuple(elsewhere))


def recorded_in(step: Step, release: ReleaseId) -> Iterator[Recorded]:
    """The entries of a release that one commit adds; more than one is possible, and wrong."""
    for transition in step.transitions:
        if transition.entry.release == release:
            yield recorded_as(step, transition)


def recorded_as(step: Step, transition: Transition) -> Recorded:
    """One transition of a step, without the rest of it."""
    written = step.commit.commit.committer.time
    return Recorded(transition, step.number, written, step.signature, step.findings)


def extended(earlier: Iterable[Recorded], later: tuple[Recorded, ...]) -> list[Recorded]:
    """What was recorded, with what comes next; an application makes those before it past."""
    again = any(one.entry.application is not None for one in later)
    return [*(one.without_application() if again else one for one in earlier), *later]


def concerning(step: Step, release: ReleaseId) -> tuple[Finding, ...]:
    """What is wrong in a commit with one release's own files."""
    return tuple(finding for finding in step.findings if is_about(finding, release))


def is_about(finding: Finding, release: ReleaseId) -> bool:
    """Whether a finding names the release, or a file that belongs to it or to its version."""
    path = finding.path or ""
    uploads = f"{release.version_path.rpartition('/')[0]}/log/"
    own = path.startswith((f"{release.folder}/", uploads)) or path == release.version_path
    return finding.release == release or own


def elsewhere_in(step: Step, wrong: tuple[Finding, ...]) -> Elsewhere:
    """What a step did wrong, without the rest of it."""
    written = step.commit.commit.committer.time
    return Elsewhere(step.number, step.commit.oid, step.hand, written, wrong)


def _no_such_release(release: ReleaseId, elsewhere: list[Elsewhere]) -> ProblemsFoundError:
    what = f"{release} has no entry in the part of main that was replayed"
    if elsewhere:
        first = elsewhere[0]
        more = counted(len(elsewhere), "commit")
        what += f", though {more} touched its files without one, first {first.commit}"
    cure = "check mini program, version, app and environment, or begin at genesis"
    return ProblemsFoundError("no-such-release", what, cure)
