"""Replays the commits that change a document of the catalog, or upload a version, with an entry.

As for releases: each entry is judged by the rules, and its commit against the tree that it calls
for; after a bad commit the replay goes on from what main holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.git.objects import PLAIN_FILE, TreeEntry
from bot.audit.model.document_chain import Chain, Chains
from bot.audit.model.document_entry import CATALOG_LOG
from bot.audit.rules.case import DocumentCase, DocumentWhole
from bot.audit.rules.document_commit import DOCUMENT_COMMIT_RULES
from bot.audit.rules.document_content import DOCUMENT_CONTENT_RULES
from bot.audit.rules.document_people import DOCUMENT_PEOPLE_RULES
from bot.audit.rules.document_place import DOCUMENT_PLACE_RULES
from bot.audit.rules.document_stops import STOP_RULES
from bot.audit.rules.document_surveys import SURVEY_RULES
from bot.audit.rules.findings import Finding
from bot.audit.step import DocumentTransition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.audit.foreign import Foreign
    from bot.audit.git.history import MainCommit
    from bot.audit.git.trees import Trees
    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entries import Added
    from bot.audit.model.entry import Entry
    from bot.audit.model.policy import Policy
    from bot.audit.rules.case import Seen
    from bot.audit.trust.signatures import Signature

DOCUMENT_RULES = (
    *DOCUMENT_PLACE_RULES,
    *DOCUMENT_PEOPLE_RULES,
    *DOCUMENT_CONTENT_RULES,
    *STOP_RULES,
    *SURVEY_RULES,
)
RESTING = frozenset({"sequence", "chain", "document-step", "round", "subject", "unreadable"})
"""Rules whose breach may be a mere consequence of an earlier bad commit of the same chain."""


class DocumentReplay:
    """All chains of documents of one replay.

    ``alone``: not every commit is replayed, so that each chain is read as main held it before.
    """

    def __init__(
        self, trees: Trees, start: str, seen: Seen, foreign: Foreign, *, alone: bool = False
    ) -> None:
        self._alone = alone
        self._trees = trees
        self._seen = seen
        self._foreign = foreign
        self._chains = Chains(trees, start)
        self._bad: dict[str, str] = {}

    def judged(
        self, commit: MainCommit, added: Added[DocumentEntry], policy: Policy, base: str
    ) -> tuple[list[DocumentCase], list[Finding]]:
        """The cases of a commit, and what is wrong with each entry; ``base`` is its parent's."""
        findings = [
            Finding("unreadable", commit.oid, what, path) for path, what in added.unreadable
        ]
        cases = [self._case(commit, entry, policy, base) for entry in added.entries]
        for case in cases:
            findings.extend(self._of_entry(case))
        for entry in added.entries[1:]:
            what = f"{entry.path} has a cause of its own: one cause, one commit"
            findings.append(Finding("one-cause", commit.oid, what, entry.path))
        return cases, findings

    def of_commit(
        self,
        case: DocumentCase,
        signature: Signature | None,
        beside: Mapping[str, TreeEntry | None],
        releases: tuple[Entry, ...] = (),
    ) -> Iterator[Finding]:
        """What is wrong with the commit of one entry, its tree among it.

        ``beside`` is what a correction or an act calls for beside its document, ``releases`` are
        the entries of an act.
        """
        expected = {**_expected(case), **beside}
        whole = DocumentWhole(
            commit=case.commit,
            case=case,
            policy=case.policy,
            signature=signature,
            expected=expected,
            derived=self._trees.derived(case.base, expected),
            trees=self._trees,
            base=case.base,
            releases=releases,
        )
        for rule in DOCUMENT_COMMIT_RULES:
            for what in rule.check(whole):
                yield Finding(rule.id, case.commit.oid, what)

    def adopted(self, case: DocumentCase, *, bad: bool) -> DocumentTransition:
        """Go on from what main holds now, whatever was wrong with it."""
        entry, stands_on = case.entry, self._stands_on(case.entry.folder)
        self._chains.put(case.before, entry)
        self._seen.add(entry, case.commit.oid)
        if bad:
            self._bad.setdefault(entry.folder, stands_on or case.commit.oid)
        return DocumentTransition(entry, case.thread, case.commit.oid, stands_on)

    def stop(self, app: str) -> DocumentEntry | None:
        """The stop of an app that stands."""
        return self._chains.get(CATALOG_LOG).stop(app)

    def _case(
        self, commit: MainCommit, entry: DocumentEntry, policy: Policy, base: str
    ) -> DocumentCase:
        before = self._before(entry.folder, base)
        return DocumentCase(
            commit=commit,
            entry=entry,
            before=before,
            thread=before.thread(entry),
            policy=policy,
            trees=self._trees,
            base=base,
            seen=self._seen,
        )

    def _before(self, folder: str, base: str) -> Chain:
        """The chain as it was told; where that is disturbed, as main holds it now."""
        if self._alone or self._stands_on(folder):
            return self._chains.at(folder, base)
        return self._chains.get(folder)

    def _stands_on(self, folder: str) -> str | None:
        """The first bad commit that a chain rests on."""
        return self._bad.get(folder) or self._foreign.disturbing(folder)

    def _of_entry(self, case: DocumentCase) -> Iterator[Finding]:
        stands_on = self._stands_on(case.entry.folder)
        for rule in DOCUMENT_RULES:
            for what in rule.check(case):
                follows = stands_on if rule.id in RESTING else None
                yield Finding(rule.id, case.commit.oid, what, case.entry.path, None, follows)


def _expected(case: DocumentCase) -> dict[str, TreeEntry]:
    """Every path that the commit should have written: the entry, and the document it brings."""
    entry = case.entry
    written = next(one.new for one in case.commit.changes if one.path == entry.path)
    expected = {entry.path: TreeEntry(PLAIN_FILE, written.oid if written else "")}
    if entry.merges:
        expected[entry.document] = TreeEntry(PLAIN_FILE, entry.blob or "")
    return expected
