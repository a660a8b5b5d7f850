"""Who might change which document, by the catalog at one commit, as the auditor reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.audit.model.act_rights import OWNERS, Bench, actors, bench, lifters, reviewed
from bot.core.documents.places import (
    ActDocument,
    AppFile,
    MiniProgramFile,
    PersonFile,
    StopFile,
    VersionFile,
    WorkspaceFile,
    place_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.audit.model.policy import Policy, Value

LEAST_OWNERS = 2
FROM_ABOVE = ("workspace", "type", "admins", "retired")
"""What of a mini program only an admin of its workspace changes."""
_LISTS = (
    (None, "owners", "owner"),
    (WorkspaceFile, "admins", "workspace-admin"),
    (MiniProgramFile, "admins", "admin"),
    (MiniProgramFile, "developers", "developer"),
    (AppFile, "reviewers", "reviewer"),
)
"""Lists of people, the weightiest role first; after them come, app by app, the two below."""
_OF_APPS = (("inspectors", "inspector"), ("operators", "operator"))


@dataclass(frozen=True, slots=True)
class Rights:
    """Who might apply, by numeric id, in which role; ``reviewed``: others have to agree."""

    roles: Mapping[int, str]
    reviewed: bool


def rights(policy: Policy, document: str, after: Value | None) -> Rights:
    """Who might change a document into this one (``None``: nobody can tell into what)."""
    place = place_of(document)
    match place:
        case VersionFile():
            return Rights(_roles(_uploaders(policy, place.mini_program)), reviewed=False)
        case ActDocument():
            marked = machines(policy)
            return Rights(actors(policy, place, marked), reviewed(policy, place))
        case StopFile():
            return Rights(lifters(policy, place.app, machines(policy)), reviewed=True)
        case PersonFile():
            own = {place.id: "self"} if place.id in _anybody(policy) else {}
            return Rights(own, reviewed=False)
        case MiniProgramFile():
            alone = _alone(policy, place.mini_program, after or {})
            if alone is not None:
                return Rights(alone, reviewed=False)
        case _:
            pass
    return Rights(_anybody(policy), reviewed=True)


def owners(policy: Policy) -> frozenset[int]:
    """Owners who are people: they may take any change back."""
    return frozenset(bench(policy, OWNERS, machines(policy)).roles)


def judges(policy: Policy, document: str) -> Bench:
    """Who might agree to a change of a document, and how many have to."""
    return bench(policy, document, machines(policy))


def machines(policy: Policy) -> frozenset[int]:
    """Whom the catalog marks as a machine on any of its lists."""
    found = (one for _, people in _listed(policy) for one in people)
    return frozenset(one["id"] for one in found if one.get("machine"))


def _uploaders(policy: Policy, name: str) -> Iterator[tuple[str, Iterable[int]]]:
    program = policy.program(name)
    if program is None:
        return
    yield "admin", _ids(program.get("admins"))
    yield "workspace-admin", _admins(policy, program.get("workspace")) or ()
    yield "developer", _ids(program.get("developers"))


def _alone(policy: Policy, name: str, after: Value) -> dict[int, str] | None:
    """Who changes a mini program without owners; ``None``: nobody does."""
    before = policy.program(name)
    above = _admins(policy, before.get("workspace")) if before else None
    if before is None or above is None:
        return None
    if before.get("retired", False) and not after.get("retired", False):
        return None
    if _marks_others(policy, name, before, after):
        return None
    moved = after.get("workspace") != before.get("workspace")
    if moved:
        there = _admins(policy, after.get("workspace")) or []
        found = [("workspace-admin", [one for one in above if one in there])]
    elif any(before.get(name) != after.get(name) for name in FROM_ABOVE):
        found = [("workspace-admin", above)]
    else:
        found = [("admin", _ids(before.get("admins"))), ("workspace-admin", above)]
    return _without(_roles(found), machines(policy))


def _marks_others(policy: Policy, name: str, before: Value, after: Value) -> bool:
    """Whether somebody with a role elsewhere becomes a machine by this, or ceases to be one."""
    own = f"catalog/mini-programs/{name}.yaml"
    rest = {path: value for path, value in policy.documents.items() if path != own}
    elsewhere = [one for _, people in _listed(replace(policy, documents=rest)) for one in people]
    altered = _marked(before) ^ _marked(after)
    altered -= {one["id"] for one in elsewhere if one.get("machine")}
    return any(one["id"] in altered for one in elsewhere)


def _marked(program: Value) -> set[int]:
    """Whom its admins' list marks; what is applied for need not be of the right form."""
    people = program.get("admins")
    listed = [one for one in people if isinstance(one, dict)] if isinstance(people, list) else []
    ids = (one.get("id") for one in listed if one.get("machine"))
    return {one for one in ids if isinstance(one, int)}


def _anybody(policy: Policy) -> dict[int, str]:
    """Everybody with a role in the catalog, but for machines."""
    roles = _roles((role, (one["id"] for one in people)) for role, people in _listed(policy))
    return _without(roles, machines(policy))


def _listed(policy: Policy) -> Iterator[tuple[str, list[Value]]]:
    for kind, name, role in _LISTS:
        for path, value in policy.documents.items():
            place = place_of(path)
            if path == OWNERS if kind is None else isinstance(place, kind):
                yield role, value.get(name) or []
    for path, value in policy.documents.items():
        if isinstance(place_of(path), AppFile):
            yield from ((role, value.get(name) or []) for name, role in _OF_APPS)


def _admins(policy: Policy, workspace: object) -> list[int] | None:
    found = policy.documents.get(f"catalog/workspaces/{workspace}.yaml")
    return None if found is None else _ids(found.get("admins"))


def _roles(found: Iterable[tuple[str, Iterable[int]]]) -> dict[int, str]:
    """Each account in the first of its roles."""
    first: dict[int, str] = {}
    for role, ids in found:
        for one in ids:
            first.setdefault(one, role)
    return first


def _without(roles: dict[int, str], gone: frozenset[int]) -> dict[int, str]:
    return {one: role for one, role in roles.items() if one not in gone}


def _ids(people: Any) -> list[int]:
    return [one["id"] for one in people or ()]
