"""The rulesets that init writes are GitHub's, and bind whom they should."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.doctor.check import Severity
from bot.core.doctor.diagnosis import examine
from bot.core.doctor.seen import ActorKind, Bypass
from bot.init.rulesets import NEVER_REWRITTEN, ONLY_THE_BOT, REVIEWED
from tests.contract.rest import check_answer
from tests.doctor.sound import ruled, ruleset, seen, trial
from tests.init.made import PRODUCTION, answers, files


def rulesets(**changed: Any) -> dict[str, dict[str, Any]]:
    found = files(answers(**changed))
    return {p: json.loads(f.data) for p, f in found.items() if p.startswith(".github/rulesets/")}


def test_a_trial_has_no_rule_that_would_keep_the_bot_out() -> None:
    # GITHUB_TOKEN pushed where the rules were deletion and non_fast_forward only, and can be on
    # no bypass list (measured in M4i-Imaging-Mass-Spectrometry/thyra#149).
    (found,) = rulesets().values()
    assert [rule["type"] for rule in found["rules"]] == ["deletion", "non_fast_forward"]
    assert found["bypass_actors"] == []


def test_in_production_the_app_alone_moves_main_and_nobody_rewrites_it() -> None:
    found = rulesets(**PRODUCTION)
    app = {"actor_id": 4242, "actor_type": "Integration", "bypass_mode": "always"}
    shown = {
        path: ([rule["type"] for rule in one["rules"]], one["bypass_actors"])
        for path, one in found.items()
    }
    assert shown == {
        NEVER_REWRITTEN: (["deletion", "non_fast_forward"], []),
        REVIEWED: (["pull_request"], [app]),
        ONLY_THE_BOT: (["update"], [app]),
    }


@pytest.mark.parametrize("path", [NEVER_REWRITTEN, REVIEWED, ONLY_THE_BOT])
def test_a_ruleset_is_what_github_gives_and_takes(path: str) -> None:
    # "Import a ruleset" takes what "Export ruleset" gives, which is REST's answer
    # (docs.github.com, "Managing rulesets for a repository"; github/ruleset-recipes).
    found = rulesets(**PRODUCTION)[path]
    assert found["conditions"] == {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}}
    assert (found["target"], found["enforcement"]) == ("branch", "active")
    exported = {"id": 1, "source_type": "Repository", "source": "acme/releases", **found}
    place = "/api/v3/repos/acme/releases/rulesets/1"
    assert check_answer("GET", place, 200, exported) == []
    assert check_answer("GET", place, 200, {**exported, "rules": [{"type": "protect"}]})


@pytest.mark.parametrize("changed", [{}, PRODUCTION], ids=["trial", "app"])
def test_the_doctor_finds_nothing_wrong_with_them(changed: dict[str, Any]) -> None:
    """As ``slipway doctor`` sees main once they are imported."""
    imported = [
        ruleset(
            *(rule["type"] for rule in one["rules"]),
            id=number,
            name=one["name"],
            bypass=tuple(
                Bypass(ActorKind.INTEGRATION, actor["actor_id"], actor["bypass_mode"])
                for actor in one["bypass_actors"]
            ),
            token_bypass="always" if one["bypass_actors"] else "never",
        )
        for number, one in enumerate(rulesets(**changed).values(), start=21)
    ]
    facts = ruled(*imported)
    diagnosis = examine(seen(**(facts if changed else trial(**facts))))
    said = {one.check.id: one.answer for one in diagnosis.findings}
    wrongs = {name: one.what for name, one in said.items() if one.severity is Severity.WRONG}
    assert wrongs == {}
    if changed:
        other = {name for name, one in said.items() if one.severity is not Severity.RIGHT}
        assert other == {"token-reach"}  # a run's token does not tell
