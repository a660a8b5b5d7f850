"""The bot's word held against the hub: what never was, and who was not counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.app.apply import apply
from bot.app.gather import gather
from bot.app.reconcile import look
from bot.audit.model.entry import Who
from bot.audit.online.claiming import claims_of
from bot.audit.online.claims import Kind
from bot.audit.online.cross_check import cross_check
from bot.audit.online.verdict import Verdict
from tests.audit.play import (
    APPROVED,
    BOTS,
    REJECTED,
    RELEASED,
    WITHDRAWN,
    Doctored,
    Play,
    after_the_story,
    announcement,
    announcing_entry,
    approval,
    fallen,
    post_again,
    ran,
    when,
    why,
)
from tests.world import documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.audit.model.entry import Entry
    from bot.audit.online.cross_check import Checked
    from bot.audit.step import Transition
    from tests.world import Stage


@pytest.fixture
def play(stage: Stage) -> Play:
    return after_the_story(stage)


# --- Lies ----------------------------------------------------------------------------------------


def test_a_review_that_never_was_is_not_there(play: Play) -> None:
    checked = play.checked(
        approval(review=999_999, reviewer=Who("rita", 1005)),
    )
    assert fallen(checked) == [(Kind.APPROVED, Verdict.GONE)]
    assert why(checked, Kind.APPROVED).endswith("it is gone, or never was")


def test_what_follows_from_another_entry_claims_nothing_anew(stage: Stage) -> None:
    for text in (RELEASED, RELEASED.replace("1.0.0", "1.1.0")):
        ran(stage, stage.request(text))
    told = Play(stage, {}, {}).transitions()
    assert [one.entry.kind for one in told] == ["released", "released", "archived"]
    assert claims_of(told[-1]) == ()
    assert fallen(Play(stage, {}, {}).checked()) == []


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        (approval(reviewer=Who("rita", 1005)), "another person: GitHub names rob (id 1004)"),
        (approval(review=999_999), "another id: their review of that time is "),
        (approval(commit="1" * 40), "another commit: GitHub names the commit "),
    ],
    ids=["person", "id", "commit"],
)
def test_another_person_id_or_commit_is_contradicted(
    play: Play, lie: Callable[[Entry], Entry], words: str
) -> None:
    checked = play.checked(lie)
    assert fallen(checked) == [(Kind.APPROVED, Verdict.CONTRADICTED)]
    assert why(checked, Kind.APPROVED).startswith(words)


def test_another_time_of_an_approval_is_contradicted(play: Play) -> None:
    def lie(entry: Entry) -> Entry:
        one = entry.approvals[0]
        return replace(entry, approvals=(replace(one, at=one.at - timedelta(seconds=1)),))

    checked = play.checked(when("approved", lie))
    assert fallen(checked) == [(Kind.APPROVED, Verdict.CONTRADICTED)]
    assert why(checked, Kind.APPROVED).startswith("another time: it was given at ")


def test_a_plain_comment_counted_as_an_approval_is_contradicted(play: Play) -> None:
    remark = play.stage.person("rita").review(play.pulls[APPROVED], "COMMENT", "Nice.")
    checked = play.checked(approval(review=remark, reviewer=Who("rita", 1005)))
    assert "on GitHub it only comments" in why(checked, Kind.APPROVED)


OTHER_REJECTIONS: dict[str, Callable[[Entry], Entry]] = {
    "words": lambda e: replace(e, reason="The queue is shown."),
    "person": lambda e: replace(e, actor=Who("rob", 1004)),
    "before": lambda e: replace(e, time=e.time - timedelta(hours=1)),
}


@pytest.mark.parametrize("name", OTHER_REJECTIONS)
def test_a_rejection_in_other_words_by_another_or_of_another_time_is_contradicted(
    play: Play, name: str
) -> None:
    checked = play.checked(when("rejected", OTHER_REJECTIONS[name]))
    assert fallen(checked) == [(Kind.OBJECTED, Verdict.CONTRADICTED)]


def test_an_objection_from_before_its_round_is_contradicted(play: Play) -> None:
    (told,) = (one for one in play.transitions() if one.entry.kind == "rejected")
    opening = told.before.opening
    assert opening is not None
    assert opening.announced is not None
    late = replace(opening.announced, at=told.entry.time)
    before = replace(told.before, opening=replace(opening, announced=late))
    checked = list(cross_check([replace(told, before=before)], play.witness, BOTS))
    assert fallen(checked) == [(Kind.OBJECTED, Verdict.CONTRADICTED)]
    assert "not after the announcement of" in why(checked, Kind.OBJECTED)


def test_a_fault_in_the_code_that_no_reviewer_saw_is_contradicted(stage: Stage) -> None:
    number = stage.request(APPROVED)
    ran(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rita").object(number, "/reject details\nThe queue is not shown.")
    ran(stage, number)
    play = Play(stage, {}, {})
    assert fallen(play.checked()) == []
    checked = play.checked(when("rejected", lambda e: replace(e, rejection="code")))
    assert fallen(checked) == [(Kind.OBJECTED, Verdict.CONTRADICTED)]


OTHER_ACTS: dict[str, tuple[str, Callable[[Entry], Entry], Kind, Verdict]] = {
    "applied by another": (
        "released",
        lambda e: replace(e, actor=Who("wanda", 1002)),
        Kind.APPLIED,
        Verdict.CONTRADICTED,
    ),
    "nobody applied": (
        "released",
        lambda e: replace(e, events=()),
        Kind.APPLIED,
        Verdict.CONTRADICTED,
    ),
    "another head": (
        "released",
        lambda e: replace(e, head="1" * 40),
        Kind.CARRIED,
        Verdict.CONTRADICTED,
    ),
    "withdrawn by another": (
        "withdrawn",
        lambda e: replace(e, actor=Who("wanda", 1002)),
        Kind.TAKEN_BACK,
        Verdict.CONTRADICTED,
    ),
    "another act": (
        "withdrawn",
        lambda e: replace(e, reason="converted to draft"),
        Kind.TAKEN_BACK,
        Verdict.CONTRADICTED,
    ),
    "no such act": (
        "withdrawn",
        lambda e: replace(e, cause={"kind": "event", "event": "EV_none"}, events=()),
        Kind.TAKEN_BACK,
        Verdict.GONE,
    ),
    "before it happened": (
        "withdrawn",
        lambda e: replace(e, time=e.time - timedelta(hours=1)),
        Kind.TAKEN_BACK,
        Verdict.CONTRADICTED,
    ),
    "no such event": (
        "approved",
        lambda e: replace(e, events=("EV_none",)),
        Kind.HAPPENED,
        Verdict.GONE,
    ),
}


@pytest.mark.parametrize("name", OTHER_ACTS)
def test_an_act_that_was_not_so_is_found(play: Play, name: str) -> None:
    kind, lie, claim, verdict = OTHER_ACTS[name]
    assert fallen(play.checked(when(kind, lie))) == [(claim, verdict)]


def test_who_applied_is_who_did_so_last(stage: Stage) -> None:
    number = stage.request(APPROVED)
    stage.person("mia").to_draft(number)
    stage.person("wanda").ready(number)
    ran(stage, number)
    assert stage.log(APPROVED)[0]["actor"]["login"] == "wanda"
    assert fallen(Play(stage, {}, {}).checked()) == []


def test_an_act_that_takes_nothing_back_withdraws_nothing(play: Play) -> None:
    number = play.pulls[WITHDRAWN]
    opened = next(one.entry.events[0] for one in play.transitions() if _carries(one, number))
    cause = {"kind": "event", "event": opened}
    checked = play.checked(when("withdrawn", lambda e: replace(e, cause=cause, events=())))
    assert fallen(checked) == [(Kind.TAKEN_BACK, Verdict.CONTRADICTED)]
    assert why(checked, Kind.TAKEN_BACK) == "another act: on GitHub it was opened"


def _carries(transition: Transition, number: int) -> bool:
    return transition.entry.pull_request == number


def test_a_head_that_was_pushed_upon_is_still_in_it(play: Play) -> None:
    play.stage.person("mia").commit(REJECTED.replace(" ", "-"), documents(REJECTED, "Others.\n"))
    assert fallen(play.checked()) == []


def test_the_present_head_stands_whatever_else_is_listed(play: Play) -> None:
    few = Doctored(play.witness, lambda pull: replace(pull, commits=frozenset()))
    assert fallen(list(cross_check(play.transitions(), few, BOTS))) == []


def test_a_status_of_another_hand_announces_nothing(play: Play) -> None:
    entry = announcing_entry(play)
    forged = post_again(play, "dan", entry)
    at = play.witness.statuses(entry.head, {forged}).statuses[0].at
    checked = play.checked(announcement(status=forged, at=at))
    assert fallen(checked) == [(Kind.ANNOUNCED, Verdict.CONTRADICTED)]
    assert why(checked, Kind.ANNOUNCED) == "another account: dan (id 1003), not the bot, set it"


def test_a_status_that_never_was_or_says_something_else_is_found(play: Play) -> None:
    checked = play.checked(announcement(status=999_999))
    assert why(checked, Kind.ANNOUNCED).startswith("another id: the status of that time is ")
    entry = announcing_entry(play)
    checked = play.checked(announcement(status=999_999, digest="1" * 64))
    assert fallen(checked) == [(Kind.ANNOUNCED, Verdict.GONE)]
    checked = play.checked(announcement(digest="1" * 64))
    assert why(checked, Kind.ANNOUNCED).startswith('it says "Under Review, round 1: ')
    assert entry.announced is not None


# --- An objection in the last second (threats, B10) ----------------------------------------------


def _opposed_in_the_last_second(stage: Stage, who: str) -> tuple[int, list[Checked]]:
    """Somebody objects after the bot has looked, and before it writes."""
    number = stage.request(APPROVED)
    ran(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    with stage.bot() as world:
        seen = look(world, *gather(world, number))
        stage.hub.clock.advance(5)
        objection = stage.person(who).object(number, "The package is not ours.")
        apply(world, seen.repository, seen.situation, seen.effects)
    return objection, Play(stage, {}, {}).checked()


def test_an_objection_between_decision_and_merge_is_reported(stage: Stage) -> None:
    objection, checked = _opposed_in_the_last_second(stage, "rita")
    assert fallen(checked) == [(Kind.UNOPPOSED, Verdict.UNCOUNTED)]
    what = why(checked, Kind.UNOPPOSED)
    assert what.startswith(
        f"an objection that the log does not count: review {objection} by rita (id 1005), "
        "whom it nowhere names as a reviewer of harbor, given at 2026-03-02T"
    )
    assert ", after the decision of 2026-03-02T" in what


def test_an_objection_by_somebody_recorded_as_a_reviewer_is_told_so(stage: Stage) -> None:
    other = stage.request(REJECTED)
    ran(stage, other)
    stage.hub.clock.advance(60)
    stage.person("rita").object(other, "No.")
    ran(stage, other)
    _, checked = _opposed_in_the_last_second(stage, "rita")
    assert "rita (id 1005), whom the log names as a reviewer of harbor" in why(
        checked, Kind.UNOPPOSED
    )


def test_an_objection_that_stood_when_it_was_approved_is_reported_even_if_dismissed_since(
    play: Play,
) -> None:
    stage, number = play.stage, play.pulls[APPROVED]
    objection = stage.person("rita").object(number, "The package is not ours.")
    late = when("approved", lambda e: replace(e, time=e.time + timedelta(hours=2)))
    assert fallen(play.checked()) == []
    assert fallen(play.checked(late)) == [(Kind.UNOPPOSED, Verdict.UNCOUNTED)]
    stage.hub.clock.advance(3 * 3600)
    stage.person("dan").pull(number).get_review(objection).dismiss("Too late.")
    assert fallen(play.checked(late)) == [(Kind.UNOPPOSED, Verdict.UNCOUNTED)]


def test_an_objection_that_was_dismissed_before_the_decision_is_none(stage: Stage) -> None:
    number = stage.request(APPROVED)
    ran(stage, number)
    stage.hub.clock.advance(60)
    objection = stage.person("rita").object(number, "/reject details")
    stage.person("dan").pull(number).get_review(objection).dismiss("She is away.")
    stage.person("rob").approve(number)
    ran(stage, number)
    assert [entry["kind"] for entry in stage.log(APPROVED)] == ["submitted", "approved"]
    assert fallen(Play(stage, {}, {}).checked()) == []


def test_an_objection_that_its_reviewer_took_back_by_approving_is_none(stage: Stage) -> None:
    number = stage.request(APPROVED)
    ran(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rob").review(number, "REQUEST_CHANGES", "/reject details")
    ran(stage, number)
    stage.person("rob").approve(number)
    ran(stage, number)
    assert [entry["kind"] for entry in stage.log(APPROVED)] == ["submitted", "approved"]
    assert fallen(Play(stage, {}, {}).checked()) == []
