"""Who may do what: the user's role in the repository, cut down by the token's permissions."""

from dataclasses import dataclass
from typing import Literal

from bot.hub.errors import Refused, forbidden, not_found
from bot.hub.model import Repository, Token, User
from bot.hub.state import State

Role = Literal["read", "triage", "write", "maintain", "admin"]
ROLES = {"": 0, "read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}
_LEVELS = {"": 0, "none": 0, "read": 1, "write": 2, "admin": 3}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request; nobody, if it carries no token."""

    user: User | None
    token: Token | None

    @property
    def login(self) -> str:
        """The caller's login, empty for nobody."""
        return self.user.login if self.user else ""

    @property
    def number(self) -> int:
        """The caller's numeric id, nought for nobody."""
        return self.user.id if self.user else 0

    def signed_in(self) -> User:
        """The user, or 401."""
        if self.user is None:
            raise Refused(401, "Requires authentication", "UNAUTHORIZED")
        return self.user

    def holds(self, permission: str, level: str) -> bool:
        """Whether the token reaches so far, whatever its user may."""
        if self.token is None or self.token.permissions is None:
            return True
        granted = self.token.permissions.get(permission, "")
        if permission == "metadata":
            granted = granted or "read"
        return _LEVELS[granted] >= _LEVELS[level]


ANYONE = Caller(None, None)


def role_of(state: State, repository: Repository, user: User | None) -> str:
    """The role of a user in a repository; an App's bot is installed where nothing else is said."""
    if user is not None:
        if repository.owner_id == user.id:
            return "admin"
        given = state.roles.get((repository.id, user.id))
        if given:
            return given
        if given is None and user.type == "Bot" and repository.parent_id is None:
            return "write"
    return "" if repository.private else "read"


def has_role(state: State, repository: Repository, user: User | None, role: Role) -> bool:
    """Whether the user's role is this or a higher one."""
    return ROLES[role_of(state, repository, user)] >= ROLES[role]


def is_collaborator(state: State, repository: Repository, user: User) -> bool:
    """Whether the user was given a role there, or owns it: reading what is public is none."""
    given = state.roles.get((repository.id, user.id), "")
    return repository.owner_id == user.id or ROLES[given] >= ROLES["read"]


def maintains(state: State, repository: Repository, user: User | None, ref: str) -> bool:
    """Whether a fork's branch is open to the user as a maintainer of where it is proposed.

    Source: docs.github.com, "Allowing changes to a pull request branch created from a fork".
    """
    return any(
        pull.open
        and pull.maintainer_can_modify
        and pull.head_repository_id == repository.id
        and ref == f"refs/heads/{pull.head_ref}"
        and has_role(state, state.repositories[pull.repository_id], user, "write")
        for pull in state.pulls.values()
    )


def visible(state: State, caller: Caller, full_name: str) -> Repository:
    """The repository, if the caller may know of it."""
    found = state.repository_named(full_name)
    if found is None or not has_role(state, found, caller.user, "read"):
        raise not_found()
    return found


def require_token(caller: Caller, permission: str, level: str = "write") -> User:
    """The signed-in user, if the token holds the permission (any of `a|b`)."""
    user = caller.signed_in()
    if not any(caller.holds(each, level) for each in permission.split("|")):
        raise inaccessible(user)
    return user


def inaccessible(user: User) -> Refused:
    """What a token is told that its permissions do not reach so far."""
    kind = "integration" if user.type == "Bot" else "personal access token"
    return forbidden(f"Resource not accessible by {kind}")


def require(
    state: State, caller: Caller, repository: Repository, role: Role, permission: str
) -> User:
    """The signed-in user, if role and token allow a write."""
    user = require_token(caller, permission)
    if not has_role(state, repository, user, "read"):
        raise not_found()
    if not has_role(state, repository, user, role):
        raise forbidden()
    return user


def require_read(caller: Caller, repository: Repository, permission: str) -> None:
    """In a private repository a token reads only what its permissions name."""
    if repository.private:
        user = caller.signed_in()
        if not any(caller.holds(each, "read") for each in permission.split("|")):
            raise inaccessible(user)
