"""Shows what a validation found: text for people, JSON for machines.

``report_github.py`` shows it as GitHub Actions does.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.core.documents.problem import Problem, Severity, counted


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Report:
    """How many files were looked at, and all that is wrong with them."""

    files: int
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """Count the problems that stop a release."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        """Count the problems that stop nothing."""
        return len(self.problems) - self.errors

    @property
    def exit_code(self) -> int:
        """Return 1 where something stops a release, else 0."""
        return 1 if self.errors else 0


def render(report: Report, form: Format) -> str:
    """Write a report, ending in a line feed."""
    if form is Format.JSON:
        return _json(report)
    return "".join(f"{line}\n" for line in (*map(str, report.problems), summary(report)))


def summary(report: Report) -> str:
    """Say it in one line: ``12 files, 1 problem, 1 warning``."""
    return ", ".join(
        counted(number, noun)
        for number, noun in (
            (report.files, "file"),
            (report.errors, "problem"),
            (report.warnings, "warning"),
        )
    )


def _json(report: Report) -> str:
    value = {
        "files": report.files,
        "errors": report.errors,
        "warnings": report.warnings,
        "problems": [asdict(problem) for problem in report.problems],
    }
    return json.dumps(value, indent=2) + "\n"
