"""Which rulesets bind whom where. Source: docs.github.com, "About rulesets"."""

from fnmatch import fnmatchcase

from bot.hub.access import has_role
from bot.hub.model import Repository, User
from bot.hub.settings import ACTIONS_APP, BypassActor, Rule, Ruleset
from bot.hub.state import State

BRANCHES = "refs/heads/"
ROLE_IDS = {2: "maintain", 4: "write", 5: "admin"}
"""The numbers of the roles in a bypass list (seen in livestorejs/livestore#1214)."""


def applies(ruleset: Ruleset, repository: Repository, ref: str) -> bool:
    """Whether a ruleset is for a ref: by its own name, the default branch's, or a pattern."""
    wanted = {"branch": BRANCHES, "tag": "refs/tags/"}.get(ruleset.target)
    if wanted is None or not ref.startswith(wanted):
        return False
    default = BRANCHES + repository.default_branch

    def fits(pattern: str) -> bool:
        if pattern == "~DEFAULT_BRANCH":
            return ref == default
        return pattern == "~ALL" or fnmatchcase(ref, pattern)

    return any(map(fits, ruleset.include)) and not any(map(fits, ruleset.exclude))


def active_rules(state: State, repository: Repository, ref: str) -> list[tuple[Ruleset, Rule]]:
    """The rules in force on a ref, with the ruleset that each comes from."""
    return [
        (ruleset, rule)
        for ruleset in state.settings_of(repository).rulesets
        if ruleset.enforcement == "active" and applies(ruleset, repository, ref)
        for rule in ruleset.rules
    ]


def bypass(state: State, repository: Repository, ruleset: Ruleset, user: User | None) -> str:
    """How far a ruleset does not bind somebody: always, exempt, pull_request, or never."""
    found = {a.mode for a in ruleset.bypass if _is(state, repository, a, user)}
    return next((mode for mode in ("exempt", "always", "pull_request") if mode in found), "never")


def _is(state: State, repository: Repository, actor: BypassActor, user: User | None) -> bool:
    if user is None:
        return False
    app = state.apps.get(user.id)
    match actor.actor_type:
        case "Integration":
            return app is not None and app.id == actor.actor_id != ACTIONS_APP
        case "User":
            return user.id == actor.actor_id
        case "OrganizationAdmin":
            return user.id == repository.owner_id
        case "RepositoryRole":
            role = ROLE_IDS.get(actor.actor_id or 0)
            return role is not None and has_role(state, repository, user, role)  # type: ignore[arg-type]  # one of the roles
        case _:
            return False
