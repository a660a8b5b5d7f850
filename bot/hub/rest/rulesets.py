"""Rulesets, the rules in force on a branch, and classic branch protection, as they are read."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub.errors import not_found
from bot.hub.model import Repository
from bot.hub.pushes import BRANCHES
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.settings import administrates, require_admin
from bot.hub.rulesets import active_rules, bypass
from bot.hub.settings import Rule, Ruleset

_SHOWN_BYPASS = {"pull_request": "pull_requests_only"}


def _short(call: Call, repository: Repository, row: Ruleset) -> Body:
    url = f"{call.api}/repos/{repository.full_name}/rulesets/{row.id}"
    page = f"{call.site.addresses.url}/{repository.full_name}/rules/{row.id}"
    return {
        "id": row.id,
        "name": row.name,
        "target": row.target,
        "source_type": "Repository",
        "source": repository.full_name,
        "enforcement": row.enforcement,
        "_links": {"self": {"href": url}, "html": {"href": page}},
    }


def _rule(rule: Rule) -> Body:
    given = {} if rule.parameters is None else {"parameters": dict(rule.parameters)}
    return {"type": rule.type, **given}


def _full(call: Call, repository: Repository, row: Ruleset) -> Body:
    """Who may bypass it is told only to who may change it, but what the caller may is told.

    Source: docs.github.com, REST "Get a repository ruleset".
    """
    body = _short(call, repository, row)
    if row.target != "push":
        refs = {"include": list(row.include), "exclude": list(row.exclude)}
        body["conditions"] = {"ref_name": refs}
    body["rules"] = [_rule(rule) for rule in row.rules]
    may = bypass(call.state, repository, row, call.caller.user)
    body["current_user_can_bypass"] = _SHOWN_BYPASS.get(may, may)
    if administrates(call, repository, "write"):
        body["bypass_actors"] = [
            {"actor_id": one.actor_id, "actor_type": one.actor_type, "bypass_mode": one.mode}
            for one in row.bypass
        ]
    return body


def list_rulesets(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    rows = call.state.settings_of(repository).rulesets
    return paged(call, rows, lambda row: _short(call, repository, row))


def get_ruleset(call: Call, owner: str, name: str, number: int) -> Answer:
    repository = call.repository(owner, name)
    rows = call.state.settings_of(repository).rulesets
    row = next((each for each in rows if each.id == number), None)
    if row is None:
        raise not_found()
    return Answer(200, _full(call, repository, row))


def branch_rules(call: Call, owner: str, name: str, branch: str) -> Answer:
    """The rules in force only, wherever they come from."""
    repository = call.repository(owner, name)
    found = active_rules(call.state, repository, BRANCHES + branch)

    def shown(pair: tuple[Ruleset, Rule]) -> Body:
        ruleset, rule = pair
        whence = {"ruleset_source_type": "Repository", "ruleset_source": repository.full_name}
        return {**_rule(rule), **whence, "ruleset_id": ruleset.id}

    return paged(call, found, shown)


def get_protection(call: Call, owner: str, name: str, branch: str) -> Answer:
    repository = call.repository(owner, name)
    require_admin(call, repository)
    found = call.state.settings_of(repository).protection
    if found is None or branch != repository.default_branch:
        raise not_found("Branch not protected")
    url = f"{call.api}/repos/{repository.full_name}/branches/{branch}/protection"
    return Answer(200, {"url": url, **found})


_REPOSITORY = "/repos/<owner>/<name>"
ROUTES = [
    Route("GET", f"{_REPOSITORY}/rulesets", list_rulesets),
    Route("GET", f"{_REPOSITORY}/rulesets/<int:number>", get_ruleset),
    Route("GET", f"{_REPOSITORY}/rules/branches/<path:branch>", branch_rules),
    Route("GET", f"{_REPOSITORY}/branches/<branch>/protection", get_protection),
]
