"""Repositories, branches and forks."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub import making
from bot.hub.access import has_role, require, require_token, role_of
from bot.hub.clock import iso
from bot.hub.errors import not_found
from bot.hub.ids import node_id
from bot.hub.model import Repository
from bot.hub.pushes import BRANCHES
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.collaborators import permissions
from bot.hub.rest.commits import render_commit
from bot.hub.rest.people import simple_user

_TEMPLATES = {
    "archive_url": "{/archive_format}{/ref}",
    "assignees_url": "assignees{/user}",
    "blobs_url": "git/blobs{/sha}",
    "branches_url": "branches{/branch}",
    "collaborators_url": "collaborators{/collaborator}",
    "comments_url": "comments{/number}",
    "commits_url": "commits{/sha}",
    "compare_url": "compare/{base}...{head}",
    "contents_url": "contents/{+path}",
    "contributors_url": "contributors",
    "deployments_url": "deployments",
    "downloads_url": "downloads",
    "events_url": "events",
    "forks_url": "forks",
    "git_commits_url": "git/commits{/sha}",
    "git_refs_url": "git/refs{/sha}",
    "git_tags_url": "git/tags{/sha}",
    "hooks_url": "hooks",
    "issue_comment_url": "issues/comments{/number}",
    "issue_events_url": "issues/events{/number}",
    "issues_url": "issues{/number}",
    "keys_url": "keys{/key_id}",
    "labels_url": "labels{/name}",
    "languages_url": "languages",
    "merges_url": "merges",
    "milestones_url": "milestones{/number}",
    "notifications_url": "notifications{?since,all,participating}",
    "pulls_url": "pulls{/number}",
    "releases_url": "releases{/id}",
    "stargazers_url": "stargazers",
    "statuses_url": "statuses/{sha}",
    "subscribers_url": "subscribers",
    "subscription_url": "subscription",
    "tags_url": "tags",
    "teams_url": "teams",
    "trees_url": "git/trees{/sha}",
}
_NOTHING = ("description", "homepage", "language", "license", "mirror_url")
_ZERO = (
    "forks",
    "forks_count",
    "open_issues",
    "open_issues_count",
    "size",
    "stargazers_count",
    "watchers",
    "watchers_count",
)
_NO = ("disabled", "has_downloads", "has_projects", "has_wiki")


def render_repository(call: Call, repository: Repository) -> Body:
    """A repository as it appears in other answers."""
    web = f"{call.site.addresses.url}/{repository.full_name}"
    api = f"{call.api}/repos/{repository.full_name}"
    moment = iso(repository.created_at)
    body: Body = {
        "id": repository.id,
        "node_id": node_id("R", repository.id),
        "name": repository.name,
        "full_name": repository.full_name,
        "owner": simple_user(call, repository.owner_id),
        "private": repository.private,
        "visibility": "private" if repository.private else "public",
        "html_url": web,
        "fork": repository.parent_id is not None,
        "url": api,
        "clone_url": f"{web}.git",
        "git_url": f"git:{web.partition(':')[2]}.git",
        "ssh_url": f"git@hub:{repository.full_name}.git",
        "svn_url": web,
        "default_branch": repository.default_branch,
        "has_issues": True,
        "has_discussions": False,
        "created_at": moment,
        "updated_at": moment,
        "pushed_at": moment,
        "topics": [],
    }
    body |= {key: f"{api}/{tail}" for key, tail in _TEMPLATES.items()}
    body |= dict.fromkeys(_NOTHING)
    body |= dict.fromkeys(_ZERO, 0)
    body |= dict.fromkeys(_NO, False)
    settings = call.state.settings_of(repository)
    body |= {"archived": settings.archived, "has_pages": settings.public_page is not None}
    return body | {"allow_forking": settings.allow_forking}


def _merging(call: Call, repository: Repository) -> Body:
    """Merge settings are shown to who may read and write contents only.

    Source: docs.github.com, REST "Get a repository".
    """
    settings = call.state.settings_of(repository)
    writes = has_role(call.state, repository, call.caller.user, "write")
    if call.caller.user is None or not writes or not call.caller.holds("contents", "write"):
        return {}
    return {
        "allow_merge_commit": settings.allow_merge,
        "allow_squash_merge": settings.allow_squash,
        "allow_rebase_merge": settings.allow_rebase,
        "allow_auto_merge": settings.allow_auto_merge,
        "delete_branch_on_merge": settings.delete_branch,
    }


_LITE = (
    *("id", "node_id", "name", "full_name", "owner", "private", "html_url", "description", "fork"),
    *("url", *_TEMPLATES),
)


def lite_repository(call: Call, repository: Repository) -> Body:
    """A repository as workflow runs show it.

    Source: docs.github.com, "REST API endpoints for workflow runs", and the webhook workflow_run.
    """
    whole = render_repository(call, repository)
    return {name: whole[name] for name in _LITE}


def full_repository(call: Call, repository: Repository) -> Body:
    body = render_repository(call, repository)
    body["permissions"] = permissions(role_of(call.state, repository, call.caller.user))
    body |= {"subscribers_count": 0, "network_count": 0}
    body |= _merging(call, repository)
    if repository.parent_id is not None:
        parent = call.state.repositories[repository.parent_id]
        root = call.state.root_of(repository)
        body["parent"] = render_repository(call, parent)
        body["source"] = render_repository(call, root)
    return body


def get_repository(call: Call, owner: str, name: str) -> Answer:
    return Answer(200, full_repository(call, call.repository(owner, name)))


def _branch(call: Call, repository: Repository, branch: str, sha: str) -> Body:
    web = f"{call.site.addresses.url}/{repository.full_name}/tree/{branch}"
    api = f"{call.api}/repos/{repository.full_name}/branches/{branch}"
    return {
        "name": branch,
        "commit": render_commit(call, repository, sha),
        "_links": {"html": web, "self": api},
        "protected": False,
        "protection": {
            "enabled": False,
            "required_status_checks": {"enforcement_level": "off", "contexts": [], "checks": []},
        },
        "protection_url": f"{api}/protection",
    }


def get_branch(call: Call, owner: str, name: str, branch: str) -> Answer:
    repository = call.repository(owner, name)
    sha = call.state.ref(repository, BRANCHES + branch)
    if sha is None:
        raise not_found("Branch not found")
    return Answer(200, _branch(call, repository, branch, sha))


def list_branches(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    refs = call.state.refs.get(repository.id, {})
    names = sorted(ref.removeprefix(BRANCHES) for ref in refs if ref.startswith(BRANCHES))

    def short(branch: str) -> Body:
        sha = refs[BRANCHES + branch]
        url = f"{call.api}/repos/{repository.full_name}/commits/{sha}"
        return {"name": branch, "commit": {"sha": sha, "url": url}, "protected": False}

    return paged(call, names, short)


def fork(call: Call, owner: str, name: str) -> Answer:
    """Fork into the caller's account; objects are shared, branches copied."""
    parent = call.repository(owner, name)
    user = require_token(call.caller, "administration|contents")
    full_name = f"{user.login}/{call.body.get('name') or parent.name}"
    existing = call.state.repository_named(full_name)
    if existing is None:
        existing = Repository(
            id=call.site.state.new_id(),
            full_name=full_name,
            owner_id=user.id,
            private=parent.private,
            created_at=call.site.clock.now(),
            parent_id=parent.id,
            default_branch=parent.default_branch,
        )
        existing = call.site.add_repository(existing)
        only_default = bool(call.body.get("default_branch_only"))
        for ref, sha in call.state.refs[parent.id].items():
            wanted = ref == BRANCHES + parent.default_branch
            if ref.startswith(BRANCHES) and (wanted or not only_default):
                call.site.set_ref(existing, ref, sha)
    return Answer(202, full_repository(call, existing))


def list_forks(call: Call, owner: str, name: str) -> Answer:
    parent = call.repository(owner, name)
    rows = [
        row
        for row in call.state.repositories.values()
        if row.parent_id == parent.id and has_role(call.state, row, call.caller.user, "read")
    ]
    rows.sort(key=lambda row: row.id, reverse=True)
    return paged(call, rows, lambda row: render_repository(call, row))


def delete_repository(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    user = require(call.site.state, call.caller, repository, "admin", "administration")
    making.delete_repository(call.site, repository, user)
    return Answer(204)


ROUTES = [
    Route("GET", "/repos/<owner>/<name>", get_repository),
    Route("GET", "/repos/<owner>/<name>/branches", list_branches),
    Route("GET", "/repos/<owner>/<name>/branches/<path:branch>", get_branch),
    Route("GET", "/repos/<owner>/<name>/forks", list_forks),
    Route("POST", "/repos/<owner>/<name>/forks", fork),
    Route("DELETE", "/repos/<owner>/<name>", delete_repository),
]
