"""Judges one release by the rules of the replay, from only the commits that change its folder.

What other releases held is read at the parent of each commit and taken as it stood there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.bundle.form import EMPTY_TREE
from bot.audit.bundle.slots import Slots
from bot.audit.expected import Expectations
from bot.audit.foreign import Foreign
from bot.audit.model.entries import Added, EntryReader, added_entries
from bot.audit.model.policy import Policies
from bot.audit.model.state import Releases
from bot.audit.replay import ENTRY_RULES, RESTING
from bot.audit.rules.case import Case, Seen, Whole
from bot.audit.rules.commit import COMMIT_RULES
from bot.audit.rules.findings import Finding
from bot.audit.rules.seats import needed
from bot.audit.step import Transition
from bot.audit.trust.signatures import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.audit.git.history import MainCommit
    from bot.audit.git.trees import Trees
    from bot.audit.model.entry import Entry
    from bot.audit.model.state import Release
    from bot.audit.trust.signatures import Signature
    from bot.audit.trust.trusted_keys import TrustedKeys
    from bot.core.documents.identity import ReleaseId


@dataclass(frozen=True, slots=True)
class Judged:
    """One commit that changed the release's folder; ``signature``: ``None`` without keys."""

    commit: MainCommit
    signature: Signature | None
    transitions: tuple[Transition, ...]
    findings: tuple[Finding, ...]


class OneRelease:
    """One release, from what its folder held in a tree that is trusted."""

    def __init__(
        self,
        release: ReleaseId,
        start: str,
        trees: Trees,
        schemas: Mapping[str, bytes],
        keys: TrustedKeys | None,
    ) -> None:
        self._trees = trees
        self._keys = keys
        self._slots = Slots(trees)
        self._policies = Policies(trees)
        self._reader = EntryReader(schemas)
        self._seen = Seen()
        self._foreign = Foreign(trees)
        self._bad: dict[ReleaseId, str] = {}
        self.standing = self._slots.release(release, start)

    def judge(self, commit: MainCommit, base: str) -> Judged:
        """Judge the next commit that changed the folder; ``base`` is the tree of its parent."""
        signature = check(commit.commit.content, self._keys) if self._keys else None
        added = added_entries(commit, self._reader)
        if added is None:
            findings = self._foreign.judge(commit)
            return Judged(commit, signature, (), tuple(findings))
        return self._with_entries(commit, base, signature, added)

    def _with_entries(
        self, commit: MainCommit, base: str, signature: Signature | None, added: Added[Entry]
    ) -> Judged:
        findings = [
            Finding("unreadable", commit.oid, what, path) for path, what in added.unreadable
        ]
        findings.extend(self._foreign.rewritten(commit))
        cases = self._cases(commit, base, added.entries)
        for case in cases:
            findings.extend(self._of_entry(case))
        if cases:
            findings.extend(self._of_commit(cases, signature))
        transitions = tuple(self._adopted(case, findings) for case in cases)
        self._foreign.settled(commit)
        return Judged(commit, signature, transitions, tuple(findings))

    def _cases(self, commit: MainCommit, base: str, entries: tuple[Entry, ...]) -> tuple[Case, ...]:
        """The entries in the order of cause and effect; what is archived comes last."""
        ordered = sorted(entries, key=lambda entry: (entry.kind == "archived", entry.path))
        policy = self._policies.at(base)
        return tuple(
            Case(
                commit=commit,
                entry=entry,
                primary=ordered[0],
                before=self._before(entry.release, base),
                siblings=self._slots.siblings(entry.release, base),
                policy=policy,
                trees=self._trees,
                base=base,
                seen=self._seen,
            )
            for entry in ordered
        )

    def _before(self, release: ReleaseId, base: str) -> Release:
        """This release as its log has gone so far; another, or a disturbed one, as main held it."""
        if release != self.standing.id or self._stands_on(release):
            return self._slots.release(release, base)
        return self.standing

    def _stands_on(self, release: ReleaseId) -> str | None:
        """The first bad commit that the log of a release rests on."""
        return self._bad.get(release) or self._foreign.disturbing(release.folder)

    def _of_entry(self, case: Case) -> Iterator[Finding]:
        entry = case.entry
        stands_on = self._stands_on(entry.release)
        for rule in ENTRY_RULES:
            for what in rule.check(case):
                follows = stands_on if rule.id in RESTING else None
                yield Finding(rule.id, case.commit.oid, what, entry.path, entry.release, follows)

    def _of_commit(self, cases: tuple[Case, ...], signature: Signature | None) -> Iterator[Finding]:
        first = cases[0]
        grown = {case.entry.release: case.before.extended(case.entry) for case in cases}
        expected = self._expectations(cases).after(cases, grown)
        whole = Whole(
            commit=first.commit,
            cases=cases,
            policy=first.policy,
            signature=signature,
            expected=expected,
            derived=self._trees.derived(first.base, expected),
            trees=self._trees,
            base=first.base,
        )
        release = first.entry.release
        for rule in COMMIT_RULES:
            for what in rule.check(whole):
                follows = self._stands_on(release) if rule.id in RESTING else None
                yield Finding(rule.id, first.commit.oid, what, None, release, follows)

    def _expectations(self, cases: tuple[Case, ...]) -> Expectations:
        """What the commit calls for, on the live file and the slot as the parent had them."""
        known = Releases(self._trees, EMPTY_TREE)
        for one in (*cases[0].siblings, *(case.before for case in cases)):
            known.put(one)
        return Expectations(self._trees, cases[0].base, known)

    def _adopted(self, case: Case, findings: list[Finding]) -> Transition:
        """Go on from what the commit holds, whatever was wrong with it."""
        entry, stands_on = case.entry, self._stands_on(case.entry.release)
        after = case.before.extended(entry)
        if entry.release == self.standing.id:
            self.standing = after
        self._seen.add(entry, case.commit.oid)
        if any(found.release == entry.release or found.path == entry.path for found in findings):
            self._bad.setdefault(entry.release, case.commit.oid)
        asked = needed(case) if entry.kind == "approved" else None
        return Transition(entry, case.before, after, case.commit.oid, stands_on, asked)
