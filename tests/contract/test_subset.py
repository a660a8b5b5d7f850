"""The kept contract data is whole, small and without prose."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphql import build_schema

from tests.contract.make_subset import GRAPHQL, REST
from tests.contract.subset_rest import OPERATIONS, rest_text

HERE = Path(__file__).parent
REST_TEXT = (HERE / "rest.json").read_text("utf-8")
GRAPHQL_TEXT = (HERE / "github.graphql").read_text("utf-8")
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


def test_the_rest_subset_has_no_prose() -> None:
    description = json.loads(REST_TEXT)["components"]["schemas"]
    found = [one for schema in description.values() for one in schemas(schema) if PROSE & set(one)]
    assert found == []


def test_the_rest_subset_stands_in_its_one_form() -> None:
    assert rest_text(json.loads(REST_TEXT)) == REST_TEXT


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    subset = json.loads(REST_TEXT)
    prefix = "#/components/schemas/"
    used = {
        str(one["$ref"]).removeprefix(prefix)
        for part in (subset["components"]["schemas"], subset["operations"])
        for one in schemas(part)
        if "$ref" in one
    }
    assert used == set(subset["components"]["schemas"])


def test_the_graphql_subset_is_a_whole_schema_without_prose() -> None:
    assert '"""' not in GRAPHQL_TEXT
    assert "#" not in GRAPHQL_TEXT
    assert build_schema(GRAPHQL_TEXT).mutation_type is not None


def test_the_source_names_both_packages_with_their_versions() -> None:
    source = (HERE / "SOURCE.md").read_text("utf-8")
    for package in (REST, GRAPHQL):
        assert f"`{package.name}` | {package.version} |" in source
