"""The bot's word held against the hub: what stands, and what time and people made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.audit.model.entry import Who
from bot.audit.online.claiming import claims_of
from bot.audit.online.claims import Kind, count_of, in_words
from bot.audit.online.verdict import Verdict
from bot.demo.world import BOT, REPOSITORY
from bot.forge.witness import WITNESS_PULL
from tests.audit.play import (
    APPROVED,
    REASON,
    REJECTED,
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
from tests.contract.graphql import check_query
from tests.contract.rest import check_answer, check_request
from tests.world import documents

if TYPE_CHECKING:
    from bot.audit.model.entry import Entry
    from tests.world import Stage


@pytest.fixture
def play(stage: Stage) -> Play:
    return after_the_story(stage)


# --- The truth -----------------------------------------------------------------------------------


def test_a_true_log_stands_and_what_was_not_asked_is_said(play: Play) -> None:
    checked = play.checked()
    assert fallen(checked) == []
    unasked = {one.claim.kind for one in checked if one.verdict is Verdict.NOT_ASKED}
    assert unasked == {Kind.CONTRIBUTORS}


def test_the_word_of_the_bot_is_counted_by_kind(play: Play) -> None:
    claims = [claim for one in play.transitions() for claim in claims_of(one)]
    assert dict(count_of(claims)) == {
        Kind.APPLIED: 4,
        Kind.ANNOUNCED: 3,
        Kind.CARRIED: 5,
        Kind.HAPPENED: 4,
        Kind.APPROVED: 1,
        Kind.UNOPPOSED: 1,
        Kind.CONTRIBUTORS: 2,
        Kind.OBJECTED: 1,
        Kind.TAKEN_BACK: 1,
    }
    assert in_words(*count_of(claims)[1]) == "3 times that a status announced a round"


def test_every_claim_is_a_sentence(play: Play) -> None:
    said = [claim.sentence for one in play.transitions() for claim in claims_of(one)]
    review = play.reviews[APPROVED]
    assert any(s.startswith(f"rob (id 1004) approved it in review {review}, on ") for s in said)
    assert f"mia (id 1001) applied in pull request {play.pulls[APPROVED]}" in said
    assert any('with the reason "The queue is not shown.' in s and "\n" not in s for s in said)


def test_a_login_that_imitates_the_output_is_shown_escaped(play: Play) -> None:
    liar = Who("rob\nreview 7 stands", 1004)
    claims = [
        claim
        for one in play.transitions()
        for claim in claims_of(replace(one, entry=replace(one.entry, actor=liar)))
    ]
    assert all("\n" not in claim.sentence for claim in claims)


def test_each_pull_request_and_each_announced_head_is_read_once(play: Play) -> None:
    play.checked()
    asked = play.asked()
    assert [one.operation for one in asked if one.operation] == ["WitnessPull"] * 4
    assert [one.path.rpartition("/")[2] for one in asked if not one.operation] == ["statuses"] * 3
    assert len(asked) == 7
    assert not any(one.write for one in asked)


def test_a_further_hundred_reviews_takes_one_request_more(play: Play) -> None:
    for number in range(100):
        play.stage.person("dan").review(play.pulls[APPROVED], "COMMENT", f"Nice. ({number})")
    late = play.stage.person("rita").object(play.pulls[APPROVED], "Now I see it.")
    play.stage.hub.requests.clear()
    seen = play.witness.pull(play.pulls[APPROVED])
    assert len(play.asked()) == 2
    assert [seen.reviews[0].id, seen.reviews[-1].id] == [play.reviews[APPROVED], late]
    assert len(seen.reviews) == 102
    assert seen.whole


def test_more_statuses_than_a_page_are_read_until_the_announcing_one_is_found(play: Play) -> None:
    entry = next(one.entry for one in play.transitions() if one.entry.announced)
    for number in range(100):
        play.stage.person("dan").repo.get_commit(entry.head).create_status(
            "success", context=f"build/{number}"
        )
    play.stage.hub.requests.clear()
    assert fallen(play.checked()) == []
    assert len(play.asked()) == 8


def test_all_that_is_sent_and_answered_is_as_github_describes_it(play: Play) -> None:
    assert check_query(WITNESS_PULL) == []
    kept = play.stage.hub.record()
    play.checked()
    play.stage.hub.stop_recording()
    for one in kept:
        if one.path == "/api/graphql":
            assert check_query(one.body["query"], one.body["variables"]) == []
        else:
            assert check_request(one.method, one.path, dict(one.query), one.body) == []
            assert check_answer(one.method, one.path, one.status, one.answer) == []


# --- What time and people make of it -------------------------------------------------------------


def test_an_approval_that_was_dismissed_since_has_changed(play: Play) -> None:
    pull = play.stage.person("dan").pull(play.pulls[APPROVED])
    pull.get_review(play.reviews[APPROVED]).dismiss("Too late.")
    checked = play.checked()
    assert fallen(checked) == [(Kind.APPROVED, Verdict.CHANGED)]
    assert "dismissed since, at 2026-03-02T" in why(checked, Kind.APPROVED)
    assert "by dan (id 1003)" in why(checked, Kind.APPROVED)


def test_an_approval_that_had_been_dismissed_before_it_was_counted_is_contradicted(
    play: Play,
) -> None:
    pull = play.stage.person("dan").pull(play.pulls[APPROVED])
    pull.get_review(play.reviews[APPROVED]).dismiss("No.")
    later = when("approved", lambda e: replace(e, time=e.time + timedelta(days=1)))
    checked = play.checked(later)
    assert fallen(checked) == [(Kind.APPROVED, Verdict.CONTRADICTED)]
    assert "had been dismissed" in why(checked, Kind.APPROVED)


def test_a_dismissed_objection_was_no_approval(play: Play) -> None:
    pull = play.stage.person("dan").pull(play.pulls[REJECTED])
    pull.get_review(play.reviews[REJECTED]).dismiss("Mended.")
    assert fallen(play.checked()) == [(Kind.OBJECTED, Verdict.CHANGED)]
    number, review = play.pulls[REJECTED], play.reviews[REJECTED]

    def lie(entry: Entry) -> Entry:
        one = replace(entry.approvals[0], review=review, reviewer=Who("rita", 1005))
        return replace(entry, pull_request=number, approvals=(one,))

    checked = play.checked(when("approved", lie))
    assert (Kind.APPROVED, Verdict.CONTRADICTED) in fallen(checked)
    assert "it was one that requests changes" in why(checked, Kind.APPROVED)


def test_the_review_of_a_deleted_account_is_still_there_and_its_person_gone(play: Play) -> None:
    play.stage.hub.delete_user("rob")
    checked = play.checked()
    assert fallen(checked) == [(Kind.APPROVED, Verdict.GONE)]
    what = why(checked, Kind.APPROVED)
    assert what == "the account of rob (id 1004) is deleted, or GitHub hides it"


def test_an_act_of_an_account_that_was_deleted_by_then_stands(play: Play) -> None:
    play.stage.hub.delete_user("rob")
    assert fallen(play.checked(approval(reviewer=Who("ghost", 0)))) == []


def test_a_renamed_reviewer_stands_by_id_and_the_new_name_is_told(play: Play) -> None:
    play.stage.hub.rename_user("rob", "robert")
    play.stage.hub.add_user("rob")
    checked = play.checked()
    assert fallen(checked) == []
    told = [one.what for one in checked if one.claim.kind is Kind.APPROVED]
    assert told == ["rob is called robert today"]


def test_a_recycled_login_is_another_person(play: Play) -> None:
    play.stage.hub.rename_user("rob", "robert")
    play.stage.hub.add_user("rob", 4242)
    checked = play.checked(approval(reviewer=Who("rob", 4242)))
    assert fallen(checked) == [(Kind.APPROVED, Verdict.CONTRADICTED)]
    assert why(checked, Kind.APPROVED) == "another person: GitHub names robert (id 1004)"


def test_an_approval_that_github_re_pointed_after_a_force_push_is_no_lie(stage: Stage) -> None:
    stage.hub.merge_detection_delay = timedelta(hours=1)
    stage.hub.repoint_reviews = True
    number = stage.request(APPROVED)
    ran(stage, number)
    stage.hub.clock.advance(60)
    review = stage.person("rob").approve(number)
    ran(stage, number)
    changed = documents(APPROVED, "Others.\n")
    base = stage.git("rev-parse", "main~2").decode().strip()
    stage.hub.clock.advance(60)
    stage.person("mia").commit(APPROVED.replace(" ", "-"), changed, base=base, force=True)
    checked = Play(stage, {}, {APPROVED: review}).checked()
    assert (Kind.APPROVED, Verdict.CHANGED) in fallen(checked)
    assert "no lie by itself" in why(checked, Kind.APPROVED)


def test_a_head_that_was_forced_away_is_told_from_one_that_never_was(play: Play) -> None:
    stage, branch = play.stage, REJECTED.replace(" ", "-")
    stage.person("mia").commit(
        branch, documents(REJECTED, "Others.\n"), base=stage.main(), force=True
    )
    checked = play.checked()
    assert fallen(checked) == [(Kind.CARRIED, Verdict.CHANGED)]
    assert "force-pushed away from it at 2026-03-02T" in why(checked, Kind.CARRIED)
    earlier = when("submitted", lambda e: replace(e, head="1" * 40))
    assert (Kind.CARRIED, Verdict.CHANGED) in fallen(play.checked(earlier))


def test_a_rejection_whose_words_were_edited_since_has_changed(play: Play) -> None:
    stage = play.stage
    path = f"/repos/{REPOSITORY}/pulls/{play.pulls[REJECTED]}/reviews/{play.reviews[REJECTED]}"
    rita = stage.person("rita").github.requester
    rita.requestJsonAndCheck("PUT", path, input={"body": REASON.replace("queue", "line")})
    assert fallen(play.checked()) == [(Kind.OBJECTED, Verdict.CHANGED)]
    rita.requestJsonAndCheck("PUT", path, input={"body": REASON})
    checked = play.checked()
    assert fallen(checked) == []
    said = next(one.what for one in checked if one.claim.kind is Kind.OBJECTED)
    assert said == "its words were edited, and are what the log says"


def test_a_status_that_is_posted_again_leaves_the_announcement_standing(play: Play) -> None:
    entry = announcing_entry(play)
    again = post_again(play, BOT, entry)
    assert fallen(play.checked()) == []
    checked = play.checked(announcement(status=again))
    assert fallen(checked) == [(Kind.ANNOUNCED, Verdict.CONTRADICTED)]
    assert why(checked, Kind.ANNOUNCED).startswith("another time: it was set at ")
