"""The order in which the suite hands out its tests."""

from __future__ import annotations

from tests.order import in_order

NODES = [
    "tests/audit/test_a.py::one",
    "tests/audit/test_a.py::two",
    "tests/budget/test_b.py::one",
    "tests/core/test_c.py::one",
    "tests/core/test_d.py::one",
    "tests/model/test_e.py::one",
]


def test_fast_tests_come_first_then_the_longest_and_each_once() -> None:
    files = [node.partition("::")[0] for node in in_order(NODES, 1)]
    folders = [file.split("/")[1] for file in files]
    assert folders == ["core", "core", "model", "budget", "audit", "audit"]


def test_each_of_two_workers_begins_with_fast_tests_and_keeps_files_together() -> None:
    found = in_order(NODES, 2)
    assert sorted(found) == sorted(NODES)
    first, second = found[:4], found[4:]
    assert [node.split("/")[1] for node in first] == ["core", "model", "audit", "audit"]
    assert [node.split("/")[1] for node in second] == ["core", "budget"]
