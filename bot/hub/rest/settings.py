"""Settings of Actions, environments, Pages and Apps, as they are read."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from collections.abc import Iterable

from bot.hub.access import has_role, inaccessible
from bot.hub.clock import iso
from bot.hub.errors import forbidden, not_found
from bot.hub.ids import node_id
from bot.hub.model import Repository
from bot.hub.rest.call import Answer, Body, Call, Route, page_bounds
from bot.hub.rest.people import render_user, simple_user
from bot.hub.settings import App, Environment, Settings


def administrates(call: Call, repository: Repository, level: str = "read") -> bool:
    """Whether the caller may see, or change, the settings: an admin, or a token so permitted."""
    user = call.caller.user
    if user is None:
        return False
    if user.type == "Bot":
        token = call.caller.token
        permitted = token is not None and token.permissions is not None
        return permitted and call.caller.holds("administration", level)
    admin = has_role(call.state, repository, user, "admin")
    return admin and call.caller.holds("administration", level)


def require_admin(call: Call, repository: Repository) -> Settings:
    """The settings, for who may see them: 403 for others.

    Source: docs.github.com, "Permissions required for GitHub Apps" (Administration).
    """
    user = call.caller.signed_in()
    if not administrates(call, repository):
        raise inaccessible(user) if user.type == "Bot" else forbidden()
    return call.state.settings_of(repository)


def _require_permission(call: Call, repository: Repository, permission: str) -> Settings:
    """For collaborators, and for tokens with the permission, in public repositories too."""
    user = call.caller.signed_in()
    if not call.caller.holds(permission, "read"):
        raise inaccessible(user)
    if not has_role(call.state, repository, user, "write"):
        raise forbidden("Must have admin rights to Repository.")
    return call.state.settings_of(repository)


# --- Actions ---


def actions_permissions(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    settings = require_admin(call, repository)
    body: Body = {"enabled": settings.enabled}
    if settings.enabled:
        body["allowed_actions"] = settings.allowed_actions
        body["sha_pinning_required"] = settings.sha_pinning
    if settings.enabled and settings.allowed_actions == "selected":
        api = f"{call.api}/repos/{repository.full_name}"
        body["selected_actions_url"] = f"{api}/actions/permissions/selected-actions"
    return Answer(200, body)


def selected_actions(call: Call, owner: str, name: str) -> Answer:
    settings = require_admin(call, call.repository(owner, name))
    body: Body = {"github_owned_allowed": settings.github_owned}
    body |= {"verified_allowed": settings.verified, "patterns_allowed": list(settings.patterns)}
    return Answer(200, body)


def workflow_permissions(call: Call, owner: str, name: str) -> Answer:
    settings = require_admin(call, call.repository(owner, name))
    body: Body = {"default_workflow_permissions": settings.default_permissions}
    return Answer(200, body | {"can_approve_pull_request_reviews": settings.can_approve})


def fork_approval(call: Call, owner: str, name: str) -> Answer:
    settings = require_admin(call, call.repository(owner, name))
    return Answer(200, {"approval_policy": settings.fork_approval})


def private_forks(call: Call, owner: str, name: str) -> Answer:
    settings = require_admin(call, call.repository(owner, name))
    body: Body = {"run_workflows_from_fork_pull_requests": True}
    body |= {"send_write_tokens_to_workflows": settings.fork_writes}
    body |= {"send_secrets_and_variables": settings.fork_secrets}
    return Answer(200, body | {"require_approval_for_fork_pr_workflows": False})


# --- Environments, secrets and variables ---


def _render_environment(call: Call, repository: Repository, row: Environment) -> Body:
    api = f"{call.api}/repos/{repository.full_name}/environments/{row.name}"
    rules: list[Body] = []
    if row.wait_timer:
        rules.append({"type": "wait_timer", "wait_timer": row.wait_timer})
    if row.reviewers:
        users = [simple_user(call, number) for number in row.reviewers]
        shown = [{"type": "User", "reviewer": user} for user in users]
        rules.append(
            {"type": "required_reviewers", "prevent_self_review": False, "reviewers": shown}
        )
    policy = None
    if row.branches is not None:
        rules.append({"type": "branch_policy"})
        protected = row.branches == "protected"
        policy = {"protected_branches": protected, "custom_branch_policies": not protected}
    numbered = [
        {"id": row.id + at, "node_id": node_id("GA", row.id + at), **rule}
        for at, rule in enumerate(rules, start=1)
    ]
    return {
        "id": row.id,
        "node_id": node_id("EN", row.id),
        "name": row.name,
        "url": api,
        "html_url": f"{call.site.addresses.url}/{repository.full_name}/deployments/{row.name}",
        "created_at": iso(row.created_at),
        "updated_at": iso(row.created_at),
        "protection_rules": numbered,
        "deployment_branch_policy": policy,
    }


def _environment(call: Call, repository: Repository, environment: str) -> Environment:
    rows = call.state.settings_of(repository).environments
    row = next((each for each in rows if each.name == environment), None)
    if row is None:
        raise not_found()
    return row


def list_environments(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    rows = call.state.settings_of(repository).environments
    shown = [_render_environment(call, repository, row) for row in rows]
    return Answer(200, {"total_count": len(rows), "environments": shown})


def branch_policies(call: Call, owner: str, name: str, environment: str) -> Answer:
    repository = call.repository(owner, name)
    row = _environment(call, repository, environment)
    names = row.branches if isinstance(row.branches, tuple) else ()
    body = [
        {"id": row.id + at, "node_id": node_id("GBP", row.id + at), "name": one, "type": "branch"}
        for at, one in enumerate(names, start=1)
    ]
    return Answer(200, {"total_count": len(body), "branch_policies": body})


def _named(call: Call, names: Iterable[str]) -> Answer:
    moment = iso(call.site.clock.now())
    rows = [{"name": one, "created_at": moment, "updated_at": moment} for one in names]
    return Answer(200, {"total_count": len(rows), "secrets": rows})


def environment_secrets(call: Call, owner: str, name: str, environment: str) -> Answer:
    repository = call.repository(owner, name)
    _require_permission(call, repository, "environments")
    return _named(call, _environment(call, repository, environment).secrets)


def repository_secrets(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    return _named(call, _require_permission(call, repository, "secrets").secrets)


def organization_secrets(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    return _named(call, _require_permission(call, repository, "secrets").organization_secrets)


def list_variables(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    found = _require_permission(call, repository, "variables").variables
    moment = iso(call.site.clock.now())
    times = {"created_at": moment, "updated_at": moment}
    rows = [{"name": key, "value": value, **times} for key, value in found.items()]
    return Answer(200, {"total_count": len(rows), "variables": rows})


# --- Pages, code owners, Apps ---


def get_pages(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    settings = _require_permission(call, repository, "pages")
    if settings.public_page is None:
        raise not_found()
    body = {"url": f"{call.api}/repos/{repository.full_name}/pages", "status": "built"}
    return Answer(200, {**body, "cname": None, "custom_404": False, "public": settings.public_page})


def codeowners_errors(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    found = call.state.settings_of(repository).codeowners_errors
    if found is None:
        raise not_found()
    rows = [
        {"line": at, "column": 1, "kind": "Unknown owner", "message": text, "path": "CODEOWNERS"}
        for at, text in enumerate(found, start=1)
    ]
    return Answer(200, {"errors": rows})


def get_app(call: Call, slug: str) -> Answer:
    found = next((each for each in call.state.apps.values() if each.slug == slug), None)
    if found is None:
        raise not_found()
    return Answer(200, _render_app(call, found))


def _render_app(call: Call, app: App) -> Body:
    owner, site = call.state.users.get(app.owner_id), call.site.addresses.url
    return {
        "id": app.id,
        "slug": app.slug,
        "node_id": node_id("A", app.id),
        "client_id": app.client_id,
        "owner": None if owner is None else render_user(call, owner),
        "name": app.slug,
        "description": None,
        "external_url": site,
        "html_url": f"{site}/apps/{app.slug}",
        "created_at": iso(app.created_at),
        "updated_at": iso(app.created_at),
        "permissions": dict(app.permissions),
        "events": [],
    }


def installation_repositories(call: Call) -> Answer:
    """For installations only: all that their App was installed on.

    Source: docs.github.com, REST "List repositories accessible to the app installation".
    """
    from bot.hub.rest.repositories import render_repository  # noqa: PLC0415 - they read settings

    user = call.caller.signed_in()
    if user.type != "Bot":
        message = "You must authenticate with an installation access token in order to list "
        raise forbidden(f"{message}repositories for an installation.")
    rows = [
        row
        for row in call.state.repositories.values()
        if call.state.roles.get((row.id, user.id)) and row.parent_id is None
    ]
    _, size = page_bounds(call)
    shown = [render_repository(call, row) for row in rows[:size]]
    return Answer(200, {"total_count": len(rows), "repositories": shown})


_REPOSITORY = "/repos/<owner>/<name>"
_PERMISSIONS = f"{_REPOSITORY}/actions/permissions"
_ENVIRONMENT = f"{_REPOSITORY}/environments/<environment>"


ROUTES = [
    Route("GET", _PERMISSIONS, actions_permissions),
    Route("GET", f"{_PERMISSIONS}/selected-actions", selected_actions),
    Route("GET", f"{_PERMISSIONS}/workflow", workflow_permissions),
    Route("GET", f"{_PERMISSIONS}/fork-pr-contributor-approval", fork_approval),
    Route("GET", f"{_PERMISSIONS}/fork-pr-workflows-private-repos", private_forks),
    Route("GET", f"{_REPOSITORY}/environments", list_environments),
    Route("GET", f"{_ENVIRONMENT}/deployment-branch-policies", branch_policies),
    Route("GET", f"{_ENVIRONMENT}/secrets", environment_secrets),
    Route("GET", f"{_REPOSITORY}/actions/secrets", repository_secrets),
    Route("GET", f"{_REPOSITORY}/actions/organization-secrets", organization_secrets),
    Route("GET", f"{_REPOSITORY}/actions/variables", list_variables),
    Route("GET", f"{_REPOSITORY}/pages", get_pages),
    Route("GET", f"{_REPOSITORY}/codeowners/errors", codeowners_errors),
    Route("GET", "/apps/<slug>", get_app),
    Route("GET", "/installation/repositories", installation_repositories),
]
