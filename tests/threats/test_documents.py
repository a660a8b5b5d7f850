"""Attacks by content: YAML, schemas and text (D1 to D21)."""

from __future__ import annotations

import pytest

from tests.threats.attack import (
    PRODUCTION,
    TEST,
    Commit,
    branched,
    quiet,
    refused,
    run,
    sticky,
)
from tests.world import Stage, documents, release

FILES = documents(TEST)
PATH = release(TEST).request_path
TEXT = FILES[PATH]
BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
TOKEN = "ghp_" + "A1b2" * 9

REFUSED = {
    "test_d1": (TEXT + "# filler\n" * 200 + "environment: production\n", "duplicate-key"),
    "test_d2 merge key": (TEXT + "<<: {approvedBy: rob}\n", "merge-key"),
    "test_d2 anchor": (TEXT + "configuration: &x {}\n", "anchor"),
    "test_d2 document": (TEXT + "---\nformat: 1\n", "second-document"),
    "test_d2 directive": ("%YAML 1.1\n---\n" + TEXT, "directive"),
    "test_d3 bomb": (TEXT + BOMB, "alias"),
    "test_d5 nesting": (TEXT + "configuration: " + "[" * 4096 + "\n", "too-deep"),
    "test_d5 wide": (TEXT + "configuration: [" + "a," * 20_000 + "]\n", "too-many-nodes"),
    "test_d6 version": (TEXT.replace("version: 1.0.0", "version: 1.0"), "wrong-form"),
    "test_d8 python": (TEXT + "configuration: !!python/object/apply:os.system [id]\n", "tag"),
    "test_d8 binary": (TEXT + "configuration: !!binary aGk=\n", "tag"),
    "test_d10 newline": (TEXT.replace("app: harbor", 'app: "harbor\\n"'), "wrong-form"),
    "test_d10 loose": (TEXT.replace("app: harbor", "app: harbor/../../etc"), "wrong-form"),
    "test_d12 url": (TEXT + 'configuration: {wapUrls: ["javascript:alert(1)"]}\n', "wrong-form"),
    "test_d13 field": (TEXT + "approved_by: rob\n", "unknown-field"),
    "test_d13 below": (TEXT + "configuration: {approvedBy: rob}\n", "unknown-field"),
    "test_d14 long": (TEXT + f"configuration: {{clientId: {'a-' * 15_000}}}\n", "too-long"),
    "test_d15 schema": (TEXT + "$schema: https://lax.example/any.json\n", "unknown-field"),
    "test_d15 format": (TEXT.replace("format: 1", "format: 0"), "unsupported-format"),
    "test_d21 secret": (TEXT + f"# {TOKEN}\n", "looks-like-a-secret"),
    "mentions": (TEXT.replace("Faster", "@org/all " * 1_000), "too-long"),
    "empty": ("", "wrong-type"),
    "null": ("null\n", "wrong-type"),
    "list": ("- 1\n", "wrong-type"),
}


def test_d1_to_d21_every_hostile_document_is_refused_and_none_stops_another(stage: Stage) -> None:
    """One sweep over all of them, and a good one among them (invariant 6, X49)."""
    numbers = {}
    for index, (name, (text, _)) in enumerate(REFUSED.items()):
        numbers[name] = branched(stage, Commit({**FILES, PATH: text}), branch=f"bad-{index}")
    good = stage.request("tickets 1.0.0 harbor test")
    run(stage, None)
    wrong = {}
    for name, number in numbers.items():
        body = sticky(stage, number)
        if f"[{REFUSED[name][1]}]" not in body:
            wrong[name] = body
        assert TOKEN not in body
        assert len(body) <= 65_536
    assert not wrong, wrong
    assert [entry["kind"] for entry in stage.log("tickets 1.0.0 harbor test")] == ["released"]
    assert stage.person("mia").pull(good).merged
    assert stage.log(TEST) == []
    quiet(stage, None)


def test_d4_texts_that_yaml_would_turn_into_other_types_stay_text(stage: Stage) -> None:
    text = TEXT.replace("Faster", "NO 1.10 0123 12:30:45 1_000 2026-03-02")
    number = branched(stage, Commit({**FILES, PATH: text}))
    run(stage, number)
    assert stage.log(TEST)[0]["application"]["releaseNotes"].startswith(
        "NO 1.10 0123 12:30:45 1_000 2026-03-02"
    )


@pytest.mark.parametrize("version", ["1.10.0", "1.9.10"])
def test_d6_versions_compare_number_by_number(stage: Stage, version: str) -> None:
    run(stage, stage.request("coffee 1.9.0 harbor test"))
    run(stage, stage.request(f"coffee {version} harbor test"))
    assert [e["kind"] for e in stage.log(f"coffee {version} harbor test")] == ["released"]
    refused(stage, stage.request("coffee 1.8.99 harbor test"), "version-in-order")


def test_d18_the_comment_shows_what_is_parsed_and_not_what_is_written(stage: Stage) -> None:
    path = release(PRODUCTION).request_path
    text = documents(PRODUCTION)[path] + "configuration:\n  # clientId: coffee-client\n"
    text += " " * 2 + "clientId:" + " " * 400 + "other-client\n"
    number = branched(stage, Commit({**documents(PRODUCTION), path: text}))
    run(stage, number)
    body = sticky(stage, number)
    assert '"clientId": "other-client"' in body
    assert '"clientId": "coffee-client"' not in body
    digest = stage.log(PRODUCTION)[0]["digest"]
    assert f"sha256:{digest}" in body


def test_d21_a_secret_is_refused_in_a_path_a_key_and_a_value_without_an_echo(stage: Stage) -> None:
    path = f"releases/coffee/1.0.0/harbor/test/{TOKEN}.yaml"
    more = {PATH: TEXT + f"{TOKEN}: x\nconfiguration: {{clientId: {TOKEN}}}\n", path: "x\n"}
    number = branched(stage, Commit({**FILES, **more}))
    refused(stage, number, "looks-like-a-secret")
    shown = [c.body for c in stage.comments(number)]
    assert not any(TOKEN[:12] in body for body in shown)
