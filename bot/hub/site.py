"""The hub without its network: state, clock, git stores, key and switches behind one lock."""

import shutil
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.hub.clock import Clock
from bot.hub.history import History
from bot.hub.limits import Limits
from bot.hub.model import ACTIONS_BOT, WEB_FLOW, Pull, Repository, User
from bot.hub.objects import Objects
from bot.hub.repository import make_bare, read_refs, write_ref
from bot.hub.signing import SigningKey
from bot.hub.state import State

if TYPE_CHECKING:
    from bot.hub.actions.dispatcher import Actions

_REMEMBERED = 16


@dataclass(slots=True)
class Switches:
    """How this GitHub behaves where GitHub itself has been seen to behave either way."""

    repoint_reviews: bool = False
    accept_bad_objects: bool = False
    merge_detection_delay: timedelta = timedelta(0)
    deleted_forks_close: bool = True
    wrong_tree: str | None = None  # set by a fault while its request is served


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole state at one moment; git objects stay, so only refs are part of it."""

    state: State
    moment: datetime


@dataclass(slots=True)
class Addresses:
    """Where the site is reached."""

    url: str = "http://127.0.0.1:0"

    @property
    def api(self) -> str:
        """The base of the REST API."""
        return f"{self.url}/api/v3"

    @property
    def graphql(self) -> str:
        """The GraphQL endpoint."""
        return f"{self.url}/api/graphql"


@dataclass(slots=True)
class Site:
    """Everything the hub is, apart from serving it."""

    root: Path
    clock: Clock = field(default_factory=Clock)
    state: State = field(default_factory=State)
    switches: Switches = field(default_factory=Switches)
    limits: Limits = field(default_factory=Limits)
    addresses: Addresses = field(default_factory=Addresses)
    lock: threading.RLock = field(default_factory=threading.RLock)
    past: deque[State] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    stores: dict[int, History] = field(default_factory=dict)
    advertisements: dict[str, bytes] = field(default_factory=dict)
    key: SigningKey = field(init=False)
    actions: "Actions" = field(init=False)
    """The dispatcher, which knows the site; whoever makes the site sets it."""

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self.key = SigningKey(self.root)
        now = self.clock.now()
        web_flow = User(WEB_FLOW, "web-flow", "User", "noreply@github.com", now)
        self.state.users[WEB_FLOW] = web_flow
        actions = "github-actions[bot]"
        mail = f"{ACTIONS_BOT}+{actions}@users.noreply.github.com"
        self.state.users[ACTIONS_BOT] = User(ACTIONS_BOT, actions, "Bot", mail, now)

    def begin_write(self) -> datetime:
        """Remember the state for stale reads and let the clock tick."""
        self.past.append(self.state.copy())
        self.clock.step()
        return self.clock.now()

    def folder(self, repository: Repository) -> Path:
        """Where a repository lies on disk."""
        return self.root / "repositories" / f"{repository.folder or repository.full_name}.git"

    def add_repository(self, repository: Repository) -> Repository:
        """Register a repository and lay it out on disk, empty."""
        taken = {self.folder(each) for each in self.state.repositories.values()}
        if self.folder(repository) in taken:
            place = f"{repository.full_name}-{repository.id}"
            repository = replace(repository, folder=place)
        folder = self.folder(repository)
        if folder.exists():
            shutil.rmtree(folder)
        self.state.repositories[repository.id] = repository
        root = self.state.root_of(repository)
        make_bare(folder, None if root is repository else self.folder(root))
        if root is repository:
            self.stores[repository.id] = History(Objects(folder))
        self.state.refs[repository.id] = {}
        return repository

    def history(self, repository: Repository) -> History:
        """The commits that a repository shares with its forks."""
        return self.stores[self.state.root_of(repository).id]

    def objects(self, repository: Repository) -> Objects:
        """The git objects that a repository shares with its forks."""
        return self.history(repository).objects

    def set_ref(self, repository: Repository, name: str, sha: str | None) -> None:
        """Move a ref in memory and on disk, without any consequence."""
        write_ref(self.folder(repository), name, sha)
        self.state.set_ref(repository, name, sha)

    def set_pull_ref(self, pull: Pull) -> None:
        """Let `refs/pull/N/head` follow the head."""
        repository = self.state.repositories[pull.repository_id]
        self.set_ref(repository, f"refs/pull/{pull.number}/head", pull.head_sha)

    def snapshot(self) -> Snapshot:
        """Everything as it is now."""
        return Snapshot(self.state.copy(), self.clock.now())

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot: memory, clock and refs."""
        for number, repository in snapshot.state.repositories.items():
            self._restore_refs(repository, snapshot.state.refs[number])
        self.state = snapshot.state.copy()
        self.clock.set(snapshot.moment)
        self.past.clear()

    def _restore_refs(self, repository: Repository, wanted: dict[str, str]) -> None:
        folder = self.folder(repository)
        present = self.state.refs.get(repository.id)
        if present is None:
            present = read_refs(folder)
        for name in present.keys() - wanted.keys():
            write_ref(folder, name, None)
        for name, sha in wanted.items():
            if present.get(name) != sha:
                write_ref(folder, name, sha)

    def disk_refs(self, repository: Repository) -> dict[str, str]:
        """The refs as they are on disk."""
        return read_refs(self.folder(repository))

    def close(self) -> None:
        """End the git processes."""
        for history in self._stores():
            history.objects.close()

    def _stores(self) -> Iterable[History]:
        return tuple(self.stores.values())
