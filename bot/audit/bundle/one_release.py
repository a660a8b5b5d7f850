"""Judges one release by the rules of the replay, from only the commits that change its folder.

What other releases held is read at the parent of each commit and taken as it stood there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.bundle.form import EMPTY_TREE
from bot.audit.bundle.slots import Slots
from bot.audit.cases import act_in
from bot.audit.document_replay import DocumentReplay
from bot.audit.expected import Expectations
from bot.audit.foreign import Foreign
from bot.audit.model.entries import Added, EntryReader, added_documents, added_entries
from bot.audit.model.policy import Policies
from bot.audit.model.state import Releases
from bot.audit.rules.acting import SCHEDULED
from bot.audit.rules.case import Around, Case, Seen, Whole
from bot.audit.rules.commit import COMMIT_RULES
from bot.audit.rules.findings import Finding
from bot.audit.rules.of_entries import ENTRY_RULES, RESTING
from bot.audit.rules.seats import needed
from bot.audit.step import Transition
from bot.audit.trust.signatures import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.audit.git.history import MainCommit
    from bot.audit.git.trees import Trees
    from bot.audit.model.entry import Entry
    from bot.audit.model.state import Release
    from bot.audit.rules.case import DocumentCase
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
        self._documents = DocumentReplay(trees, start, self._seen, self._foreign, alone=True)
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
        policy = self._policies.at(base)
        documents = added_documents(commit, self._reader) or Added((), ())
        changes, wrong = self._documents.judged(commit, documents, policy, base)
        findings.extend(wrong)
        act = act_in(changes)
        cases = self._cases(commit, base, added.entries, act)
        for case in cases:
            findings.extend(self._of_entry(case))
        whole = self._whole(cases, signature) if cases else None
        if act is not None:
            beside, entries = whole.expected if whole else {}, tuple(case.entry for case in cases)
            findings.extend(self._documents.of_commit(act, signature, beside, entries))
        elif whole is not None:
            findings.extend(self._of_commit(whole))
        transitions = tuple(self._adopted(case, findings) for case in cases)
        self._foreign.settled(commit)
        return Judged(commit, signature, transitions, tuple(findings))

    def _cases(
        self,
        commit: MainCommit,
        base: str,
        entries: tuple[Entry, ...],
        act: DocumentCase | None,
    ) -> tuple[Case, ...]:
        """The entries in the order of cause and effect; what only follows comes last."""
        ordered = sorted(entries, key=lambda entry: (entry.follows, entry.path))
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
                around=self._around(entry, base, tuple(ordered), act),
            )
            for entry in ordered
        )

    def _around(
        self, entry: Entry, base: str, entries: tuple[Entry, ...], act: DocumentCase | None
    ) -> Around:
        """Only what a rule asks of such an entry: each log that is read has to be in the bundle.

        Stops are not: they stand in the catalog's chain, which is all of its history.
        """
        release = entry.release
        app = self._policies.at(base).app(release.app) or {}
        removes, raises = entry.kind == "force-removed", bool(app.get("firstReleaseFull"))
        last_full = entry.kind == "restored" or (entry.kind in SCHEDULED and raises)
        return Around(
            elsewhere=self._slots.of_app(release, base) if removes else (),
            last_full=self._slots.last_full(release, base) if last_full else None,
            entries=entries,
            act=act,
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

    def _whole(self, cases: tuple[Case, ...], signature: Signature | None) -> Whole:
        first = cases[0]
        grown = {case.entry.release: case.before.extended(case.entry) for case in cases}
        expected = self._expectations(cases).after(cases, grown)
        return Whole(
            commit=first.commit,
            cases=cases,
            policy=first.policy,
            signature=signature,
            expected=expected,
            derived=self._trees.derived(first.base, expected),
            trees=self._trees,
            base=first.base,
        )

    def _of_commit(self, whole: Whole) -> Iterator[Finding]:
        release = whole.primary.entry.release
        for rule in COMMIT_RULES:
            for what in rule.check(whole):
                follows = self._stands_on(release) if rule.id in RESTING else None
                yield Finding(rule.id, whole.commit.oid, what, None, release, follows)

    def _expectations(self, cases: tuple[Case, ...]) -> Expectations:
        """What the commit calls for, on the live file and the slot as the parent had them."""
        known = Releases(self._trees, EMPTY_TREE)
        beside = (*cases[0].siblings, *cases[0].around.elsewhere)
        for one in (*beside, *(case.before for case in cases)):
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
