"""What a repository's settings pages hold: rulesets, Actions, environments, Pages, and Apps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

ActorType = Literal[
    "Integration", "OrganizationAdmin", "RepositoryRole", "Team", "DeployKey", "User"
]
BypassMode = Literal["always", "pull_request", "exempt"]
Enforcement = Literal["active", "evaluate", "disabled"]
ForkApproval = Literal[
    "first_time_contributors_new_to_github",
    "first_time_contributors",
    "all_external_contributors",
]
Target = Literal["branch", "tag", "push"]

ACTIONS_APP = 15368
"""The id of the App that GITHUB_TOKEN belongs to; it is installed nowhere."""


@dataclass(frozen=True, slots=True)
class BypassActor:
    """Somebody whom a ruleset does not bind."""

    actor_type: ActorType
    actor_id: int | None
    mode: BypassMode = "always"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a ruleset."""

    type: str
    parameters: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A ruleset: for which refs, in what force, and whom it does not bind."""

    id: int
    name: str
    rules: tuple[Rule, ...]
    target: Target = "branch"
    enforcement: Enforcement = "active"
    include: tuple[str, ...] = ("~DEFAULT_BRANCH",)
    exclude: tuple[str, ...] = ()
    bypass: tuple[BypassActor, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment of a repository; ``branches`` is ``None`` where every branch may use it."""

    id: int
    name: str
    created_at: datetime
    wait_timer: int = 0
    reviewers: tuple[int, ...] = ()
    branches: tuple[str, ...] | Literal["protected"] | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App: the number that bypass lists name, and what it asks to be permitted."""

    id: int
    slug: str
    owner_id: int
    permissions: Mapping[str, str]
    created_at: datetime

    @property
    def client_id(self) -> str:
        """What a token of it is asked for with, beside its key."""
        return f"Iv1.{self.id:016x}"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a repository that the hub knows; a new one has GitHub's own defaults."""

    rulesets: tuple[Ruleset, ...] = ()
    protection: Mapping[str, Any] | None = None
    enabled: bool = True
    allowed_actions: Literal["all", "local_only", "selected"] = "all"
    github_owned: bool = True
    verified: bool = False
    patterns: tuple[str, ...] = ()
    sha_pinning: bool = False
    default_permissions: Literal["read", "write"] = "read"
    can_approve: bool = False
    fork_approval: ForkApproval = "first_time_contributors"
    fork_writes: bool = False
    fork_secrets: bool = False
    environments: tuple[Environment, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    organization_secrets: Mapping[str, str] = field(default_factory=dict)
    """Those that the organization shares with this repository."""
    variables: Mapping[str, str] = field(default_factory=dict)
    public_page: bool | None = None
    archived: bool = False
    allow_forking: bool = True
    allow_merge: bool = True
    allow_squash: bool = True
    allow_rebase: bool = True
    allow_auto_merge: bool = False
    delete_branch: bool = False
    codeowners_errors: tuple[str, ...] | None = None
    blocked_events: tuple[str, ...] = ()
    """What an Actions policy lets start no workflow."""
    disabled_workflows: Mapping[str, str] = field(default_factory=dict)
    """The states of workflows that are not active, by path."""


USUAL = Settings()
