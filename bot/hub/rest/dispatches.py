"""Events that are sent to a repository."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

import json

from bot.hub.access import require
from bot.hub.errors import Refused, invalid
from bot.hub.model import Dispatch
from bot.hub.rest.call import Answer, Call, Route

_MOST_FIELDS = 10
_LARGEST = 65_535
_LONGEST_TYPE = 100


def create_dispatch_event(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    user = require(call.site.state, call.caller, repository, "write", "contents")
    kind = call.text("event_type")
    if not 0 < len(kind) <= _LONGEST_TYPE:
        raise invalid("event_type is too long (maximum is 100 characters)", "RepositoryDispatch")
    payload = call.body.get("client_payload", {})
    if not isinstance(payload, dict):
        raise invalid(f"Invalid request.\n\nFor 'client_payload', {payload!r} is not an object.")
    if len(payload) > _MOST_FIELDS:
        message = f"No more than 10 properties are allowed; {len(payload)} were supplied."
        raise Refused(422, f"Invalid request.\n\n{message}")
    if len(json.dumps(payload)) > _LARGEST:
        raise Refused(422, "client_payload is too large.")
    event = Dispatch(call.site.state.new_id(), repository.id, kind, payload, user.id)
    call.site.state.dispatches.add(repository.id, event)
    return Answer(204)


ROUTES = [Route("POST", "/repos/<owner>/<name>/dispatches", create_dispatch_event)]
