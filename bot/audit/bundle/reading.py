"""One pass over a bundled release: where it starts, each commit that changed it, and the tip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.bundle.form import refused, trees_of
from bot.audit.bundle.one_release import Judged, OneRelease
from bot.audit.bundle.single_commits import SingleCommits
from bot.audit.git.objects import PLAIN_FILE, TreeEntry
from bot.audit.model.projection import live_path, live_value
from bot.audit.rules.findings import Finding
from bot.core.documents import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.audit.bundle.form import Header, Source
    from bot.audit.model.state import Release
    from bot.audit.trust.trusted_keys import TrustedKeys

GAP = "bundle-gap"
AT_TIP = "bundle-tip"
_WHERE = {
    GAP: "before this commit, and no commit of the bundle did that",
    AT_TIP: "at the tip, and no commit of the bundle did that",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The release before and after it all, its commits judged, and what is wrong between them."""

    before: Release
    after: Release
    judged: tuple[Judged, ...]
    between: tuple[Finding, ...]


class Reading:
    """Reads one release from any source; once."""

    def __init__(self, header: Header, source: Source, schemas: Mapping[str, bytes]) -> None:
        self._header = header
        self._schemas = schemas
        self._trees = trees_of(source)
        self.commits = SingleCommits(source, self._trees, header.beside)

    def outcome(self, keys: TrustedKeys | None) -> Outcome:
        """Judge the release; ``ProblemsFoundError`` for objects that are none of git's."""
        try:
            return self._outcome(keys)
        except (ValueError, RecursionError) as error:
            raise refused("bundle-form", "an object is not of a form that git writes") from error

    def _outcome(self, keys: TrustedKeys | None) -> Outcome:
        header, tree = self._header, self.commits.commit(self._header.start).tree
        one = OneRelease(header.release, tree, self._trees, self._schemas, keys)
        before = one.standing
        judged: list[Judged] = []
        between: list[Finding] = []
        for oid in header.commits:
            commit, base = self.commits.on_main(oid)
            if self._folder(base) == self._folder(commit.commit.tree):
                raise refused("bundle-unneeded", f"the commit {oid} changes nothing of the release")
            between.extend(self._differences(GAP, oid, tree, base))
            judged.append(one.judge(commit, base))
            tree = commit.commit.tree
        tip = self.commits.commit(header.tip).tree
        between.extend(self._differences(AT_TIP, header.tip, tree, tip))
        between.extend(self._version_file(tip, one.standing))
        between.extend(self._live_file(tip, one.standing))
        return Outcome(before, one.standing, tuple(judged), tuple(between))

    def _folder(self, tree: str) -> TreeEntry | None:
        return self._trees.entry(tree, self._header.release.folder)

    def _differences(self, rule: str, commit: str, one: str, other: str) -> Iterator[Finding]:
        """What the folder holds otherwise in two trees between which nothing should change it."""
        release, trees = self._header.release, self._trees
        folders = [self._folder(one), self._folder(other)]
        if folders[0] == folders[1]:
            return
        alone = [trees.derived(None, {release.folder: folder}) for folder in folders]
        for path in trees.changed_paths(*alone):
            before, after = (trees.entry(tree, path) for tree in alone)
            change = "came" if before is None else "is gone" if after is None else "is another"
            yield Finding(rule, commit, f"it {change} {_WHERE[rule]}", path, release)

    def _version_file(self, tip: str, release: Release) -> Iterator[Finding]:
        """The version file stands outside of the folder: it must still be the released one."""
        if release.merged is None:
            return
        path = release.id.version_path
        if self._trees.entry(tip, path) != TreeEntry(PLAIN_FILE, release.merged.version.blob):
            what = "it is not the version file that was released"
            yield Finding(AT_TIP, self._header.tip, what, path, release.id)

    def _live_file(self, tip: str, release: Release) -> Iterator[Finding]:
        """The live file stands outside of the folder: it must name the release where it is live."""
        about = release.id
        path = live_path(about.app, about.environment.value)
        held = self._trees.entry(tip, path)
        plain = held is not None and held.mode == PLAIN_FILE
        data = self._trees.blobs([held.oid])[held.oid] if held and plain else b""
        named = _named(data, path, release)
        if named != (live_value(release) if release.shown else None):
            what = f"it does not say of this release that it is {release.status}"
            yield Finding(AT_TIP, self._header.tip, what, path, about)


def _named(data: bytes, path: str, release: Release) -> object:
    """What a live file says of a release, if it can be read at all."""
    try:
        found: object = canonical.from_bytes(data, path)
    except canonical.NotCanonicalError:
        return None
    for name in ("miniPrograms", release.id.mini_program):
        found = found.get(name) if isinstance(found, dict) else None
    listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    version = str(release.id.version)
    return next((one for one in listed if one.get("version") == version), None)
