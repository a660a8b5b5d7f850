"""The hub's own controls over HTTP, for testers outside its process."""

import json
import secrets
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request as HttpRequest

from bot.hub.actions.controls import routes
from bot.hub.faults import Fault
from bot.hub.flood import Flood
from bot.hub.rest.call import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.hub.hub import Hub
    from bot.hub.site import Snapshot

PREFIX = "/_hub/"
Body = dict[str, Any]


class Controls:
    """The routes under `/_hub/`, open to the control token only."""

    def __init__(self, hub: "Hub") -> None:
        self.token = secrets.token_urlsafe(24)
        self._hub = hub  # the Python surface does it all
        self._snapshots: dict[str, Snapshot] = {}
        self._routes: dict[tuple[str, str], Callable[[Body], Any]] = {
            ("POST", "clock"): self._clock,
            ("POST", "snapshot"): self._snapshot,
            ("POST", "restore"): self._restore,
            ("POST", "fault"): self._fault,
            ("DELETE", "faults"): lambda _: hub.clear_faults(),
            ("POST", "users"): self._add_user,
            ("POST", "users/rename"): lambda body: hub.rename_user(body["old"], body["new"]),
            ("POST", "users/suspend"): lambda body: hub.suspend_user(
                body["login"], suspended=bool(body.get("suspended", True))
            ),
            ("POST", "users/delete"): lambda body: hub.delete_user(body["login"]),
            ("POST", "roles"): lambda body: hub.set_role(
                body["repository"], body["login"], body["role"]
            ),
            ("POST", "tokens"): self._add_token,
            ("POST", "limits"): lambda body: hub.limit_requests(**body),
            ("POST", "flood"): self._flood,
            ("POST", "switch"): self._switch,
            ("GET", "requests"): lambda _: [asdict(row) for row in hub.requests],
            **routes(hub.actions),
        }

    def answer(self, request: HttpRequest) -> Answer:
        """Carry out one request."""
        given = request.headers.get("Authorization", "").rpartition(" ")[2]
        if not secrets.compare_digest(given.encode(), self.token.encode()):
            return Answer(401, {"message": "the control token is needed"})
        act = self._routes.get((request.method, request.path.removeprefix(PREFIX)))
        if act is None:
            return Answer(404, {"message": "no such control"})
        try:
            result = act(json.loads(request.get_data() or b"{}"))
        except (LookupError, TypeError, ValueError) as error:
            return Answer(422, {"message": f"{type(error).__name__}: {error}"})
        return Answer(200, {"ok": True} if result is None else result)

    def _clock(self, body: Body) -> Body:
        if "set" in body:
            self._hub.clock.set(datetime.fromisoformat(body["set"]))
        self._hub.clock.advance(float(body.get("advance", 0)))
        return {"now": self._hub.clock.now().isoformat()}

    def _snapshot(self, _: Body) -> Body:
        name = str(len(self._snapshots) + 1)
        self._snapshots[name] = self._hub.snapshot()
        return {"snapshot": name}

    def _restore(self, body: Body) -> None:
        self._hub.restore(self._snapshots[body["snapshot"]])

    def _fault(self, body: Body) -> None:
        self._hub.fault(Fault(**body))

    def _add_user(self, body: Body) -> Body:
        self._hub.add_user(body["login"], body.get("id"), body.get("type", "User"))
        return {"token": self._hub.token(body["login"])}

    def _add_token(self, body: Body) -> Body:
        return {"token": self._hub.token(body["login"], body.get("permissions"))}

    def _flood(self, body: Body) -> None:
        where = body.pop("repository"), body.pop("number"), body.pop("login")
        self._hub.flood(*where, Flood(**body))

    def _switch(self, body: Body) -> None:
        hub = self._hub
        hub.repoint_reviews = bool(body.get("repointReviews", hub.repoint_reviews))
        hub.accept_bad_objects = bool(body.get("acceptBadObjects", hub.accept_bad_objects))
        hub.deleted_forks_close = bool(body.get("deletedForksClose", hub.deleted_forks_close))
