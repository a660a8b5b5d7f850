"""Replays main's first-parent history commit by commit, and derives anew all that it should hold.

A commit that adds entries is judged by the rules and against the tree that they call for; one
that adds none may touch neither ``releases/`` nor ``live/``. After a bad commit the replay goes on
from what main holds, so that every further one is found, and what rests on it is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.audit.cases import Cases, act_in
from bot.audit.correction import Correction, Corrections, corrected_release
from bot.audit.document_replay import DocumentReplay
from bot.audit.expected import Expectations
from bot.audit.foreign import Foreign, merged_and_left_out
from bot.audit.git.history import history
from bot.audit.git.trees import DEEPEST, Trees
from bot.audit.maintenance import made_possible
from bot.audit.model.entries import Added, EntryReader, added_documents, added_entries
from bot.audit.model.policy import Policies
from bot.audit.model.state import Releases
from bot.audit.rules.case import Case, Seen, Whole
from bot.audit.rules.commit import COMMIT_RULES
from bot.audit.rules.findings import Finding
from bot.audit.rules.of_entries import ENTRY_RULES, RESTING
from bot.audit.rules.seats import needed
from bot.audit.step import Hand, Step, Transition
from bot.audit.trust.signatures import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.audit.git.clone import Clone
    from bot.audit.git.history import MainCommit
    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entry import Entry
    from bot.audit.rules.case import DocumentCase
    from bot.audit.rules.findings import Rule
    from bot.audit.trust.signatures import Signature
    from bot.audit.trust.trusted_keys import TrustedKeys
    from bot.core.documents.identity import ReleaseId

ONE_CAUSE = next(rule for rule in COMMIT_RULES if rule.id == "one-cause")

_NONE: Added[Entry] = Added((), ())
_NONE_OF_DOCUMENTS: Added[DocumentEntry] = Added((), ())


@dataclass(frozen=True, slots=True)
class Start:
    """Where a replay begins: a commit that is trusted, and its place in the whole history."""

    commit: str
    number: int = 1


class Replay:
    """One replay of one clone; iterate over it once."""

    def __init__(
        self, clone: Clone, start: Start, schemas: Mapping[str, bytes], keys: TrustedKeys | None
    ) -> None:
        self._clone = clone
        self._start = start
        self._keys = keys
        self._trees = Trees(clone)
        self._tree = self._trees.tree_of(start.commit)
        self._policies = Policies(self._trees)
        self._reader = EntryReader(schemas)
        self._seen = Seen()
        if start.number > 1:  # a checkpoint: the bot's own clock has come so far
            self._seen.last = self._trees.commit(start.commit).committer.time
        self._foreign = Foreign(self._trees)
        self.releases = Releases(self._trees, self._tree)
        self._documents = DocumentReplay(self._trees, self._tree, self._seen, self._foreign)
        self._expectations = Expectations(self._trees, self._tree, self.releases)
        self._corrections = Corrections(
            self._trees, self._reader, self.releases, self._foreign, self._expectations
        )
        self._cases = Cases(self._trees, self.releases, self._documents, self._foreign, self._seen)
        self.bots: set[int] = set()
        """Every id that a catalog named as the bot's, at a commit that wrote entries."""

    def steps(self, tip: str) -> Iterator[Step]:
        """Every commit of main from the start to the tip, oldest first."""
        number = self._start.number
        for commit in history(self._clone, self._start.commit, tip):
            number += 1
            yield self._step(number, commit)
            self._tree = commit.commit.tree

    def _step(self, number: int, commit: MainCommit) -> Step:
        signature = check(commit.commit.content, self._keys) if self._keys else None
        policy = self._policies.at(self._tree)
        if policy.by_pull_request is not None:
            self._foreign.guards_catalog = policy.by_pull_request
        mends = self._foreign.mends(commit)
        added = None if mends else added_entries(commit, self._reader)
        documents = None if mends else added_documents(commit, self._reader)
        corrected = corrected_release(documents)
        if documents is not None and corrected is not None:
            return self._with_correction(number, commit, signature, (documents, corrected))
        if added is not None or documents is not None:
            return self._with_entries(number, commit, signature, (added, documents))
        if any(self._foreign.guards(change.path) for change in commit.changes):
            return self._by_other_hands(number, commit, signature)
        lines = made_possible(policy, self._policies.at(commit.commit.tree), commit.changes)
        left_out = tuple(merged_and_left_out(commit, self._trees))
        step = Step(
            number,
            commit,
            Hand.FOREIGN if left_out else Hand.MAINTENANCE,
            signature,
            findings=left_out,
            maintenance=lines or (() if commit.changes else ("it changes nothing",)),
        )
        return self._with_tree_checked(step)

    def _with_tree_checked(self, step: Step) -> Step:
        """What git lists as changed must be all that has changed."""
        commit = step.commit
        changes = {change.path: change.new for change in commit.changes}
        deep = any(path.count("/") > DEEPEST for path in changes)
        if not deep and self._trees.derived(self._tree, changes) == commit.commit.tree:
            return step
        what = "its tree holds more changes than git shows: it is malformed"
        if deep:
            what = f"it nests folders deeper than {DEEPEST}"
        finding = Finding("tree", commit.oid, what)
        return Step(
            step.number,
            commit,
            Hand.FOREIGN,
            step.signature,
            findings=(*step.findings, finding),
            maintenance=step.maintenance,
        )

    # --- Commits without an entry ---

    def _by_other_hands(self, number: int, commit: MainCommit, signature: Signature | None) -> Step:
        findings = [*self._foreign.judge(commit), *merged_and_left_out(commit, self._trees)]
        hand = Hand.FOREIGN if findings else Hand.MENDING
        lines = self._made_possible(commit)
        step = Step(number, commit, hand, signature, findings=tuple(findings), maintenance=lines)
        return self._with_tree_checked(step)

    def _made_possible(self, commit: MainCommit) -> tuple[str, ...]:
        """What a commit by people changed of rights and rules."""
        before, after = self._policies.at(self._tree), self._policies.at(commit.commit.tree)
        return made_possible(before, after, commit.changes) if before is not after else ()

    # --- Commits with entries ---

    def _with_entries(
        self,
        number: int,
        commit: MainCommit,
        signature: Signature | None,
        added: tuple[Added[Entry] | None, Added[DocumentEntry] | None],
    ) -> Step:
        releases, documents = added[0] or _NONE, added[1] or _NONE_OF_DOCUMENTS
        findings = [
            Finding("unreadable", commit.oid, what, path) for path, what in releases.unreadable
        ]
        findings.extend(self._foreign.rewritten(commit))
        policy = self._policies.at(self._tree)
        self.bots |= {policy.bot} if policy.bot else set()
        changes, wrong = self._documents.judged(commit, documents, policy, self._tree)
        findings.extend(wrong)
        act = act_in(changes)
        cases = self._cases.of(commit, releases.entries, policy, self._tree, act)
        for case in cases:
            findings.extend(self._judged(case))
        whole = self._whole(cases, signature) if cases else None
        if act is not None:
            findings.extend(self._of_act(act, whole, signature))
        elif whole is not None:
            findings.extend(self._of_commit(whole, COMMIT_RULES))
        elif changes:
            findings.extend(self._documents.of_commit(changes[0], signature, {}))
        transitions = [self._adopted(case, findings) for case in cases]
        told = [self._documents.adopted(one, bad=bool(findings)) for one in changes]
        self._foreign.settled(commit)
        lines = self._made_possible(commit) if told else ()
        return Step(
            number,
            commit,
            Hand.BOT,
            signature,
            tuple(transitions),
            tuple(findings),
            lines,
            tuple(told),
        )

    # --- Corrections ---

    def _with_correction(
        self,
        number: int,
        commit: MainCommit,
        signature: Signature | None,
        told: tuple[Added[DocumentEntry], ReleaseId],
    ) -> Step:
        documents, release = told
        policy = self._policies.at(self._tree)
        self.bots |= {policy.bot} if policy.bot else set()
        cases, findings = self._documents.judged(commit, documents, policy, self._tree)
        case = next(one for one in cases if one.entry.merges)
        found = self._corrections.read(case, release)
        findings.extend(found.findings())
        findings.extend(self._foreign.rewritten(commit, found.left))
        beside = self._corrections.expected(found)
        findings.extend(self._documents.of_commit(case, signature, beside))
        stands_on = self._cases.stands_on(release) if findings else None
        entries = [self._documents.adopted(one, bad=bool(findings)) for one in cases]
        self._foreign.corrected(found.left if not findings else ())
        self._foreign.settled(commit)
        return Step(
            number,
            commit,
            Hand.BOT,
            signature,
            self._noted(found, stands_on),
            tuple(findings),
            documents=tuple(entries),
            corrects=frozenset(found.left) if not findings else frozenset(),
        )

    def _noted(self, found: Correction, stands_on: str | None) -> tuple[Transition, ...]:
        """Go on from the release with its note."""
        note = found.note
        if note is None:
            return ()
        self.releases.put(found.after)
        self._seen.add(note, found.case.commit.oid)
        commit = found.case.commit.oid
        return (Transition(note, found.before, found.after, commit, stands_on),)

    def _judged(self, case: Case) -> Iterator[Finding]:
        entry = case.entry
        stands_on = self._cases.stands_on(entry.release)
        for rule in ENTRY_RULES:
            for what in rule.check(case):
                follows = stands_on if rule.id in RESTING else None
                yield Finding(rule.id, case.commit.oid, what, entry.path, entry.release, follows)

    def _whole(self, cases: tuple[Case, ...], signature: Signature | None) -> Whole:
        grown = {case.entry.release: case.before.extended(case.entry) for case in cases}
        expected = self._expectations.after(cases, grown)
        return Whole(
            commit=cases[0].commit,
            cases=cases,
            policy=cases[0].policy,
            signature=signature,
            expected=expected,
            derived=self._trees.derived(self._tree, expected),
            trees=self._trees,
            base=self._tree,
        )

    def _of_commit(self, whole: Whole, rules: tuple[Rule[Whole], ...]) -> Iterator[Finding]:
        release = whole.primary.entry.release
        for rule in rules:
            for what in rule.check(whole):
                follows = self._cases.stands_on(release) if rule.id in RESTING else None
                yield Finding(rule.id, whole.commit.oid, what, None, release, follows)

    def _of_act(
        self, act: DocumentCase, whole: Whole | None, signature: Signature | None
    ) -> Iterator[Finding]:
        """The commit is the document's, and does to the release what the document says."""
        if whole is None:
            what = "it came to main, and nothing was done to its release"
            yield Finding("act", act.commit.oid, what, act.entry.document)
        else:
            yield from self._of_commit(whole, (ONE_CAUSE,))
        beside = whole.expected if whole else {}
        entries = tuple(case.entry for case in whole.cases) if whole else ()
        yield from self._documents.of_commit(act, signature, beside, entries)

    def _adopted(self, case: Case, findings: list[Finding]) -> Transition:
        """Go on from what main holds now, whatever was wrong with it."""
        entry, stands_on = case.entry, self._cases.stands_on(case.entry.release)
        after = case.before.extended(entry)
        self.releases.put(after)
        self._seen.add(entry, case.commit.oid)
        own = (found for found in findings if found.follows is None)
        if any(found.release == entry.release or found.path == entry.path for found in own):
            self._cases.bad.setdefault(entry.release, stands_on or case.commit.oid)
        asked = needed(case) if entry.kind == "approved" else None
        return Transition(entry, case.before, after, case.commit.oid, stands_on, asked)
