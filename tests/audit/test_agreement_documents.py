"""The audit's own reading of who may change which document agrees with the bot's table.

They are written twice on purpose (the one wanted duplication), so that one mistake does not pass
twice; the comparison is shown here to notice a difference.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.branch_documents import read_document
from bot.app.policy import read_policy as bot_policy
from bot.audit.model import act_rights, document_rights
from bot.audit.model.document_entry import DocumentEntry, document_transition
from bot.audit.model.entries import EntryReader
from bot.audit.model.policy import read_policy as audit_policy
from bot.audit.rules.document_commit import HEADLINES
from bot.core import document_authority as authority
from bot.core import document_sentences
from bot.core.catalog import UnknownContributors
from bot.core.document_change import DocumentChange
from bot.core.document_entry import DocumentKind, log_folder, to_value
from bot.core.document_log import read_entry
from bot.core.documents import canonical
from bot.core.documents.places import place_of
from bot.core.documents.schema import Schemas
from bot.core.entitlement import MAXIMUM_AGE
from bot.core.log import Damage
from bot.core.objects import hash_object
from bot.installed import installed_schemas
from tests.audit.test_document_history import told
from tests.history.documents import first_files, to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.audit.forgeries.workshop import Workshop

FIRST = {p: d for p, d in first_files(2).items() if p.startswith(("catalog/", "schemas/"))}
COFFEE = "catalog/mini-programs/coffee.yaml"
ROASTERY = "catalog/workspaces/roastery.yaml"
BAKERY = "catalog/workspaces/bakery.yaml"
HARBOR = "catalog/apps/harbor.yaml"
OWNERS = "catalog/owners.yaml"
VERSION = "releases/coffee/1.0.0/version.yaml"


@dataclass(frozen=True, slots=True)
class Asked:
    """A catalog, and a document that somebody wants to have otherwise."""

    lists: Mapping[str, list[Any]]
    retired: bool
    document: str
    change: Mapping[str, Any] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, bytes]:
        owners, admins, bakers, own, developers, reviewers, inspectors, operators = (
            copy.deepcopy(self.lists[name]) for name in LISTS
        )
        app, program = _value(HARBOR), {**_value(COFFEE), "admins": own, "developers": developers}
        app |= {"reviewers": reviewers, "inspectors": inspectors, "operators": operators}
        if self.retired:
            program["retired"] = True
        roastery = {**_value(ROASTERY), "admins": admins}
        bakery = {**roastery, "workspace": "bakery", "admins": copy.deepcopy(bakers)}
        return FIRST | {
            HARBOR: to_yaml(app),
            COFFEE: to_yaml(program),
            ROASTERY: to_yaml(roastery),
            BAKERY: to_yaml(bakery),
            OWNERS: to_yaml({"format": 1, "owners": owners}),
        }

    @property
    def after(self) -> dict[str, Any]:
        held = self.files.get(self.document)
        value = yaml.safe_load(held) if held else {"format": 1}
        after = {**value, **copy.deepcopy(dict(self.change))}
        return {name: one for name, one in after.items() if one is not None}


def _value(path: str) -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load(FIRST[path])
    return value


def bots_view(asked: Asked) -> object:
    """Who may apply in which role, whether owners agree, and who they are."""
    catalog, place = bot_policy(asked.files).catalog, place_of(asked.document)
    assert place is not None
    held = asked.files.get(asked.document)
    data = to_yaml(asked.after)
    change = DocumentChange(
        place,
        read_document(asked.document, hash_object("blob", data), data),
        read_document(asked.document, hash_object("blob", held), held) if held else None,
    )
    found = authority.authority(catalog, change)
    roles = {one.person.id: one.role.value for one in found.entitled}
    bench = authority.judges(catalog, place)
    judges = {one.person.id: one.role.value for one in bench.entitled}
    asks = [len(bench.seats(more=bool(unknown))) for unknown in (0, 1)]
    policy = bench.policy
    refuses = policy.unknown_contributors is UnknownContributors.REFUSE
    asked_for = (policy.maximum_age.days, policy.seats, refuses, asks[0 if refuses else 1])
    return roles, found.reviewed, judges, asked_for


def audits_view(asked: Asked) -> object:
    """The same, as the audit reads it."""
    policy = audit_policy(asked.files)
    found = document_rights.rights(policy, asked.document, asked.after)
    bench = document_rights.judges(policy, asked.document)
    asked_for = (bench.days, bench.seats, bench.refuses, bench.least(1))
    return dict(found.roles), found.reviewed, dict(bench.roles), asked_for


LISTS = (
    *("owners", "admins", "bakers", "own", "developers"),
    *("reviewers", "inspectors", "operators"),
)
ONE = st.integers(1, 9).map(lambda id_: {"login": f"p{id_}", "id": id_})
MACHINE = st.integers(1, 9).map(lambda id_: {"login": f"p{id_}", "id": id_, "machine": True})
PEOPLE = st.lists(ONE, min_size=1, max_size=3, unique_by=lambda one: one["id"])
APPLICANTS = st.lists(ONE | MACHINE, min_size=1, max_size=3, unique_by=lambda one: one["id"])
CATALOGS = st.fixed_dictionaries(
    {name: APPLICANTS if name in ("admins", "bakers", "own") else PEOPLE for name in LISTS}
    | {"owners": st.lists(ONE, min_size=2, max_size=3, unique_by=lambda one: one["id"])}
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "workspace": st.sampled_from(["roastery", "bakery", "nowhere"]),
        "type": st.sampled_from(["DSL", "H5+"]),
        "admins": APPLICANTS,
        "retired": st.sampled_from([True, False, None]),
        "features": st.just(["camera"]),
    },
)
RELEASES = (
    *("releases/coffee/1.0.0/harbor/production", "releases/coffee/1.0.0/harbor/sandbox"),
    *("releases/coffee/1.0.0/harbor/test", "releases/coffee/1.0.0/nowhere/production"),
)
DOCUMENTS = st.sampled_from(
    [
        *(COFFEE, COFFEE, VERSION, "releases/nothing/1.0.0/version.yaml", HARBOR, OWNERS, ROASTERY),
        *(f"catalog/people/{id_}.yaml" for id_ in (1, 2, 99)),
        *("catalog/slipway.yaml", "catalog/mini-programs/newcomer.yaml"),
        *("catalog/stops/harbor.yaml", "catalog/stops/nowhere.yaml"),
        *(f"{one}/{act}.yaml" for one in RELEASES for act in ("offline", "restore", "override")),
    ]
)
ASKED = st.builds(Asked, lists=CATALOGS, retired=st.booleans(), document=DOCUMENTS, change=CHANGES)


@settings(deadline=None, max_examples=120)
@given(ASKED)
def test_the_same_people_may_change_a_document_in_the_same_way(asked: Asked) -> None:
    assert audits_view(asked) == bots_view(asked)


@pytest.mark.parametrize("name", LISTS)
def test_a_machine_changes_nothing_whichever_list_marks_it(name: str) -> None:
    people = {one: [{"login": "p1", "id": 1}, {"login": "p2", "id": 2}] for one in LISTS}
    marked = [{"login": "p1", "id": 1, "machine": True}, {"login": "p2", "id": 2}]
    asked = Asked({**people, name: marked}, retired=False, document=HARBOR)
    assert audits_view(asked) == bots_view(asked)


def test_a_right_more_is_noticed() -> None:
    people = {one: [{"login": "p1", "id": 1}, {"login": "p2", "id": 2}] for one in LISTS}
    more = [*people["own"], {"login": "p3", "id": 3}]
    asked = Asked(people, retired=False, document=COFFEE, change={"features": ["camera"]})
    wider = Asked({**people, "own": more}, retired=False, document=COFFEE)
    assert audits_view(asked) != bots_view(wider)


def test_both_ask_for_the_same_of_owners() -> None:
    assert act_rights.APPROVALS == authority.APPROVALS
    assert MAXIMUM_AGE.days == act_rights.MOST_DAYS
    assert document_rights.LEAST_OWNERS == authority.LEAST_OWNERS
    assert document_rights.FROM_ABOVE == authority.GUARDED


def test_both_know_the_same_kinds_and_call_them_the_same() -> None:
    assert set(HEADLINES) == set(DocumentKind)
    assert HEADLINES == document_sentences.HEADLINES


# --- Reading entries -----------------------------------------------------------------------------

SCHEMAS = Schemas.from_files(installed_schemas())
READER = EntryReader(installed_schemas())
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**53 - 1,
    "",
    "x",
    [],
    {},
    "0" * 40,
    "2026-02-30T09:00:00Z",
)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_both_accept_the_same_entries_of_documents(
    entries: tuple[tuple[str, dict[str, Any]], ...], data: st.DataObject
) -> None:
    path, value = copy.deepcopy(data.draw(st.sampled_from(entries)))
    value[data.draw(st.sampled_from(sorted(value)))] = data.draw(st.sampled_from(ODD))
    text = canonical.to_bytes(value)
    bots = read_entry(path, text, SCHEMAS)
    audits = READER.read_document(path, text)
    assert isinstance(bots, Damage) >= isinstance(audits, str)
    if not isinstance(audits, str):
        follows = (
            audits.transition == document_transition(value["document"], value["cause"])
            and audits.policy == audits.parent
            and pressed_or_said(audits)
        )
        assert follows is not isinstance(bots, Damage)


def pressed_or_said(entry: DocumentEntry) -> bool:
    """What the audit asks by its rules of cause and survey, where the bot reads no such entry."""
    bare = (entry.pull_request, entry.head, entry.events) == (None, None, ())
    if (entry.survey is not None) is not entry.surveys or (entry.surveys and not bare):
        return False
    return bare is (entry.run is not None) and (not bare or entry.stops or entry.surveys)


def test_both_read_every_entry_of_documents(
    entries: tuple[tuple[str, dict[str, Any]], ...],
) -> None:
    for path, value in entries:
        found = READER.read_document(path, canonical.to_bytes(value))
        assert not isinstance(found, str)
        assert found.folder == log_folder(found.document)
        assert not isinstance(read_entry(path, canonical.to_bytes(value), SCHEMAS), Damage)


@pytest.fixture(scope="module")
def entries(workshop: Workshop) -> tuple[tuple[str, dict[str, Any]], ...]:
    """One entry of each kind, by its path."""
    f = workshop.forger()
    told(f)
    kinds = {one.draft.kind: one for log in f.h.document_logs.values() for one in log.entries}
    return tuple((one.path, to_value(one)) for one in kinds.values())
