"""Everything the hub remembers outside git, in tables that copy in no time."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, Protocol, Self, TypeVar

from bot.hub.errors import not_found
from bot.hub.model import (
    Activity,
    Comment,
    Deployment,
    DeploymentStatus,
    Dispatch,
    Event,
    Label,
    Pull,
    PullKey,
    Repository,
    Review,
    ReviewRequest,
    Status,
    Token,
    User,
    WorkflowRun,
)
from bot.hub.settings import USUAL, App, Settings


class Row(Protocol):
    """Whatever has an id."""

    @property
    def id(self) -> int:
        """The number it is known by."""


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Row)


class Table(Generic[K, V]):
    """Rows by id, and the ids under each key in the order they were added."""

    def __init__(
        self, rows: dict[int, V] | None = None, index: dict[K, tuple[int, ...]] | None = None
    ) -> None:
        self._rows: dict[int, V] = rows or {}
        self._index: dict[K, tuple[int, ...]] = index or {}

    def add(self, key: K, row: V) -> V:
        """File a new row under a key."""
        self._rows[row.id] = row
        self._index[key] = (*self._index.get(key, ()), row.id)
        return row

    def extend(self, key: K, rows: Iterable[V]) -> None:
        """File many new rows under a key at once."""
        new = {row.id: row for row in rows}
        self._rows |= new
        self._index[key] = (*self._index.get(key, ()), *new)

    def replace(self, row: V) -> V:
        """Put a changed row in the place of the old one."""
        self._rows[row.id] = row
        return row

    def remove(self, key: K, number: int) -> None:
        """Take a row away."""
        del self._rows[number]
        self._index[key] = tuple(each for each in self._index[key] if each != number)

    def get(self, number: int) -> V | None:
        """A row by its id."""
        return self._rows.get(number)

    def of(self, key: K) -> list[V]:
        """The rows under a key, oldest first."""
        return [self._rows[number] for number in self._index.get(key, ())]

    def since(self, last_id: int) -> list[V]:
        """The rows with a higher id than this, oldest first."""
        fresh = []
        for row in reversed(self._rows.values()):
            if row.id <= last_id:
                break
            fresh.append(row)
        return fresh[::-1]

    def __iter__(self) -> Iterator[V]:
        return iter(self._rows.values())

    def copy(self) -> Self:
        """A copy that later changes do not touch."""
        return type(self)(dict(self._rows), dict(self._index))


@dataclass(slots=True)
class State:
    """The whole memory of a hub; `refs` mirrors the bare repositories."""

    users: dict[int, User] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    repositories: dict[int, Repository] = field(default_factory=dict)
    roles: dict[tuple[int, int], str] = field(default_factory=dict)
    refs: dict[int, dict[str, str]] = field(default_factory=dict)
    pulls: dict[PullKey, Pull] = field(default_factory=dict)
    reviews: Table[PullKey, Review] = field(default_factory=Table)
    comments: Table[PullKey, Comment] = field(default_factory=Table)
    events: Table[PullKey, Event] = field(default_factory=Table)
    statuses: Table[tuple[int, str], Status] = field(default_factory=Table)
    activities: Table[int, Activity] = field(default_factory=Table)
    review_requests: Table[PullKey, ReviewRequest] = field(default_factory=Table)
    labels: Table[int, Label] = field(default_factory=Table)
    deployments: Table[int, Deployment] = field(default_factory=Table)
    deployment_statuses: Table[int, DeploymentStatus] = field(default_factory=Table)
    dispatches: Table[int, Dispatch] = field(default_factory=Table)
    runs: Table[int, WorkflowRun] = field(default_factory=Table)
    settings: dict[int, Settings] = field(default_factory=dict)
    apps: dict[int, App] = field(default_factory=dict)
    """GitHub Apps, by the id of the account that each acts as."""
    last_id: int = 1000

    def copy(self) -> "State":
        """A copy that later changes do not touch."""
        return State(
            users=dict(self.users),
            tokens=dict(self.tokens),
            repositories=dict(self.repositories),
            roles=dict(self.roles),
            refs=dict(self.refs),
            pulls=dict(self.pulls),
            reviews=self.reviews.copy(),
            comments=self.comments.copy(),
            events=self.events.copy(),
            statuses=self.statuses.copy(),
            activities=self.activities.copy(),
            review_requests=self.review_requests.copy(),
            labels=self.labels.copy(),
            deployments=self.deployments.copy(),
            deployment_statuses=self.deployment_statuses.copy(),
            dispatches=self.dispatches.copy(),
            runs=self.runs.copy(),
            settings=dict(self.settings),
            apps=dict(self.apps),
            last_id=self.last_id,
        )

    def new_id(self) -> int:
        """The next id: one series for all kinds of things."""
        self.last_id += 1
        return self.last_id

    def user_named(self, login: str) -> User | None:
        """Who has this login now."""
        wanted = login.lower()
        return next((u for u in self.users.values() if u.login.lower() == wanted), None)

    def user_with_email(self, email: str) -> User | None:
        """Whom a commit's e-mail belongs to: an address of theirs or the noreply form."""
        local, _, domain = email.lower().partition("@")
        if domain == "users.noreply.github.com":
            number, plus, login = local.partition("+")
            if plus:
                return self.users.get(int(number)) if number.isdecimal() else None
            return self.user_named(login or local)
        return next((u for u in self.users.values() if u.email.lower() == email.lower()), None)

    def repository_named(self, full_name: str) -> Repository | None:
        """The repository with this full name."""
        wanted = full_name.lower()
        rows = self.repositories.values()
        return next((r for r in rows if r.full_name.lower() == wanted), None)

    def repository_once_named(self, full_name: str) -> Repository | None:
        """The repository that an old full name leads to, as long as nobody else has it."""
        wanted = full_name.lower()
        rows = () if self.repository_named(full_name) else self.repositories.values()
        return next((r for r in rows if wanted in map(str.lower, r.former)), None)

    def settings_of(self, repository: Repository) -> Settings:
        """The settings of a repository; GitHub's own defaults where nobody changed any."""
        return self.settings.get(repository.id, USUAL)

    def pull(self, repository: Repository, number: int) -> Pull:
        """A pull request, or 404."""
        found = self.pulls.get((repository.id, number))
        if found is None:
            raise not_found()
        return found

    def pulls_of(self, repository: Repository) -> list[Pull]:
        """The pull requests of a repository."""
        return [p for p in self.pulls.values() if p.repository_id == repository.id]

    def ref(self, repository: Repository, name: str) -> str | None:
        """The commit that a ref points to."""
        return self.refs.get(repository.id, {}).get(name)

    def set_ref(self, repository: Repository, name: str, sha: str | None) -> None:
        """Move a ref, or take it away."""
        refs = dict(self.refs.get(repository.id, {}))
        if sha is None:
            refs.pop(name, None)
        else:
            refs[name] = sha
        self.refs[repository.id] = refs

    def root_of(self, repository: Repository) -> Repository:
        """The repository whose objects a fork shares."""
        while repository.parent_id is not None:
            repository = self.repositories[repository.parent_id]
        return repository

    def latest_statuses(self, repository: Repository, sha: str) -> list[Status]:
        """The newest status of each context."""
        rows = self.statuses.of((repository.id, sha))
        latest = {status.context.casefold(): status for status in rows}
        return sorted(latest.values(), key=lambda s: s.id)
