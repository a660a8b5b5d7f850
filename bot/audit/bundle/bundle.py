"""``slipway audit bundle``: one release in one file, which verifies without the repository.

What is written is exactly what the verification reads; so a bundle is verified as it is made, and
a reader can refuse every object more or less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from bot.audit.bundle.claims import proven, unproven
from bot.audit.bundle.form import Header, Recorded, read_bundle, refused, write_objects
from bot.audit.bundle.reading import Reading
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.audit.audit import Audit
    from bot.audit.bundle.form import Bundled
    from bot.audit.bundle.one_release import Judged
    from bot.audit.bundle.reading import Outcome
    from bot.audit.git.clone import Clone
    from bot.audit.model.state import Release
    from bot.audit.rules.findings import Finding
    from bot.audit.step import Transition
    from bot.audit.trust.checkpoint import Checkpoint
    from bot.audit.trust.trusted_keys import TrustedKeys
    from bot.core.documents.identity import ReleaseId


@dataclass(frozen=True, slots=True)
class Result:
    """What a bundle shows of one release.

    ``release`` is how it stands at the tip; ``judged`` are the commits that changed its folder,
    oldest first; ``findings`` are all that is wrong, in them and between them. ``proven`` and
    ``unproven`` are sentences for people.
    """

    header: Header
    release: Release
    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    proven: tuple[str, ...]
    unproven: tuple[str, ...]

    @property
    def transitions(self) -> tuple[Transition, ...]:
        """The entries of the release itself, oldest first."""
        every = (one for judged in self.judged for one in judged.transitions)
        return tuple(one for one in every if one.entry.release == self.header.release)


def write_bundle(
    release: ReleaseId, audit: Audit, schemas: Mapping[str, bytes], out: BinaryIO
) -> None:
    """Write the bundle of a release as it stands at the tip of an open audit.

    Raises:
        UsageError: ``no-such-release`` where the history has nothing of it.
        ProblemsFoundError: ``bundle-too-large``.

    """
    clone, start, tip = audit.clone, audit.start.commit, audit.tip
    commits = _changing(clone, f"{start}..{tip}", release.folder)
    source = Recorded(clone)
    reading = Reading(
        Header(release, start, tip, commits, _beside(clone, commits)), source, schemas
    )
    outcome = reading.outcome(None)
    if outcome.after.newest is None and not (commits or outcome.between):
        what = f"there is no {release.folder} at {tip}"
        raise UsageError("no-such-release", what, "name a release that has a log on main")
    beside = tuple(sorted(reading.commits.met))
    header = Header(release, start, tip, commits, beside, len(source.asked))
    out.write(header.to_line())
    write_objects(out, clone, source.asked)


def verify_bundle(
    stream: BinaryIO,
    schemas: Mapping[str, bytes],
    keys: TrustedKeys | None,
    checkpoint: Checkpoint | None = None,
) -> Result:
    """Judge the release that a bundle holds, by the schemas installed with the auditor.

    ``checkpoint`` is one that the auditor kept: it shows that the tip is main's, if it names it.

    Raises:
        ProblemsFoundError: for what is no sound bundle, as ``read_bundle`` says;
            ``bundle-missing`` names an object that it lacks, ``bundle-unneeded`` one too many.

    """
    header, source = read_bundle(stream)
    reading = Reading(header, source, schemas)
    outcome = reading.outcome(keys)
    _refuse_unneeded(header, source, reading.commits.met)
    return _result(header, outcome, checkpoint, keys=keys is not None)


def _result(
    header: Header, outcome: Outcome, checkpoint: Checkpoint | None, *, keys: bool
) -> Result:
    within = (finding for judged in outcome.judged for finding in judged.findings)
    return Result(
        header=header,
        release=outcome.after,
        judged=outcome.judged,
        findings=(*within, *outcome.between),
        proven=proven(header, outcome, checkpoint),
        unproven=unproven(header, outcome, checkpoint, keys=keys),
    )


def _refuse_unneeded(header: Header, source: Bundled, met: set[str]) -> None:
    """Whatever is in the file serves the proof: nothing can be smuggled in one."""
    if source.unasked:
        raise refused("bundle-unneeded", f"nothing needs the object {source.unasked[0]}")
    if list(header.beside) != sorted(met):
        idle = next((oid for oid in header.beside if oid not in met), header.beside[-1])
        raise refused("bundle-unneeded", f"nothing needs the mention of {idle}")


def _changing(clone: Clone, span: str, folder: str) -> tuple[str, ...]:
    """The commits of main that change a folder, oldest first."""
    log = ("log", "-z", "--first-parent", "--full-history", "--reverse", "--format=%H")
    listed = clone.stream(*log, span, "--", folder)
    return tuple(token.decode().strip() for token in listed if token.strip())


def _beside(clone: Clone, commits: tuple[str, ...]) -> tuple[str, ...]:
    """Where the branches that these commits merge come from, or took main in."""
    ends: set[str] = set()
    branches: set[str] = set()
    for oid in commits:
        for token in clone.stream("log", "-z", "--format=%H %P", f"{oid}^1..{oid}"):
            one, *parents = token.decode().split()
            if one == oid:
                ends.update(parents[1:])
            else:
                branches.add(one)
                ends.update(parents)
    return tuple(sorted(ends - branches))
