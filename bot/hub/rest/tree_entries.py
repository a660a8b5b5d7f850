"""The `tree` list of a request to make a tree, checked as GitHub checks it."""

from bot.hub.errors import Refused
from bot.hub.objects import Objects
from bot.hub.rest.call import Call
from bot.hub.trees import find

_KINDS = {
    "100644": "blob",
    "100755": "blob",
    "120000": "blob",
    "040000": "tree",
    "160000": "commit",
}
Change = tuple[str, str] | None


def checked_path(path: object, *, accept_bad: bool) -> str:
    """A path that git can check out: no empty, dot or dot-git part."""
    if not isinstance(path, str) or not path:
        raise Refused(422, "tree.path cannot be blank")
    parts = path.split("/")
    malformed = any(part in ("", ".", "..") or part.lower() == ".git" for part in parts)
    if malformed and not accept_bad:
        raise Refused(422, "tree.path contains a malformed path component")
    return path


def changes_from(call: Call, objects: Objects, base: str | None) -> dict[str, Change]:
    """Read the entries: new content is written as a blob, `sha: null` deletes what is there."""
    entries = call.body.get("tree")
    if not isinstance(entries, list):
        raise Refused(422, 'Invalid request.\n\n"tree" wasn\'t supplied.')
    accept_bad = call.site.switches.accept_bad_objects
    changes: dict[str, Change] = {}
    for entry in entries:
        if not isinstance(entry, dict):
            raise Refused(422, "Invalid tree info")
        path = checked_path(entry.get("path"), accept_bad=accept_bad)
        changes[path] = _change(entry, objects)
        if changes[path] is None and (base is None or find(objects, base, path) is None):
            raise Refused(422, "GitRPC::BadObjectState")
    return changes


def _change(entry: dict[str, object], objects: Objects) -> Change:
    mode = entry.get("mode", "100644")
    if not isinstance(mode, str) or mode not in _KINDS:
        raise Refused(422, "tree.mode is not valid")
    if "content" in entry:
        return mode, objects.write("blob", str(entry["content"]).encode())
    sha = entry.get("sha")
    if sha is None:
        return None
    if _KINDS[mode] != "commit" and not objects.has(str(sha), _KINDS[mode]):
        raise Refused(422, f"tree.sha {sha} is not a valid {_KINDS[mode]}")
    return mode, str(sha)
