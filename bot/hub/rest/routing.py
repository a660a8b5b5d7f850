"""From a method and a path to the endpoint that answers."""

from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, RequestRedirect, Rule

from bot.hub.access import require_read
from bot.hub.errors import MissingObject, Refused, not_found
from bot.hub.model import Repository
from bot.hub.rest import (
    actions,
    activity,
    collaborators,
    commits,
    contents,
    deployments,
    dispatches,
    git_data,
    issues,
    labels,
    people,
    pulls,
    reactions,
    repositories,
    review_requests,
    reviews,
    rulesets,
    settings,
    statuses,
    timeline,
)
from bot.hub.rest.call import Answer, Call, refusal
from bot.hub.rest.permissions import read_permission
from bot.hub.rest.redirects import by_name, redirect

if TYPE_CHECKING:
    from collections.abc import Callable

FAMILIES = (
    people,
    repositories,
    collaborators,
    commits,
    pulls,
    reviews,
    review_requests,
    issues,
    reactions,
    labels,
    timeline,
    statuses,
    deployments,
    dispatches,
    git_data,
    contents,
    activity,
    actions,
    settings,
    rulesets,
)
PREFIX = "/api/v3"
_MAP = Map(
    [
        Rule(PREFIX + route.path, methods=[route.method], endpoint=route.answer)
        for family in FAMILIES
        for route in family.ROUTES
    ],
    strict_slashes=False,
    merge_slashes=False,
)


def _check_read(call: Call, repository: Repository) -> None:
    permission = read_permission(call.path.removeprefix(PREFIX).rstrip("/"))
    if permission is not None:
        require_read(call.caller, repository, permission)


def answer(call: Call, method: str, host: str) -> Answer:
    """Find the endpoint and let it answer; refusals become error bodies."""
    endpoint: Callable[..., Answer]
    call = by_name(call)
    if moved := redirect(call, method):
        return moved
    try:
        endpoint, values = _MAP.bind(host).match(call.path, method=method)
        if method == "GET" and "owner" in values:
            _check_read(call, call.repository(values["owner"], values["name"]))
        return endpoint(call, **values)
    except Refused as error:
        return refusal(error)
    except (MethodNotAllowed, RequestRedirect, HTTPException, MissingObject):
        return refusal(not_found())
