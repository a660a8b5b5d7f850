"""Whose review is asked for: read, asked, taken back."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub import review_requests
from bot.hub.errors import Refused
from bot.hub.rest.call import Answer, Call, Route
from bot.hub.rest.people import requested_reviewers
from bot.hub.rest.pulls import simple_pull


def list_requests(call: Call, owner: str, name: str, number: int) -> Answer:
    _, pull = call.pull(owner, name, number)
    return Answer(200, {"users": requested_reviewers(call, pull), "teams": []})


def ask(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    pull = review_requests.ask(call.site, call.caller, pull, _logins(call))
    return Answer(201, simple_pull(call, repository, pull))


def take_back(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    pull = review_requests.take_back(call.site, call.caller, pull, _logins(call))
    return Answer(200, simple_pull(call, repository, pull))


def _logins(call: Call) -> list[str]:
    """The people named; there are no teams here, so none can be a collaborator."""
    if call.texts("team_reviewers"):
        raise Refused(422, "Reviews may only be requested from collaborators.")
    return call.texts("reviewers")


_ALL = "/repos/<owner>/<name>/pulls/<int:number>/requested_reviewers"
ROUTES = [
    Route("GET", _ALL, list_requests),
    Route("POST", _ALL, ask),
    Route("DELETE", _ALL, take_back),
]
