"""One job to be run: everything that a runner is given, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Order:
    """A job of a run, with a token that is worth nothing once the job is over."""

    repository: str
    workflow: str
    """The text of the workflow file."""
    job: str
    event: str
    payload: Mapping[str, Any]
    token: str
    secrets: Mapping[str, str]
    variables: Mapping[str, str]
    environment: Mapping[str, str]
    """What GitHub says in variables: addresses, run id, attempt, actor, ref and commit."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended, and what it printed."""

    conclusion: str
    log: str


class Runner(Protocol):
    """Whatever runs a job."""

    def run(self, order: Order) -> Outcome:
        """Run a job to its end."""
