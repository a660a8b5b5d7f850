"""A schema on main that lets anything pass, so that a document may say what no rule expects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import (
    COFFEE,
    HARBOR,
    SETTINGS,
    changed,
    with_environment,
    with_field,
    with_reviewers,
)
from tests.audit.forgeries.strokes import spelt, told_with
from tests.history import people
from tests.history.commits import Hand
from tests.history.documents import person, program_path

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger

LOOSENED = Book(Sort.SCHEMA)
PROGRAM = program_path("coffee")
STRANGER = Hand("mallory", "mallory@example.com")


def loosen(f: Forger, kind: str) -> None:
    """Let documents of a kind be any object, by a commit of a person."""
    path = f"schemas/{kind}.schema.json"
    schema: dict[str, Any] = json.loads(f.h.files[path])
    schema = {name: schema[name] for name in ("$schema", "title")} | {"type": "object"}
    f.h.maintain({path: json.dumps(schema).encode()})


@LOOSENED.found_by("approver")
def approver_listed_by_a_text(f: Forger) -> None:
    """Somebody approves whose id stands in the catalog as a text, not as a number."""
    f.h.apply(COFFEE)
    sound = with_reviewers(f, people.ROB, people.OSCAR)
    loosen(f, "app")
    listed = [person(people.ROB), {**person(people.OSCAR), "id": str(people.OSCAR.id)}]
    f.h.maintain(with_field(f, HARBOR, "reviewers", listed))
    with f.believing(sound):
        f.h.approve(COFFEE, (people.OSCAR,))


@LOOSENED.found_by("approvals")
def no_approval_asked_for(f: Forger) -> None:
    """The catalog asks for no approval at all, and none is given."""
    f.h.apply(COFFEE)
    sound = {HARBOR: f.h.files[HARBOR]}
    loosen(f, "app")
    f.h.maintain(
        with_environment(f, "harbor", "production", lambda e: e["approvals"].update(count=0))
    )
    with f.believing(sound):
        f.lie(told_with(approvals=()))
        f.h.approve(COFFEE)


@LOOSENED.found_by("permitted", "digest", says="what it configures cannot be read")
def testers_of_no_form(f: Forger) -> None:
    """The catalog names testers in a form that no rule knows, and a release is approved on them."""
    f.h.apply(COFFEE)
    sound = {PROGRAM: f.h.files[PROGRAM]}
    loosen(f, "mini-program")
    f.h.maintain(with_field(f, PROGRAM, "configuration", {"testers": ["hb-1"]}))
    with f.believing(sound):
        f.h.approve(COFFEE)


@LOOSENED.found_by("hand", "signature", says="does not say who the bot is")
def bot_named_by_a_text(f: Forger) -> None:
    """The bot's id stands in the catalog as a text, and a stranger writes in its place."""
    f.h.apply(COFFEE)
    sound = {SETTINGS: f.h.files[SETTINGS]}
    loosen(f, "slipway")
    f.h.maintain(changed(f, SETTINGS, lambda v: v["bot"].update(id=str(people.BOT.id))))
    with f.believing(sound):
        f.lie(respell=spelt(author=STRANGER, committer=STRANGER, signed_by=None))
        f.h.approve(COFFEE)


@LOOSENED.found_by("hand", says="does not say who the bot is")
def bot_whose_id_is_true(f: Forger) -> None:
    """The bot's id in the catalog is ``true``, and account 1 writes in its place."""
    f.h.apply(COFFEE)
    sound = {SETTINGS: f.h.files[SETTINGS]}
    loosen(f, "slipway")
    f.h.maintain(changed(f, SETTINGS, lambda v: v["bot"].update(id=True)))
    with f.believing(sound):
        f.lie(respell=spelt(author=Hand("first", "1+first@users.noreply.github.com")))
        f.h.approve(COFFEE)
