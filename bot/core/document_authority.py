"""Who may change which document: a table over the pinned catalog, by numeric id alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.documents.place_kinds import MiniProgramFile, PersonFile, VersionFile
from bot.core.lifecycle import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.catalog import Catalog, MiniProgram, Person, Value
    from bot.core.document_change import DocumentChange

APPROVALS = 2
"""How many owners approve what nobody may change at once."""
MAXIMUM_AGE = timedelta(days=30)
"""How old an owner's approval may be."""
LEAST_OWNERS = 2
GUARDED = ("workspace", "type", "admins", "retired")
"""Fields of a mini program that an admin of its workspace changes, and not its own admins."""


@dataclass(frozen=True, slots=True)
class Entitled:
    """Somebody who may apply, and in what role."""

    person: Person
    role: Role


@dataclass(frozen=True, slots=True)
class Authority:
    """Who may apply for a change; ``reviewed``: two owners approve it, else it is at once."""

    entitled: tuple[Entitled, ...]
    reviewed: bool

    @property
    def people(self) -> tuple[Person, ...]:
        """The people alone."""
        return tuple(one.person for one in self.entitled)

    def role_of(self, id: int) -> Role | None:  # noqa: A002  the field's word
        """In what role an account may apply, if it may."""
        return next((one.role for one in self.entitled if one.person.id == id), None)


def authority(catalog: Catalog, change: DocumentChange) -> Authority:
    """Who may apply for a change of this document, as the pinned main has it."""
    match change.place:
        case VersionFile(mini_program=name):
            return Authority(_once(_uploaders(catalog, name)), reviewed=False)
        case PersonFile(id=owner):
            own = (one for one in _people(catalog) if one.person.id == owner)
            return Authority(tuple(Entitled(one.person, Role.SELF) for one in own), reviewed=False)
        case MiniProgramFile(mini_program=name):
            program = catalog.mini_programs.get(name)
            at_once = _editors(catalog, program, change) if program else None
            if at_once is not None:
                return Authority(_persons(catalog, at_once), reviewed=False)
        case _:
            pass
    return Authority(_people(catalog), reviewed=True)


def approvers(catalog: Catalog) -> tuple[Person, ...]:
    """The owners, but for those whom the catalog marks as machines anywhere."""
    marked = machines(catalog)
    return tuple({p.id: p for p in catalog.owners if p.id not in marked}.values())


def machines(catalog: Catalog) -> frozenset[int]:
    """Whom the catalog marks as a machine anywhere."""
    return frozenset(one.person.id for one in _roles(catalog) if one.person.machine)


def _uploaders(catalog: Catalog, name: str) -> Iterator[Entitled]:
    """Machines may upload versions too."""
    program = catalog.mini_programs.get(name)
    if program is None:
        return
    workspace = catalog.workspaces.get(program.workspace)
    yield from _all(program.admins, Role.ADMIN)
    yield from _all(workspace.admins if workspace else (), Role.WORKSPACE_ADMIN)
    yield from _all(program.developers, Role.DEVELOPER)


def _editors(
    catalog: Catalog, program: MiniProgram, change: DocumentChange
) -> tuple[Entitled, ...] | None:
    """Who may change a mini program at once; ``None`` where only owners may have it changed."""
    workspace = catalog.workspaces.get(program.workspace)
    before = change.before.value if change.before else None
    after = change.file.value if change.file else None
    if workspace is None or before is None:
        return None
    above = tuple(_all(workspace.admins, Role.WORKSPACE_ADMIN))
    if after is None:
        return (*_all(program.admins, Role.ADMIN), *above)
    if program.retired and not after.get("retired", False):
        return None
    if _marks_others(catalog, program, after):
        return None
    if all(before.get(name) == after.get(name) for name in GUARDED):
        return (*_all(program.admins, Role.ADMIN), *above)
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
    elsewhere = [one.person for one in _roles(replace(catalog, mini_programs=others))]
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


def _roles(catalog: Catalog) -> Iterator[Entitled]:
    """Everybody whom the catalog lists, the strongest role first."""
    programs, apps = catalog.mini_programs.values(), catalog.apps.values()
    yield from _all(catalog.owners, Role.OWNER)
    for workspace in catalog.workspaces.values():
        yield from _all(workspace.admins, Role.WORKSPACE_ADMIN)
    for program in programs:
        yield from _all(program.admins, Role.ADMIN)
    for program in programs:
        yield from _all(program.developers, Role.DEVELOPER)
    for app in apps:
        yield from _all(app.reviewers, Role.REVIEWER)
    for app in apps:
        yield from _all(app.inspectors, Role.INSPECTOR)
        yield from _all(app.operators, Role.OPERATOR)


def _people(catalog: Catalog) -> tuple[Entitled, ...]:
    return _persons(catalog, _roles(catalog))


def _persons(catalog: Catalog, found: Iterable[Entitled]) -> tuple[Entitled, ...]:
    """Those who are no machine: a machine never changes the catalog."""
    marked = machines(catalog)
    return _once(one for one in found if one.person.id not in marked)


def _once(found: Iterable[Entitled]) -> tuple[Entitled, ...]:
    """Each account in the first of its roles."""
    first: dict[int, Entitled] = {}
    for one in found:
        first.setdefault(one.person.id, one)
    return tuple(first.values())


def _all(people: Iterable[Person], role: Role) -> Iterator[Entitled]:
    return (Entitled(person, role) for person in people)
