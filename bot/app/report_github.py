"""A validation's report as GitHub Actions shows it: annotations at the lines, and a table.

Limits: "10 warning annotations and 10 error annotations per step" (actions/toolkit,
``docs/problem-matchers.md``); a summary of at most 1 MiB a step (GitHub, "Workflow commands for
GitHub Actions"), which its writer keeps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.app.report import summary
from bot.core.documents.problem import NOT_SHOWN, Problem, Severity
from bot.core.documents.secret_text import looks_secret
from bot.core.quoting import span
from bot.core.workflow_commands import command

if TYPE_CHECKING:
    from bot.app.report import Report

SHOWN = 10
"""Annotations of one severity that GitHub shows of one step."""
ROWS = 500
"""Problems in the table: more than anybody reads."""
WIDTH = 400
"""Characters of a cell."""


def annotated(report: Report) -> str:
    """Workflow commands, at most as many as are shown, and a last line for people."""
    lines: list[str] = []
    left = 0
    for severity in Severity:
        problems = [one for one in report.problems if one.severity is severity]
        lines += [_annotation(one) for one in problems[:SHOWN]]
        left += len(problems[SHOWN:])
    if left:
        lines.append(f"{left} more, not shown at their lines: the summary of this run has them")
    return "".join(f"{line}\n" for line in (*lines, summary(report)))


def _annotation(problem: Problem) -> str:
    secret = looks_secret(problem.file)
    properties = {
        "file": "" if secret else problem.file,
        "line": problem.line,
        "col": problem.column if problem.line else 0,
        "title": problem.id,
    }
    place = f"{NOT_SHOWN}: " if secret else ""
    path = f"{problem.path}: " if problem.path else ""
    return command(problem.severity, properties, f"{place}{path}{problem.what}; {problem.cure}")


def table(report: Report) -> str:
    """The same in Markdown, in which the text of others stands in code spans alone."""
    if not report.problems:
        return f"**Nothing is wrong** with what this pull request changes: {summary(report)}.\n"
    rows = [_row(problem) for problem in report.problems[:ROWS]]
    more = len(report.problems) - len(rows)
    lines = (
        f"**{summary(report)}**",
        "",
        "| where | what is wrong | what to do | id |",
        "|---|---|---|---|",
        *rows,
        *(["", f"And {more} more."] if more else []),
    )
    return "".join(f"{line}\n" for line in lines)


def _row(problem: Problem) -> str:
    file = NOT_SHOWN if looks_secret(problem.file) else problem.file
    where = file + (f":{problem.line}:{problem.column}" if problem.line else "")
    what = f"{problem.path}: {problem.what}" if problem.path else problem.what
    kind = " (warning)" if problem.severity is Severity.WARNING else ""
    cells = (span(where, WIDTH), span(what, WIDTH), span(problem.cure, WIDTH))
    return f"| {' | '.join(cells)} | {problem.id}{kind} |"
