"""Who may apply for which releases since a workspace or a mini program changed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot.audit.maintenance.apps import in_use
from bot.audit.maintenance.line import Line, Weight
from bot.audit.maintenance.people import members, moved, renamed
from bot.audit.maintenance.words import listed, mapping, some_of
from bot.core.documents.places import MiniProgramFile, place_of
from bot.core.documents.problem import plain, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.audit.maintenance.document import Document
    from bot.audit.model.policy import Policy

_NO_MORE = "came to the admins: no mini program more"
_NO_LESS = "left the admins: no mini program less"


def workspace_lines(document: Document, workspace: str) -> Iterator[Line]:
    """Who came to a workspace's admins or left them, by the mini programs they may release."""
    before, after = document.before, document.after
    old, new = listed(document.old, "admins"), listed(document.new, "admins")
    came, gone = new.keys() - old.keys(), old.keys() - new.keys()
    for programs, ids in _grouped(came, _owned(after, workspace), after, before):
        what = f"may now apply for releases of {programs}" if programs else _NO_MORE
        yield from moved(document, Weight.GIVES, new, ids, what)
    for programs, ids in _grouped(gone, _owned(before, workspace), before, after):
        what = f"may no longer apply for releases of {programs}" if programs else _NO_LESS
        yield from moved(document, Weight.TAKES, old, ids, what)
    yield from renamed(document, "admins")
    yield from in_use(document)
    for _, _, now in document.differing("name"):
        yield document.line(Weight.TELLS, f"its name is {quoted(now)} now")


def _owned(policy: Policy, workspace: str) -> list[str]:
    """The mini programs of a workspace."""
    found = ((place_of(path), value) for path, value in policy.documents.items())
    return sorted(
        place.mini_program
        for place, value in found
        if isinstance(place, MiniProgramFile) and value.get("workspace") == workspace
    )


def _grouped(
    ids: Iterable[int], programs: Sequence[str], may: Policy, may_not: Policy
) -> Iterator[tuple[str, list[int]]]:
    """The people by what they may do under one policy alone, so that equals share a line."""
    rights = {name: may.releasers(name) - may_not.releasers(name) for name in programs}
    by = {id_: tuple(name for name in programs if id_ in rights[name]) for id_ in ids}
    ordered = sorted(by, key=lambda id_: (by[id_], id_))
    for names, group in groupby(ordered, key=by.__getitem__):
        yield some_of(names), list(group)


def program_lines(document: Document, program: str) -> Iterator[Line]:
    """Who may apply for a mini program and upload it, and what applications contain."""
    old, new = listed(document.old, "admins"), listed(document.new, "admins")
    might, may = document.before.releasers(program), document.after.releasers(program)
    logins = {**_applicants(document.before, program), **_applicants(document.after, program)}
    apply = f"apply for releases of {program}"
    yield from moved(document, Weight.GIVES, logins, may - might, f"may now {apply}")
    yield from moved(document, Weight.TAKES, logins, might - may, f"may no longer {apply}")
    also = (new.keys() - old.keys()) & might
    yield from moved(
        document, Weight.TELLS, logins, also, "came to the admins, and might apply before"
    )
    still = (old.keys() - new.keys()) & may
    yield from moved(document, Weight.TELLS, logins, still, "left the admins, and may still apply")
    yield from renamed(document, "admins")
    yield from in_use(document)
    yield from members(document, "developers", f"upload versions of {program}")
    for _, was, now in document.differing("workspace"):
        yield document.line(
            Weight.RULES, f"its workspace is {quoted(now)} now, formerly {quoted(was)}"
        )
    parts = [_part(*one) for one in _content(document)]
    if parts:
        changed = f"{', '.join(parts)} changed: what applications from now on contain"
        yield document.line(Weight.TELLS, f"{changed}, so that their digests are others")


def _content(document: Document) -> Iterator[tuple[str, Any, Any]]:
    return document.differing("type", "information", "features", "configuration")


def _part(name: str, old: object, new: object) -> str:
    if name == "type":
        return f"its type (to {quoted(new)})"
    was, now = mapping(old), mapping(new)
    fields = sorted(key for key in {*was, *now} if was.get(key) != now.get(key))
    return f"{name} ({some_of(plain(str(key)) for key in fields)})" if fields else name


def _applicants(policy: Policy, program: str) -> dict[int, str]:
    value = policy.program(program) or {}
    workspace = policy.documents.get(f"catalog/workspaces/{value.get('workspace')}.yaml") or {}
    return {**listed(workspace, "admins"), **listed(value, "admins")}
