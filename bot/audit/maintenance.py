"""What a commit by people made possible: who gained and lost which right, and what else changed.

What gives a right or runs with the bot's token comes first, so that a flood cannot hide it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.audit.git.objects import PLAIN_FILE
from bot.core.documents.places import (
    AppFile,
    MiniProgramFile,
    OwnersFile,
    SchemaFile,
    SlipwayFile,
    WorkspaceFile,
    place_of,
)
from bot.core.documents.problem import counted, plain, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bot.audit.git.history import Change
    from bot.audit.model.policy import Policy, Value

MOST_LINES = 20
MOST_NAMES = 10
_MODES = {"100755": "executable", "120000": "a symbolic link", "160000": "a submodule"}
_NO_MORE = "came to the admins: no mini program more"
_NO_LESS = "left the admins: no mini program less"
_FOLDERS = frozenset({"catalog", "schemas", ".github", "bot", "requirements", "releases", "live"})


class Weight(IntEnum):
    """What is said first where much is to be said."""

    GIVES = 0
    RUNS = 1
    RULES = 2
    TAKES = 3
    TELLS = 4
    REST = 5


class Line(NamedTuple):
    """One line for the auditor."""

    weight: Weight
    text: str


def made_possible(before: Policy, after: Policy, changes: Sequence[Change]) -> tuple[str, ...]:
    """One line for each change of weight; at most 20, then how many more there are."""
    lines = sorted(_lines(before, after, changes), key=lambda line: line.weight)
    texts = list(dict.fromkeys(line.text for line in lines))
    if len(texts) > MOST_LINES:
        texts[MOST_LINES:] = [f"and {len(texts) - MOST_LINES} more"]
    return tuple(texts)


def _lines(before: Policy, after: Policy, changes: Sequence[Change]) -> Iterator[Line]:
    touched = {change.path for change in changes}
    for path in sorted(_paths(before) | _paths(after)):
        document = _Document(path, before, after)
        if path in touched or document.state(before) != document.state(after):
            yield from document.lines()
    yield from _machines(before, after)
    if before.schemas is not None and after.schemas is None:
        yield Line(Weight.RULES, "schemas/ cannot be used: no document grants anything")
    yield from _code(changes)
    yield from _modes(changes)


def _paths(policy: Policy) -> set[str]:
    return {*policy.documents, *policy.broken}


# --- Documents of the catalog ---


@dataclass(frozen=True, slots=True)
class _Document:
    """One document of the catalog, before and after; where it cannot be read, it says nothing.

    A document need only have passed the schemas of its own repository: no form is taken for sure.
    """

    path: str
    before: Policy
    after: Policy

    @property
    def old(self) -> Value:
        return self.before.documents.get(self.path) or {}

    @property
    def new(self) -> Value:
        return self.after.documents.get(self.path) or {}

    def state(self, policy: Policy) -> str:
        if self.path in policy.documents:
            return "sound"
        return "broken" if self.path in policy.broken else "absent"

    def line(self, weight: Weight, text: str) -> Line:
        return Line(weight, f"{plain(self.path)}: {text}")

    def differing(self, *names: str) -> Iterator[tuple[str, Any, Any]]:
        """The fields among these that both sides can be asked for, and that differ."""
        if self.old and self.new:
            for name in names:
                old, new = self.old.get(name), self.new.get(name)
                if old != new:
                    yield name, old, new

    def lines(self) -> Iterator[Line]:
        said = [*self._standing(), *self._said()]
        yield from said
        if not said and self.before.machines == self.after.machines:
            yield self.line(Weight.TELLS, "it was edited, and grants what it did before")

    def _standing(self) -> Iterator[Line]:
        match self.state(self.before), self.state(self.after):
            case "absent", "sound":
                yield self.line(Weight.RULES, "it is new")
            case "broken", "sound":
                yield self.line(Weight.RULES, "it is sound again, and what it says counts")
            case "sound", "broken":
                yield self.line(Weight.TAKES, "it has problems now, and grants nothing till mended")
            case _, "broken":
                yield self.line(Weight.TELLS, "it has problems, and grants nothing till mended")
            case _, "absent":
                yield self.line(Weight.TAKES, "it is gone, and grants nothing any more")
            case _:
                pass

    def _said(self) -> Iterator[Line]:
        match place_of(self.path):
            case SlipwayFile():
                yield from _settings(self)
            case OwnersFile():
                yield from _members(self, "owners", "own the catalog")
            case AppFile(app):
                yield from _app(self, app)
            case WorkspaceFile(workspace):
                yield from _workspace(self, workspace)
            case MiniProgramFile(program):
                yield from _program(self, program)
            case _:
                pass


def _settings(document: _Document) -> Iterator[Line]:
    old, new = _mapping(document.old.get("bot")), _mapping(document.new.get("bot"))
    if new and new.get("id") != old.get("id"):
        formerly = f", and those of id {quoted(old['id'])} no longer" if "id" in old else ""
        now = f"commits of id {quoted(new.get('id'))} ({_login(new)}) count as the bot's now"
        yield document.line(Weight.GIVES, now + formerly)
    elif new and new != old:
        yield document.line(Weight.TELLS, _renamed(new.get("id"), old, new))
    said = {
        "leastBotVersion": "the least version of the bot that may write",
        "moveMain": "how a merge moves main",
    }
    for name, was, is_ in document.differing("mode", "genesis", *said):
        match name, is_:
            case "mode", "app":
                text = "its mode is app now: unsigned commits of the bot are refused"
            case "mode", _:
                text = f"its mode is {quoted(is_)} now: unsigned commits are no longer refused"
            case "genesis", _:
                text = f"genesis is {_shown(is_)}, formerly {_shown(was)}: "
                text += "what stood before it is trusted unseen"
            case _:
                text = f"{said[name]}: {_shown(is_)}, formerly {_shown(was)}"
        yield document.line(Weight.GIVES, text)


def _members(document: _Document, name: str, may: str) -> Iterator[Line]:
    """A list that alone decides what its people may do."""
    old, new = _listed(document.old, name), _listed(document.new, name)
    yield from _moved(document, Weight.GIVES, new, new.keys() - old.keys(), f"may now {may}")
    lost = f"may no longer {may}"
    yield from _moved(document, Weight.TAKES, old, old.keys() - new.keys(), lost)
    yield from _logins(document, name)


def _logins(document: _Document, name: str) -> Iterator[Line]:
    old, new = _listed(document.old, name), _listed(document.new, name)
    for id_ in sorted(old.keys() & new.keys()):
        if old[id_] != new[id_]:
            text = f"id {id_} is called {plain(new[id_])} now, formerly {plain(old[id_])}"
            yield document.line(Weight.TELLS, text)


def _moved(
    document: _Document, weight: Weight, logins: Mapping[int, str], ids: Collection[int], what: str
) -> Iterator[Line]:
    if ids:
        yield document.line(weight, f"{_names(logins, ids)} {what}")


def _app(document: _Document, app: str) -> Iterator[Line]:
    old, new = _listed(document.old, "reviewers"), _listed(document.new, "reviewers")
    may, came = document.after.reviewers(app), new.keys() - old.keys()
    judge = f"approve and reject releases to {app}"
    yield from _moved(document, Weight.GIVES, new, came & may, f"may now {judge}")
    listed = f"came to the reviewers of {app}, but may approve nothing: marked as a machine"
    yield from _moved(document, Weight.TELLS, new, came - may, listed)
    gone = old.keys() - new.keys()
    yield from _moved(document, Weight.TAKES, old, gone, f"may no longer {judge}")
    yield from _logins(document, "reviewers")
    yield from _members(document, "inspectors", f"warn and force remove in {app}")
    yield from _members(document, "operators", f"stop and pause at once in {app}")
    yield from _environments(document)
    for name, was, now in document.differing("oneInFlight", "versionsInOrder", "name"):
        if (was, now) not in ((None, True), (True, None)):
            yield document.line(*_app_field(name, now))


def _app_field(name: str, now: object) -> tuple[Weight, str]:
    match name, now:
        case "oneInFlight", False:
            return Weight.GIVES, "several releases of a mini program may be under way at once now"
        case "oneInFlight", _:
            return Weight.RULES, "only one release of a mini program may be under way at once now"
        case "versionsInOrder", False:
            return Weight.GIVES, "a version below the live one may be released now"
        case "versionsInOrder", _:
            return Weight.RULES, "a version below the live one is refused now"
        case _:
            return Weight.TELLS, f"its name is {quoted(now)} now"


def _environments(document: _Document) -> Iterator[Line]:
    old = _mapping(document.old.get("environments"))
    new = _mapping(document.new.get("environments"))
    for name in [name for name in old if name not in new and document.new]:
        yield document.line(Weight.TAKES, f"there is no environment {plain(name)} any more")
    for name, now in new.items():
        if name not in old:
            reviewed = name == "production" or _mapping(now).get("review")
            how = "reviewed" if reviewed else "without review"
            yield document.line(Weight.GIVES, f"the environment {plain(name)} is new, {how}")
            continue
        for said in _target(_mapping(old[name]), _mapping(now)):
            yield document.line(Weight.GIVES, f"in {plain(name)} {said}")


def _target(old: Value, new: Value) -> Iterator[str]:
    if bool(old.get("review")) != bool(new.get("review")):
        yield f"releases are {'reviewed now' if new.get('review') else 'no longer reviewed'}"
    if bool(old.get("pilot")) != bool(new.get("pilot")):
        yield f"pilot testing {'comes first now' if new.get('pilot') else 'is left out now'}"
    was, now = _mapping(old.get("approvals")), _mapping(new.get("approvals"))
    for name, words in (
        ("count", "the approvals that a release needs"),
        ("maximumAgeDays", "the days for which an approval counts"),
        ("unknownContributors", "what is done where a contributor is unknown"),
    ):
        if was.get(name) != now.get(name):
            yield f"{words}: {_shown(now.get(name))}, formerly {_shown(was.get(name))}"


# --- Who may apply ---


def _workspace(document: _Document, workspace: str) -> Iterator[Line]:
    before, after = document.before, document.after
    old, new = _listed(document.old, "admins"), _listed(document.new, "admins")
    came, gone = new.keys() - old.keys(), old.keys() - new.keys()
    for programs, ids in _grouped(came, _owned(after, workspace), after, before):
        what = f"may now apply for releases of {programs}" if programs else _NO_MORE
        yield from _moved(document, Weight.GIVES, new, ids, what)
    for programs, ids in _grouped(gone, _owned(before, workspace), before, after):
        what = f"may no longer apply for releases of {programs}" if programs else _NO_LESS
        yield from _moved(document, Weight.TAKES, old, ids, what)
    yield from _logins(document, "admins")
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
        yield _some(names), list(group)


def _program(document: _Document, program: str) -> Iterator[Line]:
    old, new = _listed(document.old, "admins"), _listed(document.new, "admins")
    might, may = document.before.releasers(program), document.after.releasers(program)
    logins = {**_applicants(document.before, program), **_applicants(document.after, program)}
    apply = f"apply for releases of {program}"
    yield from _moved(document, Weight.GIVES, logins, may - might, f"may now {apply}")
    yield from _moved(document, Weight.TAKES, logins, might - may, f"may no longer {apply}")
    also = (new.keys() - old.keys()) & might
    yield from _moved(
        document, Weight.TELLS, logins, also, "came to the admins, and might apply before"
    )
    still = (old.keys() - new.keys()) & may
    yield from _moved(document, Weight.TELLS, logins, still, "left the admins, and may still apply")
    yield from _logins(document, "admins")
    yield from _members(document, "developers", f"upload versions of {program}")
    for _, was, now in document.differing("workspace"):
        yield document.line(
            Weight.RULES, f"its workspace is {quoted(now)} now, formerly {quoted(was)}"
        )
    parts = [_part(*one) for one in _content(document)]
    if parts:
        changed = f"{', '.join(parts)} changed: what applications from now on contain"
        yield document.line(Weight.TELLS, f"{changed}, so that their digests are others")


def _content(document: _Document) -> Iterator[tuple[str, Any, Any]]:
    return document.differing("type", "information", "features", "configuration")


def _part(name: str, old: object, new: object) -> str:
    if name == "type":
        return f"its type (to {quoted(new)})"
    was, now = _mapping(old), _mapping(new)
    fields = sorted(key for key in {*was, *now} if was.get(key) != now.get(key))
    return f"{name} ({_some(plain(str(key)) for key in fields)})" if fields else name


def _applicants(policy: Policy, program: str) -> dict[int, str]:
    value = policy.program(program) or {}
    workspace = policy.documents.get(f"catalog/workspaces/{value.get('workspace')}.yaml") or {}
    return {**_listed(workspace, "admins"), **_listed(value, "admins")}


def _machines(before: Policy, after: Policy) -> Iterator[Line]:
    for ids, policy in (
        (after.machines - before.machines, after),
        (before.machines - after.machines, before),
    ):
        for id_ in sorted(ids):
            path, login = _mark(policy, id_)
            who = f"{plain(path)}: {plain(login)} (id {id_})"
            apps = [a for a in _apps(after) if id_ in _listed(after.app(a) or {}, "reviewers")]
            if policy is after:
                yield Line(Weight.TAKES, f"{who} is marked as a machine now, and approves nothing")
            elif apps:
                again = f"may approve again for {_some(apps)}: no longer marked as a machine"
                yield Line(Weight.GIVES, f"{who} {again}")
            else:
                yield Line(Weight.TELLS, f"{who} is no longer marked as a machine")


def _apps(policy: Policy) -> list[str]:
    places = (place_of(path) for path in policy.documents)
    return sorted(place.app for place in places if isinstance(place, AppFile))


def _mark(policy: Policy, machine: int) -> tuple[str, str]:
    """Where the catalog marks an id as a machine, and the login there."""
    for path, value in policy.documents.items():
        for name in ("admins", "reviewers"):
            for one in _people(value, name):
                if one["id"] == machine and one.get("machine"):
                    return path, _login(one)
    return "catalog", ""


# --- What is no document of the catalog ---


def _code(changes: Sequence[Change]) -> Iterator[Line]:
    own = [plain(change.path) for change in changes if _is_own(change)]
    others = 0
    for change in changes:
        weighty = _weighty(change)
        if weighty is not None:
            yield Line(weighty[0], f"{_done(change)}: {weighty[1]}")
        elif not _is_own(change) and place_of(change.path) is None:
            others += 1
    if own:
        many = f"{counted(len(own), 'file')} of the bot's own code changed"
        yield Line(Weight.RUNS, f"{many}: {_some(own)}")
    if others:
        yield Line(Weight.REST, counted(others, "other file"))


def _is_own(change: Change) -> bool:
    return change.path == "pyproject.toml" or _area(change) in ("bot", "requirements")


def _weighty(change: Change) -> tuple[Weight, str] | None:
    """What a single path decides, where it is neither the bot's code nor a known document."""
    match change.path.split("/"):
        case ["schemas", *_]:
            return Weight.RULES, _schema(change)
        case [".github", "CODEOWNERS"] | ["CODEOWNERS"] | ["docs", "CODEOWNERS"]:
            return Weight.RULES, "whose review GitHub asks for"
        case [".github", *_]:
            return Weight.RUNS, "what runs with the bot's token"
        case [*_, ".gitattributes"]:
            return Weight.RULES, "which bytes a checkout shows"
        case ["catalog", *_] if place_of(change.path) is None:
            return Weight.TELLS, "no document that the bot knows"
        case ["catalog", "people" | "log", _]:
            return Weight.TELLS, "a document without a schema yet, which grants nothing"
        case _:
            return None


def _schema(change: Change) -> str:
    place = place_of(change.path)
    kind = place.kind if isinstance(place, SchemaFile) else "common"
    what = "documents of every kind" if kind == "common" else f"a document of the kind {kind}"
    return f"what {what} may hold"


def _modes(changes: Sequence[Change]) -> Iterator[Line]:
    """A file of another mode than a plain file's, in the folders of the bot."""
    for change in changes:
        mode = change.new.mode if change.new else PLAIN_FILE
        if mode != PLAIN_FILE and _area(change):
            what = _MODES.get(mode, f"a file of mode {plain(mode)}")
            yield Line(Weight.RUNS, f"{plain(change.path)} is {what}, not a plain file")


def _area(change: Change) -> str | None:
    first = change.path.partition("/")[0]
    return first if first in _FOLDERS else None


def _done(change: Change) -> str:
    verb = "was added" if change.old is None else "changed"
    return f"{plain(change.path)} {verb if change.new else 'was deleted'}"


# --- Words ---


def _mapping(value: object) -> Value:
    return value if isinstance(value, dict) else {}


def _people(value: Value, name: str) -> list[Value]:
    listed = value.get(name)
    found = listed if isinstance(listed, list) else []
    return [one for one in found if isinstance(one, dict) and isinstance(one.get("id"), int)]


def _listed(value: Value, name: str) -> dict[int, str]:
    """The people of a list: their logins by their ids."""
    return {one["id"]: str(one.get("login")) for one in _people(value, name)}


def _login(person: Value) -> str:
    return plain(str(person.get("login")))


def _renamed(id_: object, old: Value, new: Value) -> str:
    return f"id {quoted(id_)} is called {_login(new)} now, formerly {_login(old)}"


def _names(logins: Mapping[int, str], ids: Iterable[int]) -> str:
    """All of them: nobody who gains a right is left out for shortness."""
    return ", ".join(f"{plain(logins.get(one, '?'))} (id {one})" for one in sorted(ids))


def _some(texts: Iterable[str]) -> str:
    found = list(texts)
    more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
    return ", ".join(found[:MOST_NAMES]) + more


def _shown(value: object) -> str:
    return "not given" if value is None else quoted(value)
