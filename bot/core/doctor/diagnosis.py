"""All checks over what was seen, and how people and machines read the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.doctor import actions, deadlocks, identity, main_rules, repository, workflows
from bot.core.doctor.check import Severity
from bot.core.quoting import span
from bot.core.run_summary import WIDTH
from bot.core.times import show_time
from bot.errors import ProblemsFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.doctor.check import Answer, Check
    from bot.core.doctor.seen import Seen

FAMILIES: Mapping[str, tuple[Check, ...]] = {
    "The bot and its token": identity.CHECKS,
    "Who can move main": main_rules.CHECKS,
    "What could stop the bot": deadlocks.CHECKS,
    "Actions and the environment": actions.CHECKS,
    "The workflows": workflows.CHECKS,
    "The repository and its people": repository.CHECKS,
}
CHECKS: tuple[Check, ...] = tuple(check for family in FAMILIES.values() for check in family)
_WIDTH = max(len(severity) for severity in Severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and its answer."""

    check: Check
    answer: Answer


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The answers to all checks, at one moment of GitHub's clock."""

    repository: str
    commit: str
    at: datetime
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """How many answers are of a severity."""
        return sum(one.answer.severity is severity for one in self.findings)

    @property
    def exit_code(self) -> int:
        """0 where nothing is wrong; what could not be seen is not called wrong."""
        return ProblemsFoundError.exit_code if self.count(Severity.WRONG) else 0


def examine(seen: Seen) -> Diagnosis:
    """Ask every check."""
    findings = tuple(Finding(check, check.ask(seen)) for check in CHECKS)
    return Diagnosis(seen.repository.name, seen.main.commit, seen.now, findings)


def as_text(diagnosis: Diagnosis) -> str:
    """Two lines a finding, the wrong ones first in each family as they stand in the table."""
    lines = [f"{diagnosis.repository}, main {diagnosis.commit[:12]}, {show_time(diagnosis.at)}"]
    by_id = {one.check.id: one for one in diagnosis.findings}
    for title, checks in FAMILIES.items():
        lines += ["", title]
        for check in checks:
            lines += _lines(by_id[check.id])
    counts = ", ".join(f"{diagnosis.count(one)} {one}" for one in Severity)
    return "\n".join([*lines, "", counts])


def _lines(finding: Finding) -> list[str]:
    check, answer = finding.check, finding.answer
    first = f"  {answer.severity:<{_WIDTH}}  {answer.what} [{check.id}]"
    return [first, *([f"  {'':<{_WIDTH}}  -> {answer.cure}"] if answer.cure else [])]


def as_markdown(diagnosis: Diagnosis) -> str:
    """The same for the summary of a run: what is not right, in code spans."""
    counts = ", ".join(f"{diagnosis.count(one)} {one}" for one in Severity)
    parts = [f"{span(diagnosis.repository)}: {counts}."]
    by_id = {one.check.id: one.answer for one in diagnosis.findings}
    for title, checks in FAMILIES.items():
        answers = [(one.id, by_id[one.id]) for one in checks]
        told = [(id_, one) for id_, one in answers if one.severity is not Severity.RIGHT]
        parts += ["", f"#### {title}", *(_item(id_, one) for id_, one in told)] if told else []
    return "".join(f"{part}\n" for part in parts)


def _item(id_: str, answer: Answer) -> str:
    cure = f"; what helps: {span(answer.cure, WIDTH)}" if answer.cure else ""
    return f"- {answer.severity}: {span(answer.what, WIDTH)}{cure} ({id_})"


def as_value(diagnosis: Diagnosis) -> dict[str, Any]:
    """The same for machines."""
    return {
        "format": 1,
        "repository": diagnosis.repository,
        "commit": diagnosis.commit,
        "at": show_time(diagnosis.at),
        "counts": {str(one): diagnosis.count(one) for one in Severity},
        "checks": [
            {
                "id": one.check.id,
                "question": one.check.question,
                "severity": str(one.answer.severity),
                "what": one.answer.what,
                "cure": one.answer.cure,
                "needs": one.check.needs,
            }
            for one in diagnosis.findings
        ],
    }
