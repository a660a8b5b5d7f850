"""What the bot asks of a forge and of git: a narrow reading and writing interface.

Values are frozen and typed; JSON ends in the adapters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.errors import SlipwayError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.core.button import Run
    from bot.core.change import Change
    from bot.core.delivery_answer import Answer, NoAnswer
    from bot.core.deploying import DeploymentState
    from bot.core.display import StatusText
    from bot.core.doctor.seen import Known, Seen
    from bot.core.situation import Account, People, Pull


class LostRaceError(SlipwayError):
    """Main moved since it was pinned: look and decide again."""

    exit_code = 3


class UnknownOutcomeError(UnavailableError):
    """A write was sent and no answer came: it may have happened. Look before sending again."""


class RateLimitedError(UnavailableError):
    """GitHub takes no more requests for a while: the run stops, and the next one goes on."""


class RefusedError(SlipwayError):
    """GitHub refused a call for good: permission, validation, a rule of the repository."""

    exit_code = 2


class InvalidError(RefusedError):
    """GitHub understood a write and does not take what it names (422)."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository as an answer describes it; ``main`` is the tip that the API knows."""

    name: str
    node_id: str
    url: str
    main: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer: GitHub's ``Date``, the repository, and the pull requests asked for.

    ``viewer`` is the account of the token, as a numeric id.
    """

    now: datetime
    viewer: int
    repository: Repository
    pulls: tuple[Pull, ...]


@dataclass(frozen=True, slots=True)
class PostedStatus:
    """GitHub's answer to the POST of a commit status."""

    id: int
    sha: str
    context: str
    description: str
    creator: Account
    at: datetime


@dataclass(frozen=True, slots=True)
class PinnedTree:
    """The commit of main that a change was computed on, and the tree that must come out."""

    commit: str
    tree: str
    expected_tree: str


class Forge(Protocol):
    """GitHub, as the bot needs it. Reads may raise ``UnavailableError``.

    Writes are sent once; they may raise ``UnknownOutcomeError`` or ``RefusedError``.
    """

    def read_pull(self, number: int) -> Reading:
        """One pull request with all that a decision needs, in one request."""

    def read_open_pulls(self) -> Iterator[Reading]:
        """All open pull requests, and those closed of late, fifty to a request."""

    def read_repository(self) -> Reading:
        """The repository alone, with no pull request of it."""

    def read_run(self, run: int) -> Run:
        """A run of GitHub Actions; one that is not shown is unknown, whatever the reason."""

    def read_people(self, pull: Pull, commits: Sequence[str]) -> People:
        """Everyone who had a hand in the branch: authors, committers, co-authors and pushers."""

    def post_comment(self, number: int, body: str) -> None:
        """Write a comment."""

    def edit_comment(self, comment: int, body: str) -> None:
        """Replace a comment's body."""

    def delete_comment(self, comment: int) -> None:
        """Remove a comment."""

    def post_status(self, head: str, context: str, text: StatusText) -> PostedStatus:
        """Set a commit status."""

    def append(self, repository: Repository, pinned: PinnedTree, change: Change) -> None:
        """One commit with one parent on main, if main is still the pinned commit."""

    def prepare_merge(self, pinned: PinnedTree, change: Change) -> str:
        """The commit of a merge, which nothing leads to yet; its id."""

    def merge(self, repository: Repository, pinned: PinnedTree, change: Change) -> None:
        """One commit with two parents (main, head) on main, if main is still the pinned commit."""

    def close_pull(self, number: int) -> None:
        """Close a pull request."""

    def ask_reviews(self, number: int, logins: Sequence[str]) -> None:
        """Ask people for their review; ``InvalidError`` where one of them cannot be asked."""

    def take_requests_back(self, number: int, logins: Sequence[str]) -> None:
        """Ask people for their review no longer."""

    def add_labels(self, number: int, names: Sequence[str]) -> None:
        """Put labels on a pull request, beside those that it bears."""

    def remove_label(self, number: int, name: str) -> None:
        """Take one label away from a pull request."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment as the bot left it; ``None`` where it has no status yet."""

    id: int
    state: DeploymentState | None
    description: str


class Outlet(Protocol):
    """What GitHub shows or hands on of a change of what is live; none of it decides anything.

    It fails as ``Forge`` does. Only a token that may write deployments can make them, and only one
    that may write another repository's contents can send events there.
    """

    def dispatch(self, repository: str, event: str, payload: Mapping[str, Any]) -> None:
        """Send an event to a repository (``repository_dispatch``)."""

    def read_deployment(self, commit: str, environment: str, creator: int) -> Deployment | None:
        """The newest deployment that an account made of a commit to an environment."""

    def create_deployment(
        self, commit: str, environment: str, description: str, payload: Mapping[str, Any]
    ) -> int:
        """Show a commit as deployed to an environment; its id. No status says how it went yet."""

    def set_deployment_status(
        self, deployment: int, state: DeploymentState, description: str, page: str
    ) -> None:
        """Say how it went, in at most 140 characters, and where more of it stands."""


class Surveyor(Protocol):
    """A repository's settings as the token may see them; it writes nothing."""

    def survey(self, known: Known) -> Seen:
        """Everything that the doctor asks about, beside what is known already."""


class Messenger(Protocol):
    """The way to an app's backend; it never raises for what the other side does."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer | NoAnswer:
        """Send once over HTTPS."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file or folder in a tree: its mode as git writes it, and its object id."""

    mode: str
    oid: str


@dataclass(frozen=True, slots=True)
class CommitObject:
    """One commit as git holds it; nothing in it proves who made it."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    message: str
    at: datetime | None = None
    """When its committer says it was made; GitHub's own clock, where GitHub made it."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One path that differs between two trees; ``None`` where the path is absent."""

    path: str
    old: TreeEntry | None
    new: TreeEntry | None


class HostileObjectsError(SlipwayError):
    """The objects of a branch are such as no honest client makes."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Tips:
    """What main and the head of a pull request are in git, at one moment where that can be.

    ``pull`` is ``None`` where there is no such ref, and where git refuses the branch's objects.
    """

    main: str
    pull: str | None
    hostile: HostileObjectsError | None = None


class Git(Protocol):
    """Git objects of the release repository, read as data; there is no work tree."""

    def fetch_main(self) -> str:
        """Fetch main and return its tip."""

    def fetch(self, number: int) -> Tips:
        """Fetch main and the head of a pull request."""

    def commit(self, oid: str) -> CommitObject:
        """Read a commit."""

    def commits_since(self, main: str, head: str, limit: int) -> tuple[CommitObject, ...] | None:
        """Commits reachable from head and not from main, oldest first; ``None`` past the limit."""

    def is_ancestor(self, commit: str, of: str) -> bool:
        """Whether one commit is reachable from another."""

    def files(self, tree_of: str, folders: Sequence[str]) -> Mapping[str, TreeEntry]:
        """All files of a commit below the given folders, by path."""

    def entry(self, tree_of: str, path: str) -> TreeEntry | None:
        """One path of a commit."""

    def differences(self, old: str | None, new: str) -> tuple[FileChange, ...]:
        """Every path that differs between two commits; never follows renames."""

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes]:
        """The bytes of blobs of main, fetched together where they are not here yet."""

    def present_blobs(self, oids: Sequence[str]) -> Mapping[str, bytes]:
        """The bytes of those blobs that came with a fetch; one beyond the cap is absent."""

    def first_parents(self, tip: str) -> Iterator[CommitObject]:
        """Main's history, newest first, along first parents."""

    def push_main(self, pinned: str, commit: str) -> None:
        """Move main by ``--force-with-lease`` from the pinned commit; ``RefusedError`` if not."""

    def first_commit(self, tip: str) -> str:
        """The first commit of main's first-parent history."""

    def written_tree(
        self, commit: str, files: Mapping[str, bytes], removed: Sequence[str] = ()
    ) -> str:
        """The id of the tree that a commit's becomes with these files written, others removed."""
