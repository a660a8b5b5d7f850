"""Show what is live as a deployment on GitHub's own pages, where the catalog asks for it.

It decides nothing and nothing is read out of it. The run that changed what is live sees to it at
once, and any run does once it may have died; so looking at what is at rest asks nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.lifecycle import SERVED, Status
from bot.core.rollout import percent_of, serves
from bot.core.rollout_sentences import stands
from bot.core.sentences import show_release

if TYPE_CHECKING:
    from bot.core.situation import Situation

AFTER, BEFORE = timedelta(minutes=10), timedelta(minutes=45)
"""When any run sees to it: sweeps come every ten minutes, and late at times."""


class DeploymentState(StrEnum):
    """The states of a deployment, in GitHub's words."""

    ERROR = "error"
    FAILURE = "failure"
    INACTIVE = "inactive"
    IN_PROGRESS = "in_progress"
    QUEUED = "queued"
    PENDING = "pending"
    SUCCESS = "success"


@dataclass(frozen=True, slots=True)
class Deploy:
    """See to it that a deployment of a commit says this; whatever is so already is not written."""

    transition: str
    commit: str
    environment: str
    title: str
    state: DeploymentState
    description: str
    page: str


def deploying(situation: Situation) -> Deploy | None:
    """The deployment of the release that this pull request carries, if it may not be shown yet."""
    log, main = situation.main.log, situation.main
    if log is None or log.last is None or not main.catalog.settings.deployments or main.troubles:
        return None
    number = log.last.draft.subject.pull_request
    change = next((entry for entry in reversed(log.entries) if serves(entry)), None)
    if change is None or number != situation.pull.number:
        return None
    transition, age = change.draft.transition, situation.now - change.time
    if transition not in situation.own and not AFTER <= age < BEFORE:
        return None
    release = log.release
    return Deploy(
        transition=transition,
        commit=change.draft.subject.head,
        environment=f"{release.app}/{release.environment}/{release.mini_program}",
        title=show_release(release),
        state=_state(log.status),
        description=stands(log.status, percent_of(log)),
        page=f"{situation.repository_url}/pull/{number}",
    )


def _state(status: Status) -> DeploymentState:
    if status is Status.FULL_RELEASE:
        return DeploymentState.SUCCESS
    return DeploymentState.IN_PROGRESS if status in SERVED else DeploymentState.INACTIVE
