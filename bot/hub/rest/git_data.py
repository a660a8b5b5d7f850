"""The git database: refs, commits, trees and blobs."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

import base64
import json
import re
from datetime import datetime
from typing import Any

from bot.hub.access import maintains, require, require_token
from bot.hub.commits import Draft, identity_of, made_wrong, make_commit
from bot.hub.errors import MissingObject, Refused, from_base64, invalid, not_found
from bot.hub.ids import node_id
from bot.hub.model import Repository, User
from bot.hub.objects import Identity
from bot.hub.pushes import BRANCHES, Move, move
from bot.hub.rest.call import Answer, Body, Call, Route
from bot.hub.rest.commits import git_commit
from bot.hub.rest.tree_entries import changes_from
from bot.hub.trees import edit_tree, walk

_REF = re.compile(r"refs/(heads|tags)/(?!.*(\.\.|//|@\{|[ ~^:?*\[\\]|\.lock$|/$|\.$))[!-~]+")
_MOST_ENTRIES = 100_000
_LARGEST_TREE = 7_000_000


def _writer(call: Call, owner: str, name: str) -> tuple[Repository, User]:
    repository = call.repository(owner, name)
    return repository, require(call.site.state, call.caller, repository, "write", "contents")


def _render_ref(call: Call, repository: Repository, ref: str, sha: str) -> Body:
    api = f"{call.api}/repos/{repository.full_name}/git"
    kind = call.site.objects(repository).read(sha)[0]
    return {
        "ref": ref,
        "node_id": node_id("REF", repository.id, ref),
        "url": f"{api}/{ref}",
        "object": {"type": kind, "sha": sha, "url": f"{api}/{kind}s/{sha}"},
    }


def get_ref(call: Call, owner: str, name: str, ref: str) -> Answer:
    repository = call.repository(owner, name)
    sha = call.state.ref(repository, f"refs/{ref}")
    if sha is None:
        raise not_found()
    return Answer(200, _render_ref(call, repository, f"refs/{ref}", sha))


def matching_refs(call: Call, owner: str, name: str, ref: str) -> Answer:
    repository = call.repository(owner, name)
    refs = sorted(call.state.refs.get(repository.id, {}).items())
    found = [pair for pair in refs if pair[0].startswith(f"refs/{ref}")]
    return Answer(200, [_render_ref(call, repository, *pair) for pair in found])


def create_ref(call: Call, owner: str, name: str) -> Answer:
    repository, user = _writer(call, owner, name)
    ref, sha = call.text("ref"), call.text("sha")
    if _REF.fullmatch(ref) is None:
        raise Refused(422, "Reference name must start with 'refs/' and be well-formed")
    if call.state.ref(repository, ref) is not None:
        raise Refused(422, "Reference already exists")
    if not call.site.objects(repository).has(sha, "commit"):
        raise Refused(422, "Object does not exist")
    move(call.site, Move(repository, ref, None, sha), user)
    return Answer(201, _render_ref(call, repository, ref, sha))


def update_ref(call: Call, owner: str, name: str, ref: str) -> Answer:
    """Without force a fast-forward is all that is asked: no compare and swap."""
    repository, full = call.repository(owner, name), f"refs/{ref}"
    if maintains(call.site.state, repository, call.caller.user, full):
        user = require_token(call.caller, "contents")
    else:
        _, user = _writer(call, owner, name)
    sha = call.text("sha")
    before = call.site.state.ref(repository, full)
    if before is None or not full.startswith(("refs/heads/", "refs/tags/")):
        raise Refused(422, "Reference does not exist")
    if not call.site.objects(repository).has(sha, "commit"):
        raise Refused(422, "Object does not exist")
    history = call.site.history(repository)
    if not call.body.get("force") and not history.is_ancestor(before, sha):
        raise Refused(422, "Update is not a fast forward")
    if call.site.switches.wrong_tree is not None:
        sha = made_wrong(call.site, repository, sha)
    move(call.site, Move(repository, full, before, sha), user)
    return Answer(200, _render_ref(call, repository, full, sha))


def delete_ref(call: Call, owner: str, name: str, ref: str) -> Answer:
    repository, user = _writer(call, owner, name)
    full = f"refs/{ref}"
    before = call.site.state.ref(repository, full)
    if before is None or not full.startswith(("refs/heads/", "refs/tags/")):
        raise Refused(422, "Reference does not exist")
    if full == BRANCHES + repository.default_branch:
        raise Refused(422, "Cannot delete the default branch")
    move(call.site, Move(repository, full, before, None), user)
    return Answer(204)


def _identity(given: Any, default: Identity) -> Identity:
    if not isinstance(given, dict):
        return default
    try:
        text = given.get("date")
        when = datetime.fromisoformat(text) if text else default.when
        return Identity(str(given["name"]), str(given["email"]), when)
    except (KeyError, ValueError) as error:
        raise invalid("Invalid request.\n\nauthor needs name, email and a date") from error


def create_commit(call: Call, owner: str, name: str) -> Answer:
    """GitHub commits and signs for a bot that leaves author, committer and signature out."""
    repository, user = _writer(call, owner, name)
    objects = call.site.objects(repository)
    tree, parents = call.text("tree"), call.body.get("parents", [])
    if not objects.has(tree, "tree"):
        raise Refused(422, "Tree SHA does not exist")
    if not isinstance(parents, list) or not all(objects.has(str(p), "commit") for p in parents):
        raise Refused(422, "Parent SHA does not exist or is not a commit object")
    author = identity_of(user, call.site.clock.now())
    given_author, given_committer = call.body.get("author"), call.body.get("committer")
    by_github = user.type == "Bot" and not given_author and not given_committer
    author = _identity(given_author, author)
    committer = None if by_github else _identity(given_committer, author)
    draft = Draft(tree, [str(p) for p in parents], call.text("message"), author, committer)
    sha = make_commit(call.site, repository, draft)
    return Answer(201, git_commit(call, repository, sha))


def get_commit(call: Call, owner: str, name: str, sha: str) -> Answer:
    repository = call.repository(owner, name)
    if not call.site.objects(repository).has(sha, "commit"):
        raise not_found()
    return Answer(200, git_commit(call, repository, sha))


def _render_tree(call: Call, repository: Repository, sha: str, *, recursive: bool) -> Body:
    objects = call.site.objects(repository)
    api = f"{call.api}/repos/{repository.full_name}/git"
    pairs = walk(objects, sha) if recursive else ((e.name, e) for e in objects.tree(sha))
    rows: list[Body] = []
    truncated, size = False, 0
    for path, entry in pairs:
        row: Body = {"path": path, "mode": entry.mode, "type": entry.kind, "sha": entry.oid}
        if entry.kind == "blob":
            row["size"] = len(objects.read(entry.oid)[1])
        if entry.kind != "commit":
            row["url"] = f"{api}/{entry.kind}s/{entry.oid}"
        size += len(json.dumps(row))
        if recursive and (len(rows) >= _MOST_ENTRIES or size > _LARGEST_TREE):
            truncated = True
            break
        rows.append(row)
    return {"sha": sha, "url": f"{api}/trees/{sha}", "tree": rows, "truncated": truncated}


def create_tree(call: Call, owner: str, name: str) -> Answer:
    repository, _ = _writer(call, owner, name)
    objects = call.site.objects(repository)
    base = call.optional("base_tree")
    if base is not None and not objects.has(base, "tree"):
        if not objects.has(base, "commit"):
            raise Refused(422, "base_tree is not a valid tree")
        base = objects.commit(base).tree
    changes = changes_from(call, objects, base)
    sha = edit_tree(objects, base, changes)
    return Answer(201, _render_tree(call, repository, sha, recursive=False))


def get_tree(call: Call, owner: str, name: str, sha: str) -> Answer:
    repository = call.repository(owner, name)
    objects = call.site.objects(repository)
    sha = call.state.ref(repository, BRANCHES + sha) or sha
    if objects.has(sha, "commit"):
        sha = objects.commit(sha).tree
    if not objects.has(sha, "tree"):
        raise not_found()
    recursive = "recursive" in call.query
    return Answer(200, _render_tree(call, repository, sha, recursive=recursive))


def create_blob(call: Call, owner: str, name: str) -> Answer:
    repository, _ = _writer(call, owner, name)
    content = call.text("content")
    encoded = call.text("encoding", "utf-8") == "base64"
    data = from_base64(content) if encoded else content.encode()
    sha = call.site.objects(repository).write("blob", data)
    url = f"{call.api}/repos/{repository.full_name}/git/blobs/{sha}"
    return Answer(201, {"sha": sha, "url": url})


def get_blob(call: Call, owner: str, name: str, sha: str) -> Answer:
    repository = call.repository(owner, name)
    try:
        data = call.site.objects(repository).blob(sha)
    except MissingObject as error:
        raise not_found() from error
    body = {
        "sha": sha,
        "node_id": node_id("B", repository.id, sha),
        "size": len(data),
        "url": f"{call.api}/repos/{repository.full_name}/git/blobs/{sha}",
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
    }
    return Answer(200, body)


_GIT = "/repos/<owner>/<name>/git"
ROUTES = [
    Route("GET", f"{_GIT}/ref/<path:ref>", get_ref),
    Route("GET", f"{_GIT}/refs/<path:ref>", get_ref),
    Route("GET", f"{_GIT}/matching-refs/<path:ref>", matching_refs),
    Route("POST", f"{_GIT}/refs", create_ref),
    Route("PATCH", f"{_GIT}/refs/<path:ref>", update_ref),
    Route("DELETE", f"{_GIT}/refs/<path:ref>", delete_ref),
    Route("POST", f"{_GIT}/commits", create_commit),
    Route("GET", f"{_GIT}/commits/<sha>", get_commit),
    Route("POST", f"{_GIT}/trees", create_tree),
    Route("GET", f"{_GIT}/trees/<sha>", get_tree),
    Route("POST", f"{_GIT}/blobs", create_blob),
    Route("GET", f"{_GIT}/blobs/<sha>", get_blob),
]
