"""What the forgeries of documents share: a few documents, and how they are changed truly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.document_entry import DocumentKind
from bot.core.entry import Content, Contributors
from tests.audit.forgeries.stage import HARBOR, with_field, with_reviewers
from tests.history import people
from tests.history.documents import person, program_path, to_yaml

if TYPE_CHECKING:
    from bot.core.document_entry import DocumentDraft
    from bot.core.lifecycle import Role
    from bot.core.situation import Account
    from tests.audit.forgeries.forger import Forger

OWNERS = "catalog/owners.yaml"
PROGRAM = program_path("coffee")
BAKERY = "catalog/workspaces/bakery.yaml"
FIRST = "catalog/log/0001-submitted.json"


def with_owners(f: Forger, *accounts: Account) -> dict[str, bytes]:
    """The owners of the catalog."""
    return with_field(f, OWNERS, "owners", [person(account) for account in accounts])


def reviewers(f: Forger, *accounts: Account) -> bytes:
    """The app harbor with other reviewers: two owners have to agree."""
    return with_reviewers(f, *(accounts or (people.ROB, people.RITA)))[HARBOR]


def features(f: Forger, *names: str) -> bytes:
    """The mini program coffee with other features: its admins change them alone."""
    return with_field(f, PROGRAM, "features", list(names or ("camera",)))[PROGRAM]


def bakery(*admins: Account, **fields: Any) -> dict[str, bytes]:
    """Another workspace."""
    value = {"format": 1, "workspace": "bakery", "name": "Bakery", **fields}
    return {BAKERY: to_yaml({**value, "admins": [person(account) for account in admins]})}


def submitted(f: Forger, by: Account = people.MIA) -> None:
    """Other reviewers for harbor are applied for."""
    f.h.submit_change(HARBOR, reviewers(f), by)


def acted(draft: DocumentDraft, who: Account, role: Role) -> DocumentDraft:
    """The draft as if somebody else had acted."""
    return replace(draft, actor=replace(draft.actor, login=who.login, id=who.id, role=role))


def at_once(draft: DocumentDraft) -> DocumentDraft:
    """What owners have to agree to, told as what somebody changed alone."""
    return replace(
        draft,
        kind=DocumentKind.CHANGED,
        round=0,
        content=Content.MAIN,
        announced=None,
        contributors=Contributors((draft.actor.id,), 0),
    )
