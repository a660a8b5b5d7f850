"""Commits as people see them: single, in lists, compared."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from typing import Any

from bot.hub.clock import iso
from bot.hub.commits import is_ours
from bot.hub.diffs import line_counts
from bot.hub.errors import Refused, not_found
from bot.hub.history import FileChange
from bot.hub.ids import node_id
from bot.hub.model import Repository
from bot.hub.objects import Commit, Identity
from bot.hub.pushes import BRANCHES, known_commit
from bot.hub.rest.call import Answer, Body, Call, Route, page_bounds, page_url, paged
from bot.hub.rest.people import render_user

_MOST_FILES = 300
_MOST_COMPARED = 250


def require_commit(call: Call, repository: Repository, name: str) -> str:
    """The commit that a name means, or GitHub's 422 for one it does not know."""
    found = known_commit(call.state, call.site.objects(repository), repository, name)
    if found is None:
        raise Refused(422, f"No commit found for SHA: {name}")
    return found


def signed(identity: Identity) -> Body:
    return {"name": identity.name, "email": identity.email, "date": iso(identity.when)}


def verification(call: Call, commit: Commit) -> Body:
    """Whether the signature is good: only the hub's own key is known here."""
    if commit.signature is None:
        reason = "unsigned"
    else:
        reason = "valid" if is_ours(call.site, commit) else "unknown_key"
    good = reason == "valid"
    payload = commit.payload.decode("utf-8", "replace") if commit.signature else None
    return {
        "verified": good,
        "reason": reason,
        "signature": commit.signature,
        "payload": payload,
        "verified_at": iso(commit.committer.when) if good else None,
    }


def git_commit(call: Call, repository: Repository, sha: str) -> Body:
    """A commit as the git database routes answer it."""
    commit = call.site.objects(repository).commit(sha)
    api = f"{call.api}/repos/{repository.full_name}"
    web = f"{call.site.addresses.url}/{repository.full_name}/commit"
    return {
        "sha": sha,
        "node_id": node_id("C", repository.id, sha),
        "url": f"{api}/git/commits/{sha}",
        "html_url": f"{web}/{sha}",
        "author": signed(commit.author),
        "committer": signed(commit.committer),
        "message": commit.message.rstrip("\n"),
        "tree": {"sha": commit.tree, "url": f"{api}/git/trees/{commit.tree}"},
        "parents": [
            {"sha": p, "url": f"{api}/git/commits/{p}", "html_url": f"{web}/{p}"}
            for p in commit.parents
        ],
        "verification": verification(call, commit),
    }


def render_commit(call: Call, repository: Repository, sha: str) -> Body:
    """A commit with the accounts that its e-mails belong to."""
    inner = git_commit(call, repository, sha)
    api = f"{call.api}/repos/{repository.full_name}"
    parents = [
        {**p, "url": p["url"].replace("/git/commits/", "/commits/")} for p in inner["parents"]
    ]
    people = {}
    for role in ("author", "committer"):
        user = call.state.user_with_email(inner[role]["email"])
        people[role] = None if user is None else render_user(call, user)
    return {
        "sha": sha,
        "node_id": inner["node_id"],
        "url": f"{api}/commits/{sha}",
        "html_url": inner["html_url"],
        "comments_url": f"{api}/commits/{sha}/comments",
        "commit": {
            "url": inner["url"],
            "author": inner["author"],
            "committer": inner["committer"],
            "message": inner["message"],
            "comment_count": 0,
            "tree": inner["tree"],
            "verification": inner["verification"],
        },
        **people,
        "parents": parents,
    }


def diff_entry(call: Call, repository: Repository, change: FileChange, sha: str) -> Body:
    """One file of a diff."""
    added, removed = line_counts(call.site.objects(repository), change)
    web = f"{call.site.addresses.url}/{repository.full_name}"
    entry = change.after or change.before
    return {
        "sha": entry.oid if entry else None,
        "filename": change.path,
        "status": change.status,
        "additions": added,
        "deletions": removed,
        "changes": added + removed,
        "blob_url": f"{web}/blob/{sha}/{change.path}",
        "raw_url": f"{web}/raw/{sha}/{change.path}",
        "contents_url": f"{call.api}/repos/{repository.full_name}/contents/{change.path}?ref={sha}",
    }


def get_commit(call: Call, owner: str, name: str, ref: str) -> Answer:
    repository = call.repository(owner, name)
    sha = require_commit(call, repository, ref)
    history = call.site.history(repository)
    parents = history.objects.commit(sha).parents
    changes = history.changes(parents[0] if parents else None, sha)
    files = [diff_entry(call, repository, each, sha) for each in changes[:_MOST_FILES]]
    body = render_commit(call, repository, sha)
    totals: Body = {key: sum(f[key] for f in files) for key in ("additions", "deletions")}
    body["stats"] = {**totals, "total": sum(totals.values())}
    body["files"] = files
    return Answer(200, body)


def list_commits(call: Call, owner: str, name: str) -> Answer:
    repository = call.repository(owner, name)
    wanted = call.query.get("sha") or BRANCHES + repository.default_branch
    tip = known_commit(call.state, call.site.objects(repository), repository, wanted)
    if tip is None:
        raise not_found()
    history = call.site.history(repository)
    order = sorted(history.reachable(tip), key=lambda oid: (-history.height(oid), oid))
    return paged(call, order, lambda sha: render_commit(call, repository, sha))


def compare(call: Call, owner: str, name: str, spec: str) -> Answer:
    """Three dots: what the head has that the base has not, since their merge base."""
    repository = call.repository(owner, name)
    base_name, dots, head_name = spec.partition("...")
    objects = call.site.objects(repository)
    pair = [
        known_commit(call.state, objects, repository, part.rpartition(":")[2])
        for part in (base_name, head_name)
    ]
    base, head = pair
    history = call.site.history(repository)
    root = None if base is None or head is None else history.merge_base(base, head)
    if not dots or base is None or head is None or root is None:
        raise not_found()
    ahead, behind = history.between(base, head), history.between(head, base)
    status = {(0, 0): "identical", (1, 0): "ahead", (0, 1): "behind"}
    paging = not call.query.keys().isdisjoint(("page", "per_page"))
    page, size = page_bounds(call)
    shown = ahead[(page - 1) * size : page * size] if paging else ahead[-_MOST_COMPARED:]
    changes = history.changes(root, head) if page == 1 else []
    web = f"{call.site.addresses.url}/{repository.full_name}/compare/{spec}"
    body: dict[str, Any] = {
        "url": f"{call.api}/repos/{repository.full_name}/compare/{spec}",
        "html_url": web,
        "permalink_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "base_commit": render_commit(call, repository, base),
        "merge_base_commit": render_commit(call, repository, root),
        "status": status.get((bool(ahead), bool(behind)), "diverged"),
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [render_commit(call, repository, sha) for sha in shown],
        "files": [diff_entry(call, repository, each, head) for each in changes[:_MOST_FILES]],
    }
    more = paging and page * size < len(ahead)
    link = f'<{page_url(call, page=str(page + 1))}>; rel="next"'
    return Answer(200, body, {"Link": link} if more else {})


ROUTES = [
    Route("GET", "/repos/<owner>/<name>/commits", list_commits),
    Route("GET", "/repos/<owner>/<name>/commits/<path:ref>", get_commit),
    Route("GET", "/repos/<owner>/<name>/compare/<path:spec>", compare),
]
