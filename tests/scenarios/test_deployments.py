"""What is live is shown as deployments on GitHub's own pages, where the catalog asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.world import BOT, REPOSITORY
from bot.hub import Fault
from tests.scenarios.delivering import later
from tests.scenarios.rolling import approved, order, standing
from tests.scenarios.test_commands import quiet
from tests.starts import LATE

if TYPE_CHECKING:
    from tests.world import Stage

SETTINGS = "catalog/slipway.yaml"
NEWER = "coffee 1.1.0 harbor production"
PLACE = "harbor/production/coffee"


MAY = {
    "contents": "write",
    "pull_requests": "write",
    "issues": "write",
    "statuses": "write",
    "deployments": "write",
}


def asked_for(stage: Stage) -> None:
    """The catalog asks for deployments, and the bot's token may make them."""
    stage.token = stage.hub.token(BOT, MAY)
    text = stage.main_files(SETTINGS)[SETTINGS].decode()
    stage.person("otto").commit("main", {SETTINGS: text + "deployments: true\n"})


def shown(stage: Stage) -> list[tuple[str, str, str, str]]:
    """Commit, title, newest state and its words of each deployment of coffee, oldest first."""
    repo = stage.person("otto").repo
    found = []
    for one in repo.get_deployments(environment=PLACE):
        newest = next(iter(one.get_statuses()))
        found.append((one.sha, one.description, newest.state, newest.description))
    return found[::-1]


def test_a_deployment_follows_a_release_from_its_first_users_to_all(stage: Stage) -> None:
    asked_for(stage)
    number = approved(stage)
    assert shown(stage) == []
    head, title = stage.person("otto").pull(number).head.sha, "coffee 1.0.0 to harbor Production"
    order(stage, number, "/go-live 10%")
    words = "Grayscale Release at 10 %"
    assert shown(stage) == [(head, title, "in_progress", words)]
    order(stage, number, "/scale 50%")
    assert shown(stage) == [(head, title, "in_progress", "Grayscale Release at 50 %")]
    order(stage, number, "/complete")
    assert shown(stage) == [(head, title, "success", "Full Release")]
    quiet(stage, number)
    (deployment,) = stage.person("otto").repo.get_deployments(environment=PLACE)
    assert {status.log_url.rpartition("/pull/")[2] for status in deployment.get_statuses()} == {
        str(number)
    }


def test_what_is_superseded_or_canceled_is_inactive(stage: Stage) -> None:
    asked_for(stage)
    order(stage, approved(stage), "/go-live")
    number = approved(stage, NEWER)
    order(stage, number, "/go-live 10%")
    assert [state for _, _, state, _ in shown(stage)] == ["success", "in_progress"]
    order(stage, number, "/complete")
    assert [state for _, _, state, _ in shown(stage)] == ["inactive", "success"]
    canceled = approved(stage, "coffee 1.2.0 harbor production")
    order(stage, canceled, "/go-live 10%")
    order(stage, canceled, "/cancel 1.2.0 It breaks.")
    assert [state for _, _, state, _ in shown(stage)] == ["inactive", "success", "inactive"]


def test_where_nobody_asks_for_it_nothing_is_shown(stage: Stage) -> None:
    order(stage, approved(stage), "/go-live")
    assert shown(stage) == []
    assert not any("/deployments" in call.path for call in stage.calls())


def test_what_a_run_could_not_show_stops_nothing_and_a_later_run_shows_it(stage: Stage) -> None:
    asked_for(stage)
    number = approved(stage)
    stage.hub.clock.advance(60)
    stage.person("mia").say(number, "/go-live 10%")
    stage.hub.fault(Fault("refused", login=BOT, method="POST", path="/deployments$"))
    run = stage.run_bot(number)
    assert (run.exit_code, run.failures) == (0, [])
    assert any(
        "the deployment of coffee 1.0.0 to harbor Production is not shown" in line
        for line in run.lines
    )
    assert standing(stage) == ("Grayscale Release", 10)
    assert shown(stage) == []
    later(stage, seconds=LATE)
    assert [state for _, _, state, _ in shown(stage)] == ["in_progress"]


def test_a_token_that_may_not_make_them_stops_nothing(stage: Stage) -> None:
    asked_for(stage)
    stage.token = None
    number = approved(stage)
    order(stage, number, "/go-live 10%")
    assert standing(stage) == ("Grayscale Release", 10)
    quiet(stage, number)


def test_what_was_missed_for_long_is_left(stage: Stage) -> None:
    order(stage, approved(stage), "/go-live")
    asked_for(stage)
    later(stage, hours=1)
    assert shown(stage) == []


def test_it_takes_a_read_and_two_writes_at_once_and_nothing_at_rest(stage: Stage) -> None:
    asked_for(stage)
    number = approved(stage)
    stage.hub.clock.advance(60)
    stage.person("mia").say(number, "/go-live 10%")
    stage.hub.requests.clear()
    stage.run_bot(number)
    place = f"/api/v3/repos/{REPOSITORY}/deployments"
    made = [(call.method, call.path) for call in stage.calls() if "/deployments" in call.path]
    assert [method for method, _ in made] == ["GET", "POST", "POST"]
    assert made[:2] == [("GET", place), ("POST", place)]
    stage.hub.requests.clear()
    stage.run_bot(number)
    later(stage, hours=1)
    assert not any("/deployments" in call.path for call in stage.calls())
