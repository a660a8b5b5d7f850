"""The hub's GraphQL schema promises nothing that GitHub's does not."""

from pathlib import Path

import bot.hub
from tests.contract.graphql import check_subset


def test_the_hubs_schema_is_a_true_subset_of_githubs() -> None:
    text = (Path(bot.hub.__file__).parent / "schema.graphql").read_text("utf-8")
    assert check_subset(text) == []
