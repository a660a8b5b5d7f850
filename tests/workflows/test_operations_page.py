"""docs/operations.md says what the workflow files say, and its sums are right."""

from __future__ import annotations

import re

from tests.act.files import BOT_WORKFLOW, REPOSITORY, WORKFLOWS, read

PAGE = (REPOSITORY / "docs" / "operations.md").read_text("utf-8")
ROW = re.compile(
    r"^\| (\d+) minutes(?: \(as shipped\))? \| `(\S+) \* \* \* \*` \| (\d+) \|$", re.MULTILINE
)


def starts_an_hour(minutes: str) -> int:
    """How often a cron's first field matches in an hour."""
    count = 0
    for part in minutes.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        count += len(range(int(first), int(last or first) + 1, int(step or 1)))
    return count


def test_each_interval_costs_a_minute_a_run() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) == 5
    for interval, minutes, cost in rows:
        assert starts_an_hour(minutes) == 60 // int(interval)
        assert int(cost) == starts_an_hour(minutes) * 24 * 30


def test_the_interval_as_shipped_is_that_of_the_workflow() -> None:
    (schedule,) = read(BOT_WORKFLOW)["on"]["schedule"]
    assert f"(as shipped) | `{schedule['cron']}` |" in PAGE


def test_every_workflow_but_the_projects_own_is_on_the_page() -> None:
    for path in WORKFLOWS.glob("*.yml"):
        assert (f"| `{path.name}` |" in PAGE) == (path.name != "ci.yml")


def test_the_buttons_are_those_of_the_workflow() -> None:
    options = read(BOT_WORKFLOW)["on"]["workflow_dispatch"]["inputs"]["do"]["options"]
    assert [option for option in options if f"| `{option}` |" not in PAGE] == []
