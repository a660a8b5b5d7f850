"""The attacks, the tests that play them, and the page of both agree."""

from __future__ import annotations

from tests.threats.attacks import ATTACKS
from tests.threats.page import PAGE, page, played


def test_every_attack_is_played_and_every_attack_test_has_its_row() -> None:
    numbers = [attack.number for attack in ATTACKS]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == set(played())


def test_the_page_of_attacks_is_written_from_the_tests() -> None:
    assert PAGE.read_text("utf-8") == page()
