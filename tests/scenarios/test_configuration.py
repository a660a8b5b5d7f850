"""Configuration, from the request to what a reviewer sees and an auditor finds, all over HTTP."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from bot.audit.audit import Scope, auditing
from bot.audit.verify import verify
from bot.installed import installed_schemas
from tests.scenarios.configuring import ask, maintain, propose, sticky

if TYPE_CHECKING:
    from tests.world import Stage

TEST = "coffee 1.0.0 harbor test"
NEXT_TEST = "coffee 1.1.0 harbor test"
PRODUCTION = "coffee 1.0.0 harbor production"
PILOTED = "coffee 1.0.0 lagoon production"
HARBOR, LAGOON = "catalog/apps/harbor.yaml", "catalog/apps/lagoon.yaml"
COFFEE = "catalog/mini-programs/coffee.yaml"
API, PAY = "https://api.coffee.example", "https://pay.coffee.example"


def audited(stage: Stage) -> list[str]:
    """The rules that an auditor finds broken on main."""
    path = os.environ.get("PATH", os.defpath)
    with auditing(Scope(stage.repository), installed_schemas(), path) as audit:
        return [one.rule for one in verify(audit, None, lambda _number: None).findings]


def test_a_draft_shows_the_changes_before_anybody_applies(stage: Stage) -> None:
    ask(stage, TEST, serverDomains=[API], wapUrls=["https://coffee.example/menu"])
    maintain(stage, COFFEE, lambda found: found.update(features=["camera"]))
    number = propose(stage, NEXT_TEST, serverDomains=[API, PAY], merchantId="M-2")
    stage.person("mia").to_draft(number)
    stage.run_bot(number)
    rows = [line for line in sticky(stage, number).splitlines() if line.startswith("| `/")]
    assert [row for row in rows if "releaseNotes" not in row and "/version/" not in row] == [
        "| `/configuration/merchantId` | – | `M-2` |",
        f"| `/configuration/serverDomains` | – | `{PAY}` |",
        "| `/configuration/wapUrls` | `https://coffee.example/menu` | – |",
        "| `/features` | `push-messages` | – |",
        "| `/features` | – | `camera` |",
    ]


def test_at_a_first_release_a_reviewer_sees_all_that_it_configures(stage: Stage) -> None:
    number = ask(stage, PRODUCTION, serverDomains=[PAY])
    text = sticky(stage, number)
    assert "Under Review" in text
    assert "All that it configures is new:" in text
    assert f"| `/configuration/serverDomains` | – | `{PAY}` |" in text


def test_locked_domains_wait_for_the_grant_of_the_app(stage: Stage) -> None:
    maintain(stage, HARBOR, lambda found: found.update(grants={"tickets": {"wapUrls": True}}))
    before = stage.main()
    number = ask(stage, PRODUCTION, serverDomains=[PAY])
    text = sticky(stage, number)
    assert "[domains-granted]" in text
    assert "two owners (otto (1008), owen (1009)) grant it in `catalog/apps/harbor.yaml`" in text
    assert "@otto @owen" in text
    assert stage.main() == before
    maintain(stage, HARBOR, lambda found: found["grants"].update(coffee={"serverDomains": True}))
    stage.run_bot(number)
    assert stage.status_file(PRODUCTION)["status"] == "Under Review"
    assert audited(stage) == []


def test_a_grant_that_is_taken_back_during_the_review_stops_the_merge(stage: Stage) -> None:
    number = ask(stage, PRODUCTION, serverDomains=[PAY])
    stage.person("rob").approve(number)
    maintain(stage, HARBOR, lambda found: found.update(grants={}))
    stage.run_bot(number)
    assert stage.status_file(PRODUCTION)["status"] == "Under Review"
    assert "Under Review, but stuck" in sticky(stage, number)


def test_a_feature_that_the_app_lacks_is_refused_with_the_nearest(stage: Stage) -> None:
    maintain(stage, HARBOR, lambda found: found.update(features={"push-message": "direct"}))
    number = ask(stage, TEST)
    assert 'no feature `push-messages` (did you mean "push-message"?)' in sticky(stage, number)


def test_incomplete_information_waits_for_the_admins(stage: Stage) -> None:
    maintain(stage, COFFEE, lambda found: found["information"].pop("logo"))
    maintain(stage, HARBOR, lambda found: found.update(languages=["en", "fr"]))
    number = ask(stage, TEST)
    assert "logo, languages (fr); one of mia (1001), wanda (1002)" in sticky(stage, number)
    maintain(
        stage,
        COFFEE,
        lambda found: found["information"].update(
            logo="https://coffee.example/logo.png", languages=["en", "fr"]
        ),
    )
    stage.run_bot(number)
    assert stage.status_file(TEST)["status"] == "Full Release"


def _pilot(app: dict[str, Any]) -> None:
    app["environments"]["production"].update(variables=True, testerIds={"prefix": "lg-"})


def test_testers_and_variables_go_from_the_request_into_the_log(stage: Stage) -> None:
    maintain(stage, LAGOON, _pilot)
    maintain(stage, COFFEE, lambda found: found["features"].append("environment-variables"))
    testers = {"ids": [f"lg-{number}" for number in range(40)]}
    variables = [
        {"name": "MENU_LANGUAGE", "value": "de"},
        {"name": "SHOP_TOKEN", "secret": {"name": "shop-token", "version": 3}},
    ]
    number = ask(stage, PILOTED, testers=testers, variables=variables)
    rows = [line for line in sticky(stage, number).splitlines() if line.startswith("| `/conf")]
    assert "`40 tester(s), sha256:" in rows[2]
    assert "lg-0, lg-1, lg-10, …`" in rows[2]
    assert rows[3].startswith("| `/configuration/variables/MENU_LANGUAGE` | – | `a value, sha256:")
    assert rows[4] == (
        "| `/configuration/variables/SHOP_TOKEN` | – | `secret shop-token, version 3` |"
    )
    for reviewer in ("rob", "rita"):
        stage.person(reviewer).approve(number)
    stage.run_bot(number)
    assert stage.status_file(PILOTED)["status"] == "Pilot Testing"
    judged = stage.log(PILOTED)[0]["application"]["configuration"]
    assert (judged["testers"], judged["variables"]) == (testers, variables)
    assert audited(stage) == []


def test_testers_of_another_app_are_refused(stage: Stage) -> None:
    maintain(stage, LAGOON, _pilot)
    text = sticky(stage, ask(stage, PILOTED, testers={"ids": ["hb-1"]}))
    assert "begin with `lg-`, and these testers' do not: `hb-1`" in text
