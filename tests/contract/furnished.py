"""Settings of every kind on a hub, and a walk through all that reads them."""

from bot.hub import Hub
from bot.hub.clock import START
from bot.hub.settings import BypassActor, Environment, Rule, Ruleset
from tests.contract.visits import Visitor

REPOSITORY = "/repos/harbor-co/releases"
REVIEWS = {
    "required_approving_review_count": 1,
    "dismiss_stale_reviews_on_push": False,
    "require_code_owner_review": False,
    "require_last_push_approval": False,
    "required_review_thread_resolution": False,
}
CHECKS = {
    "strict_required_status_checks_policy": False,
    "required_status_checks": [{"context": "Slipway check"}],
}
QUEUE = {
    "check_response_timeout_minutes": 60,
    "grouping_strategy": "ALLGREEN",
    "max_entries_to_build": 5,
    "max_entries_to_merge": 5,
    "merge_method": "MERGE",
    "min_entries_to_merge": 1,
    "min_entries_to_merge_wait_minutes": 5,
}
RULES = (
    Rule("pull_request", REVIEWS),
    Rule("required_status_checks", CHECKS),
    Rule("merge_queue", QUEUE),
    Rule("update", {"update_allows_fetch_and_merge": False}),
    *map(Rule, ("deletion", "non_fast_forward", "required_linear_history", "required_signatures")),
)
PATHS = Rule("file_path_restriction", {"restricted_file_paths": ["live/**"]})


def furnish(hub: Hub, name: str = "harbor-co/releases") -> None:
    """Set all that can be set; admins are bound by no ruleset, so that they can work on."""
    admins = BypassActor("RepositoryRole", 5)
    app = BypassActor("Integration", 4242)
    hub.add_app("slipway-bot", 4242, "harbor-co", {"contents": "write", "metadata": "read"})
    hub.set_settings(
        name,
        rulesets=(
            Ruleset(11, "main", RULES, bypass=(app, admins)),
            Ruleset(12, "paths", (PATHS,), target="push", enforcement="evaluate"),
        ),
        protection={"enforce_admins": {"url": f"{hub.api}/enforce_admins", "enabled": True}},
        allowed_actions="selected",
        patterns=("harbor-co/*",),
        environments=(
            Environment(31, "slipway", START, 30, (101,), ("main",), {"SLIPWAY_APP_KEY": "key"}),
            Environment(41, "staging", START, branches="protected"),
        ),
        secrets={"NPM_TOKEN": "token"},
        organization_secrets={"PROXY_TOKEN": "token"},
        variables={"SLIPWAY_APP_CLIENT_ID": "Iv1.0123456789abcdef"},
        public_page=True,
        codeowners_errors=("Unknown owner on line 1",),
    )


def settings(mia: Visitor, bot: Visitor) -> None:
    """Read every setting as an admin, and what an installation may read."""
    permissions = f"{REPOSITORY}/actions/permissions"
    forks = ("/fork-pr-contributor-approval", "/fork-pr-workflows-private-repos")
    for tail in ("", "/selected-actions", "/workflow", *forks):
        mia.get(f"{permissions}{tail}")
        bot.get(f"{permissions}{tail}")
    for tail in ("", "/slipway/deployment-branch-policies", "/slipway/secrets", "/no/secrets"):
        mia.get(f"{REPOSITORY}/environments{tail}")
    mia.get(f"{REPOSITORY}/actions/secrets")
    mia.get(f"{REPOSITORY}/actions/organization-secrets")
    mia.get(f"{REPOSITORY}/actions/variables", per_page="100")
    for who in (mia, bot):
        who.get(f"{REPOSITORY}/rulesets", includes_parents="true")
        for number in (11, 12):
            who.get(f"{REPOSITORY}/rulesets/{number}", includes_parents="true")
    mia.get(f"{REPOSITORY}/rules/branches/main", per_page="100")
    mia.get(f"{REPOSITORY}/branches/main/protection")
    mia.get(f"{REPOSITORY}/actions/workflows", per_page="100")
    mia.get(f"{REPOSITORY}/actions/workflows/slipway.yml/runs", event="schedule", per_page="1")
    mia.get(f"{REPOSITORY}/pages")
    mia.get(f"{REPOSITORY}/codeowners/errors")
    mia.get(f"{REPOSITORY}/collaborators", permission="admin", per_page="100")
    mia.get("/apps/slipway-bot")
    mia.get("/apps/nobody")
    bot.get("/installation/repositories", per_page="1")
    mia.get("/installation/repositories")
