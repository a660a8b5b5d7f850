"""The WSGI application and its server: authentication, faults and the log around each request."""

import base64
import binascii
import json
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.http import http_date
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from bot.hub import control
from bot.hub.access import ANYONE, Caller
from bot.hub.answers import bad_gateway, exchange, git_response, json_response, limit_answer
from bot.hub.errors import Refused
from bot.hub.faults import GRAPHQL, Asked, Delays, Fault, Faults
from bot.hub.git_http import GitRequest, serve_git
from bot.hub.graphql import execution
from bot.hub.graphql.execution import Query
from bot.hub.graphql.nodes import View
from bot.hub.limits import Resource, Standing, exceeded, graphql_exceeded
from bot.hub.pushes import settle
from bot.hub.requests import Exchange, Request
from bot.hub.rest.call import Answer, Call, refusal
from bot.hub.rest.routing import answer as answer_rest
from bot.hub.site import Site
from bot.hub.state import State


class Dropped(ConnectionAbortedError):  # noqa: N818 - what happened to the connection
    """The connection is closed without an answer."""


@dataclass(slots=True)
class Application:
    """Serves one site."""

    site: Site
    controls: control.Controls
    faults: Faults = field(default_factory=Faults)
    delays: Delays = field(default_factory=Delays)
    requests: list[Request] = field(default_factory=list)
    git_requests: list[Request] = field(default_factory=list)
    exchanges: list[Exchange] | None = None

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer as WSGI asks, or close the connection where a fault wants it."""
        request = HttpRequest(environ)
        try:
            response = self.respond(request)
        except Dropped:
            connection: socket.socket = environ["werkzeug.socket"]
            connection.shutdown(socket.SHUT_RDWR)
            raise
        response.headers["Date"] = http_date(self.site.clock.now())
        if self.exchanges is not None and request.path.startswith("/api/"):
            self.exchanges.append(exchange(request, response))
        result: Iterable[bytes] = response(environ, start_response)
        return result

    def respond(self, request: HttpRequest) -> Response:
        """Answer one request."""
        if request.path.startswith(control.PREFIX):
            return json_response(self.controls.answer(request))
        try:
            caller = self._caller(request)
        except Refused as error:
            return json_response(refusal(error))
        if ".git/" in request.path:
            return self._git(request, caller)
        return self._api(request, caller)

    def _caller(self, request: HttpRequest) -> Caller:
        """Who the credentials belong to."""
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if not value:
            return ANYONE
        if scheme.lower() == "basic":
            try:
                value = base64.b64decode(value).decode().partition(":")[2]
            except (ValueError, binascii.Error):
                value = ""
        state = self.site.state
        token = state.tokens.get(value)
        user = state.users.get(token.user_id) if token else None
        if user is None:
            raise Refused(401, "Bad credentials", "UNAUTHORIZED")
        if user.suspended:
            raise Refused(403, "Sorry. Your account was suspended.", "FORBIDDEN")
        return Caller(user, token)

    def _git(self, request: HttpRequest, caller: Caller) -> Response:
        name, _, action = request.path.lstrip("/").partition(".git/")
        service = request.args.get("service", action)
        asked = Asked(request.method, request.full_path.rstrip("?"), login=caller.login, git=True)
        headers = {key: value for key, value in request.headers.items()}  # noqa: C416 - a plain dict
        order = GitRequest(request.method, name, action, service, request.get_data(), headers)

        def perform(_: Fault | None) -> Response:
            return git_response(serve_git(self.site, caller, order))

        return self._with_fault(asked, self.git_requests, perform)

    def _api(self, request: HttpRequest, caller: Caller) -> Response:
        raw = request.get_data()
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            return json_response(refusal(Refused(400, "Problems parsing JSON")))
        listed = body if isinstance(body, list) else None
        body = body if isinstance(body, dict) else {}
        if request.path.rstrip("/") == GRAPHQL:
            query = execution.read_request(body)
            asked = Asked("POST", GRAPHQL, query.name, query.mutations, caller.login)
            return self._with_fault(
                asked, self.requests, lambda fault: self._graphql(caller, query, asked, fault)
            )
        asked = Asked(request.method, request.path, login=caller.login)
        query_string = request.args.to_dict()
        state = self.site.state
        call = Call(self.site, state, caller, request.path, query_string, body, listed)
        return self._with_fault(
            asked, self.requests, lambda fault: self._rest(call, request, asked, fault)
        )

    def _state(self, fault: Fault | None) -> State:
        """The state to answer from: an older one, if a stale read was ordered."""
        if fault is None or fault.kind != "stale" or not self.site.past:
            return self.site.state
        return self.site.past[-min(fault.writes, len(self.site.past))]

    def _graphql(self, caller: Caller, query: Query, asked: Asked, fault: Fault | None) -> Response:
        if caller.user is None:
            message = "This endpoint requires you to be authenticated."
            return json_response(refusal(Refused(401, message)))
        with self.site.lock:
            self._settle()
            standing = self._standing(asked, "graphql")
            if standing.remaining == 0:
                return self._limited(
                    json_response(Answer(200, graphql_exceeded(caller.number))), standing
                )
            view = View(self.site, self._state(fault), caller)
            body = self._tampered(fault, lambda: execution.answer(view, query))
            if asked.write:
                self.site.actions.observe(caller)
            self._count(asked, "graphql", view.cost)
            return self._limited(json_response(Answer(200, body)), self._standing(asked, "graphql"))

    def _rest(
        self, call: Call, request: HttpRequest, asked: Asked, fault: Fault | None
    ) -> Response:
        with self.site.lock:
            self._settle()
            free = request.path.endswith("/rate_limit")
            if self._standing(asked, "core").remaining == 0 and not free:
                refused = Refused(self.site.limits.status, exceeded(call.caller.number))
                return self._limited(json_response(refusal(refused)), self._standing(asked, "core"))
            if asked.write:
                self.site.begin_write()
            call = replace(call, state=self._state(fault))
            found = self._tampered(fault, lambda: answer_rest(call, asked.method, request.host))
            if asked.write:
                self.site.actions.observe(call.caller)
            self._count(asked, "core", 0 if free else 1)
            return self._limited(json_response(found), self._standing(asked, "core"))

    def _settle(self) -> None:
        """Let what was due happen before the request, so that it is not taken for its doing."""
        if settle(self.site):
            self.site.actions.observe(ANYONE)

    def _tampered(self, fault: Fault | None, perform: Callable[[], Any]) -> Any:
        if fault is None or fault.kind != "wrong_tree":
            return perform()
        self.site.switches.wrong_tree = fault.tree
        try:
            return perform()
        finally:
            self.site.switches.wrong_tree = None

    def _standing(self, asked: Asked, resource: Resource) -> Standing:
        return self.site.limits.standing(asked.login, resource, self.site.clock.now())

    def _count(self, asked: Asked, resource: Resource, cost: int) -> None:
        self.site.limits.count(asked.login, resource, self.site.clock.now(), cost)

    def _limited(self, response: Response, standing: Standing) -> Response:
        """Say what is left of the hour."""
        response.headers.update(standing.headers)
        response.headers["X-GitHub-Media-Type"] = "github.v3; format=json"
        return response

    def _rate_limited(self, fault: Fault, asked: Asked) -> Response:
        """The primary limit with its reset, or a secondary one, with or without Retry-After."""
        user = self.site.state.user_named(asked.login)
        response = json_response(limit_answer(fault, asked, user.id if user else 0))
        standing = self._standing(asked, "graphql" if asked.path == GRAPHQL else "core")
        if fault.primary:
            standing = replace(standing, used=standing.limit)
        if fault.retry_after is not None:
            response.headers["Retry-After"] = str(fault.retry_after)
        return self._limited(response, standing)

    def _with_fault(
        self, asked: Asked, log: list[Request], perform: Callable[[Fault | None], Response]
    ) -> Response:
        """Let the request happen, or whatever was ordered in its place; log it either way."""
        fault = self.faults.take(asked)
        status = 0
        try:
            response = self._before(fault, asked)
            if response is None:
                response = self._perform(fault, perform)
                if fault is not None and fault.kind == "answer_lost":
                    raise Dropped
                if fault is not None and fault.kind == "error_after":
                    response = json_response(bad_gateway())
            status = response.status_code
            return response
        finally:
            log.append(
                Request(
                    method=asked.method,
                    path=asked.path,
                    operation=asked.operation,
                    mutations=len(asked.mutations),
                    status=status,
                    login=asked.login,
                    fault="" if fault is None else fault.kind,
                )
            )

    def _perform(
        self, fault: Fault | None, perform: Callable[[Fault | None], Response]
    ) -> Response:
        if fault is None or fault.kind != "delayed":
            return perform(fault)
        self.delays.hold(fault.seconds)
        try:
            return perform(fault)
        finally:
            self.delays.done()

    def _before(self, fault: Fault | None, asked: Asked) -> Response | None:
        """What is answered in place of doing anything."""
        match None if fault is None else fault.kind:
            case "dropped_before":
                raise Dropped
            case "refused":
                return json_response(
                    refusal(Refused(403, "Resource not accessible by integration"))
                )
            case "refused_422":
                return json_response(refusal(Refused(422, "Validation Failed", errors=[])))
            case "error_before":
                return json_response(bad_gateway())
            case "rate_limited" if fault is not None:
                return self._rate_limited(fault, asked)
            case _:
                return None


class _Connection(WSGIRequestHandler):
    """A connection that sends each answer in one piece and logs nothing."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - Werkzeug's name
        """Stay silent: the hub keeps its own log."""

    def send_response(self, code: int, message: str | None = None) -> None:
        """Leave out the machine's own Date: each answer carries that of the hub's clock."""
        self.send_response_only(code, message)

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:  # noqa: ARG002 - Werkzeug's signature
        """End the connection in silence: a fault ordered it, or the client left."""
        self.close_connection = True

    def finish(self) -> None:
        """Give both files of the connection back, also where what is left cannot be sent."""
        try:
            super().finish()
        except OSError:
            self.rfile.close()


def make_server(application: Application, port: int) -> ThreadedWSGIServer:
    """A server that answers each connection in a thread of its own."""
    return ThreadedWSGIServer("127.0.0.1", port, application, handler=_Connection)
