"""Who may do what in a repository, as it tells those who may ask."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub.access import ROLES, has_role, is_collaborator, role_of
from bot.hub.errors import forbidden, not_found
from bot.hub.model import Repository, User
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.people import render_user

_LEGACY = {"triage": "read", "maintain": "write", "": "none"}


def permissions(role: str) -> Body:
    """The flags of a role, as a repository's answer and a collaborator's show them."""
    names = {"pull": "read", "triage": "triage", "push": "write", "maintain": "maintain"}
    names["admin"] = "admin"
    return {name: ROLES[role] >= ROLES[least] for name, least in names.items()}


def _repository(call: Call, owner: str, name: str) -> Repository:
    """Only who may push learns who else may do what."""
    repository = call.repository(owner, name)
    user = call.caller.signed_in()
    if not has_role(call.state, repository, user, "write"):
        raise forbidden("Must have push access to view collaborator permission.")
    return repository


def is_one(call: Call, owner: str, name: str, login: str) -> Answer:
    repository = _repository(call, owner, name)
    user = call.state.user_named(login)
    if user is None or not is_collaborator(call.state, repository, user):
        raise not_found()
    return Answer(204)


def permission(call: Call, owner: str, name: str, login: str) -> Answer:
    """Four words as of old, beside the true role.

    Source: docs.github.com, "Get repository permissions for a user".
    """
    repository = _repository(call, owner, name)
    user = call.state.user_named(login)
    if user is None:
        raise not_found()
    role = role_of(call.state, repository, user)
    body: Body = {"permission": _LEGACY.get(role, role), "role_name": role or "none"}
    shown = render_user(call, user) | {"permissions": permissions(role), "role_name": role}
    return Answer(200, body | {"user": shown})


def list_collaborators(call: Call, owner: str, name: str) -> Answer:
    """Everybody with a role, owners among them.

    Source: docs.github.com, REST "List repository collaborators".
    """
    repository = _repository(call, owner, name)
    wanted = {"pull": "read", "push": "write"}.get(call.query.get("permission", ""), "")
    wanted = wanted or call.query.get("permission", "read")
    users = [user for user in call.state.users.values() if user.type == "User"]
    rows = [
        user
        for user in users
        if is_collaborator(call.state, repository, user)
        and ROLES[role_of(call.state, repository, user)] >= ROLES.get(wanted, 1)
    ]

    def shown(user: User) -> Body:
        role = role_of(call.state, repository, user)
        return render_user(call, user) | {"permissions": permissions(role), "role_name": role}

    return paged(call, rows, shown)


_ALL = "/repos/<owner>/<name>/collaborators"
_ONE = f"{_ALL}/<login>"
ROUTES = [
    Route("GET", _ALL, list_collaborators),
    Route("GET", _ONE, is_one),
    Route("GET", f"{_ONE}/permission", permission),
]
