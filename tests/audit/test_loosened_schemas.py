"""Documents and schemas on main that nobody expects: the audit judges on, to the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.forgeries.loosened import loosen
from tests.audit.forgeries.stage import COFFEE, HARBOR, SETTINGS, TEST, changed, with_environment
from tests.history.documents import program_path, request_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.audit.forgeries.forger import Forger
    from tests.audit.forgeries.workshop import Workshop

PROGRAM = program_path("coffee")
DEEP = b"[" * 100_000


def approvals(**values: object) -> Callable[[Forger], dict[str, bytes]]:
    """The approvals that Production asks for, otherwise."""
    return lambda f: with_environment(
        f, "harbor", "production", lambda found: found["approvals"].update(values)
    )


def document(path: str, **values: Any) -> Callable[[Forger], dict[str, bytes]]:
    """Fields of a document, otherwise; ``None`` leaves one out."""

    def change(found: dict[str, Any]) -> None:
        found.update(values)
        for name in [name for name, value in values.items() if value is None]:
            del found[name]

    return lambda f: changed(f, path, change)


ODD = {
    "no-approval": ("app", approvals(count=0)),
    "less-than-no-approval": ("app", approvals(count=-1)),
    "for-ever": ("app", approvals(maximumAgeDays=10**15)),
    "not-a-number": ("app", approvals(count=float("nan"))),
    "endless-id": ("app", document(HARBOR, reviewers=[{"login": "x", "id": float("inf")}])),
    "true-for-an-id": ("app", document(HARBOR, reviewers=[{"login": "x", "id": True}])),
    "list-for-an-environment": ("app", document(HARBOR, environments={"production": [1]})),
    "no-type": ("mini-program", document(PROGRAM, type=None)),
    "mixed-features": ("mini-program", document(PROGRAM, features=[1, "a"])),
    "list-for-a-configuration": ("mini-program", document(PROGRAM, configuration=["a"])),
    "list-for-a-workspace": ("mini-program", document(PROGRAM, workspace=[["a"]])),
    "object-for-admins": ("mini-program", document(PROGRAM, admins={"a": 1})),
    "true-for-the-bot": ("slipway", document(SETTINGS, bot={"login": "x", "id": True})),
    "list-for-a-mode": ("slipway", document(SETTINGS, mode=["trial"])),
    "number-for-genesis": ("slipway", document(SETTINGS, genesis=7)),
}
BOMBS = {
    "deep": DEEP,
    "deep-and-closed": DEEP + b"]" * 100_000,
    "no-object": b"[]\n",
    "slow-pattern": json.dumps({"type": "object", "patternProperties": {"^(a+)+$": {}}}).encode(),
    "points-to-itself": b'{"type": "object", "$ref": "#"}',
    "points-nowhere": b'{"type": "object", "$ref": "https://nowhere.example/x.json"}',
}


def judged_on(workshop: Workshop, f: Forger) -> None:
    """A lie after it all is found in its commit, whatever was found before."""
    bad = f.h.maintain({TEST.request_path: request_file(TEST, "Other.\n")})
    f.h.finish()
    found = workshop.findings(f.h.tip)
    assert [one.rule for one in found if one.commit == bad] == ["hand-change"]


@pytest.mark.parametrize("name", ODD)
def test_a_value_that_no_rule_expects_ends_no_audit(name: str, workshop: Workshop) -> None:
    kind, odd = ODD[name]
    f = workshop.forger()
    f.h.apply(TEST)
    f.h.apply(COFFEE)
    loosen(f, kind)
    files = odd(f)
    sound = {path: f.h.files[path] for path in files}
    f.h.maintain(files)
    with f.believing(sound):
        f.h.approve(COFFEE)
    judged_on(workshop, f)


@pytest.mark.parametrize("kind", ["request", "app", "common"])
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_schema_that_nothing_can_use_ends_no_audit(
    bomb: str, kind: str, workshop: Workshop
) -> None:
    f = workshop.forger()
    f.h.apply(TEST)
    f.h.apply(COFFEE)
    path = f"schemas/{kind}.schema.json"
    sound = {path: f.h.files[path]}
    f.h.maintain({path: BOMBS[bomb]})
    with f.believing(sound):
        f.h.approve(COFFEE)
    judged_on(workshop, f)
