"""Files as the web editor sees them; symlinks are followed, submodules shown as files."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

import base64
import posixpath

from bot.hub.access import require
from bot.hub.commits import Draft, identity_of, make_commit
from bot.hub.errors import Refused, from_base64, invalid, not_found
from bot.hub.model import Repository
from bot.hub.objects import Entry, Objects
from bot.hub.pushes import BRANCHES, Move, known_commit, move
from bot.hub.rest.call import Answer, Body, Call, Route
from bot.hub.rest.commits import git_commit
from bot.hub.rest.tree_entries import checked_path
from bot.hub.trees import FOLDER, REGULAR, edit_tree, find

_SYMLINK = "120000"
_LARGEST = 1_000_000
_MOST_ROWS = 1000


def _link(call: Call, repository: Repository, path: str, entry: Entry, ref: str) -> Body:
    api = f"{call.api}/repos/{repository.full_name}"
    web = f"{call.site.addresses.url}/{repository.full_name}"
    kind = "dir" if entry.kind == "tree" else "file"  # a submodule too, as long as it is listed
    if entry.mode == _SYMLINK:
        kind = "symlink"
    url = f"{api}/contents/{path}?ref={ref}"
    git_kind = "trees" if kind == "dir" else "blobs"
    git_url = f"{api}/git/{git_kind}/{entry.oid}"
    page = f"{web}/{'tree' if kind == 'dir' else 'blob'}/{ref}/{path}"
    raw = f"{web}/raw/{ref}/{path}"
    data = call.site.objects(repository).read(entry.oid)[1] if entry.kind == "blob" else b""
    return {
        "type": kind,
        "size": len(data),
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": entry.oid,
        "url": url,
        "git_url": git_url,
        "html_url": page,
        "download_url": raw if kind == "file" else None,
        "_links": {"git": git_url, "html": page, "self": url},
    }


def _file(call: Call, repository: Repository, path: str, entry: Entry, ref: str) -> Body:
    body = _link(call, repository, path, entry, ref)
    if entry.kind == "commit":
        return body | {"type": "submodule", "submodule_git_url": call.site.addresses.url}
    data = call.site.objects(repository).blob(entry.oid)
    if entry.mode == _SYMLINK:
        return body | {"target": data.decode("utf-8", "replace")}
    small = len(data) <= _LARGEST
    content = base64.encodebytes(data).decode() if small else ""
    return body | {"content": content, "encoding": "base64" if small else "none"}


def _followed(objects: Objects, root: str, path: str, entry: Entry) -> Entry:
    """What a symlink inside the repository leads to, as the contents API answers it."""
    if entry.mode != _SYMLINK:
        return entry
    target = objects.blob(entry.oid).decode("utf-8", "replace")
    where = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    found = find(objects, root, where)
    return found if found is not None and found.mode == REGULAR else entry


def get_contents(call: Call, owner: str, name: str, path: str = "") -> Answer:
    repository = call.repository(owner, name)
    objects = call.site.objects(repository)
    ref = call.query.get("ref") or repository.default_branch
    sha = known_commit(call.state, objects, repository, ref)
    if sha is None:
        raise not_found(f"No commit found for the ref {ref}")
    root = objects.commit(sha).tree
    entry = find(objects, root, path)
    if entry is None:
        raise not_found()
    if entry.mode == FOLDER:
        rows = [
            _link(call, repository, f"{path}/{each.name}".lstrip("/"), each, ref)
            for each in objects.tree(entry.oid)[:_MOST_ROWS]
        ]
        return Answer(200, rows)
    entry = _followed(objects, root, path, entry)
    return Answer(200, _file(call, repository, path, entry, ref))


def put_contents(call: Call, owner: str, name: str, path: str) -> Answer:
    """Write one file: the web editor's commit, by web-flow."""
    repository = call.repository(owner, name)
    user = require(call.site.state, call.caller, repository, "write", "contents")
    objects = call.site.objects(repository)
    branch = call.text("branch", repository.default_branch)
    ref = BRANCHES + branch
    tip = call.site.state.ref(repository, ref)
    if tip is None:
        raise not_found(f"Branch {branch} not found")
    checked_path(path, accept_bad=call.site.switches.accept_bad_objects)
    data = from_base64(call.text("content"))
    root = objects.commit(tip).tree
    old = find(objects, root, path)
    _check_old(path, old, call.optional("sha"))
    mode = old.mode if old is not None and old.kind == "blob" else REGULAR
    tree = edit_tree(objects, root, {path: (mode, objects.write("blob", data))})
    author = identity_of(user, call.site.clock.now())
    draft = Draft(tree, [tip], call.text("message"), author)
    sha = make_commit(call.site, repository, draft)
    move(call.site, Move(repository, ref, tip, sha), user)
    entry = find(objects, objects.commit(sha).tree, path)
    content = None if entry is None else _link(call, repository, path, entry, branch)
    body = {"content": content, "commit": git_commit(call, repository, sha)}
    return Answer(201 if old is None else 200, body)


def _check_old(path: str, old: Entry | None, given: str | None) -> None:
    if old is not None and given is None:
        raise invalid('Invalid request.\n\n"sha" wasn\'t supplied.')
    if given is not None and (old is None or old.oid != given):
        raise Refused(409, f"{path} does not match {given}")


_ALL = "/repos/<owner>/<name>/contents"
ROUTES = [
    Route("GET", f"{_ALL}/", get_contents),
    Route("GET", _ALL, get_contents),
    Route("GET", f"{_ALL}/<path:path>", get_contents),
    Route("PUT", f"{_ALL}/<path:path>", put_contents),
]
