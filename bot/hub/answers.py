"""The shape of what goes over the wire: JSON, git's answers, refusals for limits and faults."""

import json
from http import HTTPStatus

from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from bot.hub.errors import Refused
from bot.hub.faults import GRAPHQL, Asked, Fault
from bot.hub.git_http import GitAnswer
from bot.hub.limits import SECONDARY, exceeded, graphql_exceeded
from bot.hub.requests import Exchange
from bot.hub.rest.call import Answer, refusal


def limit_answer(fault: Fault, asked: Asked, number: int) -> Answer:
    """What is answered in place of a request beyond a limit, in REST's or GraphQL's words."""
    graphql = asked.path == GRAPHQL
    if fault.primary and graphql:
        return Answer(200, graphql_exceeded(number))
    if graphql and fault.status == HTTPStatus.OK:
        return Answer(200, {"errors": [{"type": "RATE_LIMIT", "message": SECONDARY}]})
    return refusal(Refused(fault.status, exceeded(number) if fault.primary else SECONDARY))


def bad_gateway() -> Answer:
    """What a proxy before GitHub answers."""
    return Answer(502, {"message": "Server Error", "documentation_url": "", "status": "502"})


def json_response(answer: Answer) -> Response:
    """An answer as JSON, or empty."""
    data = b"" if answer.body is None else json.dumps(answer.body).encode()
    kind = "application/json; charset=utf-8"
    response = Response(data, status=answer.status, content_type=kind)
    for key, value in answer.headers.items():
        response.headers[key] = value
    return response


def git_response(answer: GitAnswer) -> Response:
    """An answer to a git client."""
    response = Response(answer.body, status=answer.status, content_type=answer.content_type)
    response.headers["Cache-Control"] = "no-cache"
    for key, value in answer.headers.items():
        response.headers[key] = value
    return response


def exchange(request: HttpRequest, response: Response) -> Exchange:
    """A request with its answer, both decoded."""
    sent, answered = request.get_data(), response.get_data()
    return Exchange(
        request.method,
        request.path,
        request.args.to_dict(),
        json.loads(sent) if sent else None,
        response.status_code,
        json.loads(answered) if answered else None,
    )
