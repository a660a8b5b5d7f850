"""Checks of GitHub Actions' own settings, and of the bot's environment."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from bot.core.doctor.check import Answer, Check, right, unknown, warning, wrong
from bot.core.doctor.seen import CatalogSeen, Seen, Unseen
from bot.core.doctor.standing import production
from bot.core.documents.problem import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = "Settings, Actions, General"
ENVIRONMENT = "slipway"
ENVIRONMENT_PAGE = f"Settings, Environments, {ENVIRONMENT}"
KEY = "SLIPWAY_APP_KEY"
ADMINISTRATION = "Administration: read (a GITHUB_TOKEN cannot have it)"
POLICIES = 'docs.github.com, "Managing GitHub Actions settings for a repository"'
ENVIRONMENTS = 'docs.github.com, "Managing environments for deployment"'
FIRST_PARTY = ("actions/", "github/")


def allowed(seen: Seen) -> Answer:
    """Actions run, and those that the workflows use are among what is allowed."""
    found = seen.actions
    if isinstance(found, Unseen):
        return unknown(found)
    if not found.enabled:
        return wrong("Actions are disabled", f"{PAGE}, Actions permissions: allow them")
    if found.allowed == "all":
        what = "every action may run"
        cure = f"{PAGE}, Actions permissions: allow the pinned ones only"
        return warning(what, cure) if production(seen) else right(what)
    if isinstance(found.patterns, Unseen):
        return unknown(found.patterns)
    if isinstance(found.github_owned, Unseen):
        return unknown(found.github_owned)
    owned, patterns = found.github_owned, found.patterns
    if found.allowed == "local_only":
        owned, patterns = False, ()
    refused = [
        name
        for name in seen.main.actions
        if _matches(name, (pattern[1:] for pattern in patterns if pattern.startswith("!")))
        or not ((owned and name.startswith(FIRST_PARTY)) or _matches(name, patterns))
    ]
    if refused:
        what = f"the workflows use {', '.join(map(quoted, refused))}, which may not run"
        return wrong(what, f"{PAGE}, Actions permissions: allow them by name")
    return right("what the workflows use may run, and not everything else")


def _matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns is of an action.

    What has ! before it is blocked (GitHub changelog, "GitHub Actions policy now supports blocking
    and SHA pinning actions").
    """
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


def pinned(seen: Seen) -> Answer:
    """Every action is named by a commit, and GitHub insists."""
    loose = [name for name in seen.main.actions if not _is_pinned(name)]
    if loose:
        what = f"the workflows use {', '.join(map(quoted, loose))}, which others can move"
        return wrong(what, "name each action by the full id of a commit")
    if isinstance(seen.actions, Unseen):
        return unknown(seen.actions)
    if not seen.actions.sha_pinning:
        what = "GitHub does not insist that actions are pinned"
        return warning(what, f"{PAGE}: Require actions to be pinned to a full-length commit SHA")
    return right("every action is pinned, and GitHub insists on it")


_FULL = 40


def _is_pinned(name: str) -> bool:
    ref = name.rpartition("@")[2]
    return len(ref) == _FULL and set(ref) <= set("0123456789abcdef")


def token_default(seen: Seen) -> Answer:
    """A workflow that says nothing may only read."""
    if isinstance(seen.defaults, Unseen):
        return unknown(seen.defaults)
    if seen.defaults.writes:
        what = "a workflow that does not say otherwise may write"
        cure = f"{PAGE}, Workflow permissions: Read repository contents and packages permissions"
        return warning(what, cure) if production(seen) else wrong(what, cure)
    return right("a workflow that does not say otherwise may only read")


def no_self_approval(seen: Seen) -> Answer:
    """No workflow approves."""
    if isinstance(seen.defaults, Unseen):
        return unknown(seen.defaults)
    if seen.defaults.approves:
        what = "workflows may create and approve pull requests"
        cure = f"{PAGE}, Workflow permissions: untick Allow GitHub Actions to create and approve…"
        return wrong(what, cure)
    return right("no workflow approves pull requests")


def forks(seen: Seen) -> Answer:
    """Strangers' workflows wait for somebody."""
    if isinstance(seen.fork_approval, Unseen):
        return unknown(seen.fork_approval)
    if seen.fork_approval == "first_time_contributors_new_to_github":
        what = "only people new to GitHub wait for leave to run the checks"
        cure = f"{PAGE}, Approval for running fork pull request workflows: Require approval for…"
        return warning(what, f"{cure} all external contributors, or first-time ones at least")
    return right(f"approval of runs from forks: {quoted(seen.fork_approval)}")


def fork_tokens(seen: Seen) -> Answer:
    """A fork's workflow, which its author wrote, gets nothing to write with."""
    found = seen.forks
    if isinstance(found, Unseen):
        return unknown(found)
    given = [] if found is None else [*(["a token that writes"] * found.writes)]
    given += [] if found is None else [*(["secrets"] * found.secrets)]
    if given:
        what = f"workflows of forks are given {' and '.join(given)}"
        cure = f"{PAGE}, Fork pull request workflows in private repositories: untick both sendings"
        return wrong(what, cure)
    return right("workflows of forks are given a token that reads, and no secret")


def environment_there(seen: Seen) -> Answer:
    """The environment exists, and main alone may use it."""
    found = seen.environment
    if isinstance(found, Unseen):
        return unknown(found)
    tell = wrong if production(seen) else warning
    if found is None:
        what = f"there is no environment {ENVIRONMENT}"
        return tell(what, f"Settings, Environments: make {ENVIRONMENT}, for the branch main alone")
    if isinstance(found.branches, Unseen):
        return unknown(found.branches)
    if found.branches != ("main",):
        named = "every branch" if found.branches is None else ", ".join(map(quoted, found.branches))
        what = f"{named or 'no branch'} may use the environment {ENVIRONMENT}"
        cure = f"{ENVIRONMENT_PAGE}, Deployment branches and tags: Selected branches, main alone"
        return tell(what, cure)
    return right(f"main alone may use the environment {ENVIRONMENT}")


def environment_open(seen: Seen) -> Answer:
    """Nothing keeps the bot waiting."""
    found = seen.environment
    if isinstance(found, Unseen):
        return unknown(found)
    if found is None:
        return right(f"no environment {ENVIRONMENT} keeps the bot waiting")
    held = [
        *([f"{counted(found.reviewers, 'required reviewer')}"] if found.reviewers else []),
        *([f"a wait of {counted(found.wait, 'minute')}"] if found.wait else []),
        *([counted(found.other_rules, "custom rule")] if found.other_rules else []),
    ]
    if held:
        what = f"each run of the bot waits for {', '.join(held)}"
        return wrong(what, f"{ENVIRONMENT_PAGE}: remove them; the branch restriction guards it")
    return right("nobody needs to let a run of the bot go on")


def secrets_there(seen: Seen) -> Answer:
    """The environment holds the App's key, and what signs deliveries."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    wanted = {*seen.catalog.secrets, *({KEY} if production(seen) else set())}
    if not wanted:
        return right("main asks for no secret")
    found = seen.environment
    if isinstance(found, Unseen):
        return unknown(found)
    held = frozenset[str]() if found is None else found.secrets
    if isinstance(held, Unseen):
        return unknown(held)
    if missing := sorted(wanted - held):
        what = f"the environment {ENVIRONMENT} does not hold {', '.join(map(quoted, missing))}"
        return wrong(what, f"{ENVIRONMENT_PAGE}, Environment secrets: add them")
    return right(f"the environment {ENVIRONMENT} holds every secret that main asks for")


def secrets_elsewhere(seen: Seen) -> Answer:
    """No workflow of another branch can read the key."""
    if isinstance(seen.secrets, Unseen):
        return unknown(seen.secrets)
    asked = seen.catalog.secrets if isinstance(seen.catalog, CatalogSeen) else ()
    if loose := sorted(seen.secrets & {KEY, *asked}):
        what = (
            f"{', '.join(map(quoted, loose))} is a secret of the repository, or of its organization"
        )
        what += ": any branch reads it"
        cure = "Settings, Secrets and variables, Actions, Secrets: delete it, and make a new key"
        return wrong(what, cure)
    return right("no secret of the bot is open to every branch")


CHECKS = (
    Check(
        "actions-allowed",
        "May the actions run that the workflows use, and no others?",
        "A workflow with an action that is not allowed does not start.",
        POLICIES,
        ADMINISTRATION,
        allowed,
    ),
    Check(
        "actions-pinned",
        "Is every action named by a commit?",
        "A tag can be moved to other code; a commit cannot. GitHub can insist.",
        POLICIES,
        ADMINISTRATION,
        pinned,
    ),
    Check(
        "token-default",
        "May workflows only read, where they do not say otherwise?",
        "In a trial every workflow that may write acts as the bot's own account.",
        'docs.github.com, REST "Get default workflow permissions for a repository"',
        ADMINISTRATION,
        token_default,
    ),
    Check(
        "no-workflow-approves",
        "Is Actions kept from approving pull requests?",
        "An approval by a workflow is nobody's.",
        'docs.github.com, REST "Get default workflow permissions for a repository"',
        ADMINISTRATION,
        no_self_approval,
    ),
    Check(
        "fork-approval",
        "Do workflows of strangers' forks wait for somebody's leave?",
        "The check of a fork's pull request can touch nothing, but it costs minutes.",
        'docs.github.com, REST "Get fork PR contributor approval permissions for a repository"',
        ADMINISTRATION,
        forks,
    ),
    Check(
        "fork-tokens",
        "Do workflows of forks get neither a token that writes nor secrets?",
        "A private repository can be set so. Its author writes what such a workflow does.",
        'docs.github.com, REST "Get private repo fork PR workflow settings for a repository"',
        ADMINISTRATION,
        fork_tokens,
    ),
    Check(
        "environment-main-only",
        "May main alone use the environment slipway?",
        "A workflow on any other branch could read the App's key otherwise.",
        ENVIRONMENTS,
        "Actions: read",
        environment_there,
    ),
    Check(
        "environment-open",
        "Does nothing keep the bot's runs waiting?",
        "A required reviewer or a wait timer holds each run, the sweep among them.",
        ENVIRONMENTS,
        "Actions: read",
        environment_open,
    ),
    Check(
        "secrets-there",
        "Does the environment hold the secrets that main asks for?",
        f"{KEY} in production, and SLIPWAY_SECRET_… for each signed delivery. Only names are read.",
        'docs.github.com, REST "List environment secrets"',
        "Environments: read (a GITHUB_TOKEN cannot have it)",
        secrets_there,
    ),
    Check(
        "secrets-guarded",
        "Is no secret of the bot a secret of the whole repository?",
        "Secrets of the repository, and those that its organization shares with it, are open to "
        "workflows on every branch.",
        'docs.github.com, REST "List repository secrets", "List repository organization secrets"',
        "Secrets: read (a GITHUB_TOKEN cannot have it)",
        secrets_elsewhere,
    ),
)
