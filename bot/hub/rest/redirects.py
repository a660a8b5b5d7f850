"""Repositories that have moved: from an old name to the number, from the number to the name.

Sources: docs.github.com, "Get a repository" (301) and "Delete a repository" (307); that the number
stands in the new address, and that methods other than GET are told 307: VirtusLab/git-machete#1211
and stephencelis/ghi#300.
"""

import re
from dataclasses import replace

from bot.hub.access import has_role
from bot.hub.rest.call import Answer, Call

_NAMED = re.compile(r"(?P<before>.*?)/repos/(?P<name>[^/]+/[^/]+)(?P<after>/.*)?")
_NUMBERED = re.compile(r"(?P<before>.*?)/repositories/(?P<number>[0-9]+)(?P<after>/.*)?")


def redirect(call: Call, method: str) -> Answer | None:
    """What is told to who asks by a name that the repository no longer has."""
    found = _NAMED.fullmatch(call.path)
    moved = call.state.repository_once_named(found["name"]) if found else None
    if found is None or moved is None or not has_role(call.state, moved, call.caller.user, "read"):
        return None
    url = f"{call.api}/repositories/{moved.id}{found['after'] or ''}"
    query = "&".join(f"{name}={value}" for name, value in call.query.items())
    url = f"{url}?{query}" if query else url
    status, message = (301, "Moved Permanently") if method == "GET" else (307, "Temporary Redirect")
    body = {"message": message, "url": url, "documentation_url": "https://docs.github.com/rest"}
    return Answer(status, body, {"Location": url})


def by_name(call: Call) -> Call:
    """A call by the repository's number is the call by its name."""
    found = _NUMBERED.fullmatch(call.path)
    repository = call.state.repositories.get(int(found["number"])) if found else None
    if found is None or repository is None:
        return call
    path = f"{found['before']}/repos/{repository.full_name}{found['after'] or ''}"
    return replace(call, path=path)
