"""What a schema cannot say of a document, as a table: an id, a question, words, and the check.

A check sees one document among all others. It never fails on a document that its schema refuses,
and says nothing about a part that is absent or of the wrong sort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.check import Check
from bot.core.documents.configuration_checks import CONFIGURATION_CHECKS
from bot.core.documents.delivery_checks import DELIVERY_CHECKS
from bot.core.documents.explain import did_you_mean, listed
from bot.core.documents.host_checks import HOST_CHECKS
from bot.core.documents.identity import Environment, ReleaseId
from bot.core.documents.place_kinds import (
    ActDocument,
    AppFile,
    CatalogLog,
    CorrectionFile,
    LiveFile,
    LogEntryFile,
    MiniProgramFile,
    PersonFile,
    RequestFile,
    StatusFile,
    StopFile,
    VersionFile,
    VersionLogEntryFile,
    WorkspaceFile,
)
from bot.core.documents.policy_checks import members_are_reviewers, seats_have_groups
from bot.core.documents.problem import quoted
from bot.core.documents.rollout_checks import ROLLOUT_CHECKS, freeze_times_exist
from bot.core.documents.schedule_checks import SCHEDULE_CHECKS, schedule_times_exist
from bot.core.documents.until import read_until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.documents.canonical import Value
    from bot.core.documents.check import Answers, Subject
    from bot.core.documents.loaded import Path
    from bot.core.documents.place_kinds import Place
    from bot.core.documents.problem import Problem


def _path_agrees(subject: Subject) -> Answers:
    for path, due in _due(subject.place).items():
        found = subject.field(*path)
        if found is not None and found != due:
            what = f"{quoted(found)} disagrees with the path, which says {quoted(due)}"
            cure = "correct it, or move the file"
            yield subject.loaded.error("path-disagrees", what, cure, path)


def _due(place: Place) -> Mapping[Path, Value]:
    match place:
        case VersionFile():
            return {("miniProgram",): place.mini_program, ("version",): str(place.version)}
        case RequestFile() | ActDocument() | CorrectionFile():
            return _due_release(place.release)
        case StatusFile():
            return _due_release(place.release, "release")
        case LogEntryFile():
            own: dict[Path, Value] = {("sequence",): place.sequence, ("kind",): place.kind}
            return own | _due_release(place.release, "release")
        case LiveFile():
            return {("app",): place.app, ("environment",): str(place.environment)}
        case _:
            return _due_in_catalog(place)


def _due_in_catalog(place: Place) -> Mapping[Path, Value]:
    match place:
        case AppFile() | StopFile():
            return {("app",): place.app}
        case WorkspaceFile():
            return {("workspace",): place.workspace}
        case MiniProgramFile():
            return {("miniProgram",): place.mini_program}
        case PersonFile():
            return {("id",): place.id}
        case CatalogLog() | VersionLogEntryFile():
            return {("sequence",): place.sequence, ("kind",): place.kind}
        case _:
            return {}


def _due_release(release: ReleaseId, *within: str) -> dict[Path, Value]:
    return {
        (*within, "miniProgram"): release.mini_program,
        (*within, "version"): str(release.version),
        (*within, "app"): release.app,
        (*within, "environment"): str(release.environment),
    }


def _mini_program_exists(subject: Subject) -> Answers:
    match subject.place:
        case (
            VersionFile(mini_program=name)
            | RequestFile(release=ReleaseId(mini_program=name))
            | ActDocument(release=ReleaseId(mini_program=name))
        ):
            if MiniProgramFile(name).path not in subject.documents:
                known = subject.documents.mini_programs()
                yield _absent(subject, "mini-program", "miniProgram", name, known)
        case _:
            pass


def _workspace_exists(subject: Subject) -> Answers:
    name = subject.field("workspace")
    if not isinstance(subject.place, MiniProgramFile) or not isinstance(name, str):
        return
    if WorkspaceFile(name).path not in subject.documents:
        yield _absent(subject, "workspace", "workspace", name, subject.documents.workspaces())


def _app_exists(subject: Subject) -> Answers:
    match subject.place:
        case (
            RequestFile(release=ReleaseId(app=name))
            | ActDocument(release=ReleaseId(app=name))
            | StopFile(app=name)
        ):
            if AppFile(name).path not in subject.documents:
                yield _absent(subject, "app", "app", name, subject.documents.apps())
        case _:
            pass


def _absent(subject: Subject, kind: str, field: str, name: str, known: list[str]) -> Problem:
    what = f"there is no {kind.replace('-', ' ')} {quoted(name)} in the catalog"
    otherwise = f"known are: {listed(sorted(known)[:MOST_LISTED])}" if known else "add it first"
    cure = did_you_mean(name, known, otherwise)
    return subject.loaded.error(f"no-such-{kind}", what, cure, (field,))


def _environment_exists(subject: Subject) -> Answers:
    if not isinstance(subject.place, RequestFile | ActDocument):
        return
    release = subject.place.release
    environments = subject.documents.field(AppFile(release.app).path, "environments")
    if isinstance(environments, dict) and str(release.environment) not in environments:
        what = f"the app {quoted(release.app)} has no environment {quoted(release.environment)}"
        cure = f"it has: {listed(sorted(environments))}"
        yield subject.loaded.error("no-such-environment", what, cure, ("environment",))


def _version_exists(subject: Subject) -> Answers:
    if isinstance(subject.place, RequestFile):
        path = subject.place.release.version_path
        if path not in subject.documents:
            what = f"there is no version {quoted(str(subject.place.release.version))}"
            cure = f"add {path}, in this pull request or before"
            yield subject.loaded.error("no-such-version", what, cure, ("version",))


def _delivery_suits_type(subject: Subject) -> Answers:
    if not isinstance(subject.place, VersionFile):
        return
    path = MiniProgramFile(subject.place.mini_program).path
    type_ = subject.documents.field(path, "type")
    wrong = {"DSL": "entrance", "H5+": "package"}.get(type_) if isinstance(type_, str) else None
    if wrong is not None and subject.field(wrong) is not None:
        due = {"entrance": "a package", "package": "an entrance"}[wrong]
        what = f"the mini program is of the type {quoted(type_)}, which is delivered as {due}"
        cure = f"remove {wrong}, and give {due}"
        yield subject.loaded.error("wrong-delivery", what, cure, (wrong,))


def _people_stand_once(subject: Subject) -> Answers:
    for name in PEOPLE:
        people = subject.field(name)
        seen: set[int] = set()
        for index in range(len(people) if isinstance(people, list) else 0):
            person = subject.field(name, index, "id")
            if isinstance(person, int) and person in seen:
                what = f"the person with the id {person} stands twice in {name}"
                path = (name, index, "id")
                yield subject.loaded.error("person-listed-twice", what, "keep one of the two", path)
            elif isinstance(person, int):
                seen.add(person)


def _until_is_a_time(subject: Subject) -> Answers:
    if not isinstance(subject.place, PersonFile | ActDocument):
        return
    path = ("away", "until") if isinstance(subject.place, PersonFile) else ("until",)
    until = subject.field(*path)
    if isinstance(until, str) and not read_until(until):
        what, cure = f"there is no day or time {quoted(until)}", "write one of the calendar"
        yield subject.loaded.error("no-such-time", what, cure, path)


def _times_exist(subject: Subject) -> Answers:
    yield from _until_is_a_time(subject)
    yield from freeze_times_exist(subject)
    yield from schedule_times_exist(subject)


def _production_has_notes(subject: Subject) -> Answers:
    place = subject.place
    if not isinstance(place, RequestFile) or subject.field("releaseNotes") is not None:
        return
    if place.release.environment is Environment.PRODUCTION:
        what = "a request for Production has no releaseNotes"
        cure = "they are recommended, not required: say what is new"
        yield subject.loaded.warning("release-notes-recommended", what, cure, ("releaseNotes",))


MOST_LISTED = 20
PEOPLE = ("owners", "admins", "developers", "reviewers", "inspectors", "operators")

CHECKS: tuple[Check, ...] = (
    Check(
        "path-disagrees",
        "Does the document say the same as its path?",
        "The path is the primary key; the ids in the document repeat it for readers.",
        _path_agrees,
    ),
    Check(
        "no-such-mini-program",
        "Does the catalog know the mini program?",
        "What belongs to a mini program needs catalog/mini-programs/<mini-program>.yaml.",
        _mini_program_exists,
    ),
    Check(
        "no-such-workspace",
        "Does the catalog know the workspace?",
        "A mini program needs catalog/workspaces/<workspace>.yaml, whose admins may apply for it.",
        _workspace_exists,
    ),
    Check(
        "no-such-app",
        "Does the catalog know the app?",
        "A request, an act on a release and the lifting of a stop need catalog/apps/<app>.yaml.",
        _app_exists,
    ),
    Check(
        "no-such-environment",
        "Does the app have the environment?",
        "Production always exists; the others only where the app lists them.",
        _environment_exists,
    ),
    Check(
        "no-such-version",
        "Is there a record of the version?",
        "version.yaml stands two folders above the request, on main or in the same pull request.",
        _version_exists,
    ),
    Check(
        "wrong-delivery",
        "Does the version deliver what suits the type?",
        "DSL is delivered as a package, H5+ as an entrance.",
        _delivery_suits_type,
    ),
    Check(
        "person-listed-twice",
        "Does each person stand once in a list?",
        "Only the numeric id counts, so two logins with one id are one person.",
        _people_stand_once,
    ),
    Check(
        "no-such-group",
        "Does the app have each group that a seat is for?",
        "An environment's approvals name groups of the app in seats.",
        seats_have_groups,
    ),
    Check(
        "member-no-reviewer",
        "Is each member of a group a reviewer of the app?",
        "Who may approve stands in reviewers; a group only says whose approval fills which seat.",
        members_are_reviewers,
    ),
    Check(
        "no-such-time",
        "Is there such a day, or such a time?",
        "A schema knows the form of a time, and not the calendar.",
        _times_exist,
    ),
    Check(
        "release-notes-recommended",
        "Does a request for Production say what is new?",
        "A warning only: release notes are recommended, not required.",
        _production_has_notes,
    ),
    *HOST_CHECKS,
    *CONFIGURATION_CHECKS,
    *SCHEDULE_CHECKS,
    *ROLLOUT_CHECKS,
    *DELIVERY_CHECKS,
)
"""Every check, in the order in which they are asked."""
