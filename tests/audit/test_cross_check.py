"""The bot's word held against the hub: what stands, and what people, time or a lie made of it."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

import pytest

from bot.app.apply import apply
from bot.app.gather import gather
from bot.app.reconcile import look
from bot.audit.audit import Scope, auditing
from bot.audit.model.entry import Who
from bot.audit.online.claims import Kind, claims_of, count_of, in_words
from bot.audit.online.cross_check import Checked, cross_check
from bot.audit.online.verdict import Verdict
from bot.audit.online.witness import Opinion, SeenStatuses
from bot.cli.witness import AuditWitness
from bot.demo.world import BOT, REPOSITORY
from bot.forge.protocol import RefusedError
from bot.forge.witness import WITNESS_PULL, GitHubWitness
from bot.hub import Fault
from bot.installed import installed_schemas
from tests.contract.graphql import check_query
from tests.contract.rest import check_answer, check_request
from tests.world import TIMEOUT, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from bot.audit.model.entry import Entry
    from bot.audit.online.witness import SeenPull, SeenStatus
    from bot.audit.step import Transition
    from bot.hub.requests import Request
    from tests.world import Stage

APPROVED = "coffee 1.0.0 harbor production"
REJECTED = "tickets 1.0.0 harbor production"
WITHDRAWN = "coffee 1.0.0 lagoon production"
RELEASED = "coffee 1.0.0 harbor test"
REASON = "/reject code\nThe queue is not shown.\n\nSee the \u200bcounter."
BOTS = (41898282,)
ONLOOKER = "oscar"
"""May read the repository, and nothing else."""


@dataclass(slots=True)
class Play:
    """The stage after the story: pull requests by release, and the reviews that were given."""

    stage: Stage
    pulls: dict[str, int]
    reviews: dict[str, int]

    @property
    def witness(self) -> AuditWitness:
        """Somebody who may only read."""
        token = self.stage.ground.tokens[ONLOOKER]
        return AuditWitness(GitHubWitness(REPOSITORY, token, self.stage.hub.api, TIMEOUT))

    def transitions(self) -> list[Transition]:
        """What the log on main says."""
        path = os.environ.get("PATH", os.defpath)
        with auditing(Scope(self.stage.repository), installed_schemas(), path) as audit:
            return [one for step in audit.steps() for one in step.transitions]

    def checked(self, forge: Callable[[Entry], Entry] = lambda entry: entry) -> list[Checked]:
        """The cross-check of main, or of what a forger made of its entries."""
        told = [replace(one, entry=forge(one.entry)) for one in self.transitions()]
        return list(cross_check(told, self.witness, BOTS))

    def asked(self) -> list[Request]:
        """What the witness sent."""
        return [one for one in self.stage.hub.requests if one.login == ONLOOKER]


@pytest.fixture
def play(stage: Stage) -> Play:
    """An approval, a rejection, a withdrawal and a release at once, all by the real bot."""
    name = "cross-check: the story"
    if name not in stage.ground.kept:
        stage.ground.facts[name] = _story(stage)
        stage.keep(name)
    stage.back(name)
    pulls, reviews = stage.ground.facts[name]
    return Play(stage, pulls, reviews)


def _story(stage: Stage) -> tuple[dict[str, int], dict[str, int]]:
    pulls: dict[str, int] = {}
    for text in (APPROVED, WITHDRAWN, RELEASED):
        pulls[text] = stage.request(text)
        _ran(stage, pulls[text])
    stage.hub.clock.advance(60)
    reviews = {APPROVED: stage.person("rob").approve(pulls[APPROVED])}
    _ran(stage, pulls[APPROVED])
    pulls[REJECTED] = stage.request(REJECTED)
    _ran(stage, pulls[REJECTED])
    stage.hub.clock.advance(60)
    reviews[REJECTED] = stage.person("rita").object(pulls[REJECTED], REASON)
    _ran(stage, pulls[REJECTED])
    stage.person("mia").close(pulls[WITHDRAWN])
    _ran(stage, pulls[WITHDRAWN])
    stage.hub.clock.advance(3600)
    return pulls, reviews


def _ran(stage: Stage, number: int) -> None:
    report = stage.run_bot(number)
    assert report.exit_code == 0, report.failures


def fallen(checked: list[Checked]) -> list[tuple[Kind, Verdict]]:
    """What does not stand, but for what nobody asks."""
    fine = (Verdict.STANDS, Verdict.NOT_ASKED)
    return [(one.claim.kind, one.verdict) for one in checked if one.verdict not in fine]


def why(checked: list[Checked], kind: Kind) -> str:
    """The words about the first claim of a kind that does not stand."""
    return next(one.what for one in checked if one.claim.kind is kind and one.verdict != "stands")


def when(kind: str, change: Callable[[Entry], Entry]) -> Callable[[Entry], Entry]:
    """A forger who changes the entries of one kind."""
    return lambda entry: change(entry) if entry.kind == kind else entry


def approval(**changes: object) -> Callable[[Entry], Entry]:
    """A forger who changes the one review that an approval counts."""

    def change(entry: Entry) -> Entry:
        return replace(entry, approvals=(replace(entry.approvals[0], **changes),))  # type: ignore[arg-type]  # the tests name true fields

    return when("approved", change)


def announcement(**changes: object) -> Callable[[Entry], Entry]:
    """A forger who changes the announcement of the rejected release."""

    def change(entry: Entry) -> Entry:
        if entry.announced is None or entry.release.mini_program != "tickets":
            return entry
        return replace(entry, announced=replace(entry.announced, **changes))  # type: ignore[arg-type]  # likewise

    return when("submitted", change)


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
    _ran(stage, number)
    stage.hub.clock.advance(60)
    review = stage.person("rob").approve(number)
    _ran(stage, number)
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
    entry = _announcing(play)
    again = _posted(play, BOT, entry)
    assert fallen(play.checked()) == []
    checked = play.checked(announcement(status=again))
    assert fallen(checked) == [(Kind.ANNOUNCED, Verdict.CONTRADICTED)]
    assert why(checked, Kind.ANNOUNCED).startswith("another time: it was set at ")


def _announcing(play: Play) -> Entry:
    """The entry that announced the rejected release."""
    entries = [one.entry for one in play.transitions()]
    return next(e for e in entries if e.announced and e.release.mini_program == "tickets")


def _posted(play: Play, login: str, entry: Entry) -> int:
    """Somebody sets the announcing status anew; its id."""
    commit = play.stage.person(login).repo.get_commit(entry.head)
    text = f"Under Review, round {entry.round}: sha256:{entry.digest}"
    return commit.create_status("pending", "", text, f"slipway/{entry.pull_request}").id


# --- Lies ----------------------------------------------------------------------------------------


def test_a_review_that_never_was_is_not_there(play: Play) -> None:
    checked = play.checked(
        approval(review=999_999, reviewer=Who("rita", 1005)),
    )
    assert fallen(checked) == [(Kind.APPROVED, Verdict.GONE)]
    assert why(checked, Kind.APPROVED).endswith("it is gone, or never was")


def test_what_follows_from_another_entry_claims_nothing_anew(stage: Stage) -> None:
    for text in (RELEASED, RELEASED.replace("1.0.0", "1.1.0")):
        _ran(stage, stage.request(text))
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
    _ran(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rita").object(number, "/reject details\nThe queue is not shown.")
    _ran(stage, number)
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
    _ran(stage, number)
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
    entry = _announcing(play)
    forged = _posted(play, "dan", entry)
    at = play.witness.statuses(entry.head, {forged}).statuses[0].at
    checked = play.checked(announcement(status=forged, at=at))
    assert fallen(checked) == [(Kind.ANNOUNCED, Verdict.CONTRADICTED)]
    assert why(checked, Kind.ANNOUNCED) == "another account: dan (id 1003), not the bot, set it"


def test_a_status_that_never_was_or_says_something_else_is_found(play: Play) -> None:
    checked = play.checked(announcement(status=999_999))
    assert why(checked, Kind.ANNOUNCED).startswith("another id: the status of that time is ")
    entry = _announcing(play)
    checked = play.checked(announcement(status=999_999, digest="1" * 64))
    assert fallen(checked) == [(Kind.ANNOUNCED, Verdict.GONE)]
    checked = play.checked(announcement(digest="1" * 64))
    assert why(checked, Kind.ANNOUNCED).startswith('it says "Under Review, round 1: ')
    assert entry.announced is not None


# --- An objection in the last second (threats, B10) ----------------------------------------------


def _opposed_in_the_last_second(stage: Stage, who: str) -> tuple[int, list[Checked]]:
    """Somebody objects after the bot has looked, and before it writes."""
    number = stage.request(APPROVED)
    _ran(stage, number)
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
    _ran(stage, other)
    stage.hub.clock.advance(60)
    stage.person("rita").object(other, "No.")
    _ran(stage, other)
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
    _ran(stage, number)
    stage.hub.clock.advance(60)
    objection = stage.person("rita").object(number, "/reject details")
    stage.person("dan").pull(number).get_review(objection).dismiss("She is away.")
    stage.person("rob").approve(number)
    _ran(stage, number)
    assert [entry["kind"] for entry in stage.log(APPROVED)] == ["submitted", "approved"]
    assert fallen(Play(stage, {}, {}).checked()) == []


def test_an_objection_that_its_reviewer_took_back_by_approving_is_none(stage: Stage) -> None:
    number = stage.request(APPROVED)
    _ran(stage, number)
    stage.hub.clock.advance(60)
    stage.person("rob").review(number, "REQUEST_CHANGES", "/reject details")
    _ran(stage, number)
    stage.person("rob").approve(number)
    _ran(stage, number)
    assert [entry["kind"] for entry in stage.log(APPROVED)] == ["submitted", "approved"]
    assert fallen(Play(stage, {}, {}).checked()) == []


# --- An error is no answer -----------------------------------------------------------------------


def test_a_pull_request_that_gives_no_answer_is_unreachable_and_the_others_are_asked(
    play: Play,
) -> None:
    play.stage.hub.fault(Fault("error_before", operation="WitnessPull"))
    checked = play.checked()
    found = {(one.claim.origin.pull, one.verdict) for one in checked if one.what.startswith("Git")}
    assert found == {(play.pulls[APPROVED], Verdict.UNREACHABLE)}
    silent = {v for k, v in fallen(checked) if k is not Kind.ANNOUNCED}
    assert silent == {Verdict.UNREACHABLE}
    assert "502" in why(checked, Kind.APPROVED)


def test_statuses_that_give_no_answer_are_unreachable(play: Play) -> None:
    play.stage.hub.fault(Fault("rate_limited", path="/statuses$", login=ONLOOKER))
    assert fallen(play.checked()) == [(Kind.ANNOUNCED, Verdict.UNREACHABLE)]


def test_a_pull_request_that_github_does_not_show_is_unreachable_not_gone(play: Play) -> None:
    checked = play.checked(when("released", lambda e: replace(e, pull_request=99)))
    assert {verdict for _, verdict in fallen(checked)} == {Verdict.UNREACHABLE}
    assert "PullRequest with the number of 99" in why(checked, Kind.APPLIED)


def test_a_token_that_is_refused_ends_the_cross_check(play: Play) -> None:
    witness = AuditWitness(GitHubWitness(REPOSITORY, "wrong", play.stage.hub.api, TIMEOUT))
    with pytest.raises(RefusedError, match="token-refused"):
        list(cross_check(play.transitions(), witness))


@dataclass(frozen=True, slots=True)
class Doctored:
    """A witness whose GitHub shows something that the hub would not."""

    seen: AuditWitness
    showing: Callable[[SeenPull], SeenPull] = lambda pull: pull
    telling: Callable[[SeenStatuses], SeenStatuses] = lambda statuses: statuses

    def pull(self, number: int) -> SeenPull:
        return self.showing(self.seen.pull(number))

    def statuses(self, head: str, wanted: Collection[int]) -> SeenStatuses:
        return self.telling(self.seen.statuses(head, wanted))


def test_what_is_missing_from_a_list_that_was_cut_proves_nothing(play: Play) -> None:
    cut = Doctored(
        play.witness,
        lambda pull: replace(
            pull,
            head="0" * 40,
            commits=frozenset(),
            events=(),
            reviews=(),
            whole=False,
            all_commits=False,
        ),
        lambda _: SeenStatuses((), whole=False),
    )
    checked = list(cross_check(play.transitions(), cut, BOTS))
    assert {one.verdict for one in checked} == {Verdict.UNREACHABLE, Verdict.NOT_ASKED}


def test_reviews_that_github_lost_are_gone_or_never_were(play: Play) -> None:
    lost = Doctored(play.witness, lambda pull: replace(pull, reviews=()))
    checked = list(cross_check(play.transitions(), lost, BOTS))
    assert fallen(checked) == [(Kind.APPROVED, Verdict.GONE), (Kind.OBJECTED, Verdict.GONE)]


def test_a_dismissal_that_is_not_dated_and_a_lost_commit_are_changes(play: Play) -> None:
    def showing(pull: SeenPull) -> SeenPull:
        dismissed = (replace(r, opinion=Opinion.DISMISSED, commit=None) for r in pull.reviews)
        return replace(pull, reviews=tuple(dismissed))

    checked = list(cross_check(play.transitions(), Doctored(play.witness, showing), BOTS))
    assert fallen(checked) == [(Kind.APPROVED, Verdict.CHANGED), (Kind.OBJECTED, Verdict.CHANGED)]
    assert why(checked, Kind.APPROVED) == (
        "it is dismissed; GitHub does not show when and by whom; "
        "GitHub no longer shows the commit that it was given on"
    )


STATUSES: dict[str, tuple[Callable[[SeenStatus], SeenStatus], Verdict, str]] = {
    "state": (
        lambda s: replace(s, state="success"),
        Verdict.CONTRADICTED,
        "it is success for slipway/",
    ),
    "context": (
        lambda s: replace(s, context="other"),
        Verdict.CONTRADICTED,
        "it is pending for other, not pending for slipway/",
    ),
    "account": (
        lambda s: replace(s, by=Who("ghost", 0)),
        Verdict.GONE,
        "the account that set it is deleted",
    ),
}


@pytest.mark.parametrize("name", STATUSES)
def test_an_announcing_status_that_is_not_as_the_bot_sets_it_is_found(
    play: Play, name: str
) -> None:
    change, verdict, words = STATUSES[name]
    doctored = Doctored(
        play.witness, telling=lambda found: SeenStatuses(tuple(map(change, found.statuses)))
    )
    checked = list(cross_check(play.transitions(), doctored, BOTS))
    assert fallen(checked) == [(Kind.ANNOUNCED, verdict)] * 3
    assert why(checked, Kind.ANNOUNCED).startswith(words)


def test_many_objections_are_counted_and_the_first_named(play: Play) -> None:
    def showing(pull: SeenPull) -> SeenPull:
        first = pull.reviews[0] if pull.reviews else None
        if first is None:
            return pull
        made = [
            replace(first, id=n, opinion=Opinion.OBJECTED, by=Who(f"p{n}", n)) for n in range(1, 8)
        ]
        return replace(pull, reviews=(first, *made))

    checked = list(cross_check(play.transitions(), Doctored(play.witness, showing), BOTS))
    what = why(checked, Kind.UNOPPOSED)
    assert what.count("an objection that the log does not count") == 5
    assert what.endswith("and 2 objections more")


class Endless(BaseHTTPRequestHandler):
    """A GitHub on which every list goes on for ever."""

    asked: ClassVar[list[str]] = []

    more = True
    commits = 0

    def do_POST(self) -> None:
        page = {"pageInfo": {"hasNextPage": self.more, "endCursor": "x"}, "nodes": []}
        commits = [{"commit": {"oid": f"{number:040x}"}} for number in range(self.commits)]
        pull = dict(
            dict.fromkeys(("createdAt", "updatedAt"), "2026-03-02T09:00:00Z"),
            **dict.fromkeys(("reviews", "timelineItems"), page),
            commits={**page, "nodes": commits},
            **dict.fromkeys(("author", "headRepository", "isDraft")),
            **dict.fromkeys(("id", "baseRefName", "headRefName", "headRefOid"), "x"),
            number=1,
            state="OPEN",
        )
        self._answer({"data": {"repository": {"pullRequest": pull}}})

    def do_GET(self) -> None:
        self._answer([])

    def _answer(self, body: object) -> None:
        self.asked.append(self.command)
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Link", '<http://localhost/?page=2>; rel="next"')
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[AuditWitness]:
    """A witness of some other GitHub."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        api = f"http://127.0.0.1:{server.server_port}/api/v3"
        try:
            yield AuditWitness(GitHubWitness(REPOSITORY, "token", api, TIMEOUT))
        finally:
            server.shutdown()


def test_lists_without_an_end_are_read_to_a_cap(play: Play) -> None:
    Endless.asked.clear()
    announcing = [one for one in play.transitions() if one.entry.announced][:1]
    with serving(Endless) as witness:
        checked = list(cross_check(announcing, witness))
    assert Endless.asked == ["POST"] * 11 + ["GET"] * 10
    kinds = {one.claim.kind for one in checked}
    assert kinds == {Kind.APPLIED, Kind.ANNOUNCED, Kind.CARRIED, Kind.HAPPENED}
    assert {one.verdict for one in checked} == {Verdict.UNREACHABLE}


class Crowded(Endless):
    """A GitHub that lists as many commits as it ever does."""

    more = False
    commits = 250


def test_a_head_beyond_the_commits_that_github_lists_is_unreachable(play: Play) -> None:
    released = [one for one in play.transitions() if one.entry.kind == "released"]
    with serving(Crowded) as witness:
        checked = list(cross_check(released, witness))
    assert (Kind.CARRIED, Verdict.UNREACHABLE) in fallen(checked)


class Newer(Endless):
    """A GitHub of tomorrow, whose answers nobody knows."""

    def do_POST(self) -> None:
        self._answer({"data": {"repository": {"pullRequest": {"reviews": {"pages": []}}}}})


def test_an_answer_in_an_unknown_form_is_no_answer(play: Play) -> None:
    released = [one for one in play.transitions() if one.entry.kind == "released"]
    with serving(Newer) as witness:
        checked = list(cross_check(released, witness))
    assert {one.verdict for one in checked} == {Verdict.UNREACHABLE, Verdict.NOT_ASKED}
    number = play.pulls[RELEASED]
    assert why(checked, Kind.APPLIED) == (
        f"GitHub answered about pull request {number} in a form that is not known (KeyError)"
    )
