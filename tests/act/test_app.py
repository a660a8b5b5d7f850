"""One setting puts a GitHub App in the place of the trial token, with no way back by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.world import BOT, REPOSITORY
from bot.hub.actions.settings import Environment
from tests.act.hostile import KEY

if TYPE_CHECKING:
    from bot.hub.model import WorkflowRun
    from tests.act.acting import Acting

RELEASE = "coffee 1.0.0 harbor test"
MAY = {"contents": "write", "pull_requests": "write", "statuses": "write", "actions": "read"}


def swept_with_app(acting: Acting, token: str) -> WorkflowRun:
    """One scheduled run, with an App whose "key" is a token: the stand-in hands it on."""
    settings = acting.actions.settings
    settings.variables["SLIPWAY_APP_CLIENT_ID"] = "Iv1.0123456789abcdef"
    settings.environments["slipway"] = Environment({KEY: token}, ("main",))
    acting.actions.schedule(REPOSITORY)
    acting.actions.drain()
    return acting.runs("Slipway")[-1]


def test_the_bot_works_with_the_apps_token(acting: Acting) -> None:
    acting.keep_events()
    number = acting.stage.request(RELEASE)
    token = acting.stage.hub.token(BOT, {"metadata": "read", **MAY})
    run = swept_with_app(acting, token)
    assert run.conclusion == "success", acting.log(run)
    assert acting.stage.person("mia").pull(number).merged
    assert "Success - Main Get the App's token" in acting.log(run)
    assert token not in acting.log(run)


def test_a_worthless_key_stops_the_bot_and_the_trial_token_does_not_step_in(
    acting: Acting,
) -> None:
    """Whoever chose the App did so because the other token is too many people's."""
    acting.keep_events()
    number = acting.stage.request(RELEASE)
    before = acting.stage.main()
    run = swept_with_app(acting, "worth-nothing")
    assert run.conclusion == "failure"
    assert "Failure - Main Run the bot" in acting.log(run)
    assert acting.stage.main() == before
    assert acting.stage.comments(number) == []
