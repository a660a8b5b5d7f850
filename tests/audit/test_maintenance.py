"""What the audit says of commits by people: who gained which right, and what runs now."""

from __future__ import annotations

import copy
import os
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit.audit import Scope, auditing
from bot.audit.git.history import Change
from bot.audit.git.objects import PLAIN_FILE, TreeEntry, hash_object
from bot.audit.maintenance import MOST_LINES, made_possible
from bot.audit.model.policy import Policy, read_policy
from bot.audit.step import Hand
from bot.installed import installed_schemas
from tests.history import people
from tests.history.documents import first_files, person, to_yaml
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.core.situation import Account

HARBOR = "catalog/apps/harbor.yaml"
COFFEE = "catalog/mini-programs/coffee.yaml"
ROASTERY = "catalog/workspaces/roastery.yaml"
OWNERS = "catalog/owners.yaml"
SETTINGS = "catalog/slipway.yaml"
FIRST = first_files()
REFUSE = '"refuse", formerly "one-more"'
ROBOT = {"login": "robot", "id": 2001}

Edit = bytes | dict[str, Any] | None


def document(path: str) -> dict[str, Any]:
    """A document of the first catalog, to be changed."""
    value = yaml.safe_load(FIRST[path])
    assert isinstance(value, dict)
    return copy.deepcopy(value)


def said(
    edits: Mapping[str, Edit], first: Mapping[str, bytes] = FIRST, mode: str = PLAIN_FILE
) -> str:
    """All lines about a commit with these edits."""
    return "\n".join(lines(edits, first, mode))


def lines(
    edits: Mapping[str, Edit], first: Mapping[str, bytes] = FIRST, mode: str = PLAIN_FILE
) -> tuple[str, ...]:
    """What is said of a commit that makes these edits; ``None`` deletes."""
    new: dict[str, bytes] = dict(first)
    changes = []
    for path, edit in edits.items():
        data = to_yaml(edit) if isinstance(edit, dict) else edit
        changes.append(Change(path, _entry(first.get(path), PLAIN_FILE), _entry(data, mode)))
        new.pop(path, None)
        if data is not None and mode == PLAIN_FILE:
            new[path] = data
    before = SOUND if first is FIRST else _policy(first)
    return made_possible(before, _policy(new), changes)


def _entry(data: bytes | None, mode: str) -> TreeEntry | None:
    return None if data is None else TreeEntry(mode, hash_object("blob", data))


def _policy(files: Mapping[str, bytes]) -> Policy:
    return read_policy({p: d for p, d in files.items() if p.startswith(("catalog/", "schemas/"))})


SOUND = _policy(FIRST)


def with_people(
    path: str, field: str, *more: Account, less: Account | None = None
) -> dict[str, Any]:
    """A document with people more, or one less, on one of its lists."""
    value = document(path)
    listed = [one for one in value.get(field, []) if less is None or one["id"] != less.id]
    value[field] = [*listed, *(person(one) for one in more)]
    return value


# --- People ---


@pytest.mark.parametrize(
    ("path", "field", "right"),
    [
        (HARBOR, "reviewers", "approve and reject releases to harbor"),
        (HARBOR, "inspectors", "warn and force remove in harbor"),
        (HARBOR, "operators", "stop and pause at once in harbor"),
        (OWNERS, "owners", "own the catalog"),
        (COFFEE, "admins", "apply for releases of coffee"),
        (COFFEE, "developers", "upload versions of coffee"),
    ],
)
def test_who_comes_to_a_list_gains_its_right_and_who_leaves_it_loses_it(
    path: str, field: str, right: str
) -> None:
    more = {path: to_yaml(with_people(path, field, people.OSCAR))}
    assert lines(more) == (f"{path}: oscar (id 1010) may now {right}",)
    back = lines({path: FIRST[path]}, FIRST | more)
    assert back == (f"{path}: oscar (id 1010) may no longer {right}",)


def test_a_new_reviewer_is_named_with_the_path_and_the_id() -> None:
    edit = with_people(HARBOR, "reviewers", people.RENE, less=people.ROB)
    assert lines({HARBOR: edit}) == (
        "catalog/apps/harbor.yaml: rene (id 1026) may now approve and reject releases to harbor",
        f"{HARBOR}: rob (id 1004) may no longer approve and reject releases to harbor",
    )


def test_an_admin_of_a_workspace_gains_all_its_mini_programs_but_those_held_before() -> None:
    edit = with_people(ROASTERY, "admins", people.OSCAR, people.MIA)
    everything = "coffee, maps, parking, tea, tickets, weather"
    assert set(lines({ROASTERY: edit})) == {
        f"{ROASTERY}: oscar (id 1010) may now apply for releases of {everything}",
        f"{ROASTERY}: mia (id 1001) may now apply for releases of tea, weather",
    }


def test_an_admin_of_a_workspace_who_leaves_loses_what_no_other_list_grants() -> None:
    first = FIRST | {ROASTERY: to_yaml(with_people(ROASTERY, "admins", people.MIA))}
    assert lines({ROASTERY: FIRST[ROASTERY]}, first) == (
        f"{ROASTERY}: mia (id 1001) may no longer apply for releases of tea, weather",
    )


def test_a_workspace_that_owns_nothing_gives_nothing_by_its_admins() -> None:
    empty = "catalog/workspaces/empty.yaml"
    admins = [person(people.OSCAR)]
    edit = {"format": 1, "workspace": "empty", "name": "Empty", "admins": admins}
    assert f"{empty}: oscar (id 1010) came to the admins: no mini program more" in lines(
        {empty: edit}
    )


def test_another_workspace_brings_its_admins_and_takes_those_of_the_old_one() -> None:
    brewery = "catalog/workspaces/brewery.yaml"
    admins = [person(people.OSCAR)]
    value = {"format": 1, "workspace": "brewery", "name": "Brewery", "admins": admins}
    first = FIRST | {brewery: to_yaml(value)}
    assert lines({COFFEE: {**document(COFFEE), "workspace": "brewery"}}, first) == (
        f"{COFFEE}: oscar (id 1010) may now apply for releases of coffee",
        f'{COFFEE}: its workspace is "brewery" now, formerly "roastery"',
        f"{COFFEE}: wanda (id 1002) may no longer apply for releases of coffee",
    )


def test_an_admin_who_might_apply_through_the_workspace_is_not_said_to_gain_that() -> None:
    edit = with_people(COFFEE, "admins", people.WANDA)
    assert lines({COFFEE: edit}) == (
        f"{COFFEE}: wanda (id 1002) came to the admins, and might apply before",
    )
    assert lines({COFFEE: FIRST[COFFEE]}, FIRST | {COFFEE: to_yaml(edit)}) == (
        f"{COFFEE}: wanda (id 1002) left the admins, and may still apply",
    )


def test_another_login_of_the_same_id_is_no_gain() -> None:
    value = document(HARBOR)
    value["reviewers"][0]["login"] = "rob-again"
    assert lines({HARBOR: value}) == (f"{HARBOR}: id 1004 is called rob-again now, formerly rob",)


def test_a_machine_that_lost_its_mark_may_approve_again() -> None:
    coffee = document(COFFEE)
    coffee["admins"].append({**person(people.ROB), "machine": True})
    marked = FIRST | {COFFEE: to_yaml(coffee)}
    gain = f"{COFFEE}: rob (id 1004) is marked as a machine now, and approves nothing"
    assert gain in lines({COFFEE: coffee})
    del coffee["admins"][-1]["machine"]
    again = "may approve again for harbor, lagoon, pier, quay: no longer marked as a machine"
    assert lines({COFFEE: coffee}, marked) == (f"{COFFEE}: rob (id 1004) {again}",)
    coffee["admins"].pop()
    assert f"{COFFEE}: rob (id 1004) {again}" in lines({COFFEE: coffee}, marked)


def test_a_machine_that_comes_to_the_reviewers_may_still_approve_nothing() -> None:
    coffee = document(COFFEE)
    coffee["admins"].append({**ROBOT, "machine": True})
    harbor = document(HARBOR)
    harbor["reviewers"].append(ROBOT)
    (line,) = lines({HARBOR: harbor}, FIRST | {COFFEE: to_yaml(coffee)})
    assert "robot (id 2001) came to the reviewers of harbor, but may approve nothing" in line


def test_nobody_who_gains_a_right_is_left_out_for_shortness() -> None:
    value = document(HARBOR)
    value["reviewers"] += [{"login": f"crowd-{n}", "id": 3000 + n} for n in range(60)]
    text = said({HARBOR: value})
    assert all(f"(id {3000 + n})" in text for n in range(60))


# --- Rules ---


def _production(**fields: object) -> dict[str, Any]:
    value = document(HARBOR)
    value["environments"]["production"]["approvals"] |= fields
    return value


@pytest.mark.parametrize(
    ("edit", "line"),
    [
        (
            _production(count=3),
            "in production the approvals that a release needs: 3, formerly 1",
        ),
        (
            _production(maximumAgeDays=365),
            "in production the days for which an approval counts: 365, formerly 90",
        ),
        (
            _production(unknownContributors="refuse"),
            f"in production what is done where a contributor is unknown: {REFUSE}",
        ),
        (
            {**document(HARBOR), "oneInFlight": False},
            "several releases of a mini program may be under way at once now",
        ),
        (
            {**document(HARBOR), "retired": True},
            "it is retired, and takes no applications",
        ),
        (
            {**document(HARBOR), "firstReleaseFull": True},
            "whether a first release must be full changed",
        ),
        (
            {
                **document(HARBOR),
                "delivery": {"webhook": {"url": "https://a.example/", "secret": "A"}},
            },
            "where changes are delivered to, or who observes them, changed",
        ),
        (
            {**document(HARBOR), "groups": {"risk": [person(people.ROB)]}},
            "rob (id 1004) may now fill a seat of risk in harbor",
        ),
        (
            _production(seats=["risk"]),
            "in production the seats of groups: risk, formerly none",
        ),
        (
            {**document(HARBOR), "versionsInOrder": False},
            "a version below the live one may be released now",
        ),
    ],
)
def test_a_changed_rule_of_an_app_is_said_with_what_it_was(edit: dict[str, Any], line: str) -> None:
    assert lines({HARBOR: edit}) == (f"{HARBOR}: {line}",)


def test_a_switch_that_is_set_to_its_default_changes_nothing_of_weight() -> None:
    edit = {**document(HARBOR), "oneInFlight": True, "versionsInOrder": True}
    assert lines({HARBOR: edit}) == (f"{HARBOR}: it was edited, and grants what it did before",)


def test_environments_that_come_and_go_and_their_switches_are_said() -> None:
    value = document(HARBOR)
    del value["environments"]["test"]
    value["environments"]["sandbox"] = {"review": False, "pilot": False}
    value["environments"]["production"]["pilot"] = True
    text = said({HARBOR: value})
    assert "there is no environment test any more" in text
    assert "in sandbox releases are no longer reviewed" in text
    assert "in sandbox pilot testing is left out now" in text
    assert "in sandbox the approvals that a release needs: not given, formerly 1" in text
    assert "in production pilot testing comes first now" in text
    back = said({HARBOR: FIRST[HARBOR]}, FIRST | {HARBOR: to_yaml(value)})
    assert "the environment test is new, without review" in back
    assert "in sandbox releases are reviewed now" in back


def test_what_applications_from_now_on_contain_is_said_field_by_field() -> None:
    value = document(COFFEE)
    value["information"]["description"] = "Other coffee."
    value["features"] = ["camera"]
    value["type"] = "H5+"
    (line,) = lines({COFFEE: value})
    assert 'its type (to "H5+"), information (description), features changed' in line
    assert "what applications from now on contain, so that their digests are others" in line


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (
            {"bot": {"login": "otto", "id": 1008}},
            "commits of id 1008 (otto) count as the bot's now, and those of id 41898282 no longer",
        ),
        ({"mode": "app"}, "its mode is app now: unsigned commits of the bot are refused"),
        (
            {"leastBotVersion": "0.2.0"},
            'the least version of the bot that may write: "0.2.0", formerly "0.1.0"',
        ),
        ({"moveMain": "push"}, 'how a merge moves main: "push", formerly not given'),
        (
            {"genesis": "a" * 40},
            f'genesis is "{"a" * 40}", formerly not given: what stood before it is trusted unseen',
        ),
        (
            {"bot": {"login": "other", "id": 41898282}},
            "id 41898282 is called other now, formerly github-actions[bot]",
        ),
    ],
)
def test_a_change_of_the_settings_says_what_is_trusted_now(
    fields: dict[str, Any], line: str
) -> None:
    assert lines({SETTINGS: {**document(SETTINGS), **fields}}) == (f"{SETTINGS}: {line}",)


def test_the_way_back_to_trial_lets_unsigned_commits_pass() -> None:
    strict = FIRST | {SETTINGS: to_yaml({**document(SETTINGS), "mode": "app"})}
    assert lines({SETTINGS: FIRST[SETTINGS]}, strict) == (
        f'{SETTINGS}: its mode is "trial" now: unsigned commits are no longer refused',
    )


# --- Documents that come, go, break and are mended ---


def test_a_document_that_broke_grants_nothing_and_names_who_lost() -> None:
    edit = {**document(HARBOR), "unknown": 1}
    text = said({HARBOR: edit})
    assert f"{HARBOR}: it has problems now, and grants nothing till mended" in text
    assert "rob (id 1004)" in text
    assert "may no longer approve and reject releases to harbor" in text
    back = said({HARBOR: FIRST[HARBOR]}, FIRST | {HARBOR: to_yaml(edit)})
    assert f"{HARBOR}: it is sound again, and what it says counts" in back
    assert "may now approve and reject releases to harbor" in back


def test_a_document_that_was_deleted_takes_its_rights_along() -> None:
    text = said({COFFEE: None})
    assert f"{COFFEE}: it is gone, and grants nothing any more" in text
    assert "max (id 1021), wanda (id 1002)" not in text
    assert "mia (id 1001), wanda (id 1002), max (id 1021) may no longer apply" in text


def test_a_new_mini_program_names_all_who_may_apply_for_it() -> None:
    path = "catalog/mini-programs/cocoa.yaml"
    text = said({path: {**document(COFFEE), "miniProgram": "cocoa"}})
    assert f"{path}: it is new" in text
    applicants = "mia (id 1001), wanda (id 1002), max (id 1021)"
    assert f"{applicants} may now apply for releases of cocoa" in text


def test_a_schema_that_breaks_documents_elsewhere_says_so_of_each() -> None:
    text = said({"schemas/workspace.schema.json": None})
    assert (
        "schemas/workspace.schema.json was deleted: what a document of the kind workspace" in text
    )
    assert f"{ROASTERY}: it has problems now" in text
    everything = "coffee, maps, parking, tea, tickets, weather"
    assert f"wanda (id 1002) may no longer apply for releases of {everything}" in text


def test_where_the_schemas_cannot_be_read_nothing_is_granted() -> None:
    text = said({"schemas/common.schema.json": b"{"})
    assert "schemas/ cannot be used: no document grants anything" in text


def test_schemas_that_were_unusable_before_are_not_said_to_have_become_so() -> None:
    first = FIRST | {"schemas/common.schema.json": b"{"}
    assert lines({"docs/a.md": b"a"}, first) == ("1 other file",)


# --- Code and other files ---


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (".github/workflows/slipway.yml", "was added: what runs with the bot's token"),
        (".github/CODEOWNERS", "was added: whose review GitHub asks for"),
        (".gitattributes", "was added: which bytes a checkout shows"),
        ("releases/.gitattributes", "was added: which bytes a checkout shows"),
        ("catalog/apps/Harbor.yaml", "was added: no document that the bot knows"),
        (
            "schemas/mine.schema.json",
            "was added: what a document of the kind mine may hold",
        ),
    ],
)
def test_a_path_of_weight_is_named_with_what_it_decides(path: str, line: str) -> None:
    assert lines({path: FIRST["schemas/owners.schema.json"]}) == (f"{path} {line}",)


def test_the_bots_own_code_is_one_line_with_its_files() -> None:
    edits: dict[str, Edit] = {f"bot/core/part{n}.py": b"" for n in range(30)}
    (line,) = lines({"pyproject.toml": b"", "requirements/bot.txt": b"", **edits})
    assert line.startswith("32 files of the bot's own code changed: pyproject.toml, requirements/")
    assert line.endswith("part7.py and 22 more")


def test_other_paths_are_only_counted() -> None:
    assert lines({"README.md": b"a", "docs/b.md": b"b"}) == ("2 other files",)


@pytest.mark.parametrize(
    ("mode", "what"),
    [
        ("120000", "a symbolic link"),
        ("160000", "a submodule"),
        ("100755", "executable"),
        ("100664", "a file of mode 100664"),
    ],
)
@pytest.mark.parametrize("path", ["catalog", HARBOR, "bot/x", ".github/x", "schemas", "live"])
def test_an_odd_mode_in_a_folder_of_the_bot_is_said(path: str, mode: str, what: str) -> None:
    assert f"{path} is {what}, not a plain file" in lines({path: b"x"}, mode=mode)


def test_a_document_that_became_a_link_grants_nothing() -> None:
    text = said({HARBOR: b"lagoon.yaml"}, mode="120000")
    assert f"{HARBOR}: it is gone, and grants nothing any more" in text


# --- The form of the lines ---


def test_a_flood_of_lines_hides_no_new_right() -> None:
    flood: dict[str, Edit] = {f"catalog/people/{n}.yaml": b"" for n in range(1, 100)}
    found = lines({**flood, HARBOR: with_people(HARBOR, "reviewers", people.RENE)})
    assert len(found) == 1 + MOST_LINES + 1
    assert "rene (id 1026)" in found[0]
    assert found[-1] == "and 79 more"


def test_what_people_wrote_cannot_act_on_the_page() -> None:
    found = lines({"bot/a\n\u202eb.py": b"", ".github/c\x1b[31m": b"", "schemas/\udc80.json": b""})
    assert "1 file of the bot's own code changed: bot/a\\n\\u202eb.py" in found
    assert all(line.isprintable() for line in found)


NAMES = """admins developers owners inspectors id login bot mode type workspace information
features environments production approvals oneInFlight"""
FIELDS = st.sampled_from(NAMES.split())

PARTS = st.none() | st.booleans() | st.integers(0, 2000) | st.sampled_from(["coffee", "\u202e"])
SHAPES = st.recursive(
    PARTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=12,
)


@settings(deadline=None)
@given(value=st.dictionaries(FIELDS.filter(lambda name: name != "admins"), SHAPES, max_size=6))
def test_a_document_that_only_a_loosened_schema_let_pass_does_not_stop_the_audit(
    value: dict[str, Any],
) -> None:
    sound = SOUND
    for path in (SETTINGS, OWNERS, HARBOR, COFFEE, ROASTERY):
        loose = Policy({**sound.documents, path: value}, sound.schemas)
        change = Change(path, TreeEntry(PLAIN_FILE, "1" * 40), TreeEntry(PLAIN_FILE, "2" * 40))
        for one, other in ((sound, loose), (loose, sound)):
            assert all(line.isprintable() for line in made_possible(one, other, [change]))


def test_the_audit_says_it_of_a_commit_on_main(tmp_path: Path) -> None:
    historian = Historian(LooseWriter(tmp_path / "main.git", signing_key()))
    edit = to_yaml(with_people(HARBOR, "reviewers", people.RENE))
    historian.maintain({HARBOR: edit, "README.md": b"Other.\n"})
    historian.finish()
    scope = Scope(repository=tmp_path / "main.git")
    with auditing(scope, installed_schemas(), os.environ["PATH"]) as audit:
        (step,) = audit.steps()
    assert step.hand is Hand.MAINTENANCE
    assert step.maintenance == (
        f"{HARBOR}: rene (id 1026) may now approve and reject releases to harbor",
        "1 other file",
    )


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        (".GitHub/workflows/x.yml", ".github"),
        ("Catalog/slipway.yaml", "catalog"),
        ("\uff42ot/cli/entry.py", "bot"),
        ("bot\u200d/cli/entry.py", "bot"),
    ],
)
def test_a_folder_that_some_checkouts_take_for_another_is_named(path: str, folder: str) -> None:
    assert f"some checkouts take it for {folder}/" in said({path: b"x\n"})
