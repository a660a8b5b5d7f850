"""What ``slipway validate`` prints."""

from __future__ import annotations

import json

import pytest

from bot.app.report import Format, Report, render
from bot.core.documents.problem import Problem, Severity

ERROR = Problem("wrong-form", "a.yaml", 7, 3, "/b", "it is wrong", "mend it")
WARNING = Problem("notes", "a.yaml", 0, 0, "", "é is missing", "add it", Severity.WARNING)


def test_the_text_has_a_line_for_each_problem_and_ends_in_a_summary() -> None:
    assert render(Report(12, (ERROR, WARNING)), Format.TEXT) == (
        "a.yaml:7:3: /b: it is wrong; mend it [wrong-form]\n"
        "a.yaml: warning: é is missing; add it [notes]\n"
        "12 files, 1 problem, 1 warning\n"
    )


def test_the_json_has_the_same_for_machines() -> None:
    value = json.loads(render(Report(1, (ERROR, WARNING)), Format.JSON))
    assert (value["files"], value["errors"], value["warnings"]) == (1, 1, 1)
    assert value["problems"][0] == {
        "id": "wrong-form",
        "file": "a.yaml",
        "line": 7,
        "column": 3,
        "path": "/b",
        "what": "it is wrong",
        "cure": "mend it",
        "severity": "error",
    }
    assert value["problems"][1]["severity"] == "warning"


@pytest.mark.parametrize(
    ("problems", "code", "summary"),
    [
        ((), 0, "1 file, 0 problems, 0 warnings\n"),
        ((WARNING, WARNING), 0, "1 file, 0 problems, 2 warnings\n"),
        ((WARNING, ERROR), 1, "1 file, 1 problem, 1 warning\n"),
    ],
)
def test_only_a_problem_that_is_no_warning_makes_the_exit_code_1(
    problems: tuple[Problem, ...], code: int, summary: str
) -> None:
    report = Report(1, problems)
    assert report.exit_code == code
    assert render(report, Format.TEXT).endswith(summary)
