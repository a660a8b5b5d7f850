"""The audit counts people where the bot seats them; both find the same seats filled, and when.

They are written twice on purpose (the one wanted duplication), so that one mistake does not pass
twice; the comparison is shown here to notice a difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.policy import read_policy as bot_policy
from bot.audit.model.entry import Approval, Contributors, Who
from bot.audit.model.policy import read_policy as audit_policy
from bot.audit.rules.seats import completing as completed_by
from bot.audit.rules.seats import needed, open_groups
from bot.core.documents.identity import Environment, ReleaseId, VersionNumber
from bot.core.entry import Kind
from bot.core.review_rules import seats_of
from bot.core.seats import completing, fill
from tests.audit.agreement import read, true_story
from tests.history.documents import first_files, to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.audit.model.entry import Entry
    from bot.audit.rules.case import Case
    from bot.core.situation import Situation

LAGOON = "catalog/apps/lagoon.yaml"
RELEASE = ReleaseId("coffee", VersionNumber(1, 0, 0), "lagoon", Environment.SANDBOX)
FIRST = {p: d for p, d in first_files().items() if p.startswith(("catalog/", "schemas/"))}
PEOPLE = range(1, 6)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an app asks for, and who approved in which order; a letter stands for a group."""

    groups: Mapping[str, Sequence[int]]
    seats: Sequence[str]
    count: int
    unknown: int
    approved: Sequence[int]

    @property
    def files(self) -> dict[str, bytes]:
        app: dict[str, Any] = yaml.safe_load(FIRST[LAGOON])
        app["reviewers"] = [_person(one) for one in PEOPLE[:-1]]
        app["groups"] = {
            2 * name: [_person(one) for one in ids] for name, ids in self.groups.items()
        }
        asked = {"seats": [2 * name for name in self.seats], "count": self.count}
        app["environments"]["sandbox"]["approvals"].update(asked)
        return FIRST | {LAGOON: to_yaml(app)}


def _person(number: int) -> dict[str, Any]:
    return {"login": f"p{number}", "id": number}


def bots_view(asked: Asked) -> tuple[int, bool, int | None]:
    """How many seats, whether all are filled, and after how many approvals."""
    catalog = bot_policy(asked.files).catalog
    target = catalog.target(RELEASE.app, RELEASE.environment)
    assert target is not None
    assert target.approvals is not None
    unknown = SimpleNamespace(unknown=("somebody",) * asked.unknown)
    situation = SimpleNamespace(main=SimpleNamespace(catalog=catalog), people=unknown)
    seats = seats_of(cast("Situation", situation), catalog.apps["lagoon"], target.approvals)
    able = [one for one in asked.approved if one in PEOPLE[:-1]]
    filled = fill(seats, able).complete
    return len(seats), filled, completing(seats, able) if filled else None


def audits_view(asked: Asked) -> tuple[int | None, bool, int | None]:
    """The same, as the audit counts."""
    able = [one for one in asked.approved if one in PEOPLE[:-1]]
    case = _case(asked, able)
    least, last = needed(case), completed_by(case)
    filled = least is not None and len(able) >= least and not open_groups(case, able)
    return least, filled, able.index(last.reviewer.id) + 1 if last else None


def _case(asked: Asked, able: Sequence[int]) -> Case:
    entry: Entry = next(read(e) for _, e in true_story().entries if e.draft.kind is Kind.APPROVED)
    approvals = tuple(
        Approval(n, Who(f"p{one}", one), entry.time + timedelta(seconds=n), entry.head)
        for n, one in enumerate(able)
    )
    had = Contributors(frozenset(), asked.unknown)
    told = replace(entry, release=RELEASE, approvals=approvals, contributors=had)
    return cast("Case", SimpleNamespace(policy=audit_policy(asked.files), entry=told))


GROUPS = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4, unique=True) for name in "abc"}
)
ASKED = st.builds(
    Asked,
    groups=GROUPS,
    seats=st.lists(st.sampled_from("abc"), max_size=4),
    count=st.integers(1, 4),
    unknown=st.integers(0, 2),
    approved=st.lists(st.sampled_from(PEOPLE), max_size=5, unique=True),
)


@settings(deadline=None, max_examples=150)
@given(ASKED)
def test_both_find_the_same_seats_filled_by_the_same_approval(asked: Asked) -> None:
    assert audits_view(asked) == bots_view(asked)


BOTH = {"a": [1, 2], "b": [2, 3], "c": [4]}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(BOTH, "ab", 1, 0, [2, 1]), (2, True, 2)),
        (Asked(BOTH, "ab", 1, 0, [1, 4]), (2, False, None)),
        (Asked(BOTH, "ab", 1, 0, [1, 4, 3]), (2, True, 3)),
        (Asked(BOTH, "ab", 3, 0, [1, 3]), (3, False, None)),
        (Asked(BOTH, "ab", 1, 1, [1, 3, 4]), (3, True, 3)),
        (Asked(BOTH, "aa", 1, 0, [1, 2]), (2, True, 2)),
        (Asked({**BOTH, "c": [5]}, "c", 1, 0, [5]), (1, False, None)),
        (Asked(BOTH, "", 2, 0, [1, 2]), (2, True, 2)),
    ],
)
def test_seats_are_filled_by_people_of_their_own(
    asked: Asked, expected: tuple[int, bool, int | None]
) -> None:
    assert bots_view(asked) == audits_view(asked) == expected
