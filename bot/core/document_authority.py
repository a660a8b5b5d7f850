"""Who may change which document: a table over the pinned catalog, by numeric id alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.act_authority import act_authority, act_judges, stop_authority, stop_judges
from bot.core.catalog import ApprovalPolicy, UnknownContributors
from bot.core.documents.place_kinds import (
    ActDocument,
    MiniProgramFile,
    PersonFile,
    StopFile,
    VersionFile,
)
from bot.core.entitlement import (
    MAXIMUM_AGE,
    Authority,
    Entitled,
    Judges,
    everybody,
    listed_as,
    once,
    persons,
)
from bot.core.lifecycle import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.catalog import Catalog, MiniProgram, Person, Value
    from bot.core.document_change import DocumentChange
    from bot.core.documents.place_kinds import Place

APPROVALS = 2
"""How many owners approve what nobody may change at once."""
LEAST_OWNERS = 2
GUARDED = ("workspace", "type", "admins", "retired")
"""Fields of a mini program that an admin of its workspace changes, and not its own admins."""


def authority(catalog: Catalog, change: DocumentChange) -> Authority:
    """Who may apply for a change of this document, as the pinned main has it."""
    match change.place:
        case VersionFile(mini_program=name):
            return Authority(once(_uploaders(catalog, name)), reviewed=False, machines=True)
        case PersonFile(id=owner):
            own = (one for one in _people(catalog) if one.person.id == owner)
            return Authority(tuple(Entitled(one.person, Role.SELF) for one in own), reviewed=False)
        case MiniProgramFile(mini_program=name):
            program = catalog.mini_programs.get(name)
            at_once = _editors(catalog, program, change) if program else None
            if at_once is not None:
                return Authority(persons(catalog, at_once), reviewed=False)
        case ActDocument():
            return act_authority(catalog, change.place)
        case StopFile():
            return stop_authority(catalog, change.place)
        case _:
            pass
    return Authority(_people(catalog), reviewed=True, anybody=True)


def judges(catalog: Catalog, place: Place) -> Judges:
    """Who approves a change of this document, where it is reviewed: two owners, but for acts."""
    match place:
        case ActDocument():
            return act_judges(catalog, place)
        case StopFile():
            return stop_judges(catalog, place)
        case _:
            policy = ApprovalPolicy(APPROVALS, UnknownContributors.REFUSE, MAXIMUM_AGE)
            return Judges(persons(catalog, listed_as(catalog.owners, Role.OWNER)), policy)


def approvers(catalog: Catalog) -> tuple[Person, ...]:
    """The owners, but for those whom the catalog marks as machines anywhere."""
    return tuple(one.person for one in persons(catalog, listed_as(catalog.owners, Role.OWNER)))


def _uploaders(catalog: Catalog, name: str) -> Iterator[Entitled]:
    """Machines may upload versions too."""
    program = catalog.mini_programs.get(name)
    if program is None:
        return
    workspace = catalog.workspaces.get(program.workspace)
    yield from listed_as(program.admins, Role.ADMIN)
    yield from listed_as(workspace.admins if workspace else (), Role.WORKSPACE_ADMIN)
    yield from listed_as(program.developers, Role.DEVELOPER)


def _editors(
    catalog: Catalog, program: MiniProgram, change: DocumentChange
) -> tuple[Entitled, ...] | None:
    """Who may change a mini program at once; ``None`` where only owners may have it changed."""
    workspace = catalog.workspaces.get(program.workspace)
    before = change.before.value if change.before else None
    after = change.file.value if change.file else None
    if workspace is None or before is None:
        return None
    above = tuple(listed_as(workspace.admins, Role.WORKSPACE_ADMIN))
    if after is None:
        return (*listed_as(program.admins, Role.ADMIN), *above)
    if program.retired and not after.get("retired", False):
        return None
    if _marks_others(catalog, program, after):
        return None
    if all(before.get(name) == after.get(name) for name in GUARDED):
        return (*listed_as(program.admins, Role.ADMIN), *above)
    if after.get("workspace") == program.workspace:
        return above
    target = catalog.workspaces.get(str(after.get("workspace")))
    there = {person.id for person in target.admins} if target else set()
    return tuple(one for one in above if one.person.id in there)


def _marks_others(catalog: Catalog, program: MiniProgram, after: Value) -> bool:
    """Whether who counts as a machine changes for somebody with a role outside the mini program.

    A mark anywhere takes the right to approve everywhere, so no admin sets or lifts it alone.
    """
    others = {name: one for name, one in catalog.mini_programs.items() if one is not program}
    elsewhere = [one.person for one in everybody(replace(catalog, mini_programs=others))]
    marked = {person.id for person in program.admins if person.machine}
    altered = marked ^ _marked(after.get("admins"))
    altered -= {person.id for person in elsewhere if person.machine}
    return not altered.isdisjoint(person.id for person in elsewhere)


def _marked(people: object) -> set[int]:
    """Whom a list marks, in a document that need not be valid."""
    listed = people if isinstance(people, list) else []
    return {
        one["id"]
        for one in listed
        if isinstance(one, dict) and one.get("machine") and isinstance(one.get("id"), int)
    }


def _people(catalog: Catalog) -> tuple[Entitled, ...]:
    return persons(catalog, everybody(catalog))
