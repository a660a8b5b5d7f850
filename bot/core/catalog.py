"""The catalog as typed, frozen values: who may do what, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.core.configuration import Permissions, flag, read_permissions, tester_prefix
from bot.core.documents.identity import Environment
from bot.core.documents.until import read_until
from bot.core.freeze import Freeze, read_freezes
from bot.core.lifecycle import Capabilities
from bot.core.rollout_policy import (
    MOST_TESTERS,
    Grayscale,
    offline_reviewed,
    read_grayscale,
    tester_limit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = Mapping[str, Any]
"""A document that its schema has accepted."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a list. Only ``id`` counts; ``login`` is shown."""

    login: str
    id: int
    machine: bool = False


class UnknownContributors(StrEnum):
    """What to do where a pusher or committer cannot be matched to an account."""

    ONE_MORE = "one-more"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """How many approvals a release needs, and how old they may be.

    ``seats`` are ids of the app's groups: one of the approvals must come from each.
    """

    count: int
    unknown_contributors: UnknownContributors
    maximum_age: timedelta
    seats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One environment of an app, with its rules."""

    capabilities: Capabilities
    approvals: ApprovalPolicy | None
    variables: bool = False
    tester_prefix: str = ""
    tester_limit: int = MOST_TESTERS
    freezes: tuple[Freeze, ...] = ()
    grayscale: Grayscale | None = None
    offline_review: bool = False


@dataclass(frozen=True, slots=True)
class Webhook:
    """A signed POST to an address; ``secret`` is the name of the secret that signs it."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class RepositoryDispatch:
    """An event in a repository on GitHub."""

    repository: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an app's backend hears of changes, and whose commit status says what it has."""

    way: Webhook | RepositoryDispatch
    observer: Person | None = None


@dataclass(frozen=True, slots=True)
class App:
    """A target app (a super app)."""

    id: str
    name: str
    reviewers: tuple[Person, ...]
    targets: Mapping[Environment, Target]
    one_in_flight: bool = True
    versions_in_order: bool = True
    inspectors: tuple[Person, ...] = ()
    operators: tuple[Person, ...] = ()
    retired: bool = False
    groups: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    first_release_full: bool = False
    restore: bool = False
    request_reviews: bool = False
    permissions: Permissions = field(default_factory=Permissions)
    delivery: Delivery | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """The owner of mini programs."""

    id: str
    admins: tuple[Person, ...]
    retired: bool = False


class MiniProgramType(StrEnum):
    """How a mini program is delivered: an uploaded package, or an entrance URL."""

    DSL = "DSL"
    H5 = "H5+"


@dataclass(frozen=True, slots=True)
class MiniProgram:
    """A small app inside a super app."""

    id: str
    workspace: str
    type: MiniProgramType
    admins: tuple[Person, ...]
    information: Value
    features: tuple[str, ...]
    configuration: Value
    developers: tuple[Person, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class PersonalNote:
    """``catalog/people/<id>.yaml``: what one person says of themselves."""

    away_until: datetime | None = None


class MoveMain(StrEnum):
    """By which compare-and-swap a merge moves main: GraphQL's, or git's own."""

    UPDATE_REFS = "updateRefs"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class Settings:
    """``catalog/slipway.yaml``: the bot's account, the least version that may write, genesis."""

    bot: Person
    mode: str
    least_bot_version: str
    genesis: str | None = None
    move_main: MoveMain = MoveMain.UPDATE_REFS
    labels: bool = False
    deployments: bool = False


@dataclass(frozen=True, slots=True)
class Catalog:
    """All of the catalog that could be read; what is broken on main is absent here."""

    settings: Settings
    owners: tuple[Person, ...] = ()
    apps: Mapping[str, App] = field(default_factory=dict)
    workspaces: Mapping[str, Workspace] = field(default_factory=dict)
    mini_programs: Mapping[str, MiniProgram] = field(default_factory=dict)
    people: Mapping[int, PersonalNote] = field(default_factory=dict)

    def releasers(self, mini_program: str) -> tuple[Person, ...]:
        """Who may apply: admins of the mini program and of the workspace that owns it."""
        program = self.mini_programs.get(mini_program)
        if program is None:
            return ()
        workspace = self.workspaces.get(program.workspace)
        people = program.admins + (workspace.admins if workspace else ())
        return tuple({person.id: person for person in people}.values())

    def reviewers(self, app: str) -> tuple[Person, ...]:
        """Who may judge releases to an app: nobody whom the catalog marks as a machine anywhere."""
        found = self.apps.get(app)
        listed = found.reviewers if found else ()
        reviewing = [person for one in self.apps.values() for person in one.reviewers]
        programs = [person for one in self.mini_programs.values() for person in one.admins]
        workspaces = [person for one in self.workspaces.values() for person in one.admins]
        people = (*reviewing, *programs, *workspaces)
        machines = {person.id for person in people if person.machine}
        return tuple(person for person in listed if person.id not in machines)

    def everybody(self) -> Iterator[Person]:
        """Everyone who stands on some list, in some role."""
        yield from self.owners
        for app in self.apps.values():
            yield from (*app.reviewers, *app.inspectors, *app.operators)
        for workspace in self.workspaces.values():
            yield from workspace.admins
        for program in self.mini_programs.values():
            yield from (*program.admins, *program.developers)

    def target(self, app: str, environment: Environment) -> Target | None:
        """The rules of one environment of one app, if both exist."""
        found = self.apps.get(app)
        return found.targets.get(environment) if found else None


def read_settings(value: Value) -> Settings:
    """``catalog/slipway.yaml``, as its schema describes it."""
    return Settings(
        bot=_person(value["bot"]),
        mode=value["mode"],
        least_bot_version=value["leastBotVersion"],
        genesis=value.get("genesis"),
        move_main=MoveMain(value.get("moveMain", MoveMain.UPDATE_REFS)),
        labels=value.get("labels", False),
        deployments=value.get("deployments", False),
    )


def read_owners(value: Value) -> tuple[Person, ...]:
    """``catalog/owners.yaml``, as its schema describes it."""
    return _people(value["owners"])


def read_app(value: Value) -> App:
    """``catalog/apps/<app>.yaml``, as its schema describes it."""
    return App(
        id=value["app"],
        name=value["name"],
        reviewers=_people(value["reviewers"]),
        targets={
            environment: _target(environment, value["environments"][environment.value])
            for environment in Environment
            if environment.value in value["environments"]
        },
        one_in_flight=value.get("oneInFlight", True),
        versions_in_order=value.get("versionsInOrder", True),
        inspectors=_people(value.get("inspectors", [])),
        operators=_people(value.get("operators", [])),
        retired=value.get("retired", False),
        groups={group: _people(people) for group, people in value.get("groups", {}).items()},
        first_release_full=value.get("firstReleaseFull", False),
        restore=flag(value, "restore"),
        request_reviews=value.get("requestReviews", False),
        permissions=read_permissions(value),
        delivery=_delivery(value.get("delivery", {})),
    )


def read_workspace(value: Value) -> Workspace:
    """``catalog/workspaces/<workspace>.yaml``, as its schema describes it."""
    return Workspace(
        id=value["workspace"],
        admins=_people(value["admins"]),
        retired=value.get("retired", False),
    )


def read_mini_program(value: Value) -> MiniProgram:
    """``catalog/mini-programs/<mini-program>.yaml``, as its schema describes it."""
    return MiniProgram(
        id=value["miniProgram"],
        workspace=value["workspace"],
        type=MiniProgramType(value["type"]),
        admins=_people(value["admins"]),
        information=value["information"],
        features=tuple(value.get("features", ())),
        configuration=value.get("configuration", {}),
        developers=_people(value.get("developers", [])),
        retired=value.get("retired", False),
    )


def read_person(value: Value) -> PersonalNote:
    """``catalog/people/<id>.yaml``, as its schema describes it."""
    away = value.get("away")
    return PersonalNote(away_until=read_until(away["until"]) if away else None)


def _people(values: list[Value]) -> tuple[Person, ...]:
    return tuple(_person(value) for value in values)


def _person(value: Value) -> Person:
    return Person(login=value["login"], id=value["id"], machine=value.get("machine", False))


def _target(environment: Environment, value: Value) -> Target:
    reviewed = environment is Environment.PRODUCTION or value.get("review", False)
    approvals = value.get("approvals")
    return Target(
        capabilities=Capabilities(environment, review=reviewed, pilot=value.get("pilot", False)),
        approvals=_approvals(approvals) if approvals else None,
        variables=flag(value, "variables"),
        tester_prefix=tester_prefix(value),
        tester_limit=tester_limit(value),
        freezes=read_freezes(value.get("freezes", ())),
        grayscale=read_grayscale(value),
        offline_review=offline_reviewed(environment, value),
    )


def _delivery(value: Value) -> Delivery | None:
    """Exactly one way; a check of documents says so, and of two the webhook is meant."""
    way: Webhook | RepositoryDispatch
    match value:
        case {"webhook": webhook}:
            way = Webhook(webhook["url"], webhook["secret"])
        case {"repositoryDispatch": dispatch}:
            way = RepositoryDispatch(dispatch["repository"])
        case _:
            return None
    observer = value.get("observer")
    return Delivery(way, _person(observer) if observer else None)


def _approvals(value: Value) -> ApprovalPolicy:
    return ApprovalPolicy(
        count=value["count"],
        unknown_contributors=UnknownContributors(value["unknownContributors"]),
        maximum_age=timedelta(days=value["maximumAgeDays"]),
        seats=tuple(value.get("seats", ())),
    )
