"""Attacks by content: YAML, schemas and text (D1 to D21)."""

from __future__ import annotations

import pytest

from tests.threats.attack import (
    PRODUCTION,
    TEST,
    Commit,
    branched,
    refused,
    run,
    shows_refusal,
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

HOSTILE = {
    "duplicate key": (TEXT + "# filler\n" * 200 + "environment: production\n", "duplicate-key"),
    "merge key": (TEXT + "<<: {approvedBy: rob}\n", "merge-key"),
    "anchor": (TEXT + "configuration: &x {}\n", "anchor"),
    "second document": (TEXT + "---\nformat: 1\n", "second-document"),
    "directive": ("%YAML 1.1\n---\n" + TEXT, "directive"),
    "bomb": (TEXT + BOMB, "alias"),
    "many nodes": (TEXT + "configuration: [" + "a," * 20_000 + "]\n", "too-many-nodes"),
    "great number": (TEXT.replace("format: 1", "format: " + "9" * 30_000), "unsupported-format"),
    "nesting": (TEXT + "configuration: " + "[" * 4096 + "\n", "too-deep"),
    "version as number": (TEXT.replace("version: 1.0.0", "version: 1.0"), "wrong-form"),
    "python tag": (TEXT + "configuration: !!python/object/apply:os.system [id]\n", "tag"),
    "binary tag": (TEXT + "configuration: !!binary aGk=\n", "tag"),
    "newline": (TEXT.replace("app: harbor", 'app: "harbor\\n"'), "wrong-form"),
    "loose end": (TEXT.replace("app: harbor", "app: harbor/../../etc"), "wrong-form"),
    "script": (TEXT + 'configuration: {wapUrls: ["javascript:alert(1)"]}\n', "wrong-form"),
    "unknown field": (TEXT + "approved_by: rob\n", "unknown-field"),
    "unknown below": (TEXT + "configuration: {approvedBy: rob}\n", "unknown-field"),
    "long text": (TEXT + f"configuration: {{clientId: {'a-' * 15_000}}}\n", "too-long"),
    "own schema": (TEXT + "$schema: https://lax.example/any.json\n", "unknown-field"),
    "old format": (TEXT.replace("format: 1", "format: 0"), "unsupported-format"),
    "secret": (TEXT + f"# {TOKEN}\n", "looks-like-a-secret"),
    "mentions": (TEXT.replace("Faster", "@org/all " * 1_000), "too-long"),
    "empty": ("", "empty-document"),
    "list": ("- 1\n", "wrong-type"),
}
GOOD = "tickets 1.0.0 harbor test"


def swept(stage: Stage) -> dict[str, int]:
    """One sweep over all hostile requests and a good one behind them, from a snapshot."""
    name = "threats: hostile documents"
    if name not in stage.ground.kept:
        numbers = {
            case: branched(stage, Commit({**FILES, PATH: text}), branch=f"bad-{index}")
            for index, (case, (text, _)) in enumerate(HOSTILE.items())
        }
        numbers[GOOD] = stage.request(GOOD)
        run(stage, None)
        stage.keep(name)
        stage.ground.facts[name] = numbers
    stage.back(name)
    found: dict[str, int] = stage.ground.facts[name]
    return found


def refuses(stage: Stage, *cases: str) -> None:
    """Each of these was refused by its own rule, and nothing of it is on main."""
    numbers = swept(stage)
    for case in cases:
        shows_refusal(stage, numbers[case], HOSTILE[case][1])
    assert stage.log(TEST) == []
    assert PATH not in stage.main_files("releases/")


def test_d1_a_duplicate_key_is_refused(stage: Stage) -> None:
    refuses(stage, "duplicate key")


def test_d2_anchors_merge_keys_directives_and_further_documents_are_refused(stage: Stage) -> None:
    refuses(stage, "merge key", "anchor", "second document", "directive")


def test_d3_an_alias_bomb_is_refused(stage: Stage) -> None:
    refuses(stage, "bomb")


def test_d4_documents_too_wide_and_numbers_too_great_are_refused(stage: Stage) -> None:
    refuses(stage, "many nodes", "great number", "empty", "list")


def test_d5_deep_nesting_is_refused(stage: Stage) -> None:
    refuses(stage, "nesting")


def test_d6_a_version_that_looks_like_a_number_is_refused(stage: Stage) -> None:
    refuses(stage, "version as number")


def test_d8_python_and_binary_tags_are_refused(stage: Stage) -> None:
    refuses(stage, "python tag", "binary tag")


def test_d10_a_trailing_newline_and_a_loose_end_are_refused(stage: Stage) -> None:
    refuses(stage, "newline", "loose end")


def test_d12_a_url_of_a_script_is_refused(stage: Stage) -> None:
    refuses(stage, "script")


def test_d13_unknown_fields_are_refused_at_every_level(stage: Stage) -> None:
    refuses(stage, "unknown field", "unknown below")


def test_d14_long_text_is_refused_by_its_length(stage: Stage) -> None:
    refuses(stage, "long text", "mentions")


def test_d15_a_request_chooses_neither_its_schema_nor_its_format(stage: Stage) -> None:
    refuses(stage, "own schema", "old format")


def test_d21_a_secret_is_refused_without_an_echo(stage: Stage) -> None:
    refuses(stage, "secret")
    number = swept(stage)["secret"]
    assert not any(TOKEN[:12] in comment.body for comment in stage.comments(number))


def test_d5_no_hostile_document_stops_the_good_one_behind_it(stage: Stage) -> None:
    numbers = swept(stage)
    assert [entry["kind"] for entry in stage.log(GOOD)] == ["released"]
    assert stage.person("mia").pull(numbers[GOOD]).merged


def test_d6_texts_that_yaml_would_turn_into_other_types_stay_text(stage: Stage) -> None:
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


HOSTILE_CATALOG = {
    "catalog/people/1004.yaml": "format: 1\naway: {until: 9007199254740993}\n",
    "catalog/owners.yaml": "format: 1\nowners: [{id: [1]}, {id: {a: 1}}]\n",
    "catalog/mini-programs/coffee.yaml": "format: 1\nadmins: [{id: [1], machine: true}, 7]\n",
    "catalog/apps/harbor.yaml": "format: -9007199254740993\nenvironments: 7\n",
}


@pytest.mark.parametrize("path", HOSTILE_CATALOG)
def test_x49_a_document_of_the_catalog_of_no_form_is_refused_and_no_failure(
    stage: Stage, path: str
) -> None:
    refused(stage, branched(stage, Commit({path: HOSTILE_CATALOG[path]})), "wrong-type")


def test_d17_a_target_that_only_looks_like_one_is_in_no_list(stage: Stage) -> None:
    lookalike = "coffee 1.0.0 harb0r production"
    body = refused(stage, branched(stage, Commit(documents(lookalike))), "no-such-app")
    assert "did you mean 'harbor'?" in body.replace("`", "").replace('"', "'")
