"""``slipway explain`` at a terminal: the same lines as the pull request shows, and no write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import REPOSITORY
from tests.faults.command import slipway
from tests.starts import (
    EVALUATE,
    MERGE_PRODUCTION,
    PRODUCTION,
    REFUSED,
    arrive,
    under_review,
)

if TYPE_CHECKING:
    from tests.world import Stage


def test_it_prints_what_the_status_comment_shows(stage: Stage) -> None:
    number = under_review(stage)
    done = slipway(stage, "explain", str(number))
    assert (done.returncode, done.stderr) == (0, "")
    headline, _, checklist = done.stdout.partition("\n\n")
    assert headline == "**Under Review**: coffee 1.0.0 to harbor Production; 1 rule(s) unmet."
    sticky = next(c.body for c in stage.comments(number) if "slipway:status" in c.body)
    assert checklist.strip() in sticky
    assert "Who can meet it: rob (1004)" in checklist


def test_it_gives_the_same_to_machines(stage: Stage) -> None:
    number = arrive(stage, REFUSED)
    done = slipway(stage, "explain", str(number), "--json", "--repo", REPOSITORY)
    value = json.loads(done.stdout)
    assert (value["pullRequest"], value["status"]) == (number, "New Version Created")
    assert value["release"]["miniProgram"] == "coffee"
    first = value["rules"][0]
    assert (first["id"], first["state"]) == ("requester-is-releaser", "unmet")
    assert {"login": "mia", "id": 1001} in first["who"]
    assert first["page"].endswith("/blob/main/docs/rules.md#requester-is-releaser")


@pytest.mark.parametrize(("start", "reads"), [(EVALUATE, 1), (MERGE_PRODUCTION, 3)])
def test_it_costs_the_reads_of_one_look_and_writes_nothing(
    stage: Stage, start: object, reads: int
) -> None:
    number = arrive(stage, start)  # type: ignore[arg-type]  # a Start, which pytest hands on
    before = stage.main()
    assert slipway(stage, "explain", str(number)).returncode == 0
    assert (stage.reads(), stage.writes()) == (reads, 0)
    assert stage.main() == before


def test_an_approval_has_its_clock(stage: Stage) -> None:
    number = arrive(stage, MERGE_PRODUCTION)
    done = slipway(stage, "explain", str(number))
    assert "The oldest approval that counts does so until 2026-" in done.stdout


def test_what_is_none_of_the_bots_business_is_said_so(stage: Stage) -> None:
    stage.person("mia").commit("readme", {"README.md": "Hello.\n"})
    number = stage.person("mia").open("readme")
    done = slipway(stage, "explain", str(number))
    assert done.returncode == 0
    assert done.stdout.startswith(f"#{number}: left alone: it touches neither releases/")
    assert json.loads(slipway(stage, "explain", str(number), "--json").stdout)["leftAlone"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("explain",), 2, "Missing argument"),
        (("explain", "0"), 2, "Invalid value"),
        (("explain", "999"), 3, "if it exists and the token may see it"),
        (("explain", "1", "--repo", "nowhere"), 2, "--repo is 'nowhere'"),
    ],
)
def test_what_cannot_be_explained_ends_with_a_message(
    stage: Stage, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = slipway(stage, *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert PRODUCTION
