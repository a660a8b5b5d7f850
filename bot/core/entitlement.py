"""Who may apply for a change of a document, and who judges it: numeric ids, each in a role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.lifecycle import Role
from bot.core.seats import Seat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.core.catalog import ApprovalPolicy, Catalog, Person

MAXIMUM_AGE = timedelta(days=30)
"""How old an approval may be where no environment of an app says it."""


@dataclass(frozen=True, slots=True)
class Entitled:
    """Somebody who may apply, or judge, and in what role."""

    person: Person
    role: Role


@dataclass(frozen=True, slots=True)
class Authority:
    """Who may apply for a change; ``reviewed``: others approve it first, else it is at once.

    ``anybody``: it is all those with a role in the catalog. ``machines``: they may apply, too.
    """

    entitled: tuple[Entitled, ...]
    reviewed: bool
    anybody: bool = False
    machines: bool = False

    @property
    def people(self) -> tuple[Person, ...]:
        """The people alone."""
        return tuple(one.person for one in self.entitled)

    def role_of(self, id: int) -> Role | None:  # noqa: A002  the field's word
        """In what role an account may apply, if it may."""
        return role_in(self.entitled, id)


@dataclass(frozen=True, slots=True)
class Judges:
    """Who approves a change that is reviewed, by what policy, and the groups that seats are for."""

    entitled: tuple[Entitled, ...]
    policy: ApprovalPolicy
    groups: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)

    @property
    def people(self) -> tuple[Person, ...]:
        """The people alone."""
        return tuple(one.person for one in self.entitled)

    @property
    def ids(self) -> frozenset[int]:
        """Their numeric ids."""
        return frozenset(one.person.id for one in self.entitled)

    def role_of(self, id: int) -> Role:  # noqa: A002  the field's word
        """In what role an account judges; nobody's, where it does not."""
        return role_in(self.entitled, id) or Role.NONE

    def seats(self, *, more: bool) -> tuple[Seat, ...]:
        """The approvals that are needed: those of groups first; ``more``: one beyond the policy."""
        groups = {group: frozenset(p.id for p in people) for group, people in self.groups.items()}
        named = [Seat(one, self.ids & groups.get(one, frozenset())) for one in self.policy.seats]
        others = max(self.policy.count - len(named), 0) + (1 if more else 0)
        return (*named, *(Seat(None, self.ids) for _ in range(others)))


def role_in(entitled: Iterable[Entitled], id: int) -> Role | None:  # noqa: A002  the field's word
    """The role of an account among these, if it is one of them."""
    return next((one.role for one in entitled if one.person.id == id), None)


def listed_as(people: Iterable[Person], role: Role) -> Iterator[Entitled]:
    """All of a list, in one role."""
    return (Entitled(person, role) for person in people)


def once(found: Iterable[Entitled]) -> tuple[Entitled, ...]:
    """Each account in the first of its roles."""
    first: dict[int, Entitled] = {}
    for one in found:
        first.setdefault(one.person.id, one)
    return tuple(first.values())


def everybody(catalog: Catalog) -> Iterator[Entitled]:
    """Everybody whom the catalog lists, the strongest role first."""
    programs, apps = catalog.mini_programs.values(), catalog.apps.values()
    yield from listed_as(catalog.owners, Role.OWNER)
    for workspace in catalog.workspaces.values():
        yield from listed_as(workspace.admins, Role.WORKSPACE_ADMIN)
    for program in programs:
        yield from listed_as(program.admins, Role.ADMIN)
    for program in programs:
        yield from listed_as(program.developers, Role.DEVELOPER)
    for app in apps:
        yield from listed_as(app.reviewers, Role.REVIEWER)
    for app in apps:
        yield from listed_as(app.inspectors, Role.INSPECTOR)
        yield from listed_as(app.operators, Role.OPERATOR)


def machines(catalog: Catalog) -> frozenset[int]:
    """Whom the catalog marks as a machine anywhere."""
    return frozenset(one.person.id for one in everybody(catalog) if one.person.machine)


def persons(catalog: Catalog, found: Iterable[Entitled]) -> tuple[Entitled, ...]:
    """Those who are no machine, each once."""
    marked = machines(catalog)
    return once(one for one in found if one.person.id not in marked)
