"""Whether approvals fill all seats: as many people as are needed, and of each group its share.

Source: P. Hall, "On Representatives of Subsets" (1935). Different people can sit on all seats if
any set of seats finds as many people who may sit on one of them as it has seats. So nobody is
seated here, as the bot does it: people are counted.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bot.audit.model.entry import Approval
    from bot.audit.model.policy import Approvals
    from bot.audit.rules.case import Case


def rules_of(case: Case) -> Approvals | None:
    """What the target asks for, by the catalog at the parent commit."""
    target = case.policy.target(case.entry.release)
    return target.approvals if target else None


def needed(case: Case) -> int | None:
    """How many people had to approve; ``None`` where nobody can tell."""
    rules, had = rules_of(case), case.entry.contributors
    return None if rules is None or had is None else rules.least + int(had.unknown > 0)


def open_groups(case: Case, people: Collection[int]) -> tuple[str, ...]:
    """The fewest groups that have more seats together than approvals; none where all are filled."""
    rules, app = rules_of(case), case.entry.release.app
    seats = rules.seats if rules else ()
    may = {group: case.policy.members(app, group) for group in seats}
    return unfilled(seats, may, people)


def unfilled(
    named: Sequence[str], may: Mapping[str, frozenset[int]], people: Collection[int]
) -> tuple[str, ...]:
    """The same for any seats, and those who may sit on them."""
    seats = Counter(named)
    sets = (combinations(sorted(seats), size) for size in range(1, len(seats) + 1))
    for groups in chain.from_iterable(sets):
        able = frozenset().union(*(may[group] for group in groups)).intersection(people)
        if len(able) < sum(seats[group] for group in groups):
            return groups
    return ()


def in_order(approvals: Sequence[Approval]) -> list[Approval]:
    """Approvals by their time, and then by GitHub's number."""
    return sorted(approvals, key=lambda one: (one.at, one.review))


def completing(case: Case) -> Approval | None:
    """The approval by which the last seat was filled, if all are."""
    least = needed(case)
    if least is None:
        return None
    return first_enough(
        case.entry.approvals,
        lambda people: len(people) >= least and not open_groups(case, people),
    )


def first_enough(
    approvals: Sequence[Approval], enough: Callable[[Collection[int]], bool]
) -> Approval | None:
    """The approval with which those so far are enough, if they ever are."""
    people: set[int] = set()
    for one in in_order(approvals):
        people.add(one.reviewer.id)
        if enough(people):
            return one
    return None
