"""Each check by itself: what it calls wrong, what it warns of, and what it could not see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from bot.core.catalog import MoveMain, Person
from bot.core.doctor.check import Severity
from bot.core.doctor.diagnosis import CHECKS, examine
from bot.core.doctor.seen import (
    ActorKind,
    Bypass,
    ForksSeen,
    Listed,
    Protection,
    RuleInForce,
    RuleSeen,
    RunSeen,
    Seen,
    TokenDefaults,
    TokenKind,
    TokenSeen,
    Unseen,
    WorkflowSeen,
)
from bot.core.doctor.workflows import OWN
from tests.doctor.sound import (
    ACTIONS,
    APP,
    BOT,
    BY_APP,
    ENVIRONMENT,
    HIDDEN,
    KINDS,
    KNOWN,
    MAIN,
    NOW,
    REPOSITORY,
    ROB,
    SOUND,
    catalog,
    main,
    ruled,
    ruleset,
    seen,
    trial,
)

WRONG, WARNING, UNKNOWN, RIGHT = Severity


class Case(NamedTuple):
    """A repository with one fact otherwise: which check says so, how, and in which words."""

    check: str
    severity: Severity
    facts: dict[str, Any]
    says: str
    cure: str = ""


def bypassed(*others: Bypass) -> dict[str, Any]:
    return ruled(ruleset(*KINDS, bypass=(BY_APP, *others)))


def bound(*kinds: str, **changes: Any) -> dict[str, Any]:
    """A second ruleset on main, which binds the bot."""
    facts = {"id": 12, "name": "more", "bypass": (), "token_bypass": "never", **changes}
    return ruled(ruleset(*KINDS), ruleset(*kinds, **facts))


def refusing(path: str, **changes: Any) -> dict[str, Any]:
    """A push ruleset that binds the bot, but for the changes."""
    rule = RuleSeen("file_path_restriction", (path,))
    facts = {"id": 13, "target": "push", "rules": (rule,), "token_bypass": "never", **changes}
    return ruled(ruleset(*KINDS), ruleset(**facts))


def of_admin(**facts: Any) -> dict[str, Any]:
    """Seen by an admin's token: what the bot's own is told must come from the lists."""
    return {"token": TokenSeen(TokenKind.FINE_GRAINED, 1008, None, None), **facts}


def environment(**changes: Any) -> dict[str, Any]:
    return {"environment": replace(ENVIRONMENT, **changes)}


def repository(**changes: Any) -> dict[str, Any]:
    return {"repository": replace(REPOSITORY, **changes)}


def actions(**changes: Any) -> dict[str, Any]:
    return {"actions": replace(ACTIONS, **changes)}


def run(age: timedelta, conclusion: str = "success") -> RunSeen:
    return RunSeen(72, conclusion, NOW - age)


UNREAD = {"known": replace(KNOWN, catalog=HIDDEN)}
HOURS = timedelta(hours=7)
NO_RULES = {"in_force": HIDDEN}
CROWD = tuple(Person(f"p{at}", 2000 + at) for at in range(12))
assert not isinstance(SOUND.in_force, Unseen)
IN_FORCE = SOUND.in_force
# A rule in force whose ruleset is not in the list: of a higher level, or made in between.
FROM_ABOVE = {
    "rulesets": (ruleset(*KINDS),),
    "in_force": (*IN_FORCE, RuleInForce(RuleSeen("creation"), 99)),
}
MISSING_RULES = ruled(ruleset("creation"))

CASES = (
    # --- The bot and its token
    Case("catalog-readable", WRONG, UNREAD, "Resource not accessible"),
    Case(
        "token-kind",
        WARNING,
        {"token": TokenSeen(TokenKind.CLASSIC, 1008, ("repo",), None)},
        "classic personal access token",
        "fine-grained",
    ),
    Case("token-account", UNKNOWN, of_admin(), "account 1008, not of the bot 900", "do: doctor"),
    Case("app-permissions", WRONG, {"app": replace(APP, permissions={})}, "contents: write"),
    Case(
        "app-permissions",
        WRONG,
        {"app": replace(APP, permissions={**APP.permissions, "workflows": "write"})},
        "may also write workflows",
        "take them away",
    ),
    *(
        Case(
            "app-permissions",
            WRONG,
            {"app": replace(APP, permissions={**APP.permissions, name: level})},
            f"may also {level} {name}",
            "take them away",
        )
        # organization rulesets, custom properties by which these are aimed, and starting, approving
        # or disabling of workflows: docs.github.com, "Permissions required for GitHub Apps".
        for name, level in (
            ("organization_administration", "write"),
            ("organization_secrets", "read"),
            ("repository_custom_properties", "write"),
            ("actions", "write"),
        )
    ),
    Case(
        "app-permissions",
        WARNING,
        {"app": replace(APP, permissions={**APP.permissions, "packages": "write"})},
        "may also write packages",
    ),
    Case("app-permissions", WRONG, catalog(deployments=True), "deployments: write"),
    Case(
        "app-permissions",
        WRONG,
        {"app": replace(APP, permissions={**APP.permissions, "statuses": "read"})},
        "does not ask for statuses: write",
    ),
    Case("app-permissions", UNKNOWN, {"app": HIDDEN}, "could not be seen"),
    Case("app-permissions", UNKNOWN, trial(), "does not tell what a GITHUB_TOKEN may"),
    Case(
        "token-reach",
        WARNING,
        {"token": TokenSeen(TokenKind.INSTALLATION, 900, None, 3)},
        "reaches 3 repositories",
    ),
    Case(
        "token-reach",
        UNKNOWN,
        {"token": TokenSeen(TokenKind.INSTALLATION, 900, None, HIDDEN)},
        "could not be seen",
    ),
    # actions/create-github-app-token, README: without owner the token is for this repository alone,
    # whatever the installation reaches.
    Case("token-reach", UNKNOWN, {}, "whether the installation reaches more", "Repository access"),
    Case("bot-account", WRONG, {"people": (Listed(BOT, None),)}, "GitHub does not know"),
    Case("bot-account", WRONG, {"people": (Listed(BOT, "evil[bot]"),)}, '"evil[bot]"'),
    Case("bot-account", UNKNOWN, {"people": (Listed(BOT, HIDDEN),)}, "could not be seen"),
    Case("mode-agrees", WRONG, {"variable": None}, "is not set", "client id"),
    Case("mode-agrees", WRONG, trial(variable="Iv1.x"), "is set, and the catalog says trial"),
    Case("mode-agrees", WRONG, catalog(mode="trial"), "mode is trial, and the bot is account 900"),
    Case(
        "mode-agrees", WRONG, {"variable": "Iv1.x"}, 'names another App than "slipway"', "client id"
    ),
    Case("mode-agrees", UNKNOWN, {"app": HIDDEN}, "could not be seen"),
    Case("mode-agrees", UNKNOWN, {"app": replace(APP, client="")}, "could not be seen"),
    Case("mode-agrees", UNKNOWN, {"variable": HIDDEN}, "could not be seen"),
    Case("production", WARNING, trial(), "whoever can push to any branch"),
    Case("bot-version", WRONG, catalog(least_bot_version="0.2.0"), "asks for 0.2.0 at least"),
    Case("update-refs", UNKNOWN, main(merged=None), "first merge only", "moveMain: push"),
    # --- Who can move main
    Case("main-pull-request", WRONG, MISSING_RULES, "no ruleset in force", "Require a pull"),
    Case("main-pull-request", WARNING, trial(), "a trial cannot do otherwise"),
    Case("main-pull-request", UNKNOWN, NO_RULES, "could not be seen"),
    Case("main-restricted", WRONG, ruled(ruleset("pull_request")), "update", "Restrict updates"),
    Case("main-restricted", WARNING, trial(), "every writer"),
    Case("main-not-rewritten", WRONG, ruled(ruleset("deletion")), "non_fast_forward", "force"),
    Case("main-not-rewritten", WRONG, ruled(ruleset("non_fast_forward")), "deletion", "Restrict"),
    Case("main-not-rewritten", WARNING, trial(), "history can be rewritten"),
    Case(
        "bypass-alone",
        WRONG,
        bypassed(Bypass(ActorKind.ROLE, 5, "always")),
        'everyone with the role admin on ruleset "main"',
        "leave nobody on it but",
    ),
    Case("bypass-alone", WRONG, bypassed(Bypass(ActorKind.TEAM, 3, "exempt")), "the Team 3"),
    Case("bypass-alone", WRONG, bypassed(Bypass(ActorKind.DEPLOY_KEY, 0, "always")), "deploy key"),
    Case(
        "bypass-alone",
        WRONG,
        bypassed(Bypass(ActorKind.ORGANIZATION_ADMIN, 1, "pull_request")),
        'every owner of the organization ("pull_request")',
    ),
    Case("bypass-alone", WRONG, bypassed(Bypass(ActorKind.INTEGRATION, 8, "always")), "the App 8"),
    Case("bypass-alone", WRONG, ruled(), "no ruleset is in force"),
    Case("bypass-alone", UNKNOWN, ruled(ruleset(*KINDS, bypass=HIDDEN)), "could not be seen"),
    Case("bot-bypasses", WRONG, bound("pull_request"), 'ruleset "more" binds the bot', "Always"),
    Case(
        "bot-bypasses",
        WRONG,
        ruled(ruleset(*KINDS, token_bypass="pull_requests_only")),
        "binds the bot",
    ),
    Case(
        "bot-bypasses",
        WRONG,
        of_admin(**ruled(ruleset(*KINDS, bypass=(replace(BY_APP, mode="pull_request"),)))),
        "binds the bot",
    ),
    Case(
        "bot-bypasses",
        UNKNOWN,
        of_admin(**ruled(ruleset(*KINDS, bypass=HIDDEN))),
        "could not be seen",
    ),
    Case("bot-bypasses", UNKNOWN, of_admin(app=HIDDEN), "could not be seen"),
    Case("bot-bypasses", UNKNOWN, FROM_ABOVE, "ruleset 99 could not be read"),
    Case("bypass-alone", UNKNOWN, FROM_ABOVE, "ruleset 99 could not be read"),
    Case("trial-can-write", WRONG, trial(**ruled(ruleset("pull_request"))), "bypass nothing"),
    *(
        Case(check, WRONG, facts, f"asks for {kind}", cure)
        for check, kind in (
            ("main-linear-history", "required_linear_history"),
            ("main-signed-commits", "required_signatures"),
            ("main-status-checks", "required_status_checks"),
            ("main-merge-queue", "merge_queue"),
            ("main-other-rules", "commit_message_pattern"),
        )
        for facts, cure in (
            (bound(kind), "mode Always"),
            (trial(**ruled(ruleset(kind))), "take the rule away"),
        )
    ),
    *(
        Case(check, UNKNOWN, NO_RULES, "could not be seen")
        for check in (
            "main-linear-history",
            "main-signed-commits",
            "main-status-checks",
            "main-merge-queue",
            "main-other-rules",
            "bot-bypasses",
            "bypass-alone",
            "main-restricted",
            "main-not-rewritten",
            "trial-can-write",
            "push-rules",
        )
    ),
    Case("push-rules", WRONG, refusing("live/**"), '"live/**"', "mode Always"),
    Case("push-rules", WRONG, refusing("json"), '"json"'),
    # fnmatch patterns: docs.github.com, "Available rules for rulesets" (Restrict file paths).
    *(
        Case("push-rules", WRONG, refusing(path), f'"{path}"')
        for path in ("*.yaml", "rel*/**", "[cl]*/**", "?ive/*", "RELEASES/**", ".yaml")
    ),
    Case(
        "push-rules",
        WRONG,
        ruled(
            ruleset(*KINDS),
            ruleset(
                id=13,
                target="push",
                rules=(RuleSeen("max_file_path_length", limit=60),),
                token_bypass="never",
            ),
        ),
        "paths of more than 60 characters",
        "mode Always",
    ),
    Case("workflows-there", WRONG, {"workflows": ()}, "GitHub does not know"),
    # The job of the template builds the bot from main, and its wheel carries main's own workflows.
    Case("workflows-as-shipped", UNKNOWN, main(holds_bot=True), "with themselves", "another clone"),
    # So it does where an owner lets the job see with a token of its own.
    Case(
        "workflows-as-shipped",
        UNKNOWN,
        of_admin(known=replace(KNOWN, main=replace(MAIN, holds_bot=True), in_job=True)),
        "with themselves",
    ),
    Case(
        "secrets-guarded",
        WRONG,
        {"secrets": frozenset({"SLIPWAY_SURVEY_TOKEN"})},
        '"SLIPWAY_SURVEY_TOKEN"',
        "delete it",
    ),
    Case(
        "actions-allowed",
        WRONG,
        actions(github_owned=True, patterns=("*", "!actions/checkout@*")),
        "actions/checkout",
    ),
    Case("push-rules", UNKNOWN, {"rulesets": HIDDEN}, "could not be seen"),
    Case(
        "classic-protection",
        WRONG,
        {"protection": Protection(("required_status_checks",))},
        "required_status_checks",
        "Settings, Branches",
    ),
    Case("classic-protection", WARNING, {"protection": Protection(())}, "no demands"),
    Case("classic-protection", UNKNOWN, {"protection": HIDDEN}, "could not be seen"),
    Case("admins-few", WARNING, {"admins": CROWD}, "12 accounts can change these rules: p0 (2000)"),
    Case("admins-few", UNKNOWN, {"admins": HIDDEN}, "could not be seen"),
    # --- Actions and the environment
    Case("actions-allowed", WRONG, actions(enabled=False), "disabled"),
    Case("actions-allowed", WRONG, actions(github_owned=False), "actions/checkout"),
    Case("actions-allowed", WRONG, actions(allowed="local_only"), "actions/checkout"),
    Case("actions-allowed", WARNING, actions(allowed="all"), "every action may run"),
    Case("actions-allowed", UNKNOWN, actions(patterns=HIDDEN), "could not be seen"),
    Case("actions-allowed", UNKNOWN, {"actions": HIDDEN}, "could not be seen"),
    Case("actions-pinned", WRONG, main(actions=("actions/checkout@v7",)), '"actions/checkout@v7"'),
    Case("actions-pinned", WARNING, actions(sha_pinning=False), "does not insist"),
    Case("actions-pinned", UNKNOWN, {"actions": HIDDEN}, "could not be seen"),
    Case("token-default", WARNING, {"defaults": TokenDefaults(True, False)}, "may write"),  # noqa: FBT003
    Case("token-default", WRONG, trial(defaults=TokenDefaults(True, False)), "may write"),  # noqa: FBT003
    Case("token-default", UNKNOWN, {"defaults": HIDDEN}, "could not be seen"),
    Case(
        "no-workflow-approves",
        WRONG,
        {"defaults": TokenDefaults(False, True)},  # noqa: FBT003
        "approve pull requests",
        "untick",
    ),
    Case("no-workflow-approves", UNKNOWN, {"defaults": HIDDEN}, "could not be seen"),
    Case(
        "fork-approval",
        WARNING,
        {"fork_approval": "first_time_contributors_new_to_github"},
        "new to GitHub",
    ),
    Case("fork-approval", UNKNOWN, {"fork_approval": HIDDEN}, "could not be seen"),
    Case(
        "fork-tokens",
        WRONG,
        {"forks": ForksSeen(writes=True, secrets=False)},
        "given a token that writes",
        "untick",
    ),
    Case("fork-tokens", WRONG, {"forks": ForksSeen(writes=False, secrets=True)}, "given secrets"),
    Case("fork-tokens", UNKNOWN, {"forks": HIDDEN}, "could not be seen"),
    Case("environment-main-only", WRONG, {"environment": None}, "there is no environment"),
    Case("environment-main-only", WARNING, trial(environment=None), "there is no environment"),
    Case("environment-main-only", WRONG, environment(branches=None), "every branch may use"),
    Case("environment-main-only", WRONG, environment(branches=("main", "x")), '"main", "x"'),
    Case("environment-main-only", UNKNOWN, environment(branches=HIDDEN), "could not be seen"),
    Case("environment-main-only", UNKNOWN, {"environment": HIDDEN}, "could not be seen"),
    Case("environment-open", WRONG, environment(reviewers=2), "2 required reviewers"),
    Case("environment-open", WRONG, environment(wait=30), "a wait of 30 minutes"),
    Case("environment-open", WRONG, environment(other_rules=1), "1 custom rule"),
    Case("environment-open", UNKNOWN, {"environment": HIDDEN}, "could not be seen"),
    Case("secrets-there", WRONG, environment(secrets=frozenset()), '"SLIPWAY_APP_KEY"'),
    Case("secrets-there", WRONG, {"environment": None}, '"SLIPWAY_SECRET_HARBOR"'),
    Case("secrets-there", UNKNOWN, environment(secrets=HIDDEN), "could not be seen"),
    Case(
        "secrets-guarded",
        WRONG,
        {"secrets": frozenset({"SLIPWAY_APP_KEY"})},
        "any branch reads it",
        "make a new key",
    ),
    Case("secrets-guarded", UNKNOWN, {"secrets": HIDDEN}, "could not be seen"),
    # --- The workflows
    Case("workflows-there", WRONG, main(workflows={}), "main has no .github/workflows/slipway"),
    Case(
        "workflows-there",
        WRONG,
        {"workflows": (WorkflowSeen(OWN[0], "disabled_inactivity"),)},
        "60 days",
        "Enable workflow",
    ),
    Case(
        "workflows-there",
        WRONG,
        {"workflows": (WorkflowSeen(OWN[2], "disabled_manually"),)},
        '"disabled_manually"',
    ),
    Case("workflows-there", UNKNOWN, {"workflows": HIDDEN}, "could not be seen"),
    Case(
        "workflows-as-shipped",
        WARNING,
        main(workflows={**KNOWN.main.workflows, OWN[1]: "e" * 40}),
        "check.yml differs",
    ),
    Case(
        "workflows-as-shipped",
        UNKNOWN,
        {"known": replace(KNOWN, shipped=HIDDEN)},
        "could not be seen",
    ),
    Case("workflows-as-shipped", UNKNOWN, main(workflows={}), "main has no workflow of the bot"),
    Case("schedule-runs", WRONG, {"scheduled": run(HOURS)}, "7 h ago"),
    Case("schedule-runs", WRONG, {"scheduled": run(timedelta(minutes=9), "failure")}, '"failure"'),
    Case("schedule-runs", WARNING, {"scheduled": None}, "no scheduled run"),
    Case("schedule-runs", UNKNOWN, {"scheduled": HIDDEN}, "could not be seen"),
    # docs.github.com, "Securely using pull_request_target": since 2 November 2026 a default policy
    # blocks it in public repositories.
    Case(
        "events-allowed", UNKNOWN, {"targeted": None}, "shows with the first", "actions-policy.json"
    ),
    Case(
        "events-allowed",
        UNKNOWN,
        {"targeted": run(timedelta(days=200)), "now": NOW + timedelta(days=300)},
        "before GitHub began to block",
        "actions-policy.json",
    ),
    Case("events-allowed", UNKNOWN, {"targeted": HIDDEN}, "could not be seen"),
    Case("sweep-age", WRONG, {"swept": run(timedelta(days=3))}, "3 d ago", "do: sweep"),
    Case("sweep-age", WARNING, {"swept": None}, "no sweep"),
    Case("sweep-age", UNKNOWN, {"swept": HIDDEN}, "could not be seen"),
    # --- The repository and its people
    Case("default-branch", WRONG, repository(default_branch="trunk"), '"trunk"'),
    Case("default-branch", WRONG, repository(archived=True), "archived"),
    Case("page-private", WRONG, repository(has_pages=True) | {"public_page": True}, "is public"),
    Case(
        "page-private", UNKNOWN, repository(has_pages=True) | {"public_page": HIDDEN}, "not be seen"
    ),
    Case("no-secrets", WRONG, catalog(suspicious=("catalog/apps/harbor.yaml",)), "harbor.yaml"),
    Case("forking", WARNING, repository(allow_forking=False), "cannot be forked"),
    Case("merge-buttons", WRONG, ruled(ruleset("pull_request")), "merge by hand (merge)"),
    Case("merge-buttons", WARNING, trial(), "merge by hand", "would stop a trial"),
    Case("merge-buttons", UNKNOWN, repository(buttons=HIDDEN) | ruled(), "could not be seen"),
    Case("auto-merge", WARNING, repository(auto_merge=True) | ruled(), "auto-merge is allowed"),
    Case("auto-merge", UNKNOWN, repository(auto_merge=HIDDEN), "could not be seen"),
    Case("codeowners", WARNING, {"owners_errors": None}, "no CODEOWNERS"),
    Case("codeowners", WARNING, {"owners_errors": ("line 3: Unknown owner",)}, "1 problem: line 3"),
    Case("codeowners", UNKNOWN, {"owners_errors": HIDDEN}, "could not be seen"),
    Case("logins-match", WARNING, {"people": (Listed(ROB, "robert"),)}, 'is now "robert"'),
    Case("logins-match", WARNING, {"people": (Listed(ROB, None),)}, "is gone"),
    Case("logins-match", UNKNOWN, {"people": (Listed(ROB, HIDDEN),)}, "could not be seen"),
)


def answered(check: str, facts: dict[str, Any]) -> Any:
    (found,) = [one for one in examine(seen(**facts)).findings if one.check.id == check]
    return found.answer


def test_a_sound_repository_has_nothing_wrong_and_but_the_installation_is_seen() -> None:
    found = examine(SOUND)
    other = {one.check.id for one in found.findings if one.answer.severity is not RIGHT}
    assert other == {"token-reach"}
    assert found.exit_code == 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}-{case.severity}")
def test_one_fact_otherwise_is_told_with_its_cure(case: Case) -> None:
    answer = answered(case.check, case.facts)
    assert answer.severity is case.severity
    assert case.says in answer.what
    assert case.cure in answer.cure
    assert answer.cure


@pytest.mark.parametrize(
    ("check", "facts"),
    [
        ("token-kind", {"token": TokenSeen(TokenKind.ACTIONS, 900, None, 1)}),
        ("token-reach", {"token": TokenSeen(TokenKind.CLASSIC, 1008, ("repo",), None)}),
        ("mode-agrees", trial()),
        ("mode-agrees", {"variable": "4242"}),
        ("update-refs", main(merged=None) | catalog(move_main=MoveMain.PUSH)),
        ("bot-bypasses", of_admin()),
        ("bot-bypasses", trial()),
        ("main-linear-history", ruled(ruleset(*KINDS, "required_linear_history"))),
        ("main-status-checks", of_admin(**ruled(ruleset("required_status_checks")))),
        ("push-rules", refusing("docs/**")),
        ("workflows-as-shipped", of_admin(**main(holds_bot=True))),
        ("workflows-as-shipped", {"known": replace(KNOWN, in_job=True)}),
        ("push-rules", refusing("live/**", token_bypass="exempt")),
        ("push-rules", refusing("live/**", enforcement="evaluate")),
        ("actions-allowed", actions(github_owned=False, patterns=("actions/checkout@*",))),
        ("actions-allowed", trial(actions=replace(ACTIONS, allowed="all"))),
        ("environment-open", {"environment": None}),
        ("secrets-there", trial(environment=HIDDEN)),
        ("other-workflows", main(workflows={".github/workflows/other.yml": "f" * 40})),
        ("schedule-runs", {"scheduled": run(timedelta(minutes=1), "")}),
        ("page-private", repository(has_pages=True) | {"public_page": False}),
        ("page-private", repository(private=False, has_pages=True)),
        ("forking", repository(private=False, allow_forking=False)),
        ("logins-match", {"people": (Listed(ROB, "Rob"),)}),
    ],
)
def test_what_is_in_order_is_right(check: str, facts: dict[str, Any]) -> None:
    assert answered(check, facts).severity is RIGHT


def unseen() -> Seen:
    """As little as a token can be shown."""
    hidden = dict.fromkeys(
        (
            *("app", "rulesets", "in_force", "protection", "actions", "defaults"),
            *("fork_approval", "forks", "environment", "secrets", "variable", "workflows"),
            *("scheduled", "swept", "targeted", "owners_errors", "admins"),
        ),
        HIDDEN,
    )
    listed = (Listed(BOT, HIDDEN), Listed(ROB, HIDDEN))
    return seen(**hidden, people=listed)


CERTAIN = frozenset(
    {
        *("catalog-readable", "token-kind", "token-account", "token-reach", "production"),
        *("bot-version", "update-refs", "workflows-as-shipped", "other-workflows"),
        *("default-branch", "page-private", "no-secrets", "forking"),
    }
)
"""What git, the token's own account and the repository itself tell to everyone who may read."""


def test_nothing_that_was_not_seen_is_called_right() -> None:
    answers = {one.check.id: one.answer for one in examine(unseen()).findings}
    hidden = {name: one for name, one in answers.items() if name not in CERTAIN}
    assert {one.severity for one in hidden.values()} == {UNKNOWN}
    assert {one.cure for one in hidden.values()} == {
        "run slipway doctor with a token that has the one permission"
    }


def test_without_a_catalog_nothing_is_guessed_of_the_bot() -> None:
    answers = {one.check.id: one.answer for one in examine(seen(**UNREAD)).findings}
    for check in ("token-account", "mode-agrees", "bypass-alone", "bot-bypasses", "logins-match"):
        assert answers[check].severity is UNKNOWN, check


def test_every_check_is_shown_to_call_something_less_than_right() -> None:
    known = {case.check for case in CASES}
    assert {check.id for check in CHECKS} - known == {"other-workflows"}


def test_names_that_others_gave_are_quoted_and_never_a_line_of_their_own() -> None:
    name = "main\n  right    all is well [bypass-alone]\u202e"
    answer = answered("bot-bypasses", ruled(ruleset(*KINDS, name=name, token_bypass="never")))
    assert "\n" not in answer.what
    assert "\u202e" not in answer.what


@pytest.mark.parametrize("unread", [Unseen("502: Bad Gateway", "run it again")])
def test_the_cure_of_what_failed_is_another_try_and_no_permission(unread: Unseen) -> None:
    answer = answered("fork-approval", {"fork_approval": unread})
    assert (answer.severity, answer.cure) == (UNKNOWN, "run it again")


def test_a_person_of_the_catalog_is_matched_by_number() -> None:
    twin = Person("rob", 1005)
    listed = (Listed(ROB, "rob"), Listed(twin, "eve"))
    assert '"rob" (1005) is now "eve"' in answered("logins-match", {"people": listed}).what
