"""The demo's repository with its settings made well, or as badly as they can be made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app.doctor import diagnose
from bot.core.doctor.workflows import OWN
from bot.demo.world import REPOSITORY
from bot.forge.settings import GitHubSettings
from bot.hub.actions.order import Order, Outcome
from bot.hub.clock import START
from bot.hub.settings import BypassActor, Environment, Rule, Ruleset
from bot.installed import shipped_workflows
from tests.world import TIMEOUT

if TYPE_CHECKING:
    from bot.core.doctor.diagnosis import Diagnosis
    from bot.core.doctor.seen import Seen
    from tests.world import Stage

ROOT = Path(__file__).parents[2]
LOGIN, ACCOUNT, APP = "slipway[bot]", 900, 4242
PERMISSIONS = {
    "contents": "write",
    "pull_requests": "write",
    "statuses": "write",
    "actions": "read",
}
SETTINGS = "catalog/slipway.yaml"
BY_APP = BypassActor("Integration", APP)
MAIN = tuple(map(Rule, ("pull_request", "update", "non_fast_forward", "deletion")))
HARMFUL = (
    *map(Rule, ("required_linear_history", "required_signatures", "merge_queue")),
    Rule(
        "required_status_checks",
        {
            "strict_required_status_checks_policy": True,
            "required_status_checks": [{"context": "Slipway check"}],
        },
    ),
    Rule("commit_message_pattern", {"operator": "regex", "pattern": "^[A-Z]+-[0-9]+"}),
)
PATHS = Rule("file_path_restriction", {"restricted_file_paths": ["live/**"]})


class Willing:
    """A runner whose jobs all end well."""

    def run(self, order: Order) -> Outcome:
        """See ``bot.hub.actions.order.Runner``."""
        return Outcome("success", order.job)


def settings_file(account: int = ACCOUNT, mode: str = "app") -> str:
    """catalog/slipway.yaml of production."""
    bot = f'{{login: "{LOGIN}", id: {account}}}'
    return f"format: 1\nmode: {mode}\nbot: {bot}\nleastBotVersion: 0.1.0\n"


def register(stage: Stage, permissions: dict[str, str] | None = None) -> None:
    """The App, installed on the repository."""
    stage.hub.add_user(LOGIN, ACCOUNT, "Bot")
    stage.hub.set_role(REPOSITORY, LOGIN, "write")
    stage.hub.add_app(LOGIN, APP, "harbor-co", permissions or PERMISSIONS)


def furnish(stage: Stage, **changes: Any) -> None:
    """Production as it should be, but for the changes."""
    register(stage)
    files = {path: (ROOT / path).read_text("utf-8") for path in OWN}
    more = {SETTINGS: settings_file(), "CODEOWNERS": "* @otto\n"}
    stage.person("otto").commit("main", {**files, **more})
    begin_anew(stage)
    stage.hub.actions.runner = Willing()
    stage.hub.actions.schedule(REPOSITORY)
    stage.hub.actions.drain()
    keys = {"SLIPWAY_APP_KEY": "kept"}
    usual: dict[str, Any] = {
        "rulesets": (Ruleset(11, "main", MAIN, bypass=(BY_APP,)),),
        "allowed_actions": "selected",
        "sha_pinning": True,
        "fork_approval": "all_external_contributors",
        "environments": (Environment(31, "slipway", START, branches=("main",), secrets=keys),),
        "variables": {"SLIPWAY_APP_CLIENT_ID": "Iv1.0000000000001092"},
        "codeowners_errors": (),
    }
    stage.hub.set_settings(REPOSITORY, **{**usual, **changes})


def begin_anew(stage: Stage) -> None:
    """Let main begin with what it holds: what stands at genesis is trusted, as after an init."""
    otto = stage.person("otto")
    tree = otto.repo.get_git_commit(stage.main()).tree
    first = otto.repo.create_git_commit("Begin", tree, [])
    otto.move("main", first.sha, force=True)


def ruin(stage: Stage) -> None:
    """All that can be wrong at once."""
    register(stage, {"contents": "read", "workflows": "write"})
    workflow = "on: push\njobs:\n  x:\n    steps:\n      - uses: evil/action@v1\n"
    bad = {
        ".github/workflows/slipway.yml": workflow,
        SETTINGS: settings_file(mode="trial"),
        "catalog/apps/harbor.yaml": stage.main_files("catalog/apps/harbor.yaml")[
            "catalog/apps/harbor.yaml"
        ].decode()
        + f"# ghp_{'a1' * 18}\n",
        "CODEOWNERS": "* @nobody-at-all\n",
    }
    stage.person("otto").commit("main", bad)
    stage.hub.rename_user("rob", "robert")
    everyone = (BypassActor("RepositoryRole", 5), BypassActor("OrganizationAdmin", 1))
    stage.hub.set_settings(
        REPOSITORY,
        rulesets=(
            Ruleset(21, "strict", HARMFUL, bypass=everyone),
            Ruleset(22, "paths", (PATHS,), target="push"),
        ),
        protection={"required_linear_history": {"enabled": True}},
        enabled=True,
        allowed_actions="local_only",
        default_permissions="write",
        can_approve=True,
        fork_approval="first_time_contributors_new_to_github",
        environments=(Environment(31, "slipway", START, wait_timer=30, reviewers=(1008,)),),
        secrets={"SLIPWAY_APP_KEY": "open"},
        variables={"SLIPWAY_APP_CLIENT_ID": "Iv1.0123456789abcdef"},
        allow_auto_merge=True,
        codeowners_errors=("Unknown owner",),
        disabled_workflows={".github/workflows/slipway.yml": "disabled_inactivity"},
    )


def examined(stage: Stage, token: str) -> tuple[Diagnosis, Seen]:
    """What the doctor says by a token."""
    surveyor = GitHubSettings(REPOSITORY, token, stage.hub.api, TIMEOUT)
    with stage.bot() as world:
        return diagnose(world, surveyor, (shipped_workflows(),))
