"""What a schema cannot say of an app's approval policy: its seats, its groups, their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.explain import did_you_mean, listed
from bot.core.documents.place_kinds import AppFile
from bot.core.documents.problem import quoted

if TYPE_CHECKING:
    from bot.core.documents.check import Answers, Subject


def seats_have_groups(subject: Subject) -> Answers:
    """Check ``no-such-group``."""
    environments = subject.field("environments")
    if not isinstance(subject.place, AppFile) or not isinstance(environments, dict):
        return
    groups = subject.field("groups")
    known = sorted(groups) if isinstance(groups, dict) else []
    for name in environments:
        path = ("environments", name, "approvals", "seats")
        seats = subject.field(*path)
        for index, seat in enumerate(seats if isinstance(seats, list) else ()):
            if isinstance(seat, str) and seat not in known:
                otherwise = f"known are: {listed(known)}" if known else "add it to groups"
                what = f"a seat is for the group {quoted(seat)}, which the app does not have"
                cure = did_you_mean(seat, known, otherwise)
                yield subject.loaded.error("no-such-group", what, cure, (*path, index))


def members_are_reviewers(subject: Subject) -> Answers:
    """Check ``member-no-reviewer``."""
    groups = subject.field("groups")
    if not isinstance(subject.place, AppFile) or not isinstance(groups, dict):
        return
    reviewers = _ids(subject, "reviewers")
    for name in groups:
        for index, id_ in enumerate(_ids(subject, "groups", name)):
            if isinstance(id_, int) and id_ not in reviewers:
                what = f"the id {id_} is in the group {quoted(name)}, but is no reviewer"
                cure = "list them among the reviewers, or take them out of the group"
                path = ("groups", name, index, "id")
                yield subject.loaded.error("member-no-reviewer", what, cure, path)


def _ids(subject: Subject, *names: str | int) -> list[object]:
    people = subject.field(*names)
    length = len(people) if isinstance(people, list) else 0
    return [subject.field(*names, index, "id") for index in range(length)]
