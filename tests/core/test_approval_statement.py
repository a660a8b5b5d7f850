"""A short, independent statement of the approval rule, held against the decision.

The statement reads a plain world and knows nothing of the bot. For random pull requests, people and
histories the decision merges exactly what the statement allows, and never waits without naming an
unmet rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.decide import Moved, Shown, decide
from bot.core.entry import Kind
from bot.core.finding import State
from bot.core.rules import ask
from bot.core.situation import (
    Account,
    AccountType,
    BranchCommit,
    EventKind,
    People,
    PullState,
    Review,
    Situation,
    Verdict,
)
from tests.core.situations import (
    ANNOUNCED,
    HEAD,
    MIA,
    WES,
    applied,
    catalog,
    coffee,
    event,
    harbor,
    person,
    request,
    under_review,
    with_branch,
    with_main,
    with_pull,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {1: "ada", 2: "ben", 3: "cem"}
OTHER = request("Other words.")
ELSEWHERE = "9" * 40


@dataclass(frozen=True)
class Word:
    """One review: by whom, what, how many minutes after the announcement, on which commit."""

    by: int
    verdict: Verdict
    minute: int
    on: int
    reason: bool
    kind: AccountType


@dataclass(frozen=True)
class Plain:
    """A pull request under review, in the plainest terms. Commit 0 is the announced head.

    ``bytes``: whether each commit holds the announced documents. ``on`` of a word: a commit's
    place, or beyond the last one for a commit that is in no branch.
    """

    reviewers: frozenset[int]
    machines: frozenset[int]
    groups: Mapping[str, frozenset[int]]
    count: int
    seats: tuple[str, ...]
    refuse: bool
    bytes: tuple[bool, ...]
    forced: bool
    ended: str
    admin: bool
    hands: frozenset[int]
    unknown: int
    words: tuple[Word, ...]
    days: int


MAXIMUM_AGE = 90


def may_merge(world: Plain) -> bool:
    """The statement: enough people, each once, on these bytes, in this round, and no objection."""
    if world.ended or world.forced or not world.admin or not all(world.bytes):
        return False
    listed = world.reviewers - world.machines
    last: dict[int, Word] = {}
    for word in sorted(world.words, key=lambda word: word.minute):
        in_branch = word.on < len(world.bytes) and world.bytes[word.on]
        stray = word.verdict is Verdict.APPROVED and not in_branch
        decisive = word.verdict is not Verdict.COMMENTED
        if word.minute > 0 and word.by in listed and decisive and not stray:
            last[word.by] = word
    if any(word.verdict is Verdict.CHANGES_REQUESTED for word in last.values()):
        return False
    if world.unknown and world.refuse:
        return False
    fresh = world.days < MAXIMUM_AGE
    able = [
        by
        for by, word in last.items()
        if word.verdict is Verdict.APPROVED and by not in world.hands and fresh
    ]
    anybody = max(world.count - len(world.seats), 0) + (1 if world.unknown else 0)
    chairs = [*(world.groups[seat] & listed for seat in world.seats), *[listed] * anybody]
    return any(
        all(one in chair for one, chair in zip(order, chairs, strict=True))
        for order in permutations(able, len(chairs))
    )


# --- The same world, as the bot sees it ----------------------------------------------------------


def situation_of(world: Plain) -> Situation:
    """Build what the bot gathers of such a world."""
    policy = {
        "count": world.count,
        "unknownContributors": "refuse" if world.refuse else "one-more",
        "maximumAgeDays": MAXIMUM_AGE,
        "seats": list(world.seats),
    }
    app = harbor(
        {"approvals": policy},
        reviewers=[_listed(one, world.machines) for one in sorted(world.reviewers)],
        groups={
            group: [person(_account(one)) for one in sorted(members)]
            for group, members in world.groups.items()
        },
    )
    situation = _branched(under_review(applied(policy=catalog(app))), world)
    program = coffee(admins=[person(MIA if world.admin else WES)])
    return replace(
        with_main(_reviewed(situation, world), catalog=catalog(app, program)),
        people=People(
            world.hands | {MIA.id}, tuple(f"who{number}@x" for number in range(world.unknown))
        ),
        now=ANNOUNCED + timedelta(days=world.days, hours=5),
    )


def _account(id_: int, kind: AccountType = AccountType.USER) -> Account:
    return Account(NAMES[id_], id_, kind)


def _listed(id_: int, machines: frozenset[int]) -> dict[str, Any]:
    return person(_account(id_), **({"machine": True} if id_ in machines else {}))


def _commits(world: Plain) -> list[str]:
    return [HEAD, *(str(number) * 40 for number in range(1, len(world.bytes)))]


def _branched(situation: Situation, world: Plain) -> Situation:
    asked, version = situation.branch.request, situation.branch.version
    assert asked is not None
    assert version is not None
    other = replace(OTHER, path=asked.path)
    held = [asked if same else other for same in world.bytes]
    commits = tuple(
        BranchCommit(oid, document.record.blob, version.record.blob)
        for oid, document in zip(_commits(world), held, strict=True)
    )
    return with_branch(situation, head=commits[-1].oid, commits=commits, request=held[-1])


def _reviewed(situation: Situation, world: Plain) -> Situation:
    fields: dict[str, dict[str, Any]] = {
        "": {},
        "draft": {"draft": True},
        "closed": {"state": PullState.CLOSED},
    }
    acts = {"draft": (EventKind.DRAFTED,), "closed": (EventKind.CLOSED,), "": ()}[world.ended]
    forced = (EventKind.FORCE_PUSHED,) if world.forced else ()
    events = [event(kind, 70 + place) for place, kind in enumerate((*forced, *acts))]
    words = sorted(world.words, key=lambda word: word.minute)
    oids = [*_commits(world), ELSEWHERE]
    reviews = tuple(
        Review(
            id=place,
            verdict=word.verdict,
            author=_account(word.by, word.kind),
            at=ANNOUNCED + timedelta(minutes=word.minute),
            commit=oids[min(word.on, len(oids) - 1)],
            body="It is wrong." if word.reason else "",
        )
        for place, word in enumerate(words, start=1)
    )
    return with_pull(situation, *events, reviews=reviews, **fields[world.ended])


# --- Random worlds: near the line, where one thing decides ---------------------------------------


def mostly(usual: Any, *rare: Any) -> st.SearchStrategy[Any]:
    """The usual value in four of five."""
    return st.sampled_from((*(usual,) * 4 * len(rare), *rare))


PEOPLE = st.integers(1, 3)
MOSTLY, RARELY = st.integers(0, 4).map(bool), st.integers(0, 5).map(lambda one: one == 5)
NOBODY = frozenset[int]()
GROUP = st.sampled_from((frozenset({1}), frozenset({1, 2}), frozenset({1, 2, 3}), NOBODY))
WORDS = st.builds(
    Word,
    by=PEOPLE,
    verdict=st.sampled_from((*(Verdict.APPROVED,) * 4, Verdict.CHANGES_REQUESTED, *Verdict)),
    minute=st.sampled_from((*range(-1, 9), *range(1, 9))),
    on=mostly(0, 1, 2, 3),
    reason=MOSTLY,
    kind=st.just(AccountType.USER),
)
WORLDS = st.builds(
    Plain,
    reviewers=mostly(frozenset(NAMES), frozenset({1, 2}), NOBODY),
    machines=mostly(NOBODY, frozenset({3})),
    groups=st.fixed_dictionaries({"compliance": GROUP, "security": GROUP}),
    count=st.integers(1, 2),
    seats=st.sampled_from(((), ("compliance",), ("security", "compliance"), ("security",) * 2)),
    refuse=RARELY,
    bytes=mostly((True,), (True, True), (True, False), (True, False, True)),
    forced=RARELY,
    ended=mostly("", "draft", "closed"),
    admin=MOSTLY,
    hands=st.sampled_from((NOBODY, NOBODY, frozenset({1}), frozenset({2}))),
    unknown=mostly(0, 1),
    words=st.lists(WORDS, min_size=1, max_size=5, unique_by=lambda word: word.minute).map(tuple),
    days=mostly(0, 89, 91),
)


@settings(max_examples=2500)
@given(WORLDS)
def test_the_decision_merges_exactly_what_the_statement_allows(world: Plain) -> None:
    decision = decide(situation_of(world))
    merged = isinstance(decision, Moved) and decision.draft.kind is Kind.APPROVED
    assert merged == may_merge(world), decision


@settings(max_examples=500)
@given(WORLDS)
def test_the_decision_never_waits_without_naming_an_unmet_rule(world: Plain) -> None:
    situation = situation_of(world)
    if decide(situation) != Shown():
        return
    unmet = [found for found in ask(situation) if found.answer.state is State.UNMET]
    assert unmet
    assert all(f"[{found.rule.id}]" in found.answer.why[0] for found in unmet)


PLAIN = Plain(
    reviewers=frozenset(NAMES),
    machines=frozenset(),
    groups={},
    count=1,
    seats=(),
    refuse=False,
    bytes=(True,),
    forced=False,
    ended="",
    admin=True,
    hands=frozenset(),
    unknown=0,
    words=(Word(1, Verdict.APPROVED, 1, 0, reason=False, kind=AccountType.USER),),
    days=0,
)


def test_the_statement_gives_both_answers() -> None:
    assert may_merge(PLAIN)
    assert not may_merge(replace(PLAIN, words=()))
