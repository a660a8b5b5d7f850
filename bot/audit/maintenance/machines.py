"""Which accounts are marked as machines now, and which no longer: a machine approves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.maintenance.line import Line, Weight
from bot.audit.maintenance.words import listed, login_of, people_in, some_of
from bot.core.documents.places import AppFile, place_of
from bot.core.documents.problem import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.policy import Policy


def machine_lines(before: Policy, after: Policy) -> Iterator[Line]:
    """One line for each account whose mark came or went."""
    for ids, policy in (
        (after.machines - before.machines, after),
        (before.machines - after.machines, before),
    ):
        for id_ in sorted(ids):
            path, login = _mark(policy, id_)
            who = f"{plain(path)}: {plain(login)} (id {id_})"
            apps = [a for a in _apps(after) if id_ in listed(after.app(a) or {}, "reviewers")]
            if policy is after:
                yield Line(Weight.TAKES, f"{who} is marked as a machine now, and approves nothing")
            elif apps:
                again = f"may approve again for {some_of(apps)}: no longer marked as a machine"
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
            for one in people_in(value, name):
                if one["id"] == machine and one.get("machine"):
                    return path, login_of(one)
    return "catalog", ""
