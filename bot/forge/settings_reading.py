"""Settings as GitHub's answers hold them, read into values; ``KeyError`` where a part is missing.

Forms: GitHub's REST description, npm @octokit/openapi.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.catalog import Person
from bot.core.doctor.seen import (
    ACTIONS_BOT,
    ActionsSeen,
    ActorKind,
    AppSeen,
    Bypass,
    EnvironmentSeen,
    ForksSeen,
    Protection,
    RepositorySeen,
    RuleInForce,
    RuleSeen,
    RulesetSeen,
    RunSeen,
    TokenDefaults,
    TokenKind,
    Unseen,
    WorkflowSeen,
)
from bot.forge.reading import read_instant

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

PREFIXES = {
    "ghs_": TokenKind.INSTALLATION,
    "github_pat_": TokenKind.FINE_GRAINED,
    "ghp_": TokenKind.CLASSIC,
    "ghu_": TokenKind.USER,
    "gho_": TokenKind.USER,
}
INSTALLED = frozenset({TokenKind.ACTIONS, TokenKind.INSTALLATION})
NOT_PROTECTED = "Branch not protected"
FULL = 100
PROTECTED = ("(every protected branch)",)
HIDDEN = Unseen.without(
    "GitHub shows bypass lists only to who may change them", "Administration: write"
)
UNMERGED = Unseen.without("GitHub shows merge settings to writers only", "Contents: write")
_DEMANDS = (
    "required_pull_request_reviews",
    "required_status_checks",
    "required_signatures",
    "required_linear_history",
    "restrictions",
    "lock_branch",
)


def token_kind(token: str, account: int, login: str) -> TokenKind:
    """By the prefix, and by the account: GITHUB_TOKEN is an installation's token too."""
    if account == ACTIONS_BOT:
        return TokenKind.ACTIONS
    known = next((kind for prefix, kind in PREFIXES.items() if token.startswith(prefix)), None)
    if known is None and login.endswith("[bot]"):
        return TokenKind.INSTALLATION
    return known or TokenKind.OTHER


def scopes(headers: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The scopes of a classic token (docs.github.com, "Scopes for OAuth apps")."""
    found = headers.get("x-oauth-scopes")
    return None if found is None else tuple(filter(None, str(found).replace(",", " ").split()))


def repository(body: Json) -> RepositorySeen:
    """Merge settings are missing where the token may not write contents."""
    kinds = {"merge": "allow_merge_commit", "squash": "allow_squash_merge"}
    kinds["rebase"] = "allow_rebase_merge"
    shown = all(key in body for key in kinds.values())
    pressed = frozenset(name for name, key in kinds.items() if body.get(key))
    return RepositorySeen(
        name=body["full_name"],
        owner=body["owner"]["id"],
        private=body["private"],
        archived=body.get("archived", False),
        default_branch=body["default_branch"],
        has_pages=body.get("has_pages", False),
        allow_forking=body.get("allow_forking", True),
        buttons=pressed if shown else UNMERGED,
        auto_merge=body.get("allow_auto_merge", UNMERGED),
    )


def page(body: Any) -> tuple[int, bool]:
    """How many rows the first page of a list has, and whether there may be others.

    GitHub takes 100 for some lists and gives 30 of others, such as variables: these say how many
    there are.
    """
    if isinstance(body, list):
        return len(body), len(body) >= FULL
    if not isinstance(body, dict):
        return 0, False
    shown = max((len(rows) for rows in body.values() if isinstance(rows, list)), default=0)
    total = body.get("total_count")
    return shown, isinstance(total, int) and total > shown


def app(body: Json) -> AppSeen:
    """An App as anybody sees it."""
    return AppSeen(body["id"], body["slug"], dict(body["permissions"]), body.get("client_id") or "")


def ruleset(body: Json) -> RulesetSeen:
    """A ruleset by itself: a bypass list that is not there was hidden."""
    bypass = body.get("bypass_actors")
    return RulesetSeen(
        id=body["id"],
        name=body["name"],
        target=body.get("target", "branch"),
        enforcement=body["enforcement"],
        source=f"{body.get('source_type', 'Repository')} {body['source']}",
        rules=tuple(_rule(row) for row in body.get("rules", ())),
        bypass=HIDDEN if bypass is None else tuple(map(_bypass, bypass)),
        token_bypass=body.get("current_user_can_bypass", "never"),
    )


def _bypass(row: Json) -> Bypass:
    kinds = {kind.value: kind for kind in ActorKind}
    kind = kinds.get(row["actor_type"], ActorKind.OTHER)
    return Bypass(kind, row.get("actor_id") or 0, row.get("bypass_mode", "always"))


def _rule(row: Json) -> RuleSeen:
    given = row.get("parameters") or {}
    names = [str(one["context"]) for one in given.get("required_status_checks", ())]
    for key in ("restricted_file_paths", "restricted_file_extensions"):
        names += map(str, given.get(key, ()))
    return RuleSeen(row["type"], tuple(names), given.get("max_file_path_length"))


def in_force(body: list[Json]) -> tuple[RuleInForce, ...]:
    """The rules in force on a branch."""
    return tuple(RuleInForce(_rule(row), row["ruleset_id"]) for row in body)


def protection(body: Json) -> Protection:
    """What classic protection demands; a part that is off is missing, or not enabled."""

    def demanded(part: Any) -> bool:
        return bool(part) and (not isinstance(part, dict) or part.get("enabled", True))

    return Protection(tuple(key for key in _DEMANDS if demanded(body.get(key))))


def actions(body: Json) -> ActionsSeen:
    """What may run; the patterns are read apart."""
    none: tuple[str, ...] = ()
    return ActionsSeen(
        enabled=body["enabled"],
        allowed=body.get("allowed_actions", "all"),
        sha_pinning=body.get("sha_pinning_required", False),
        patterns=none,
        github_owned=True,
    )


def with_selected(found: ActionsSeen, body: Json | Unseen) -> ActionsSeen:
    """The same with what is selected."""
    if isinstance(body, Unseen):
        return replace(found, patterns=body, github_owned=body)
    patterns = tuple(map(str, body.get("patterns_allowed", ())))
    return replace(found, patterns=patterns, github_owned=body.get("github_owned_allowed", False))


def defaults(body: Json) -> TokenDefaults:
    """What a workflow's token may by default."""
    writes = body["default_workflow_permissions"] == "write"
    return TokenDefaults(writes, body["can_approve_pull_request_reviews"])


def forks(body: Json) -> ForksSeen:
    """What forks of a private repository are given."""
    return ForksSeen(body["send_write_tokens_to_workflows"], body["send_secrets_and_variables"])


def has_own_branches(body: Json) -> bool:
    """Whether an environment names the branches that may use it."""
    policy = body.get("deployment_branch_policy")
    return bool(policy and policy["custom_branch_policies"])


def branches(body: Json) -> tuple[str, ...]:
    """Their name patterns; those of tags say so."""
    return tuple(
        row["name"] if row.get("type", "branch") == "branch" else f"tag {row['name']}"
        for row in body["branch_policies"]
    )


def secrets(body: Json) -> frozenset[str]:
    """Names alone: GitHub never shows a value."""
    return frozenset(str(row["name"]) for row in body["secrets"])


def named(rows: list[Json], name: str, field: str) -> str | None:
    """A field of the row with a name, if there is one."""
    return next((str(row[field]) for row in rows if row["name"] == name), None)


def environment(
    body: Json, own: tuple[str, ...] | Unseen | None, held: frozenset[str] | Unseen
) -> EnvironmentSeen:
    """An environment with its protection rules."""
    rules = body.get("protection_rules", ())
    known = ("wait_timer", "required_reviewers", "branch_policy")
    reviewers = [len(row.get("reviewers") or [0]) for row in rules if row["type"] == known[1]]
    return EnvironmentSeen(
        wait=sum(row.get("wait_timer", 0) for row in rules if row["type"] == known[0]),
        reviewers=sum(reviewers),
        other_rules=sum(row["type"] not in known for row in rules),
        branches=own,
        secrets=held,
    )


def workflows(body: Json) -> tuple[WorkflowSeen, ...]:
    """Workflows as GitHub knows them."""
    return tuple(WorkflowSeen(row["path"], row["state"]) for row in body["workflows"])


def runs(body: Json) -> tuple[RunSeen, ...]:
    """Runs of one workflow, newest first."""
    return tuple(
        RunSeen(row["id"], row["conclusion"] or "", read_instant(row["created_at"]))
        for row in body["workflow_runs"]
    )


def admins(body: list[Json]) -> tuple[Person, ...]:
    """The first hundred of them, by id."""
    found = [row for row in body if row["permissions"]["admin"]]
    return tuple(
        Person(row["login"], row["id"]) for row in sorted(found, key=lambda row: int(row["id"]))
    )


def owners_errors(body: Json) -> tuple[str, ...]:
    """What GitHub says of CODEOWNERS, on one line each."""
    return tuple(f"line {row['line']}: {row['kind']}" for row in body["errors"])
