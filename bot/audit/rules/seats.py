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
    from collections.abc import Collection, Sequence

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
    rules = rules_of(case)
    seats = Counter(rules.seats if rules else ())
    may = {group: case.policy.members(case.entry.release.app, group) for group in seats}
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
    people: set[int] = set()
    least = needed(case)
    for one in in_order(case.entry.approvals):
        people.add(one.reviewer.id)
        if least is not None and len(people) >= least and not open_groups(case, people):
            return one
    return None
