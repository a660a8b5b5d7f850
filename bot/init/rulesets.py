"""Rulesets of main, in the form that "Import a ruleset" and REST take.

Sources: docs.github.com, "Managing rulesets for a repository"; REST, "Create a repository ruleset";
the files of github/ruleset-recipes. Nobody, the bot least of all, may rewrite or delete main, so
that rule has no bypass at all. The others have one, the bot's App: that everybody goes by pull
request, and that nobody moves main, by the merge button neither. They are two, so that an admin who
lets owners merge a new workflow disables the second for as long and not the first.
``GITHUB_TOKEN`` can be on no bypass list ("Actor GitHub Actions integration must be part of the
ruleset source or owner organization", M4i-Imaging-Mass-Spectrometry/thyra#149), so a trial goes
without both.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.init.answers import Answers

FOLDER = ".github/rulesets"
NEVER_REWRITTEN = f"{FOLDER}/main-is-never-rewritten.json"
REVIEWED = f"{FOLDER}/main-by-pull-request.json"
ONLY_THE_BOT = f"{FOLDER}/only-the-bot-moves-main.json"

Json = dict[str, Any]


def ruleset_files(answers: Answers) -> Mapping[str, str]:
    """The rulesets of main by path; no rule is about tags, since nothing rests on one."""
    kept = _ruleset("Main is never rewritten", [{"type": "deletion"}, {"type": "non_fast_forward"}])
    files = {NEVER_REWRITTEN: kept}
    if answers.github_app is not None:
        app = [_bypass(answers.github_app)]
        files[REVIEWED] = _ruleset("Main by reviewed pull request", [_PULL_REQUEST], app)
        files[ONLY_THE_BOT] = _ruleset("Only the bot moves main", [{"type": "update"}], app)
    return {path: json.dumps(value, indent=2) + "\n" for path, value in files.items()}


_PULL_REQUEST: Json = {
    "type": "pull_request",
    "parameters": {
        "required_approving_review_count": 1,
        "dismiss_stale_reviews_on_push": True,
        "require_code_owner_review": True,
        "require_last_push_approval": True,
        "required_review_thread_resolution": False,
    },
}


def _bypass(github_app: int) -> Json:
    """``Integration`` is a GitHub App, by its App ID (REST, "Create a repository ruleset")."""
    return {"actor_id": github_app, "actor_type": "Integration", "bypass_mode": "always"}


def _ruleset(name: str, rules: Sequence[Json], bypass: Sequence[Json] = ()) -> Json:
    return {
        "name": name,
        "target": "branch",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
        "rules": list(rules),
        "bypass_actors": list(bypass),
    }
