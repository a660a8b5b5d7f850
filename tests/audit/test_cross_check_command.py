"""``slipway audit cross-check`` at a terminal: a clone, GitHub, and an account that may read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import REPOSITORY
from tests import command_line

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.world import Stage

APPROVED = "coffee 1.0.0 harbor production"
ONLOOKER = "oscar"


@pytest.fixture
def approved(stage: Stage) -> Iterator[int]:
    """A release that rob approved and the bot merged; the id of his review."""
    number = stage.request(APPROVED)
    stage.run_bot(number)
    stage.hub.clock.advance(60)
    review = stage.person("rob").approve(number)
    stage.run_bot(number)
    yield review
    stage.back()


def cross_check(
    stage: Stage, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    values = {
        "PATH": os.environ["PATH"],
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_TOKEN": stage.ground.tokens[ONLOOKER],
        "GITHUB_API_URL": stage.hub.api,
        "SLIPWAY_TIMEOUT": "5",
        **environment,
    }
    return command_line.run(
        "audit", "cross-check", "--repo", stage.repository, *arguments, env=values
    )


@pytest.mark.usefixtures("approved")
def test_what_github_still_shows_stands_and_nothing_is_written(stage: Stage) -> None:
    done = cross_check(stage)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().splitlines()[-1].split() == ["1", "not", "asked"]
    assert not [
        request for request in stage.hub.requests if request.login == ONLOOKER and request.write
    ]
    everything = cross_check(stage, "--all", "--release", APPROVED)
    assert "review" in everything.stdout
    assert everything.returncode == 0


def test_a_review_that_was_dismissed_since_no_longer_stands(stage: Stage, approved: int) -> None:
    number = int(stage.log(APPROVED)[-1]["pullRequest"])
    stage.person("owen").pull(number).get_review(approved).dismiss("Too late.")
    done = cross_check(stage)
    assert done.returncode == 1
    assert "0002-approved.json" in done.stdout
    assert "changed: " in done.stdout


@pytest.mark.usefixtures("approved")
def test_a_github_that_does_not_answer_is_no_answer(stage: Stage) -> None:
    done = cross_check(stage, GITHUB_API_URL="http://127.0.0.1:9")
    assert done.returncode == 3
    assert "unreachable" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "rule"),
    [
        ((), {"GITHUB_TOKEN": ""}, "missing-environment"),
        ((), {"GITHUB_REPOSITORY": "another/one"}, "other-repository"),
        (("--release", "coffee 1.0 harbor"), {}, "wrong-release"),
    ],
)
@pytest.mark.usefixtures("approved")
def test_what_cannot_be_right_is_said_with_exit_2(
    stage: Stage, arguments: tuple[str, ...], environment: dict[str, str], rule: str
) -> None:
    done = cross_check(stage, *arguments, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"[{rule}]" in done.stderr
