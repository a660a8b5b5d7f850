"""The rulesets that init writes are GitHub's, and bind whom they should."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.init.rulesets import NEVER_REWRITTEN, ONLY_THE_BOT
from tests.contract.rest import check_answer
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


def test_production_lets_the_app_alone_pass_the_pull_request_and_nobody_rewrite() -> None:
    found = rulesets(**PRODUCTION)
    assert set(found) == {NEVER_REWRITTEN, ONLY_THE_BOT}
    assert found[NEVER_REWRITTEN]["bypass_actors"] == []
    assert [rule["type"] for rule in found[ONLY_THE_BOT]["rules"]] == ["pull_request"]
    assert found[ONLY_THE_BOT]["bypass_actors"] == [
        {"actor_id": 4242, "actor_type": "Integration", "bypass_mode": "always"}
    ]


@pytest.mark.parametrize("path", [NEVER_REWRITTEN, ONLY_THE_BOT])
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
