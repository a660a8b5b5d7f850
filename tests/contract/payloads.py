"""The published example payloads of all events, each with its event's name."""

from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tests.contract.subset_payloads import read_payloads

Json: TypeAlias = dict[str, Any]


@cache
def examples() -> dict[str, list[Json]]:
    """Every event's examples; what is shared between them is one object, so nobody changes any."""
    return read_payloads((Path(__file__).parent / "payloads.json").read_text("utf-8"))


def cases() -> list[tuple[str, Json]]:
    """Each event with each of its examples."""
    return [(event, payload) for event, held in examples().items() for payload in held]
