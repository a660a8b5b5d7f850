"""The audit's own table, folding, projection, resolution and policy agree with the bot's.

They are written twice on purpose (the one wanted duplication), so that one mistake does not pass
twice; each comparison is shown here to notice a difference.
"""

from __future__ import annotations

import copy
import json
import os
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.policy import read_policy as bot_policy
from bot.audit.audit import Scope, auditing
from bot.audit.git.trees import Trees
from bot.audit.model import entry as audit_entry
from bot.audit.model import policy as audit_policy
from bot.audit.model import projection as audit_projection
from bot.audit.model import table
from bot.audit.model.entries import EntryReader
from bot.audit.model.resolution import digest_of, resolved
from bot.audit.model.state import Release
from bot.core import lifecycle, projection
from bot.core.application import resolve
from bot.core.catalog import UnknownContributors, read_mini_program
from bot.core.documents import canonical
from bot.core.documents.identity import Environment, ReleaseId, VersionNumber
from bot.core.documents.schema import Schemas
from bot.core.entry import Draft, Entry, Kind, to_value
from bot.core.lifecycle import Capabilities, Status, Trigger, row_for
from bot.core.log import Damage, Log, _read_entry, legal
from bot.installed import installed_schemas
from tests.history.documents import first_files, to_yaml
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.story import tell
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.audit.step import Step as Replayed

TRANSITIONS = 200
FIRST = first_files()
COFFEE = "catalog/mini-programs/coffee.yaml"
ROASTERY = "catalog/workspaces/roastery.yaml"


@dataclass(frozen=True, slots=True)
class Told:
    """A true story, and how the audit replayed it."""

    logs: Mapping[ReleaseId, Log]
    steps: tuple[Replayed, ...]
    folded: Mapping[ReleaseId, Release]

    @property
    def entries(self) -> Iterator[tuple[Log, Entry]]:
        """Every entry, with the log before it."""
        for log in self.logs.values():
            for number, entry in enumerate(log.entries):
                yield Log(log.release, log.entries[:number]), entry

    @property
    def prefixes(self) -> Iterator[Log]:
        """Every log as it stood after each of its entries."""
        for before, entry in self.entries:
            yield Log(before.release, (*before.entries, entry))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("agreement") / "main.git"
    historian = Historian(LooseWriter(folder, signing_key()))
    tell(historian, TRANSITIONS, seed=3)
    historian.finish()
    with auditing(Scope(repository=folder), installed_schemas(), os.environ["PATH"]) as audit:
        steps = tuple(audit.steps())
        tree = Trees(audit.clone).tree_of(audit.tip)
        folded = {one: audit.replay.releases.get(one, tree) for one in historian.logs}
    return Told(dict(historian.logs), steps, folded)


@pytest.fixture(scope="module")
def draft(told: Told) -> Draft:
    """Any draft, to be changed."""
    return next(entry.draft for _, entry in told.entries)


def folded(log: Log) -> Release:
    """The audit's release after the entries of a log."""
    found = Release(log.release)
    for entry in log.entries:
        found = found.extended(read(entry))
    return found


def read(entry: Entry) -> audit_entry.Entry:
    data = entry.to_bytes()
    return audit_entry.read_entry(entry.path, to_value(entry), canonical.sha256(data))


# --- The table of the lifecycle ---

KINDS = {
    Kind.SUBMITTED: Trigger.APPLY,
    Kind.RELEASED: Trigger.APPLY,
    Kind.WITHDRAWN: Trigger.WITHDRAW,
    Kind.LAPSED: Trigger.LAPSE,
    Kind.REJECTED: Trigger.REJECT,
    Kind.APPROVED: Trigger.APPROVE,
    Kind.ARCHIVED: Trigger.SUPERSEDE,
}
ROWS = (None, *(f"T{number}" for number in range(1, 25)))
CAPABILITIES = tuple(
    Capabilities(*one) for one in product(Environment, (True, False), (True, False))
)
Claim = tuple[str, str | None, str, str]


def bots_claims(draft: Draft, environment: Environment) -> set[Claim]:
    """Each kind, row, source and target that the bot's log reader lets stand."""
    release = replace(draft.release, environment=environment)
    drafts = (
        replace(draft, kind=kind, row=row, source=source, target=target, release=release)
        for kind, row, source, target in product(Kind, ROWS, Status, Status)
    )
    return {(str(d.kind), d.row, str(d.source), str(d.target)) for d in drafts if legal(d)}


def audits_claims(steps: Sequence[table.Step], environment: Environment) -> set[Claim]:
    return {(s.kind, s.row, s.source, s.target) for s in steps if environment in s.environments}


def differing_rows(steps: Sequence[table.Step]) -> list[object]:
    """Where the audit's steps lead on otherwise than the bot's rows, by what targets can do."""
    found: list[object] = []
    for trigger, source, can in product(set(KINDS.values()), Status, CAPABILITIES):
        row = row_for(source, trigger, can)
        mine = {
            (step.row, step.target, step.role)
            for step in steps
            if step.source == source
            and step.row is not None
            and KINDS[Kind(step.kind)] is trigger
            and can.environment in step.environments
            and step.review in (None, can.review)
            and step.pilot in (None, can.pilot)
        }
        if mine != ({(row.id, str(row.target), str(row.by))} if row else set()):
            found.append((trigger, source, can))
    return found


def standing(claims: set[Claim]) -> set[Claim]:
    """The claims without a note in a status that nothing leads to: it can stand in no log."""
    led_to = {target for _, row, _, target in claims if row is not None}
    return {claim for claim in claims if claim[1] is not None or claim[2] in led_to}


@pytest.mark.parametrize("environment", Environment)
def test_the_audit_lets_stand_exactly_the_steps_that_the_bot_does(
    draft: Draft, environment: Environment
) -> None:
    bots = standing(bots_claims(draft, environment))
    assert standing(audits_claims(table.STEPS, environment)) == bots
    for step in table.STEPS:
        if environment in step.environments:
            others = [one for one in table.STEPS if one is not step]
            assert standing(audits_claims(others, environment)) != bots
            wrong = [*others, replace(step, target="Canceled")]
            assert standing(audits_claims(wrong, environment)) != bots


def test_the_steps_lead_to_the_same_status_by_the_same_role_for_every_target() -> None:
    assert differing_rows(table.STEPS) == []


@pytest.mark.parametrize("number", [n for n, s in enumerate(table.STEPS) if s.row is not None])
@pytest.mark.parametrize(
    "change",
    [
        {"role": "nobody"},
        {"target": "Canceled"},
        {"row": "T24"},
        {"environments": frozenset()},
        {"source": "Canceled"},
    ],
)
def test_a_step_that_differs_in_one_field_is_noticed(number: int, change: dict[str, Any]) -> None:
    steps = list(table.STEPS)
    steps[number] = replace(steps[number], **change)
    assert differing_rows(steps)


@pytest.mark.parametrize("number", [n for n, s in enumerate(table.STEPS) if s.kind == "approved"])
@pytest.mark.parametrize("change", [{"review": None}, {"pilot": None}])
def test_a_step_that_asks_less_of_its_target_is_noticed(
    number: int, change: dict[str, Any]
) -> None:
    steps = list(table.STEPS)
    steps[number] = replace(steps[number], **change)
    assert differing_rows(steps)


def test_the_same_statuses_are_on_the_way_and_live() -> None:
    assert {str(one) for one in lifecycle.IN_FLIGHT} == table.IN_FLIGHT
    assert {str(one) for one in lifecycle.LIVE} == table.LIVE
    assert {s.source for s in table.STEPS} | {s.target for s in table.STEPS} <= set(Status)


def test_every_entry_of_the_bot_is_a_step_of_the_audit_in_role_and_content_too(
    told: Told,
) -> None:
    seen = set()
    for before, entry in told.entries:
        step = table.step_of(read(entry), str(before.status))
        assert step is not None
        seen.add(step)
    assert seen == set(table.STEPS)


@pytest.mark.parametrize("change", [{"role": "none"}, {"content": "elsewhere"}, {"row": None}])
def test_an_entry_of_another_role_content_or_row_is_no_step(
    told: Told, change: dict[str, Any]
) -> None:
    before, entry = next(both for both in told.entries if both[1].draft.kind is Kind.RELEASED)
    assert table.step_of(replace(read(entry), **change), str(before.status)) is None


# --- What follows from logs ---


def test_each_log_folds_to_the_same_release_after_each_of_its_entries(told: Told) -> None:
    for log in told.prefixes:
        assert facts_of_audit(folded(log)) == facts_of_bot(log)


def test_who_keeps_a_round_going_is_not_taken_for_the_requester(told: Told) -> None:
    """True logs name one person in both places, so that one is made that does not."""
    kept = next(log for log in told.prefixes if log.entries[-1].draft.kind is Kind.RESUBMITTED)
    last = kept.entries[-1]
    actor = replace(last.draft.actor, login="other", id=4001)
    other = replace(last, draft=replace(last.draft, actor=actor))
    log = Log(kept.release, (*kept.entries[:-1], other))
    assert facts_of_audit(folded(log)) == facts_of_bot(log)


def test_the_replay_ends_with_every_release_as_the_bot_has_it(told: Told) -> None:
    assert [step for step in told.steps if step.findings] == []
    for release, log in told.logs.items():
        assert facts_of_audit(told.folded[release]) == facts_of_bot(log)


def facts_of_bot(log: Log) -> tuple[object, ...]:
    last, requester = log.last, log.requester
    assert last is not None
    return (
        len(log.entries),
        str(log.status),
        log.round,
        (requester.draft.actor.login, requester.draft.actor.id) if requester else None,
        log.merged.path if log.merged else None,
        log.opening.path if log.opening else None,
        (log.status in lifecycle.IN_FLIGHT, log.status in lifecycle.LIVE),
        str(log.content),
        canonical.sha256(last.to_bytes()),
        projection.status_value(log)["since"],
    )


def facts_of_audit(release: Release) -> tuple[object, ...]:
    requester = release.requester
    return (
        release.count,
        release.status,
        release.last.round,
        (requester.login, requester.id) if requester else None,
        release.merged.path if release.merged else None,
        release.opening.path if release.opening else None,
        (release.in_flight, release.live),
        release.last.content,
        release.last.sha256,
        audit_entry.show_time(release.since),
    )


@pytest.mark.parametrize("field", ["requester", "merged", "opening", "count", "since"])
def test_a_release_folded_otherwise_is_noticed(told: Told, field: str) -> None:
    log = next(log for log in told.prefixes if log.opening and log.requester)
    entry = log.entries[0]
    other = replace(read(entry), path="elsewhere")
    true = folded(log)
    changed = {
        "requester": replace(true, requester=None),
        "merged": replace(true, merged=other),
        "opening": replace(true, opening=other),
        "count": replace(true, count=99),
        "since": replace(true, since=entry.time.replace(year=1999)),
    }[field]
    assert facts_of_audit(changed) != facts_of_bot(log)


def test_the_status_file_has_the_same_bytes_after_each_entry(told: Told) -> None:
    for log in told.prefixes:
        due = canonical.to_bytes(projection.status_value(log))
        release = folded(log)
        assert audit_projection.status_bytes(release) == due
        for wrong in (
            replace(release, newest=replace(release.last, rejection="other")),
            replace(release, requester=None),
            replace(release, newest=replace(release.last, transition="0" * 32)),
        ):
            assert audit_projection.status_bytes(wrong) != due


def test_the_live_files_have_the_same_bytes_after_each_commit(told: Told) -> None:
    statuses: dict[ReleaseId, dict[str, Any]] = {}
    standing: dict[ReleaseId, Release] = {}
    files: dict[tuple[str, str], audit_projection.LiveFile] = {}
    compared = 0
    for step in told.steps:
        for transition in step.transitions:
            release = transition.entry.release
            log = told.logs[release]
            short = Log(release, log.entries[: transition.after.count])
            statuses[release] = projection.status_value(short)
            standing[release] = transition.after
        for app, environment in {
            (t.entry.release.app, t.entry.release.environment.value) for t in step.transitions
        }:
            target = (app, environment)
            file = files.setdefault(target, audit_projection.LiveFile(*target))
            for program in {t.entry.release.mini_program for t in step.transitions}:
                own = [one for id_, one in standing.items() if slot(id_) == (program, *target)]
                file.replace(program, own)
            of_target = [value for id_, value in statuses.items() if slot(id_)[1:] == target]
            due = canonical.to_bytes(projection.live_value(*target, of_target))
            assert file.to_bytes() == due
            again = audit_projection.LiveFile.read(*target, due)
            assert again.to_bytes() == due
            assert audit_projection.live_path(*target) == projection.live_path(*target)
            compared += due.count(b"sha256") > 0
    assert compared > TRANSITIONS // 10


def slot(release: ReleaseId) -> tuple[str, str, str]:
    return release.mini_program, release.app, release.environment.value


def test_a_live_file_that_keeps_what_is_archived_is_noticed(told: Told) -> None:
    log = next(log for log in told.prefixes if log.status is Status.FULL_RELEASE)
    target = slot(log.release)[1:]
    file = audit_projection.LiveFile(*target)
    file.replace(log.release.mini_program, [folded(log)])
    assert file.to_bytes() != canonical.to_bytes(projection.live_value(*target, []))


def test_the_trailers_are_those_of_each_commit_of_the_bot(told: Told) -> None:
    compared = 0
    for step in told.steps:
        if not step.transitions:
            continue
        first = step.transitions[0]
        requester = first.after.requester
        assert requester is not None
        written = step.commit.commit.message.rstrip("\n").split("\n\n")[-1]
        assert audit_projection.trailers(first.entry, requester.id) == written
        assert audit_projection.trailers(first.entry, requester.id + 1) != written
        compared += 1
    assert compared > TRANSITIONS // 2


# --- Ids of transitions ---

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
CAUSES = st.dictionaries(TEXT, st.none() | st.integers(0, 2**53 - 1) | TEXT, max_size=4)


def test_each_transition_has_the_same_id(told: Told) -> None:
    for _, entry in told.entries:
        own = read(entry)
        assert audit_entry.transition_id(own.release, own.cause) == entry.draft.transition
        assert audit_entry.transition_id(own.release, {**own.cause, "x": 1}) != own.transition


@settings(deadline=None)
@given(cause=CAUSES)
def test_any_cause_has_the_same_id(draft: Draft, cause: dict[str, Any]) -> None:
    due = replace(draft, cause=cause).transition
    assert audit_entry.transition_id(draft.release, cause) == due


# --- The application ---

RELEASE = ReleaseId("coffee", VersionNumber(1, 2, 3), "harbor", Environment.PRODUCTION)
CONFIGURATION = st.dictionaries(
    st.sampled_from(["clientId", "serverDomains", "extra"]), TEXT | st.lists(TEXT, max_size=2)
)
PROGRAMS = st.fixed_dictionaries(
    {
        "format": st.just(1),
        "miniProgram": st.just("coffee"),
        "workspace": st.just("roastery"),
        "type": st.sampled_from(["DSL", "H5+"]),
        "admins": st.just([{"login": "mia", "id": 1001}]),
        "information": st.dictionaries(TEXT, TEXT, max_size=3),
    },
    optional={
        "features": st.lists(st.sampled_from(["camera", "location", "audio"]), unique=True),
        "configuration": CONFIGURATION,
    },
)
VERSIONS = st.fixed_dictionaries(
    {"format": st.just(1)},
    optional={"entrance": TEXT, "package": st.dictionaries(TEXT, TEXT, max_size=2)},
)
REQUESTS = st.fixed_dictionaries(
    {"format": st.just(1)}, optional={"releaseNotes": TEXT, "configuration": CONFIGURATION}
)


@settings(deadline=None)
@given(PROGRAMS, VERSIONS, REQUESTS)
def test_any_documents_resolve_to_the_same_application(
    program: dict[str, Any], version: dict[str, Any], request: dict[str, Any]
) -> None:
    due = resolve(RELEASE, read_mini_program(program), version, request)
    found = resolved(RELEASE, program, version, request)
    assert canonical.to_bytes(found).decode() == due.rendering
    assert digest_of(found) == due.digest
    other = resolved(RELEASE, {**program, "type": "other"}, version, request)
    assert digest_of(other) != due.digest


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
    }
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
    optional={"oneInFlight": st.booleans(), "versionsInOrder": st.booleans()},
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
            )
        )
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
            approvals and (approvals.count, approvals.refuses_unknown, approvals.maximum_age_days)
        )
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
