"""The rows of the hub's state: frozen values, so that a snapshot is a copy of dictionaries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

AccountType = Literal["User", "Bot", "Organization", "Mannequin"]
ReviewState = Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"]
StatusState = Literal["error", "failure", "pending", "success"]
DeploymentState = Literal[
    "error", "failure", "inactive", "in_progress", "queued", "pending", "success"
]
RunStatus = Literal["queued", "pending", "in_progress", "completed"]
PullKey = tuple[int, int]  # repository id, number

ZERO = "0" * 40
ACTIONS_BOT = 41898282
WEB_FLOW = 19864447
GHOST = 10137
LONGEST_BODY = 65536
LONGEST_TITLE = 256


@dataclass(frozen=True, slots=True)
class User:
    """An account: the id is who it is, the login only what it is called now."""

    id: int
    login: str
    type: AccountType
    email: str
    created_at: datetime
    suspended: bool = False

    @property
    def noreply(self) -> str:
        """The address that stands for the account in commits."""
        return f"{self.id}+{self.login}@users.noreply.github.com"


@dataclass(frozen=True, slots=True)
class Token:
    """A credential; without a permission map it may all that its user may."""

    value: str
    user_id: int
    permissions: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository; forks name their parent and share its objects, as on GitHub."""

    id: int
    full_name: str
    owner_id: int
    private: bool
    created_at: datetime
    parent_id: int | None = None
    default_branch: str = "main"
    folder: str = ""
    """Where it lies on disk, as named when it was made: its owner may be renamed."""
    former: tuple[str, ...] = ()
    """The full names that it had before; they lead to it until somebody takes them."""

    @property
    def owner_login(self) -> str:
        """The part before the slash."""
        return self.full_name.split("/")[0]

    @property
    def name(self) -> str:
        """The part after the slash."""
        return self.full_name.split("/")[1]


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request."""

    id: int
    repository_id: int
    number: int
    title: str
    body: str
    author_id: int
    draft: bool
    head_repository_id: int
    head_owner_id: int
    head_ref: str
    head_sha: str
    base_ref: str
    base_sha: str
    created_at: datetime
    updated_at: datetime
    edited_at: datetime | None = None
    closed_at: datetime | None = None
    merged_at: datetime | None = None
    merged_by: int | None = None
    merge_commit: str | None = None
    held_head: str | None = None
    merge_due: datetime | None = None
    label_ids: tuple[int, ...] = ()
    maintainer_can_modify: bool = False

    @property
    def key(self) -> PullKey:
        """What the pull request's rows are filed under."""
        return (self.repository_id, self.number)

    @property
    def open(self) -> bool:
        """Whether it is neither closed nor merged."""
        return self.closed_at is None

    @property
    def shown_head(self) -> str:
        """The head the API answers, which may lag behind `refs/pull/N/head`."""
        return self.held_head or self.head_sha

    @property
    def cross(self) -> bool:
        """Whether the head is in a fork, or in nothing any more."""
        return self.head_repository_id != self.repository_id


@dataclass(frozen=True, slots=True)
class Review:
    """A pull request review."""

    id: int
    pull: PullKey
    author_id: int
    state: ReviewState
    body: str
    commit_id: str
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """Somebody whose review is asked for, until it is given or no longer wanted."""

    id: int
    pull: PullKey
    reviewer_id: int


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a repository."""

    id: int
    repository_id: int
    name: str
    color: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody shows of a comment: `content` is REST's word, such as `eyes`."""

    id: int
    user_id: int
    content: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in the conversation of a pull request."""

    id: int
    pull: PullKey
    author_id: int
    body: str
    created_at: datetime
    updated_at: datetime
    edited_at: datetime | None = None
    editor_id: int | None = None
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A timeline event: `kind` is REST's word; before and after are commits or names."""

    id: int
    pull: PullKey
    kind: str
    actor_id: int | None
    created_at: datetime
    before: str | None = None
    after: str | None = None
    review_id: int | None = None
    message: str | None = None
    reviewer_id: int | None = None
    label_id: int | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """A commit status."""

    id: int
    repository_id: int
    sha: str
    context: str
    state: StatusState
    description: str | None
    target_url: str | None
    creator_id: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Activity:
    """A change of a branch, as the repository's activity list shows it."""

    id: int
    repository_id: int
    ref: str
    before: str
    after: str
    kind: str
    actor_id: int | None
    timestamp: datetime


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment; its state is that of its newest status."""

    id: int
    repository_id: int
    sha: str
    ref: str
    task: str
    environment: str
    description: str | None
    payload: Any
    transient: bool
    production: bool
    creator_id: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeploymentStatus:
    """One status of a deployment."""

    id: int
    deployment_id: int
    state: DeploymentState
    description: str
    environment: str
    log_url: str
    environment_url: str
    creator_id: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An event that somebody sent to a repository."""

    id: int
    repository_id: int
    event_type: str
    client_payload: Mapping[str, Any]
    sender_id: int


@dataclass(frozen=True, slots=True)
class WorkflowRun:
    """A run of a workflow file; the payload is what the event said when it happened."""

    id: int
    repository_id: int
    number: int
    path: str
    name: str
    event: str
    payload: Mapping[str, Any]
    file_sha: str
    """The commit whose copy of the workflow file runs."""
    ref: str
    sha: str
    head_branch: str
    head_sha: str
    head_repository_id: int
    from_fork: bool
    actor_id: int
    triggering_actor_id: int
    created_at: datetime
    started_at: datetime
    updated_at: datetime
    attempt: int = 1
    status: RunStatus = "queued"
    conclusion: str | None = None
    group: str | None = None
    depth: int = 0
    """How many runs of `workflow_run` led to this one."""
