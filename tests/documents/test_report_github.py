"""What ``slipway validate --format github`` prints, and what it adds to the run's summary."""

from __future__ import annotations

import pytest

from bot.app.report import Report
from bot.app.report_github import ROWS, annotated, table
from bot.core.documents.problem import Problem, Severity
from tests.core.markdown import live_text
from tests.core.runner_log import Read, commands_in
from tests.core.test_workflow_commands import HOSTILE

ERROR = Problem("wrong-form", "releases/a.yaml", 7, 3, "/b", "it is wrong", "mend it")
WARNING = Problem("notes", "a.yaml", 0, 0, "", "é is missing", "add it", Severity.WARNING)


def test_a_problem_is_shown_at_its_line() -> None:
    """Threat model of annotations: file, line, column, a title that names the rule."""
    (found,) = commands_in(annotated(Report(1, (ERROR,))))
    place = {"file": "releases/a.yaml", "line": "7", "col": "3", "title": "wrong-form"}
    assert found == Read("error", place, "/b: it is wrong; mend it")


def test_a_warning_about_a_whole_file_has_no_line() -> None:
    (found,) = commands_in(annotated(Report(1, (WARNING,))))
    assert found == Read("warning", {"file": "a.yaml", "title": "notes"}, "é is missing; add it")


def test_no_more_is_annotated_than_is_shown_and_the_rest_is_counted() -> None:
    """actions/toolkit, docs/problem-matchers.md: ten errors and ten warnings a step."""
    report = Report(40, (*[WARNING] * 12, *[ERROR] * 25))
    shown = annotated(report)
    names = [found.name for found in commands_in(shown)]
    assert names == ["error"] * 10 + ["warning"] * 10
    assert shown.splitlines()[-2:] == [
        "17 more, not shown at their lines: the summary of this run has them",
        "40 files, 25 problems, 12 warnings",
    ]
    assert table(report).count("| wrong-form |") == 25
    assert table(report).count("| notes (warning) |") == 12


@pytest.mark.parametrize("name", [*HOSTILE, "a|b", "`` ` ```", "</details>\n# x", "@org/all"])
def test_a_hostile_name_and_value_are_quoted(name: str) -> None:
    report = Report(1, (Problem("odd", name, 1, 1, f"/{name}", name, name),))
    (found,) = commands_in(annotated(report))
    assert set(found.properties) == {"file", "line", "col", "title"}
    *_, row = table(report).splitlines()
    assert live_text(row).replace(" ", "") == "||||odd|"


def test_a_name_that_looks_like_a_secret_is_not_shown() -> None:
    secret = "releases/ghp_" + "a1B2" * 9 + ".yaml"
    report = Report(1, (Problem("path-not-allowed", secret, 0, 0, "", "it may not", "drop it"),))
    assert "ghp_" not in annotated(report) + table(report)
    assert "looks like a secret" in annotated(report)
    assert "looks like a secret" in table(report)


def test_a_sound_pull_request_is_told_so_in_one_line() -> None:
    report = Report(2, ())
    assert annotated(report) == "2 files, 0 problems, 0 warnings\n"
    assert table(report).count("\n") == 1


def test_a_table_is_no_longer_than_anybody_reads() -> None:
    report = Report(1, (ERROR,) * (ROWS + 3))
    assert table(report).count("| wrong-form |") == ROWS
    assert table(report).endswith("\nAnd 3 more.\n")
