"""What a change of an app made possible: its people, its environments, its order of releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.maintenance.line import Line, Weight
from bot.audit.maintenance.people import members, moved, renamed
from bot.audit.maintenance.words import listed, mapping, shown
from bot.core.documents.problem import plain, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.maintenance.document import Document
    from bot.audit.model.policy import Value


def app_lines(document: Document, app: str) -> Iterator[Line]:
    """Who may judge, warn and stop in an app, and what it asks of releases."""
    old, new = listed(document.old, "reviewers"), listed(document.new, "reviewers")
    may, came = document.after.reviewers(app), new.keys() - old.keys()
    judge = f"approve and reject releases to {app}"
    yield from moved(document, Weight.GIVES, new, came & may, f"may now {judge}")
    unable = f"came to the reviewers of {app}, but may approve nothing: marked as a machine"
    yield from moved(document, Weight.TELLS, new, came - may, unable)
    gone = old.keys() - new.keys()
    yield from moved(document, Weight.TAKES, old, gone, f"may no longer {judge}")
    yield from renamed(document, "reviewers")
    yield from members(document, "inspectors", f"warn and force remove in {app}")
    yield from members(document, "operators", f"stop and pause at once in {app}")
    yield from _groups(document, app)
    yield from _environments(document)
    for name, was, now in document.differing("oneInFlight", "versionsInOrder", "name"):
        if (was, now) not in ((None, True), (True, None)):
            yield document.line(*_app_field(name, now))
    for name, was, now in document.differing(*_SAID):
        if (was or None) != (now or None):
            yield document.line(*_SAID[name])
    yield from in_use(document)


_SAID = {
    "firstReleaseFull": (Weight.RULES, "whether a first release must be full changed"),
    "languages": (Weight.RULES, "the languages that it asks for changed"),
    "features": (Weight.GIVES, "the features that it offers, or asks to be activated, changed"),
    "grants": (Weight.GIVES, "what it grants to mini programs changed"),
    "delivery": (Weight.GIVES, "where changes are delivered to, or who observes them, changed"),
}


def in_use(document: Document) -> Iterator[Line]:
    """Whether something is retired now, or in use again."""
    for _, was, now in document.differing("retired"):
        if now:
            yield document.line(Weight.TAKES, "it is retired, and takes no applications")
        elif was:
            yield document.line(Weight.GIVES, "it is in use again, and takes applications")


def _groups(document: Document, app: str) -> Iterator[Line]:
    """Who came to the groups whose seats must be filled, and who left them."""
    old, new = mapping(document.old.get("groups")), mapping(document.new.get("groups"))
    for name in sorted({*old, *new}):
        was, now = listed(old, name), listed(new, name)
        fill = f"fill a seat of {plain(str(name))} in {app}"
        came, gone = now.keys() - was.keys(), was.keys() - now.keys()
        yield from moved(document, Weight.GIVES, now, came, f"may now {fill}")
        yield from moved(document, Weight.TAKES, was, gone, f"may no longer {fill}")


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


def _environments(document: Document) -> Iterator[Line]:
    old = mapping(document.old.get("environments"))
    new = mapping(document.new.get("environments"))
    for name in [name for name in old if name not in new and document.new]:
        yield document.line(Weight.TAKES, f"there is no environment {plain(name)} any more")
    for name, now in new.items():
        if name not in old:
            reviewed = name == "production" or mapping(now).get("review")
            how = "reviewed" if reviewed else "without review"
            yield document.line(Weight.GIVES, f"the environment {plain(name)} is new, {how}")
            continue
        for said in _target(mapping(old[name]), mapping(now)):
            yield document.line(Weight.GIVES, f"in {plain(name)} {said}")


def _target(old: Value, new: Value) -> Iterator[str]:
    if bool(old.get("review")) != bool(new.get("review")):
        yield f"releases are {'reviewed now' if new.get('review') else 'no longer reviewed'}"
    if bool(old.get("pilot")) != bool(new.get("pilot")):
        yield f"pilot testing {'comes first now' if new.get('pilot') else 'is left out now'}"
    was, now = mapping(old.get("approvals")), mapping(new.get("approvals"))
    for name, words in (
        ("count", "the approvals that a release needs"),
        ("maximumAgeDays", "the days for which an approval counts"),
        ("unknownContributors", "what is done where a contributor is unknown"),
    ):
        if was.get(name) != now.get(name):
            yield f"{words}: {shown(now.get(name))}, formerly {shown(was.get(name))}"
    if (was.get("seats") or []) != (now.get("seats") or []):
        yield f"the seats of groups: {_seats(now)}, formerly {_seats(was)}"
    known = {"review", "pilot", "approvals"}
    others = sorted(n for n in {*old, *new} - known if old.get(n) != new.get(n))
    yield from (f"what it says of {plain(str(name))} changed" for name in others)


def _seats(approvals: Value) -> str:
    found = approvals.get("seats")
    return (
        ", ".join(plain(str(one)) for one in found) if isinstance(found, list) and found else "none"
    )
