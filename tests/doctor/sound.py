"""A repository in production where everything is as it should be, seen whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.catalog import MoveMain, Person
from bot.core.doctor.seen import (
    ActionsSeen,
    ActorKind,
    AppSeen,
    Bypass,
    CatalogSeen,
    EnvironmentSeen,
    ForksSeen,
    Known,
    Listed,
    MainSeen,
    RepositorySeen,
    RuleInForce,
    RuleSeen,
    RulesetSeen,
    RunSeen,
    Seen,
    TokenDefaults,
    TokenKind,
    TokenSeen,
    Unseen,
    WorkflowSeen,
)
from bot.core.doctor.workflows import OWN

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOT = Person("slipway[bot]", 900)
ROB = Person("rob", 1004)
WRITES = {"contents": "write", "pull_requests": "write", "statuses": "write"}
CLIENT = "Iv1.0000000000001092"
APP = AppSeen(4242, "slipway", {**WRITES, "actions": "read"}, CLIENT)
HIDDEN = Unseen.without("403: Resource not accessible by integration", "the one permission")
BY_APP = Bypass(ActorKind.INTEGRATION, APP.id, "always")
KINDS = ("pull_request", "update", "non_fast_forward", "deletion")
PINNED = f"actions/checkout@{'a1' * 20}"
BLOBS = {path: f"{at:040x}" for at, path in enumerate(OWN, start=1)}


def ruleset(*kinds: str, **changes: Any) -> RulesetSeen:
    """A ruleset of main with rules of some types, which the bot's App bypasses."""
    made = RulesetSeen(
        id=11,
        name="main",
        target="branch",
        enforcement="active",
        source="Repository harbor-co/releases",
        rules=tuple(RuleSeen(kind) for kind in kinds),
        bypass=(BY_APP,),
        token_bypass="always",
    )
    return replace(made, **changes)


def ruled(*rulesets: RulesetSeen) -> dict[str, Any]:
    """The fields of ``Seen`` where these rulesets are in force on main."""
    branch = [one for one in rulesets if one.target == "branch"]
    rules = tuple(RuleInForce(rule, one.id) for one in branch for rule in one.rules)
    return {"rulesets": rulesets, "in_force": rules}


CATALOG = CatalogSeen(
    bot=BOT,
    mode="app",
    least_bot_version="0.1.0",
    move_main=MoveMain.UPDATE_REFS,
    deployments=False,
    people=(ROB,),
    secrets=("SLIPWAY_SECRET_HARBOR",),
    suspicious=(),
)
MAIN = MainSeen("c0" * 20, BLOBS, (PINNED,), "d1" * 20, has_owners=True)
SHIPPED = {path: frozenset({oid, "d" * 40}) for path, oid in BLOBS.items()}
KNOWN = Known("0.1.0", MAIN, CATALOG, SHIPPED)
ENVIRONMENT = EnvironmentSeen(
    wait=0,
    reviewers=0,
    other_rules=0,
    branches=("main",),
    secrets=frozenset({"SLIPWAY_APP_KEY", "SLIPWAY_SECRET_HARBOR"}),
)
REPOSITORY = RepositorySeen(
    name="harbor-co/releases",
    owner=7,
    private=True,
    archived=False,
    default_branch="main",
    has_pages=False,
    allow_forking=True,
    buttons=frozenset({"merge"}),
    auto_merge=False,
)
ACTIONS = ActionsSeen(
    enabled=True, allowed="selected", sha_pinning=True, patterns=(), github_owned=True
)
SOUND = Seen(
    now=NOW,
    known=KNOWN,
    repository=REPOSITORY,
    token=TokenSeen(TokenKind.INSTALLATION, BOT.id, None, 1),
    app=APP,
    **ruled(ruleset(*KINDS)),
    protection=None,
    actions=ACTIONS,
    defaults=TokenDefaults(writes=False, approves=False),
    fork_approval="all_external_contributors",
    forks=ForksSeen(writes=False, secrets=False),
    environment=ENVIRONMENT,
    secrets=frozenset({"NPM_TOKEN"}),
    variable=CLIENT,
    workflows=tuple(WorkflowSeen(path, "active") for path in OWN),
    scheduled=RunSeen(71, "success", NOW - timedelta(minutes=12)),
    swept=RunSeen(71, "success", NOW - timedelta(minutes=12)),
    targeted=RunSeen(70, "success", NOW - timedelta(days=3)),
    people=(Listed(BOT, BOT.login), Listed(ROB, ROB.login)),
    admins=(Person("otto", 1008),),
    public_page=None,
    owners_errors=(),
)


def seen(**changes: Any) -> Seen:
    """The sound repository with some facts otherwise."""
    return replace(SOUND, **changes)


def catalog(**changes: Any) -> dict[str, Any]:
    """The field of ``Seen`` where the catalog says something else."""
    return {"known": replace(KNOWN, catalog=replace(CATALOG, **changes))}


def main(**changes: Any) -> dict[str, Any]:
    """The field of ``Seen`` where main holds something else."""
    return {"known": replace(KNOWN, main=replace(MAIN, **changes))}


def trial(**changes: Any) -> dict[str, Any]:
    """The fields of ``Seen`` of a trial, as it should be."""
    bot = Person("github-actions[bot]", 41898282)
    given = {
        **catalog(bot=bot, mode="trial", secrets=()),
        **ruled(),
        "app": None,
        "variable": None,
        "token": TokenSeen(TokenKind.ACTIONS, bot.id, None, 1),
        "people": (Listed(bot, bot.login),),
    }
    return {**given, **changes}
