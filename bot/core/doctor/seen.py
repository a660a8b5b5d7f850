"""What was seen of a repository's settings, as typed, frozen values.

Whatever could not be read is an ``Unseen``, which names the permission that would show it: it is
never taken for an absence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.catalog import MoveMain, Person

ACTIONS_BOT = 41898282
"""The account of ``github-actions[bot]``, which every GITHUB_TOKEN acts as."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """A fact that could not be read: what GitHub said, and what would show it."""

    why: str
    cure: str

    @classmethod
    def without(cls, why: str, permission: str) -> Unseen:
        """What a token with some permission would show."""
        return cls(why, f"run slipway doctor with a token that has {permission}")


class TokenKind(StrEnum):
    """Kinds of tokens, by their prefix (docs.github.com, "GitHub's token formats")."""

    ACTIONS = "GITHUB_TOKEN"
    INSTALLATION = "installation token of a GitHub App"
    FINE_GRAINED = "fine-grained personal access token"
    CLASSIC = "classic personal access token"
    USER = "user token of an App"
    OTHER = "token of an unknown kind"


@dataclass(frozen=True, slots=True)
class TokenSeen:
    """The token that asks: its kind and account, and, of a classic one, its scopes."""

    kind: TokenKind
    account: int
    scopes: tuple[str, ...] | None
    repositories: int | Unseen | None
    """How many repositories an installation token reaches; ``None`` for other kinds."""


@dataclass(frozen=True, slots=True)
class AppSeen:
    """The App behind the bot's account: the id that bypass lists name, and what it asks for."""

    id: int
    slug: str
    permissions: Mapping[str, str]
    client: str
    """Its client id; empty where GitHub did not show it."""


@dataclass(frozen=True, slots=True)
class CatalogSeen:
    """What main's catalog says of the bot and of people."""

    bot: Person
    mode: str
    least_bot_version: str
    move_main: MoveMain
    deployments: bool
    people: tuple[Person, ...]
    secrets: tuple[str, ...]
    """Names of the secrets that sign deliveries, as the environment must hold them."""
    suspicious: tuple[str, ...]
    """Paths below catalog/ that hold what looks like a secret."""


@dataclass(frozen=True, slots=True)
class MainSeen:
    """What main holds, by commit; ``merged`` is a commit with two parents that the bot made."""

    commit: str
    workflows: Mapping[str, str]
    """Path to blob id of every file in .github/workflows/."""
    actions: tuple[str, ...]
    """What the workflows use, as ``owner/name@ref``."""
    merged: str | None
    has_owners: bool = False
    """Whether there is a CODEOWNERS."""
    holds_bot: bool = False
    """Whether main holds the bot's code, of which its own job builds the bot."""


@dataclass(frozen=True, slots=True)
class RepositorySeen:
    """The repository itself. Merge settings are shown to who may write contents only."""

    name: str
    owner: int
    private: bool
    archived: bool
    default_branch: str
    has_pages: bool
    allow_forking: bool
    buttons: frozenset[str] | Unseen
    """Which of merge, squash and rebase people may press."""
    auto_merge: bool | Unseen


class ActorKind(StrEnum):
    """Who may stand on a bypass list."""

    INTEGRATION = "Integration"
    ORGANIZATION_ADMIN = "OrganizationAdmin"
    ROLE = "RepositoryRole"
    TEAM = "Team"
    DEPLOY_KEY = "DeployKey"
    USER = "User"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Bypass:
    """One line of a bypass list; ``id`` is 0 where the kind has none."""

    kind: ActorKind
    id: int
    mode: str


@dataclass(frozen=True, slots=True)
class RuleSeen:
    """One rule: its type, and what of its parameters matters here."""

    type: str
    names: tuple[str, ...] = ()
    """Contexts of required checks, or restricted paths or extensions."""
    limit: int | None = None
    """The longest path that a push ruleset lets through, in characters."""


@dataclass(frozen=True, slots=True)
class RulesetSeen:
    """One ruleset, with the bypass list where the token may see it."""

    id: int
    name: str
    target: str
    enforcement: str
    source: str
    rules: tuple[RuleSeen, ...]
    bypass: tuple[Bypass, ...] | Unseen
    token_bypass: str
    """How far it does not bind the token that asks: always, exempt, pull_requests_only, never."""


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """One rule that is in force on main, and the ruleset that it comes from."""

    rule: RuleSeen
    ruleset: int


@dataclass(frozen=True, slots=True)
class Protection:
    """Classic branch protection of main: what it demands, by name."""

    demands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionsSeen:
    """What of Actions is allowed."""

    enabled: bool
    allowed: str
    sha_pinning: bool
    patterns: tuple[str, ...] | Unseen
    github_owned: bool | Unseen


@dataclass(frozen=True, slots=True)
class TokenDefaults:
    """What GITHUB_TOKEN may in a workflow that does not say."""

    writes: bool
    approves: bool


@dataclass(frozen=True, slots=True)
class ForksSeen:
    """What the workflows of forks are given in a private repository."""

    writes: bool
    secrets: bool


@dataclass(frozen=True, slots=True)
class EnvironmentSeen:
    """The bot's environment; ``branches`` is ``None`` where every branch may use it."""

    wait: int
    reviewers: int
    other_rules: int
    branches: tuple[str, ...] | Unseen | None
    secrets: frozenset[str] | Unseen


@dataclass(frozen=True, slots=True)
class WorkflowSeen:
    """One workflow as GitHub knows it."""

    path: str
    state: str


@dataclass(frozen=True, slots=True)
class RunSeen:
    """One run of a workflow; ``conclusion`` is empty while it runs."""

    id: int
    conclusion: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list of the catalog, and the login that the id has now: ``None`` if gone."""

    person: Person
    login: str | Unseen | None


@dataclass(frozen=True, slots=True)
class Known:
    """What git and the bot itself know, before GitHub is asked for settings."""

    version: str
    main: MainSeen
    catalog: CatalogSeen | Unseen
    shipped: Mapping[str, frozenset[str]] | Unseen
    """Path to blob id of the workflows that this bot was made with."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that the checks may ask about, at one moment of GitHub's clock."""

    now: datetime
    known: Known
    repository: RepositorySeen
    token: TokenSeen
    app: AppSeen | Unseen | None
    """``None`` in a trial, which needs none."""
    rulesets: tuple[RulesetSeen, ...] | Unseen
    in_force: tuple[RuleInForce, ...] | Unseen
    protection: Protection | Unseen | None
    actions: ActionsSeen | Unseen
    defaults: TokenDefaults | Unseen
    fork_approval: str | Unseen
    forks: ForksSeen | Unseen | None
    """``None`` in a public repository, where a fork is given nothing."""
    environment: EnvironmentSeen | Unseen | None
    secrets: frozenset[str] | Unseen
    """Of the repository, and those that the organization shares with it."""
    variable: str | Unseen | None
    """``SLIPWAY_APP_CLIENT_ID``."""
    workflows: tuple[WorkflowSeen, ...] | Unseen
    scheduled: RunSeen | Unseen | None
    swept: RunSeen | Unseen | None
    """The newest scheduled run, and the newest that succeeded."""
    targeted: RunSeen | Unseen | None
    """The newest run by ``pull_request_target`` that succeeded."""
    people: tuple[Listed, ...]
    admins: tuple[Person, ...] | Unseen
    """Who has the role admin in the repository, and so can change all of this."""
    public_page: bool | Unseen | None
    owners_errors: tuple[str, ...] | Unseen | None
    """Problems of CODEOWNERS; ``None`` where there is no such file."""

    @property
    def main(self) -> MainSeen:
        """What main holds."""
        return self.known.main

    @property
    def catalog(self) -> CatalogSeen | Unseen:
        """What the catalog on main says."""
        return self.known.catalog
