"""Reviews of a pull request."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub import reviews
from bot.hub.association import association
from bot.hub.clock import iso
from bot.hub.errors import not_found
from bot.hub.ids import node_id
from bot.hub.model import Pull, Repository, Review
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.people import simple_user


def render_review(call: Call, repository: Repository, review: Review) -> Body:
    number = review.pull[1]
    web = f"{call.site.addresses.url}/{repository.full_name}/pull/{number}"
    api = f"{call.api}/repos/{repository.full_name}/pulls/{number}"
    known = review.author_id if review.author_id in call.state.users else None
    html = f"{web}#pullrequestreview-{review.id}"
    body: Body = {
        "id": review.id,
        "node_id": node_id("PRR", review.id),
        "user": simple_user(call, known),
        "body": review.body,
        "state": review.state,
        "html_url": html,
        "pull_request_url": api,
        "_links": {"html": {"href": html}, "pull_request": {"href": api}},
        "commit_id": review.commit_id,
        "author_association": association(call.state, repository, review.author_id),
    }
    if review.submitted_at is not None:
        body["submitted_at"] = iso(review.submitted_at)
    return body


def _shown(call: Call, pull: Pull) -> list[Review]:
    """Pending reviews are seen by their author only."""
    me = call.caller.user.id if call.caller.user else None
    rows = call.state.reviews.of(pull.key)
    return [row for row in rows if row.state != "PENDING" or row.author_id == me]


def _one(call: Call, pull: Pull, number: int) -> Review:
    found = next((row for row in _shown(call, pull) if row.id == number), None)
    if found is None:
        raise not_found()
    return found


def list_reviews(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    return paged(call, _shown(call, pull), lambda row: render_review(call, repository, row))


def get_review(call: Call, owner: str, name: str, number: int, review: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    return Answer(200, render_review(call, repository, _one(call, pull, review)))


def create_review(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    content = (call.optional("body") or "", call.optional("commit_id"))
    made = reviews.submit(call.site, call.caller, pull, call.optional("event"), content)
    return Answer(200, render_review(call, repository, made))


def submit_review(call: Call, owner: str, name: str, number: int, review: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    pending = _one(call, pull, review)
    body = call.optional("body") or ""
    made = reviews.submit_pending(call.site, call.caller, pending, call.text("event"), body)
    return Answer(200, render_review(call, repository, made))


def edit_review(call: Call, owner: str, name: str, number: int, review: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    row = _one(call, pull, review)
    made = reviews.edit_review(call.site, call.caller, row, call.text("body"))
    return Answer(200, render_review(call, repository, made))


def dismiss_review(call: Call, owner: str, name: str, number: int, review: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    row = _one(call, pull, review)
    made = reviews.dismiss(call.site, call.caller, pull, row, call.text("message"))
    return Answer(200, render_review(call, repository, made))


_ALL = "/repos/<owner>/<name>/pulls/<int:number>/reviews"
ROUTES = [
    Route("GET", _ALL, list_reviews),
    Route("POST", _ALL, create_review),
    Route("GET", f"{_ALL}/<int:review>", get_review),
    Route("PUT", f"{_ALL}/<int:review>", edit_review),
    Route("POST", f"{_ALL}/<int:review>/events", submit_review),
    Route("PUT", f"{_ALL}/<int:review>/dismissals", dismiss_review),
]
