"""Labels of a repository and of a pull request."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from urllib.parse import quote

from bot.hub import labels
from bot.hub.errors import invalid, not_found
from bot.hub.ids import node_id
from bot.hub.model import Label, Pull, Repository
from bot.hub.rest.call import Answer, Body, Call, Route, paged


def render_label(call: Call, repository: Repository, label: Label) -> Body:
    return {
        "id": label.id,
        "node_id": node_id("LA", label.id),
        "url": f"{call.api}/repos/{repository.full_name}/labels/{quote(label.name)}",
        "name": label.name,
        "color": label.color,
        "default": False,
        "description": label.description,
    }


def rendered_labels(call: Call, repository: Repository, pull: Pull) -> list[Body]:
    rows = labels.labels_of(call.state, pull)
    return [render_label(call, repository, row) for row in rows]


def list_labels(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    rows = sorted(call.state.labels.of(repository.id), key=lambda row: row.name.casefold())
    return paged(call, rows, lambda row: render_label(call, repository, row))


def get_label(call: Call, owner: str, name: str, label: str) -> Answer:
    repository = call.repository(owner, name)
    found = labels.label_named(call.state, repository, label)
    if found is None:
        raise not_found()
    return Answer(200, render_label(call, repository, found))


def create_label(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    look = call.text("color", labels.GREY), call.optional("description")
    made = labels.create_label(call.site, call.caller, repository, call.text("name"), look)
    body = render_label(call, repository, made)
    return Answer(201, body, {"Location": body["url"]})


def list_issue_labels(call: Call, owner: str, name: str, number: int) -> Answer:
    repository, pull = call.pull(owner, name, number)
    rows = labels.labels_of(call.state, pull)
    return paged(call, rows, lambda row: render_label(call, repository, row))


def _names(call: Call) -> list[str]:
    """Names as texts or as objects, under `labels` or, as it once was, as a bare list."""
    given = call.listed if call.listed is not None else call.body.get("labels") or []
    rows = [each.get("name") if isinstance(each, dict) else each for each in given]
    names = [each for each in rows if isinstance(each, str)]
    if len(names) < len(rows):
        raise invalid("Invalid request.\n\nlabels are named by texts.", "Label", "name", "invalid")
    return names


def _put(call: Call, owner: str, name: str, number: int, *, replace: bool) -> Answer:
    repository, pull = call.pull(owner, name, number)
    pull = labels.put_labels(call.site, call.caller, pull, _names(call), replace=replace)
    return Answer(200, rendered_labels(call, repository, pull))


def add_labels(call: Call, owner: str, name: str, number: int) -> Answer:
    return _put(call, owner, name, number, replace=False)


def set_labels(call: Call, owner: str, name: str, number: int) -> Answer:
    return _put(call, owner, name, number, replace=True)


def remove_all_labels(call: Call, owner: str, name: str, number: int) -> Answer:
    _, pull = call.pull(owner, name, number)
    labels.put_labels(call.site, call.caller, pull, (), replace=True)
    return Answer(204)


def remove_label(call: Call, owner: str, name: str, number: int, label: str) -> Answer:
    repository, pull = call.pull(owner, name, number)
    pull = labels.remove_label(call.site, call.caller, pull, label)
    return Answer(200, rendered_labels(call, repository, pull))


_REPOSITORY = "/repos/<owner>/<name>"
_ISSUE = f"{_REPOSITORY}/issues/<int:number>/labels"
ROUTES = [
    Route("GET", f"{_REPOSITORY}/labels", list_labels),
    Route("POST", f"{_REPOSITORY}/labels", create_label),
    Route("GET", f"{_REPOSITORY}/labels/<path:label>", get_label),
    Route("GET", _ISSUE, list_issue_labels),
    Route("POST", _ISSUE, add_labels),
    Route("PUT", _ISSUE, set_labels),
    Route("DELETE", _ISSUE, remove_all_labels),
    Route("DELETE", f"{_ISSUE}/<path:label>", remove_label),
]
