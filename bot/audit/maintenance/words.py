"""Words for people and values, from documents whose form nobody has checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.documents.problem import plain, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.audit.model.policy import Value

MOST_NAMES = 10


def mapping(value: object) -> Value:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def people_in(value: Value, name: str) -> list[Value]:
    """The entries of a list that have an id."""
    given = value.get(name)
    found = given if isinstance(given, list) else []
    return [one for one in found if isinstance(one, dict) and isinstance(one.get("id"), int)]


def listed(value: Value, name: str) -> dict[int, str]:
    """The people of a list: their logins by their ids."""
    return {one["id"]: str(one.get("login")) for one in people_in(value, name)}


def login_of(person: Value) -> str:
    """A person's login, safe to show."""
    return plain(str(person.get("login")))


def names_of(logins: Mapping[int, str], ids: Iterable[int]) -> str:
    """All of them: nobody who gains a right is left out for shortness."""
    return ", ".join(f"{plain(logins.get(one, '?'))} (id {one})" for one in sorted(ids))


def some_of(texts: Iterable[str]) -> str:
    """At most 10 of these texts, then how many more there are."""
    found = list(texts)
    more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
    return ", ".join(found[:MOST_NAMES]) + more


def shown(value: object) -> str:
    """A value for a sentence."""
    return "not given" if value is None else quoted(value)
