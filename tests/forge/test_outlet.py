"""Deployments and events, as the bot makes them on GitHub, and statuses as it reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.core.deploying import DeploymentState
from bot.demo.world import BOT, REPOSITORY
from bot.errors import UnavailableError
from bot.forge.outlet import GitHubOutlet
from bot.forge.protocol import Deployment, RateLimitedError, RefusedError
from tests.contract.rest import check_answer, check_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import Stage

PLACE = "harbor/production"
PAGE = "https://github.example/harbor-co/releases/pull/7"
BOT_ID, OTTO = 41898282, 1008


def outlet(stage: Stage, **permissions: str) -> GitHubOutlet:
    given = permissions or {"contents": "write", "deployments": "write", "statuses": "write"}
    return GitHubOutlet(REPOSITORY, stage.hub.token(BOT, given), stage.hub.api, 5)


@pytest.fixture
def main(stage: Stage) -> str:
    return stage.person("otto").repo.get_branch("main").commit.sha


@pytest.fixture
def described(stage: Stage) -> Iterator[None]:
    """Every call is one that GitHub describes, and so is every answer."""
    kept = stage.hub.record()
    yield
    stage.hub.stop_recording()
    faults = [
        f"{one.method} {one.path}: {fault}"
        for one in kept
        for fault in (
            *check_request(one.method, one.path, dict(one.query), one.body),
            *check_answer(one.method, one.path, one.status, one.answer),
        )
    ]
    assert faults == []


@pytest.mark.usefixtures("described")
def test_a_deployment_is_made_told_of_and_read_again(stage: Stage, main: str) -> None:
    bot = outlet(stage)
    assert bot.read_deployment(main, PLACE, BOT_ID) is None
    made = bot.create_deployment(main, PLACE, "coffee 1.4.0", {"percent": 20})
    assert bot.read_deployment(main, PLACE, BOT_ID) == Deployment(made, None, "")
    bot.set_deployment_status(made, DeploymentState.IN_PROGRESS, "At 20 %", PAGE)
    bot.set_deployment_status(made, DeploymentState.SUCCESS, "At 100 %", PAGE)
    found = bot.read_deployment(main, PLACE, BOT_ID)
    assert found == Deployment(made, DeploymentState.SUCCESS, "At 100 %")
    (shown,) = stage.person("otto").repo.get_deployments()
    assert (shown.environment, shown.description, shown.payload) == (
        PLACE,
        "coffee 1.4.0",
        {"percent": 20},
    )
    assert [status.log_url for status in shown.get_statuses()] == [PAGE, PAGE]


def test_a_deployment_needs_no_other_status_to_be_a_success(stage: Stage, main: str) -> None:
    stage.person("otto").repo.get_commit(main).create_status("failure", context="build")
    assert outlet(stage).create_deployment(main, PLACE, "coffee 1.4.0", {})


def test_a_deployment_of_an_earlier_commit_merges_nothing(stage: Stage, main: str) -> None:
    stage.person("otto").commit("main", {"docs/note.md": "Later.\n"})
    assert outlet(stage).create_deployment(main, PLACE, "coffee 1.4.0", {})


def test_what_somebody_else_deployed_is_not_taken_for_the_bots(stage: Stage, main: str) -> None:
    bot = outlet(stage)
    made = bot.create_deployment(main, PLACE, "coffee 1.4.0", {})
    otto = stage.person("otto").repo
    other = otto.create_deployment(main, environment=PLACE, required_contexts=[], auto_merge=False)
    other.create_status("success")
    otto.get_deployment(made).create_status("error", description="Not mine.")
    assert bot.read_deployment(main, PLACE, BOT_ID) == Deployment(made, None, "")


def test_deployments_of_other_places_and_commits_are_others(stage: Stage, main: str) -> None:
    bot = outlet(stage)
    bot.create_deployment(main, "harbor/sandbox", "coffee 1.4.0", {})
    later = stage.person("otto").commit("main", {"docs/note.md": "Later.\n"})
    bot.create_deployment(str(later), PLACE, "coffee 1.4.0", {})
    assert bot.read_deployment(main, PLACE, BOT_ID) is None


def test_a_token_that_may_not_write_deployments_is_refused(stage: Stage, main: str) -> None:
    with pytest.raises(RefusedError, match="not accessible") as refused:
        outlet(stage, contents="write").create_deployment(main, PLACE, "coffee 1.4.0", {})
    assert refused.value.id == "write-refused"


@pytest.mark.usefixtures("described")
def test_an_event_is_sent_to_the_repository_that_is_named(stage: Stage) -> None:
    payload: dict[str, Any] = {"delivery": "1f" * 16, "live": []}
    outlet(stage).dispatch(REPOSITORY, "slipway-live", payload)
    assert stage.hub.dispatched(REPOSITORY) == [("slipway-live", payload)]


def test_an_event_for_a_repository_out_of_sight_was_not_sent(stage: Stage) -> None:
    with pytest.raises(UnavailableError) as unavailable:
        outlet(stage).dispatch("harbor-co/nowhere", "slipway-live", {})
    assert unavailable.value.id == "not-there"


def test_a_limit_stops_the_run_here_as_well(stage: Stage) -> None:
    bot = outlet(stage)
    stage.hub.limit_requests(core=0)
    try:
        with pytest.raises(RateLimitedError):
            bot.dispatch(REPOSITORY, "slipway-live", {})
    finally:
        stage.hub.limit_requests()
