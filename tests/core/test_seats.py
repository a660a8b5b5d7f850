"""Seats: each approval fills one, and as many as can be are filled, whoever is in two groups."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.seats import Seat, completing, could_help, fill

COMPLIANCE = Seat("compliance", frozenset({1, 2}))
SECURITY = Seat("security", frozenset({2, 3}))
ANY = Seat(None, frozenset({1, 2, 3, 4}))


@pytest.mark.parametrize(
    ("people", "open_seats"),
    [
        ([], ["compliance", "security", None]),
        ([2], ["security", None]),
        ([2, 1], [None]),
        ([2, 3], [None]),
        ([4, 2], ["security"]),
        ([1, 1, 1], ["security", None]),
        ([9], ["compliance", "security", None]),
        ([2, 1, 3], []),
    ],
)
def test_a_person_fills_the_seat_that_helps(people: list[int], open_seats: list[str]) -> None:
    found = fill((COMPLIANCE, SECURITY, ANY), people)
    assert [seat.group for seat in found.open] == open_seats


def test_only_those_who_would_fill_one_seat_more_could_help() -> None:
    seats = (COMPLIANCE, SECURITY)
    assert could_help(seats, [1], [2, 3, 4]) == [2, 3]
    assert could_help(seats, [2], [1, 3, 4]) == [1, 3]
    assert could_help(seats, [1, 3], [2, 4]) == []


def test_the_approval_that_fills_the_last_seat_completes() -> None:
    assert completing((COMPLIANCE, SECURITY), [1, 4, 2, 3]) == 3
    assert completing((), [1]) == 0


SEATS = st.lists(
    st.frozensets(st.integers(1, 5)).map(lambda holders: Seat(None, holders)), max_size=4
)
PEOPLE = st.lists(st.integers(1, 5), max_size=4, unique=True)


@given(SEATS, PEOPLE)
def test_no_other_way_of_seating_fills_more(seats: list[Seat], people: list[int]) -> None:
    found = fill(seats, people)
    assert all(person in seats[place].holders for place, person in found.filled.items())
    assert len(set(found.filled.values())) == len(found.filled)
    padded = [*people, *[0] * len(seats)]
    most = max(
        sum(one in seat.holders for one, seat in zip(order, seats, strict=False))
        for order in permutations(padded, len(seats))
    )
    assert len(found.filled) == most
