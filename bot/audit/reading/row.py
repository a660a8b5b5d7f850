"""One transition as one row of a table: requester, approvers, duties, times, bytes, exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.reading.life import is_about

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.audit.model.entry import Entry, Who
    from bot.audit.rules.findings import Finding
    from bot.audit.step import Step, Transition

Cell = str | int | list[int] | list[str] | None

_DECIDE = frozenset({"approved", "rejected", "released", "pilot-started"})
"""Kinds that decide about a request; the others open it, take it back, or follow."""


class Duties(StrEnum):
    """Whether those who approved had no hand in what they approved."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_JUDGED = "not judged: nothing was approved"


@dataclass(frozen=True, slots=True)
class Row:
    """One transition, with what was found in its commit about its release or the whole commit."""

    step: int
    transition: Transition
    signature: str | None
    findings: tuple[Finding, ...]

    @property
    def entry(self) -> Entry:
        """What the log says."""
        return self.transition.entry

    @property
    def requester(self) -> Who | None:
        """Who had applied for it; ``None`` where the log does not begin with an application."""
        return self.transition.after.requester

    @property
    def rules(self) -> list[str]:
        """The ids of the rules that were broken, each once."""
        return list(dict.fromkeys(finding.rule for finding in self.findings))

    @property
    def exceptions(self) -> list[str]:
        """The ids of the findings, and the bad commit that the release's log rests on."""
        resting = self.transition.stands_on
        return [*self.rules, *([f"rests on {resting}"] if resting else [])]

    @property
    def duties(self) -> Duties:
        """Separation of duties, by the finding of that name."""
        if self.entry.kind != "approved":
            return Duties.NOT_JUDGED
        return Duties.BROKEN if "separation" in self.rules else Duties.KEPT

    @property
    def needed(self) -> int | None:
        """How many people had to approve, by the catalog at the parent commit."""
        return self.transition.needed

    def to_value(self) -> dict[str, Cell]:
        """The cells by the names of their columns, in the order of the columns."""
        return {name: cell(self) for name, cell in COLUMNS.items()}


def row_of(step: Step, transition: Transition) -> Row:
    """One row; of a step with several entries each has what is wrong with it, and with all."""
    wrong = tuple(finding for finding in step.findings if tells_of(transition, finding))
    verdict = step.signature.verdict.value if step.signature else None
    return Row(step.number, transition, verdict, wrong)


def tells_of(transition: Transition, finding: Finding) -> bool:
    """Whether a finding in the commit of a transition is about its release, or about all of it."""
    return finding.path is None or is_about(finding, transition.entry.release)


def _opening(row: Row) -> Entry | None:
    return row.entry if row.entry.opens else row.transition.before.opening


def _announced(row: Row) -> str | None:
    opening = _opening(row)
    return show_time(opening.announced.at) if opening and opening.announced else None


def _approved(row: Row, which: Callable[[list[datetime]], datetime]) -> str | None:
    times = [approval.at for approval in row.entry.approvals]
    return show_time(which(times)) if times else None


COLUMNS: dict[str, Callable[[Row], Cell]] = {
    "number": lambda row: row.step,
    "commit": lambda row: row.transition.commit,
    "time": lambda row: show_time(row.entry.time),
    "miniProgram": lambda row: row.entry.release.mini_program,
    "version": lambda row: str(row.entry.release.version),
    "app": lambda row: row.entry.release.app,
    "environment": lambda row: row.entry.release.environment.value,
    "sequence": lambda row: row.entry.sequence,
    "kind": lambda row: row.entry.kind,
    "row": lambda row: row.entry.row,
    "from": lambda row: row.entry.source,
    "to": lambda row: row.entry.target,
    "round": lambda row: row.entry.round,
    "requesterId": lambda row: row.requester.id if row.requester else None,
    "requesterLogin": lambda row: row.requester.login if row.requester else None,
    "actorId": lambda row: row.entry.actor.id,
    "actorLogin": lambda row: row.entry.actor.login,
    "actorRole": lambda row: row.entry.role,
    "approverIds": lambda row: [approval.reviewer.id for approval in row.entry.approvals],
    "approvalsNeeded": lambda row: row.needed,
    "separationOfDuties": lambda row: row.duties.value,
    "announcedAt": _announced,
    "firstApprovedAt": lambda row: _approved(row, min),
    "lastApprovedAt": lambda row: _approved(row, max),
    "decidedAt": lambda row: show_time(row.entry.time) if row.entry.kind in _DECIDE else None,
    "digest": lambda row: row.entry.digest,
    "head": lambda row: row.entry.head,
    "requestSha256": lambda row: row.entry.request.sha256,
    "versionSha256": lambda row: row.entry.version.sha256,
    "pullRequest": lambda row: row.entry.pull_request,
    "transition": lambda row: row.entry.transition,
    "signature": lambda row: row.signature or "not checked",
    "exceptions": lambda row: row.exceptions,
}
"""The columns in their order; a cell that does not apply is ``None``."""
