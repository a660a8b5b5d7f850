"""What the doctor calls right works on the hub, and what it calls wrong does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.core.doctor.check import Severity
from bot.demo.world import BOT, REPOSITORY
from bot.hub.settings import BypassActor, Rule, Ruleset
from bot.init.rulesets import ruleset_files
from tests.doctor.house import BY_APP, LOGIN, MAIN, PERMISSIONS, examined, furnish
from tests.init.made import PRODUCTION, answers

if TYPE_CHECKING:
    from tests.world import Stage

RELEASE = "coffee 1.0.0 harbor test"


def said_of(stage: Stage, check: str, token: str) -> Severity:
    found, _ = examined(stage, token)
    (one,) = [finding for finding in found.findings if finding.check.id == check]
    return one.answer.severity


def released(stage: Stage) -> bool:
    """Whether the bot brings a release to main."""
    number = stage.request(RELEASE)
    stage.run_bot(number)
    files = stage.main_files("releases/coffee/1.0.0/harbor/test/log")
    return bool(files)


def test_under_the_rules_of_production_the_app_releases_and_nobody_else_moves_main(
    stage: Stage,
) -> None:
    furnish(stage)
    stage.token = stage.hub.token(LOGIN, PERMISSIONS)
    assert said_of(stage, "bot-bypasses", stage.token) is Severity.RIGHT
    assert released(stage)
    for check in ("main-pull-request", "main-restricted", "bypass-alone", "merge-buttons"):
        assert said_of(stage, check, stage.ground.tokens["otto"]) is Severity.RIGHT
    number = stage.request("tickets 1.0.0 harbor test")
    with pytest.raises(Exception, match="Cannot update this protected ref"):
        stage.person("otto").pull(number).merge()
    with pytest.raises(Exception, match="Changes must be made through a pull request"):
        stage.person("otto").commit("main", {"README.md": "By hand.\n"})


@pytest.mark.parametrize(
    ("check", "kind"),
    [
        ("main-linear-history", "required_linear_history"),
        ("main-signed-commits", "required_signatures"),
        ("main-status-checks", "required_status_checks"),
        ("main-merge-queue", "merge_queue"),
    ],
)
def test_a_rule_that_binds_the_bot_is_called_wrong_and_stops_it(
    stage: Stage, check: str, kind: str
) -> None:
    checks = {"required_status_checks": [{"context": "never"}]}
    rule = Rule(kind, checks if kind == "required_status_checks" else None)
    more = Ruleset(12, "more", (rule,))
    furnish(stage, rulesets=(Ruleset(11, "main", MAIN, bypass=(BY_APP,)), more))
    stage.token = stage.hub.token(LOGIN, PERMISSIONS)
    assert said_of(stage, check, stage.token) is Severity.WRONG
    assert not released(stage)


def test_for_pull_requests_only_is_no_bypass_for_the_bot(stage: Stage) -> None:
    only = BypassActor("Integration", BY_APP.actor_id, "pull_request")
    furnish(stage, rulesets=(Ruleset(11, "main", MAIN, bypass=(only,)),))
    stage.token = stage.hub.token(LOGIN, PERMISSIONS)
    assert said_of(stage, "bot-bypasses", stage.token) is Severity.WRONG
    assert not released(stage)


def test_in_a_trial_a_pull_request_rule_stops_the_bot_and_is_called_wrong(stage: Stage) -> None:
    stage.hub.set_settings(REPOSITORY, rulesets=(Ruleset(11, "main", (Rule("update"),)),))
    assert said_of(stage, "trial-can-write", stage.ground.tokens[BOT]) is Severity.WRONG
    assert not released(stage)


def imported(number: int, text: str) -> Ruleset:
    """A file as "Import a ruleset" takes it."""
    value = json.loads(text)
    actors = [(a["actor_type"], a["actor_id"], a["bypass_mode"]) for a in value["bypass_actors"]]
    rules = tuple(Rule(one["type"], one.get("parameters")) for one in value["rules"])
    bypass = tuple(BypassActor(*one) for one in actors)
    include = tuple(value["conditions"]["ref_name"]["include"])
    return Ruleset(number, value["name"], rules, include=include, bypass=bypass)


def test_the_rulesets_that_an_init_writes_let_the_app_work_and_are_right(stage: Stage) -> None:
    files = ruleset_files(answers(**PRODUCTION)).values()
    furnish(stage, rulesets=tuple(imported(at, text) for at, text in enumerate(files, start=11)))
    stage.token = stage.hub.token(LOGIN, PERMISSIONS)
    assert released(stage)
    found, _ = examined(stage, stage.ground.tokens["otto"])
    assert [f.check.id for f in found.findings if f.answer.severity is Severity.WRONG] == []
