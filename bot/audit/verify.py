"""``slipway audit verify``: the whole history judged, and what the judgement rests on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.audit.foreign import BY_HAND
from bot.audit.online.claiming import claims_of
from bot.audit.step import Hand
from bot.audit.trust.checkpoint import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.audit.audit import Audit
    from bot.audit.online.claims import Kind
    from bot.audit.rules.findings import Finding
    from bot.audit.step import DocumentTransition, Step, Transition


@dataclass(frozen=True, slots=True)
class Listed:
    """A commit in a report: its number, id, time, whose hand it says it is, and what it did.

    ``vouched``: GitHub's signature is good, so that the author is more than a claim.
    """

    number: int
    commit: str
    time: str
    author: str
    vouched: bool
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bad:
    """One bad commit: what is wrong with it, and the transitions that rest on it."""

    listed: Listed
    findings: tuple[Finding, ...]
    rests: tuple[Transition | DocumentTransition, ...] = ()


@dataclass(slots=True)
class Verification:
    """What an audit found. It grows as the replay goes on, and holds no document.

    ``agreed`` are the changes of the catalog that the bot recorded, as ``maintenance`` those by
    hand. ``whole``: it began at genesis, so that ``checkpoint`` rests on nobody's word.
    """

    genesis: str
    tip: str
    ref: str
    checkpoint: Checkpoint
    pinned: bool
    unseen: int
    keys: bool
    whole: bool
    hands: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    signatures: Counter[str] = field(default_factory=Counter)
    repositories: Counter[str] = field(default_factory=Counter)
    words: Counter[Kind] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    agreed: list[Listed] = field(default_factory=list)
    maintenance: list[Listed] = field(default_factory=list)
    mended: list[Listed] = field(default_factory=list)
    bad: dict[str, Bad] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong, in the order of main."""
        return tuple(finding for bad in self.bad.values() for finding in bad.findings)

    @property
    def exit_code(self) -> int:
        """1 where anything is wrong that two owners have not had corrected, else 0."""
        return int(any(finding.corrected is None for finding in self.findings))

    def add(self, step: Step) -> None:
        """Take one commit into account."""
        self.checkpoint = self.checkpoint.after(step.commit, step.entries)
        self.hands[step.hand.value] += 1
        listed = _listed(step)
        if step.hand is Hand.BOT and step.signature is not None:
            self.signatures[step.signature.verdict.value] += 1
        for transition in step.transitions:
            self.kinds[transition.entry.kind] += 1
            self.repositories[transition.entry.repository] += 1
            self.words.update(claim.kind for claim in claims_of(transition))
            self._rest(transition)
        for told in step.documents:
            self.documents[told.entry.kind] += 1
            self.repositories[told.entry.repository] += 1
            self.words.update(claim.kind for claim in claims_of(told))
            self._rest(told)
        if step.documents and step.maintenance and not step.findings:
            self.agreed.append(listed)
        if step.hand is Hand.MAINTENANCE and step.maintenance:
            self.maintenance.append(listed)
        if step.hand is Hand.MENDING:
            self.mended.append(listed)
        self._correct(step)
        if step.findings:
            self.bad[step.commit.oid] = Bad(listed, step.findings)

    def _correct(self, step: Step) -> None:
        """What other hands did to a path stays a finding; it says what put the path back."""
        for oid, bad in self.bad.items() if step.corrects else ():
            findings = tuple(
                replace(one, corrected=step.commit.oid)
                if one.path in step.corrects and one.rule in BY_HAND and one.corrected is None
                else one
                for one in bad.findings
            )
            self.bad[oid] = Bad(bad.listed, findings, bad.rests)

    def _rest(self, transition: Transition | DocumentTransition) -> None:
        bad = self.bad.get(transition.stands_on or "")
        if bad is not None:
            rests = (*bad.rests, transition)
            self.bad[bad.listed.commit] = Bad(bad.listed, bad.findings, rests)


def _listed(step: Step) -> Listed:
    commit = step.commit.commit
    account = f" (id {commit.author.account})" if commit.author.account else ""
    return Listed(
        number=step.number,
        commit=commit.oid,
        time=commit.committer.time.isoformat().replace("+00:00", "Z"),
        author=f"{commit.author.name}{account}",
        vouched=step.signature is not None and step.signature.verdict == "good",
        lines=step.maintenance,
    )


def verify(
    audit: Audit, checkpoint: Checkpoint | None, tell: Callable[[int], None]
) -> Verification:
    """Replay the whole scope of an audit; ``tell`` hears of each commit's number as it is done."""
    begun = checkpoint or Checkpoint.first(audit.start.commit, audit.began)
    found = Verification(
        genesis=audit.start.commit,
        tip=audit.tip,
        ref=audit.ref,
        checkpoint=begun,
        pinned=audit.pinned,
        unseen=audit.unseen,
        keys=audit.keys,
        whole=checkpoint is None,
    )
    for step in audit.steps():
        found.add(step)
        tell(step.number)
    return found
