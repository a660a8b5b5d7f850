"""One setting makes a GitHub App the bot; its own events start runs, and they do no harm (X27)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import requests

from bot.demo.world import REPOSITORY
from bot.hub.actions.order import Order, Outcome
from bot.hub.settings import BypassActor, Rule, Ruleset
from tests.act.hostile import attack, dispatch
from tests.act.inside import Inside
from tests.act.production import APP_BOT, APP_ID, PERMISSIONS, guarded, in_production, key_of
from tests.faults.invariants import assert_invariants
from tests.threats.attack import PRODUCTION, head, kinds

if TYPE_CHECKING:
    from tests.act.acting import Acting
    from tests.world import Stage


def test_x27_an_app_releases_and_what_its_own_acts_start_does_nothing(acting: Acting) -> None:
    """The announcement is made inside this process, the merge by the workflow files."""
    stage, by_act = acting.stage, acting.actions.runner
    in_production(acting)
    acting.actions.runner = inside = Inside(stage)
    number = stage.request(PRODUCTION)
    acting.drain()
    stage.hub.clock.advance(60)
    events = acting.keep_events()
    stage.person("rob").approve(number)
    (approved, *_more) = events
    events.clear()
    acting.actions.runner = by_act
    acting.actions.deliver(approved)
    _signal, merging = acting.drain()

    assert kinds(stage) == ["submitted", "approved"]
    log = stage.git("log", "--first-parent", "--format=%an <%ae>", "-2", "refs/heads/main")
    assert (
        log.decode().splitlines()
        == [f"{APP_BOT} <{APP_ID}+{APP_BOT}@users.noreply.github.com>"] * 2
    )
    assert {status.login for status in stage.statuses(head(stage, number))} == {APP_BOT}
    key = key_of(acting)
    assert key not in acting.log(merging)

    own = [event for event in events if event.happening.actor_id == APP_ID]
    said = [event for event in own if event.happening.event == "issue_comment"]
    rest = [event for event in events if event not in said]
    assert {event.happening.event for event in rest} >= {"pull_request", "push", "status"}
    before = stage.main(), stage.comments(number)
    stage.hub.requests.clear()
    events.clear()
    acting.actions.deliver(*said)
    skipped = acting.drain()
    assert {run.name for run in skipped} == {"Slipway", "Slipway seen"}
    assert "Run Main" not in "".join(acting.log(run) for run in skipped)
    acting.actions.runner = inside
    acting.actions.deliver(*rest)
    assert "Slipway" in {run.name for run in acting.drain()}
    assert (stage.main(), stage.comments(number)) == before
    assert [request for request in stage.hub.requests if request.write] == []
    assert events == []
    assert_invariants(stage)


def test_f20_a_key_that_was_taken_back_fails_calmly_and_the_next_one_goes_on(
    acting: Acting,
) -> None:
    """The old credential is worth nothing at once; nothing is lost until the new one is set."""
    stage = acting.stage
    in_production(acting)
    stage.hub.revoke_token(key_of(acting))
    acting.keep_events()
    stage.request(PRODUCTION)
    before = stage.main()
    acting.actions.schedule(REPOSITORY)
    (stopped,) = acting.actions.ready()
    assert acting.actions.run(stopped).conclusion == "failure"
    said = acting.log(stopped)
    assert "slipway: GitHub refused the token (401: Bad credentials)" in said
    assert "[token-refused]" in said
    assert "Traceback" not in said
    assert stage.main() == before

    fresh = stage.hub.token(APP_BOT, PERMISSIONS)
    stage.hub.set_settings(REPOSITORY, environments=(guarded(fresh),))
    acting.actions.runner = Inside(stage)
    acting.actions.schedule(REPOSITORY)
    acting.drain()
    assert kinds(stage) == ["submitted"]


@dataclass(slots=True)
class Thief:
    """A runner of somebody's own job: with its token it moves main, if it can."""

    stage: Stage
    said: list[str] = field(default_factory=list)

    def run(self, order: Order) -> Outcome:
        """By REST, and by git; what each is answered is noted."""
        tip = self.stage.git("rev-parse", "refs/heads/mine").decode().strip()
        answer = requests.patch(
            f"{self.stage.hub.api}/repos/{REPOSITORY}/git/refs/heads/main",
            headers={"Authorization": f"Bearer {order.token}"},
            json={"sha": tip},
            timeout=20,
        )
        self.said.append(f"{answer.status_code} {answer.text}")
        return Outcome("success", "")


@pytest.mark.parametrize("ruled", [True, False])
def test_f13_in_production_the_token_of_a_branchs_own_job_cannot_move_main(
    acting: Acting,
    ruled: bool,  # noqa: FBT001  a parameter
) -> None:
    """It may write contents, as its file says; by the ruleset the App alone moves main.

    Without the ruleset it can: that is why GITHUB_TOKEN, or an App without it, is for trial.
    """
    stage, thief = acting.stage, Thief(acting.stage)
    in_production(acting)
    stage.hub.add_app(APP_BOT, APP_ID, "harbor-co", PERMISSIONS)
    only_the_app = Ruleset(
        11, "main", (Rule("update"),), bypass=(BypassActor("Integration", APP_ID),)
    )
    stage.hub.set_settings(REPOSITORY, rulesets=(only_the_app,) if ruled else ())
    mine = attack("Slipway", "release", "0" * 40).replace("write-all", "{contents: write}")
    stage.person("mia").commit("mine", {".github/workflows/slipway.yml": mine})
    before = stage.main()
    acting.actions.runner = thief
    dispatch(acting, "mia", "mine")
    (run,) = acting.actions.ready()
    acting.actions.run(run)
    (said,) = thief.said
    if ruled:
        assert "Cannot update this protected ref." in said
        assert said.startswith("422 ")
    assert (stage.main() == before) == ruled
