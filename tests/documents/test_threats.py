"""Named attacks that documents can carry; the numbers are those of docs/threats.md."""

from __future__ import annotations

import json
import time

import pytest

from bot.core.documents.places import place_of
from bot.core.documents.schema import Schemas
from bot.core.documents.semantics import Documents, check_all, check_file
from bot.core.documents.strict_yaml import load
from tests.documents.samples import genesis, schemas

PATH = "releases/coffee/1.0.0/harbor/test/request.yaml"
REQUEST = "format: 1\nminiProgram: coffee\nversion: 1.0.0\napp: harbor\nenvironment: test\n"
TOKENS = [
    "ghp_" + "A1b2" * 9,
    "gho_" + "A1b2" * 9,
    "ghs_" + "A1b2" * 9,
    "github_" + "pat_" + "A1b2" * 20,
    "-----" + "BEGIN RSA PRIVATE KEY-----",
    "AKIA" + "IOSF" * 4,
    "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJ" + "zdWIiOiIxIn0." + "c2lnbmF0dXJl",
    "xoxb-" + "123456789012-abcdef",
    "https://user:" + "hunter2@host.example/",
]


def ids(data: bytes) -> set[str]:
    files = {**genesis(), PATH: data}
    return {problem.id for problem in check_all(files, schemas())}


def text_of(data: bytes) -> str:
    return "\n".join(map(str, check_all({**genesis(), PATH: data}, schemas())))


@pytest.mark.parametrize(
    "name",
    [
        "../../.github/workflows/x",
        "/etc/passwd",
        "a/../b",
        "a\\b",
        "a\0b",
        "%2e%2e",
        "a.",
        "a ",
        "con",
        "CON",
        "lpt1",
        "a" * 300,
        "сoffee",
        "coffee\u200b",
        ".git",
        ".GIT",
        "git~1",
        ".g\u200cit",
        "coffee\n",
        "٣٣",
    ],
)
def test_c7_no_hostile_name_becomes_a_path(name: str) -> None:
    for path in (
        name,
        f"catalog/apps/{name}.yaml",
        f"releases/{name}/1.0.0/version.yaml",
        f"releases/coffee/1.0.0/{name}/test/request.yaml",
        f"releases/coffee/{name}/harbor/test/request.yaml",
        f"releases/coffee/1.0.0/harbor/{name}/request.yaml",
        f"live/{name}/test.json",
    ):
        assert place_of(path) is None
    assert ids(REQUEST.replace("coffee", json.dumps(name)).encode())


def test_c7_no_path_of_the_grammar_leaves_its_folder_or_ends_oddly() -> None:
    for path in (
        f"/{PATH}",
        f"./{PATH}",
        f"{PATH}/",
        f"{PATH}.",
        f"{PATH} ",
        PATH.replace("/", "//"),
    ):
        assert place_of(path) is None


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (REQUEST.replace("\n", "\r\n").encode(), "carriage-return"),
        (REQUEST.replace("\n", "\r").encode(), "carriage-return"),
        (b"\xef\xbb\xbf" + REQUEST.encode(), "byte-order-mark"),
        (REQUEST.encode("utf-16"), "not-utf8"),
        (REQUEST.encode("utf-16-le"), "forbidden-character"),
        (REQUEST.encode().replace(b"coffee", b"\xc0\xafcoffee"), "not-utf8"),
        (REQUEST.encode().replace(b"coffee", b"\xed\xa0\x80coffee"), "not-utf8"),
        (REQUEST.encode("utf-8").replace(b"coffee", b"caf\xe9"), "not-utf8"),
        (REQUEST.encode()[:-1], "no-final-newline"),
    ],
)
def test_c13_other_encodings_and_line_ends_are_refused(data: bytes, rule: str) -> None:
    assert rule in ids(data)


def test_d1_a_duplicate_key_is_refused_and_both_places_are_named() -> None:
    data = (REQUEST + "# filler\n" * 200 + "environment: production\n").encode()
    assert "line 5, column 1" in text_of(data)
    assert f"{PATH}:206:1" in text_of(data)


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ("configuration: &x {}\n", "anchor"),
        ("configuration: *x\n", "alias"),
        ("<<: {approvedBy: rob}\n", "merge-key"),
        ("'<<': {approvedBy: rob}\n", "merge-key"),
        ("---\nformat: 1\n", "second-document"),
        ("%TAG ! tag:x,2000:\n", "directive"),
    ],
)
def test_d2_anchors_aliases_merge_keys_directives_and_documents_are_refused(
    more: str, rule: str
) -> None:
    assert rule in ids((REQUEST + more).encode())


def test_d3_an_alias_bomb_is_refused_before_anything_is_built() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    loaded = load(("\n".join(lines) + "\n").encode(), "f.yaml")
    assert loaded.draft is None
    assert {problem.id for problem in loaded.problems} == {"anchor", "alias"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_d5_deep_nesting_is_refused_and_other_documents_are_still_read(opening: str) -> None:
    files = {**genesis(), PATH: (opening * 4096 + "\n").encode()}
    documents = Documents.read(files)
    assert "too-deep" in {problem.id for problem in check_file(PATH, documents, schemas())}
    others = [path for path in genesis() if path != PATH]
    assert [one for path in others for one in check_file(path, documents, schemas())] == []


def test_d6_what_looks_like_another_type_stays_text() -> None:
    data = b"[NO, 1.10, 0123, 12:30:45, 1_000, 2026-03-02, on, ~, 0x1F, .inf, 1e3, True]\n"
    value = load(data, "f.yaml").value
    assert value == data.decode().strip("[]\n").split(", ")


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!binary", "!!set", "!!str", "!", "!local", "!<x>"]
)
def test_d8_any_explicit_tag_is_refused(tag: str) -> None:
    assert "tag" in ids((REQUEST + f"releaseNotes: {tag} x\n").encode())


@pytest.mark.parametrize("field", ["coffee", "1.0.0", "harbor"])
def test_d10_a_trailing_newline_or_a_loose_end_does_not_pass(field: str) -> None:
    for hostile in (f'"{field}\\n"', f'"{field}/../../etc/passwd"', f'"\\n{field}"'):
        assert "wrong-form" in ids(REQUEST.replace(field, hostile).encode())


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "yesterday", "https://", "//x.example", "https://x.example@y"]
)
def test_d12_urls_are_held_by_our_own_patterns(url: str) -> None:
    data = f'{REQUEST}configuration: {{wapUrls: ["{url}"]}}\n'.encode()
    assert "wrong-form" in ids(data)


@pytest.mark.parametrize(
    "more", ["approved_by: rob\n", "requested_by: ceo\n", "configuration: {a: 1}\n"]
)
def test_d13_unknown_fields_are_refused_at_every_level(more: str) -> None:
    assert "unknown-field" in ids((REQUEST + more).encode())


def test_d14_long_text_is_refused_by_its_length_before_any_pattern() -> None:
    start = time.perf_counter()
    assert ids(REQUEST.replace("coffee", "a-" * 15000).encode()) == {"too-long"}
    assert time.perf_counter() - start < 2


def test_d15_the_place_picks_the_schema_and_the_request_cannot() -> None:
    more = "$schema: https://lax.example/any.json\nschema_version: 0\n"
    assert ids((REQUEST + more).encode()) == {"unknown-field"}
    assert ids(REQUEST.replace("format: 1", "format: 0").encode()) == {"unsupported-format"}


def test_d15_no_schema_is_ever_fetched() -> None:
    data = (
        b'{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "https://x.example"}'
    )
    with pytest.raises(Exception, match="schema-unusable"):
        Schemas.from_files({"request.schema.json": data})


@pytest.mark.parametrize("token", TOKENS, ids=range(len(TOKENS)))
@pytest.mark.parametrize(
    "line",
    [
        "releaseNotes: see {}\n",
        "# {}\n",
        "{}: x\n",
        "configuration:\n  clientId: {}\n",
        "configuration:\n  wapUrls: [{}]\n",
        "releaseNotes: &{} x\n",
        "environment: {}\n",
    ],
)
def test_d21_a_secret_is_refused_and_not_echoed(token: str, line: str) -> None:
    data = (REQUEST + line.format(token)).encode()
    said = text_of(data)
    assert "[looks-like-a-secret]" in said
    assert token not in said
    assert token[8:] not in said


def test_d21_a_secret_written_over_two_lines_is_found_once_decoded() -> None:
    folded = f'releaseNotes: "{TOKENS[0][:8]}\\\n  {TOKENS[0][8:]}"\n'
    loaded = load((REQUEST + folded).encode(), PATH)
    assert [(one.id, one.path) for one in loaded.problems] == [
        ("looks-like-a-secret", "/releaseNotes")
    ]
