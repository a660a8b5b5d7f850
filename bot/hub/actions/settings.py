"""What a repository's owners set for its runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Approval = Literal["none", "first_time_contributors", "all_external_contributors"]


@dataclass(frozen=True, slots=True)
class Environment:
    """A deployment environment: its secrets, and which branches may use it (None is all)."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    branches: tuple[str, ...] | None = None


@dataclass(slots=True)
class Settings:
    """Variables, secrets and environments, and whose runs from forks wait for a maintainer.

    Source of the usual approval: docs.github.com, "Approving workflow runs from public forks":
    first-time contributors.
    """

    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)
    approval: Approval = "first_time_contributors"
