"""The audit's own policy and reading of entries agree with the bot's.

They are written twice on purpose (the one wanted duplication), so that one mistake does not pass
twice; each comparison is shown here to notice a difference.
"""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.policy import read_policy as bot_policy
from bot.audit.model import entry as audit_entry
from bot.audit.model import policy as audit_policy
from bot.audit.model.entries import EntryReader
from bot.core.catalog import UnknownContributors
from bot.core.documents import canonical
from bot.core.documents.identity import Environment
from bot.core.documents.schema import Schemas
from bot.core.entry import to_value
from bot.core.log import Damage, _read_entry
from bot.installed import installed_schemas
from tests.audit.agreement import RELEASE, true_story
from tests.history.documents import first_files, to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.audit.agreement import Told

FIRST = first_files()
COFFEE = "catalog/mini-programs/coffee.yaml"
ROASTERY = "catalog/workspaces/roastery.yaml"


@pytest.fixture(scope="module")
def told() -> Told:
    return true_story()


# --- The policy ---

PEOPLE = st.integers(1, 5).map(lambda id_: {"login": f"p{id_}", "id": id_})
APPLICANTS = st.integers(1, 5).flatmap(
    lambda id_: st.sampled_from(
        [{"login": f"p{id_}", "id": id_}, {"login": f"p{id_}", "id": id_, "machine": True}]
    )
)
APPROVALS = st.fixed_dictionaries(
    {
        "count": st.integers(0, 4),
        "unknownContributors": st.sampled_from([*map(str, UnknownContributors), "other"]),
        "maximumAgeDays": st.sampled_from([1, 30, 90]),
    },
    optional={"seats": st.lists(st.sampled_from(["red", "blue", "none-such"]), max_size=11)},
)
SANDBOX = st.fixed_dictionaries(
    {"review": st.booleans(), "pilot": st.booleans()}, optional={"approvals": APPROVALS}
)
PRODUCTION = st.fixed_dictionaries({"pilot": st.booleans(), "approvals": APPROVALS})
APPS = st.fixed_dictionaries(
    {
        "format": st.just(1),
        "app": st.just("harbor"),
        "name": st.just("Harbor"),
        "reviewers": st.lists(PEOPLE, max_size=4),
        "environments": st.fixed_dictionaries(
            {"production": PRODUCTION},
            optional={"sandbox": SANDBOX, "test": st.just({}), "development": st.just({})},
        ),
    },
    optional={
        "oneInFlight": st.booleans(),
        "versionsInOrder": st.booleans(),
        "groups": st.dictionaries(
            st.sampled_from(["red", "blue"]), st.lists(PEOPLE, max_size=3), max_size=2
        ),
    },
)
ADMINS = st.lists(APPLICANTS, min_size=1, max_size=3)


def catalog(
    app: dict[str, Any], own: list[Any], shared: list[Any], workspace: str
) -> dict[str, bytes]:
    program = yaml.safe_load(FIRST[COFFEE])
    owner = yaml.safe_load(FIRST[ROASTERY])
    return FIRST | {
        "catalog/apps/harbor.yaml": to_yaml(app),
        COFFEE: to_yaml({**program, "admins": own, "workspace": workspace}),
        ROASTERY: to_yaml({**owner, "admins": shared}),
    }


def bots_view(files: Mapping[str, bytes]) -> list[object]:
    found = bot_policy(policy_files(files)).catalog
    view: list[object] = [found.settings.bot.id, found.settings.mode == "app"]
    view += [{one.id for one in found.releasers(name)} for name in NAMES]
    view += [{one.id for one in found.reviewers(name)} for name in NAMES]
    for name, environment in product(NAMES, Environment):
        target = found.target(name, environment)
        approvals = target.approvals if target else None
        view.append(target and (target.capabilities.review, target.capabilities.pilot))
        view.append(
            approvals
            and (
                approvals.count,
                approvals.unknown_contributors is UnknownContributors.REFUSE,
                approvals.maximum_age.days,
                approvals.seats,
            )
        )
        view += [found.apps[name].groups.keys()] if name in found.apps else []
    view += [(a.one_in_flight, a.versions_in_order) for _, a in sorted(found.apps.items())]
    return [*view, found.settings.least_bot_version, found.settings.genesis]


def audits_view(files: Mapping[str, bytes]) -> list[object]:
    found = audit_policy.read_policy(policy_files(files))
    view: list[object] = [found.bot, found.app_mode]
    view += [set(found.releasers(name)) for name in NAMES]
    view += [set(found.reviewers(name)) for name in NAMES]
    for name, environment in product(NAMES, Environment):
        target = found.target(replace(RELEASE, app=name, environment=environment))
        approvals = target.approvals if target else None
        view.append(target and (target.review, target.pilot))
        view.append(
            approvals
            and (
                approvals.count,
                approvals.refuses_unknown,
                approvals.maximum_age_days,
                approvals.seats,
            )
        )
        app = found.app(name)
        view += [app.get("groups", {}).keys()] if app is not None else []
    apps = [app for name in sorted(NAMES) if (app := found.app(name)) is not None]
    view += [(a.get("oneInFlight", True), a.get("versionsInOrder", True)) for a in apps]
    return [*view, found.least_bot, found.genesis]


NAMES = ("coffee", "tea", "maps", "harbor", "lagoon", "quay", "pier", "nowhere")


def policy_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {p: d for p, d in files.items() if p.startswith(("catalog/", "schemas/"))}


def test_a_machine_on_any_list_reviews_for_neither_of_them() -> None:
    coffee = yaml.safe_load(FIRST[COFFEE])
    coffee["admins"].append({"login": "rob", "id": 1004, "machine": True})
    harbor = yaml.safe_load(FIRST["catalog/apps/harbor.yaml"])
    harbor["environments"]["production"]["approvals"]["unknownContributors"] = "refuse"
    files = FIRST | {COFFEE: to_yaml(coffee), "catalog/apps/harbor.yaml": to_yaml(harbor)}
    assert audits_view(files) == bots_view(files)
    assert audits_view(files) != bots_view(FIRST)


@settings(deadline=None, max_examples=40)
@given(APPS, ADMINS, ADMINS, st.sampled_from(["roastery", "none-such", "No Id"]))
def test_any_catalog_grants_the_same_rights_and_asks_the_same_of_releases(
    app: dict[str, Any], own: list[Any], shared: list[Any], workspace: str
) -> None:
    files = catalog(app, own, shared, workspace)
    assert audits_view(files) == bots_view(files)


def test_a_policy_with_one_admin_reviewer_or_rule_more_is_noticed() -> None:
    for path, field in (
        (COFFEE, "admins"),
        (ROASTERY, "admins"),
        ("catalog/apps/harbor.yaml", "reviewers"),
    ):
        value = yaml.safe_load(FIRST[path])
        value[field].append({"login": "other", "id": 4001})
        assert audits_view(FIRST | {path: to_yaml(value)}) != bots_view(FIRST)
    value = yaml.safe_load(FIRST["catalog/apps/harbor.yaml"])
    value["environments"]["production"]["approvals"]["count"] = 2
    files = FIRST | {"catalog/apps/harbor.yaml": to_yaml(value)}
    assert audits_view(files) != bots_view(FIRST)


# --- Reading entries ---


@pytest.fixture(scope="module")
def samples(told: Told) -> tuple[tuple[str, dict[str, Any]], ...]:
    """One entry of each kind, by its path."""
    kinds = {entry.draft.kind: entry for _, entry in told.entries}
    return tuple((entry.path, to_value(entry)) for entry in kinds.values())


SCHEMAS = Schemas.from_files(installed_schemas())
READER = EntryReader(installed_schemas())
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    2**53 - 1,
    2**53,
    "",
    "x",
    "T9",
    [],
    {},
    [0],
    [0, 0],
    "a\n",
]
ODD += ["0" * 40, "A" * 40, "0" * 64, "2026-02-30T09:00:00Z", "2026-03-02T09:00:00Z\n", "\u0661"]
ODD += ["2026-03-02T24:00:00Z", "releaser", "coffee", "1.0.0", "01.0.0", "con", "test", 1.5]
TWISTS = st.sampled_from(["\n", " ", "", "0", "Z", "\u0660", "\u202e", "-", "\U0001f600"])


def test_both_read_every_entry_of_the_bot(told: Told) -> None:
    for _, entry in told.entries:
        assert verdicts(entry.path, entry.to_bytes()) == (True, True)


def verdicts(path: str, data: bytes) -> tuple[bool, bool]:
    """Whether the bot and the audit accept an entry; what follows from it is held against it."""
    bots = not isinstance(_read_entry(path, data, SCHEMAS), Damage)
    found = READER.read(path, data)
    if isinstance(found, str):
        return bots, False
    derived = audit_entry.transition_id(found.release, found.cause)
    return bots, found.transition == derived and found.policy == found.parent


@settings(deadline=None, max_examples=400)
@given(data=st.data())
def test_both_accept_exactly_the_same_of_all_entries_however_changed(
    samples: tuple[tuple[str, dict[str, Any]], ...], data: st.DataObject
) -> None:
    path, value = copy.deepcopy(data.draw(st.sampled_from(samples)))
    for _ in range(data.draw(st.integers(1, 2))):
        mutate(value, data)
    if data.draw(st.booleans()):
        mend(value)
    text = json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    bots, audits = verdicts(path, text.encode())
    assert bots == audits


def mutate(value: dict[str, Any], data: st.DataObject) -> None:
    """Change, remove or add one thing somewhere in an entry."""
    holder: Any = value
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        holder = inner
    match data.draw(st.sampled_from(["odd", "twist", "remove", "add"])):
        case "twist" if isinstance(inner, str):
            at = data.draw(st.integers(0, len(inner)))
            holder[key] = inner[:at] + data.draw(TWISTS) + inner[at + data.draw(st.booleans()) :]
        case "remove":
            del holder[key]
        case "add" if isinstance(holder, dict):
            holder["other"] = data.draw(st.sampled_from(ODD))
        case _:
            holder[key] = copy.deepcopy(data.draw(st.sampled_from(ODD)))


def mend(value: dict[str, Any]) -> None:
    """Derive anew what follows from an entry, so that only its form is in question."""
    cause = {"release": value.get("release"), "cause": value.get("cause")}
    text = json.dumps(cause, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    value["transition"] = canonical.sha256(text.encode())[:32]
    if isinstance(value.get("policy"), dict):
        value["policy"]["commit"] = value.get("parent")


def test_an_entry_that_only_one_of_them_accepts_is_noticed(
    samples: tuple[tuple[str, dict[str, Any]], ...],
) -> None:
    lenient = installed_schemas()
    schema = json.loads(lenient["schemas/log-entry.schema.json"])
    schema["additionalProperties"] = True
    lenient["schemas/log-entry.schema.json"] = json.dumps(schema).encode()
    path, value = samples[0]
    data = canonical.to_bytes({**value, "other": 1})
    assert isinstance(READER.read(path, data), str)
    assert not isinstance(EntryReader(lenient).read(path, data), str)


@pytest.mark.parametrize(
    "time",
    [
        "1000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2024-02-29T00:00:00Z",
        "2026-06-31T00:00:00Z",
        "0999-01-01T00:00:00Z",
    ],
)
def test_both_know_the_same_times(
    samples: tuple[tuple[str, dict[str, Any]], ...], time: str
) -> None:
    path, value = samples[0]
    bots, audits = verdicts(path, canonical.to_bytes({**value, "time": time}))
    assert bots == audits
