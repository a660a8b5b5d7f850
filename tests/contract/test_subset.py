"""The kept contract data is whole, small and without prose."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema

from tests.contract.make_subset import FILES
from tests.contract.payloads import cases
from tests.contract.subset_payloads import SHAPE, WORDS, payloads_text, read_payloads
from tests.contract.subset_rest import OPERATIONS, rest_text
from tests.contract.subset_webhooks import EVENTS, webhooks_text

HERE = Path(__file__).parent
REST_TEXT = (HERE / "rest.json").read_text("utf-8")
GRAPHQL_TEXT = (HERE / "github.graphql").read_text("utf-8")
WEBHOOKS_TEXT = (HERE / "webhooks.json").read_text("utf-8")
PAYLOADS_TEXT = (HERE / "payloads.json").read_text("utf-8")
PROSE = {"description", "title", "summary", "example", "examples", "externalDocs"}


def schemas(value: object) -> Iterator[dict[Any, Any]]:
    """Yield every schema object, but not the maps of names to schemas."""
    match value:
        case {"properties": dict(named), **rest}:
            yield rest
            for one in (*named.values(), *rest.values()):
                yield from schemas(one)
        case dict():
            yield value
            for one in value.values():
                yield from schemas(one)
        case list():
            for one in value:
                yield from schemas(one)


def test_every_listed_operation_is_kept() -> None:
    listed = {
        f"{method.upper()} {path}" for path, methods in OPERATIONS.items() for method in methods
    }
    assert set(json.loads(REST_TEXT)["operations"]) == listed


def test_every_listed_event_is_kept() -> None:
    assert set(json.loads(WEBHOOKS_TEXT)["events"]) == set(EVENTS)


@pytest.mark.parametrize("text", [REST_TEXT, WEBHOOKS_TEXT], ids=["rest", "webhooks"])
def test_a_subset_of_schemas_has_no_prose(text: str) -> None:
    description = json.loads(text)["components"]["schemas"]
    found = [one for schema in description.values() for one in schemas(schema) if PROSE & set(one)]
    assert found == []


def test_the_examples_hold_no_text_but_words_and_refs() -> None:
    """Names, addresses and sentences of whoever gave the examples are not kept."""
    told = {
        (name, value)
        for shape in json.loads(PAYLOADS_TEXT)["shapes"]
        for name, value in shape.items()
        if isinstance(value, str) and value
    }
    assert {name for name, _ in told} <= WORDS
    assert "refs/heads/master" in {value for _, value in told}
    assert "://" not in PAYLOADS_TEXT
    assert "@" not in PAYLOADS_TEXT


def test_an_example_comes_out_of_the_file_as_it_was_stripped() -> None:
    owner = {"login": "somebody", "id": 500, "url": "https://example.org"}
    payload = {
        "action": "opened",
        "pull_request": {"number": 7, "title": "Some words", "user": owner, "draft": False},
        "repository": {"owner": owner, "topics": ["a", "b", "c"], "score": 2.25, "id": 501},
    }
    text = payloads_text([{"name": "pull_request", "examples": [payload, payload]}])
    kept = {"login": "", "id": 1}
    assert read_payloads(text) == {
        "pull_request": [
            {
                "action": "opened",
                "pull_request": {"number": 7, "title": "", "user": kept, "draft": False},
                "repository": {"owner": kept, "topics": ["", ""], "score": 1.5, "id": 2},
            }
        ]
    }
    assert SHAPE not in str(cases())


def test_the_rest_subset_stands_in_its_one_form() -> None:
    assert rest_text(json.loads(REST_TEXT)) == REST_TEXT


def test_the_webhook_subset_stands_in_its_one_form() -> None:
    assert webhooks_text(json.loads(WEBHOOKS_TEXT)) == WEBHOOKS_TEXT


@pytest.mark.parametrize(("text", "roots"), [(REST_TEXT, "operations"), (WEBHOOKS_TEXT, "events")])
def test_every_reference_leads_somewhere_and_every_schema_is_used(text: str, roots: str) -> None:
    subset = json.loads(text)
    prefix = "#/components/schemas/"
    used = {
        str(one["$ref"]).removeprefix(prefix)
        for part in (subset["components"]["schemas"], subset[roots])
        for one in schemas(part)
        if "$ref" in one
    }
    assert used == set(subset["components"]["schemas"])


def test_the_graphql_subset_is_a_whole_schema_without_prose() -> None:
    assert '"""' not in GRAPHQL_TEXT
    assert "#" not in GRAPHQL_TEXT
    assert build_schema(GRAPHQL_TEXT).mutation_type is not None


def test_the_source_names_each_file_with_its_package_version_and_digest() -> None:
    source = (HERE / "SOURCE.md").read_text("utf-8")
    for file, package in FILES.items():
        assert f"| `{file}` | `{package.description}` of npm `{package.name}` |" in source
        assert f" | {package.version} | MIT |" in source
        assert f"- `{package.name}`: `{package.integrity}`" in source
        assert f"## Licence of `{package.name}`" in source
