"""What a pull request shows: how it stands, who can act next, and what happens then."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.core.catalog import Person
from bot.core.comment import STICKY_MARKER
from bot.core.display import DESCRIPTION_LIMIT, Display, StatusText, display
from bot.core.documents.problem import Severity
from bot.core.finding import Stage
from bot.core.log import Log
from bot.core.rules import RULES
from bot.core.situation import (
    GHOST,
    Account,
    Branch,
    EventKind,
    PullState,
    Situation,
    Trouble,
)
from tests.core.situations import (
    DAN,
    HEAD,
    MIA,
    NUMBER,
    PARENT,
    PRODUCTION,
    RITA,
    ROB,
    SECOND,
    TEST,
    WES,
    applied,
    approvals,
    catalog,
    coffee,
    draft,
    event,
    harbor,
    log_of,
    moved_in,
    objection,
    opened,
    person,
    problem,
    pull,
    pushed,
    recorded,
    request,
    review,
    reviewed,
    sibling,
    under_review,
    with_branch,
    with_main,
    with_pull,
)

TROUBLE = Trouble("by-hand", PRODUCTION.request_path, "it was edited by hand", "restore it")


def _withdrawn(by: Account = MIA) -> Situation:
    closed = event(EventKind.CLOSED, 90, by)
    return recorded(with_pull(under_review(), closed, state=PullState.CLOSED))


def _archived() -> Situation:
    """1.3.0 in Test, seen from its own pull request, after 1.4.0 took its place."""
    newer = with_main(applied(TEST), siblings=(sibling("1.3.0"),))
    ((older, entry),) = moved_in(newer).followers
    base = with_pull(applied(older.release), number=NUMBER - 1, state=PullState.MERGED)
    return with_main(base, log=older.extended(entry, base.now, PARENT))


STANDINGS = {
    "draft": (draft(), "pending", "not applied for yet"),
    "refused": (applied(by=DAN), "failure", "Refused for now"),
    "trouble": (with_main(applied(), troubles=(TROUBLE,)), "error", "Stopped"),
    "review": (under_review(), "pending", "Under Review"),
    "blocked": (
        with_branch(under_review(), problems=(problem(),)),
        "failure",
        "Under Review, but stuck",
    ),
    "rejected": (recorded(reviewed(objection())), "failure", "Rejected"),
    "withdrawn": (_withdrawn(), "pending", "Withdrawn"),
    "lapsed": (_withdrawn(DAN), "pending", "Lapsed"),
    "approved": (recorded(reviewed(review())), "success", "NOT LIVE YET"),
    "released": (recorded(applied(TEST)), "success", "Released"),
    "archived": (_archived(), "success", "superseded by coffee 1.4.0 to harbor Test"),
}


def _status(situation: Situation) -> StatusText:
    found = display(situation).status
    assert found is not None
    return found


def _decision(shown: Display) -> str:
    """The first thing below the headline."""
    return shown.sticky.split("\n\n")[1]


def _line(sticky: str, start: str) -> str:
    return next(line for line in sticky.splitlines() if line.startswith(start))


@pytest.mark.parametrize("name", STANDINGS)
def test_the_decision_comes_first_and_the_status_agrees(name: str) -> None:
    situation, state, says = STANDINGS[name]
    assert says in _decision(display(situation))
    assert _status(situation).state == state


@pytest.mark.parametrize("name", STANDINGS)
def test_a_description_is_one_that_github_takes(name: str) -> None:
    situation, _, _ = STANDINGS[name]
    assert 0 < len(_status(situation).description) <= DESCRIPTION_LIMIT


def test_a_description_stays_within_the_limit_for_the_greatest_numbers() -> None:
    log = log_of(under_review())
    (entry,) = log.entries
    late = replace(entry, sequence=10**9, draft=replace(entry.draft, round=10**9))
    situation = with_main(under_review(), log=Log(PRODUCTION, (late,)))
    assert len(_status(situation).description) <= DESCRIPTION_LIMIT
    assert f"sha256:{entry.draft.subject.digest}" in _status(situation).description


@pytest.mark.parametrize("name", STANDINGS)
def test_the_comment_opens_with_its_marker_and_the_number_of_the_entry_it_shows(name: str) -> None:
    situation, _, _ = STANDINGS[name]
    shown = display(situation)
    marker = STICKY_MARKER.match(shown.sticky)
    assert marker is not None
    log = situation.main.log
    assert int(marker[1]) == shown.number == len(log.entries if log else ())


def test_the_headline_is_status_and_release() -> None:
    sticky = display(under_review()).sticky
    assert _line(sticky, "###") == "### Under Review: coffee 1.4.0 to harbor Production"


def test_applying_again_is_asked_for_where_an_old_application_was_taken_over() -> None:
    """Withdrawn elsewhere, and pushed here without an act of applying."""
    log = log_of(_withdrawn())
    seen = replace(log.entries[-1].draft, events=("other",))
    log = replace(log, entries=(log.entries[0], replace(log.entries[1], draft=seen)))
    other = pull(replace(opened(), id="other"), number=NUMBER + 1)
    situation = with_main(replace(applied(), pull=other), log=log)
    assert "not applied for" in _decision(display(situation))
    assert _status(situation).state == "pending"


def test_after_a_refused_attempt_to_apply_again_it_is_refused_and_not_rejected() -> None:
    rejected = recorded(reviewed(objection()))
    acts = (event(EventKind.DRAFTED, 200), event(EventKind.READY, 201, DAN))
    assert "Refused" in _decision(display(with_pull(rejected, *acts)))


def test_a_rejection_stays_shown_after_a_push() -> None:
    rejected = recorded(reviewed(objection("/reject code\nIt leaks.")))
    situation = pushed(rejected, SECOND, request("Fewer."))
    assert "Rejected" in _decision(display(situation))
    assert _status(situation).description.startswith("Rejected in round 1 (code)")


def test_another_pull_request_for_the_same_release_does_not_show_its_log() -> None:
    shown = display(with_pull(under_review(), number=NUMBER + 1))
    assert (shown.number, "The log so far" in shown.sticky) == (1, False)
    assert f"#{NUMBER}" in shown.sticky


def test_a_later_head_of_a_merged_pull_request_gets_no_status() -> None:
    assert display(with_pull(recorded(reviewed(review())), head=SECOND)).status is None


def test_a_branch_whose_release_cannot_be_read_is_shown_all_the_same() -> None:
    base = with_main(applied(), log=None)
    shown = display(replace(base, branch=Branch(HEAD, touches=True, problems=(problem(),))))
    assert "no release can be read" in shown.sticky
    assert "some-rule" in shown.sticky
    assert "What changes against" not in shown.sticky


# --- Who can act next ----------------------------------------------------------------------------


def _mentioned(situation: Situation) -> list[str]:
    return re.findall(r"@[a-z]+", display(situation).sticky)


def test_those_who_can_approve_are_mentioned_once_and_only_them() -> None:
    assert _mentioned(under_review()) == ["@rob", "@rita"]


def test_who_has_approved_is_not_mentioned_again() -> None:
    policy = catalog(harbor({"approvals": approvals(count=2)}))
    situation = reviewed(review(), situation=under_review(applied(policy=policy)))
    assert _mentioned(situation) == ["@rita"]


def test_those_who_may_apply_are_mentioned_where_another_did() -> None:
    assert _mentioned(applied(by=DAN)) == ["@mia", "@wes"]


def test_the_reviewer_without_a_reason_is_mentioned() -> None:
    assert _mentioned(reviewed(objection(""))) == ["@rob"]


def test_releasers_are_mentioned_once_it_is_approved() -> None:
    assert _mentioned(recorded(reviewed(review()))) == ["@mia", "@wes"]


def test_a_draft_mentions_its_author_if_that_is_a_releaser_and_else_all_releasers() -> None:
    assert _mentioned(draft()) == ["@mia"]
    assert _mentioned(with_pull(draft(), author=DAN)) == ["@mia", "@wes"]


def test_the_requester_is_mentioned_once_it_is_rejected_or_taken_back() -> None:
    drafted = with_pull(under_review(applied(by=WES)), event(EventKind.DRAFTED, 90), draft=True)
    assert _mentioned(recorded(drafted)) == ["@wes"]
    assert _mentioned(recorded(reviewed(objection()))) == ["@mia"]


def test_the_author_is_mentioned_where_the_documents_are_wrong() -> None:
    situation = with_branch(with_pull(applied(), author=DAN), problems=(problem(),))
    assert _mentioned(situation) == ["@dan"]
    assert _mentioned(with_branch(under_review(), problems=(problem(),))) == ["@mia"]


def test_a_deleted_author_is_not_mentioned() -> None:
    """@ghost would be the account of that name."""
    situation = with_branch(with_pull(applied(), author=GHOST), problems=(problem(),))
    assert _mentioned(situation) == []


def test_owners_are_mentioned_where_something_on_main_must_be_mended() -> None:
    policy = replace(catalog(), owners=(Person("olive", 1010),))
    situation = with_main(applied(), troubles=(TROUBLE,), catalog=policy)
    assert _mentioned(situation) == ["@olive"]


def test_nobody_is_mentioned_where_nobody_is_left_to_approve() -> None:
    policy = catalog(harbor(reviewers=[person(MIA)]))
    assert _mentioned(under_review(applied(policy=policy))) == []


@pytest.mark.parametrize("name", ["withdrawn", "released", "archived"])
def test_nobody_is_mentioned_where_nobody_is_waited_for(name: str) -> None:
    situation, _, _ = STANDINGS[name]
    assert _mentioned(situation) == []


def test_nobody_is_mentioned_on_a_closed_pull_request() -> None:
    assert _mentioned(with_pull(under_review(), state=PullState.CLOSED)) == []


# --- What changes --------------------------------------------------------------------------------


def test_it_is_said_where_nothing_is_live_yet() -> None:
    assert "Nothing of this mini program is live there yet" in display(applied(TEST)).sticky


def test_what_changes_against_the_live_release_is_a_table() -> None:
    program = coffee(features=["pay"])
    situation = applied(TEST, policy=catalog(program=program))
    situation = with_main(situation, siblings=(sibling("1.3.0"),))
    situation = with_branch(situation, request=request(None))
    sticky = display(situation).sticky
    assert "| field | live (1.3.0) | applied for |" in sticky
    assert "| `/features` | – | `pay` |" in sticky
    assert "| `/releaseNotes` | `More beans.` | – |" in sticky
    assert "/release/version" not in sticky


def test_it_is_said_where_the_same_bytes_are_live() -> None:
    sticky = display(with_main(applied(TEST), siblings=(sibling("1.3.0"),))).sticky
    assert "Nothing: the same bytes are live there." in sticky


def test_what_is_live_is_the_application_that_was_merged_and_not_the_first_that_was_made() -> None:
    """Submitted with one text, resubmitted with another, and live with the other."""
    live = sibling("1.3.0")
    (entry,) = live.entries
    assert entry.draft.application is not None
    first = {**entry.draft.application, "releaseNotes": "A first try."}
    earlier = replace(entry, draft=replace(entry.draft, application=first))
    situation = with_main(applied(TEST), siblings=(replace(live, entries=(earlier, entry)),))
    assert "A first try." not in display(situation).sticky


def test_a_live_release_whose_log_holds_no_application_is_no_ground_for_a_comparison() -> None:
    live = sibling("1.3.0")
    (entry,) = live.entries
    bare = replace(entry, draft=replace(entry.draft, application=None))
    situation = with_main(applied(TEST), siblings=(replace(live, entries=(bare,)),))
    assert "Nothing of this mini program is live there yet" in display(situation).sticky


# --- The checklist, the application and the log --------------------------------------------------


def test_the_checklist_shows_every_rule_with_its_state() -> None:
    sticky = display(under_review()).sticky
    at_once = display(draft(TEST)).sticky
    for rule in RULES:
        line = f"{rule.question} [`{rule.id}`]("
        assert (line in sticky) is (rule.stage in (Stage.APPLICATION, Stage.REVIEW))
        assert (line in at_once) is (rule.stage in (Stage.APPLICATION, Stage.AT_ONCE))
    assert _line(sticky, "- ❌").endswith("docs/rules.md#approvals-complete)")
    assert "- ⏳" in display(draft()).sticky


def test_a_warning_is_shown_at_the_top() -> None:
    situation = with_branch(applied(), problems=(problem(Severity.WARNING, what="no notes"),))
    sticky = display(situation).sticky
    assert sticky.index("> **Note:**") < sticky.index("#### Checklist")
    assert "no notes" in _line(sticky, "> **Note:**")
    assert "- ⚠️" in sticky


def test_the_application_is_shown_in_full_with_its_digest() -> None:
    situation = under_review()
    application = situation.application
    assert application is not None
    sticky = display(situation).sticky
    assert f"sha256:{application.digest}" in sticky
    assert f"```json\n{application.rendering.rstrip()}\n```" in sticky


def test_what_is_done_shows_no_checklist_and_the_application_as_it_was_judged() -> None:
    done = recorded(reviewed(review()))
    application = done.application
    assert application is not None
    sticky = display(with_branch(done, request=request("Pushed later."))).sticky
    assert "Nothing is left to check." in sticky
    assert f"```json\n{application.rendering.rstrip()}\n```" in sticky
    assert "Pushed later." not in sticky


def test_what_is_unmet_comes_first_in_the_checklist() -> None:
    sticky = display(with_branch(under_review(), problems=(problem(),))).sticky
    marks = re.findall(r"^- (.)", sticky, re.MULTILINE)
    assert marks == sorted(marks, key="❌⚠⏳✅".index)


def test_where_nobody_reviews_the_checklist_asks_nothing_of_reviewers() -> None:
    assert "approvals-complete" not in display(applied(TEST)).sticky
    assert "approvals-complete" in display(applied()).sticky


def test_what_changed_since_the_round_before_is_a_table() -> None:
    again = recorded(pushed(under_review(), SECOND, request("Fewer beans.")))
    sticky = display(again).sticky
    assert "#### What changed since round 1" in sticky
    assert "| `/releaseNotes` | `More beans.` | `Fewer beans.` |" in sticky


def test_what_was_pushed_after_a_rejection_is_compared_with_what_was_rejected() -> None:
    rejected = recorded(reviewed(objection()))
    assert "What changed since" not in display(rejected).sticky
    sticky = display(pushed(rejected, SECOND, request("Fewer beans."))).sticky
    assert "#### What changed since round 1" in sticky
    assert "`Fewer beans.`" in sticky


def test_a_round_that_a_force_push_opened_changes_nothing() -> None:
    again = recorded(with_pull(under_review(), event(EventKind.FORCE_PUSHED, 70)))
    assert "it is the same application, announced anew" in display(again).sticky


def test_the_log_links_each_entry_on_main() -> None:
    sticky = display(recorded(reviewed(review()))).sticky
    folder = f"https://github.example/roastery/releases/blob/main/{PRODUCTION.log_folder}"
    assert (
        f"| 1 | [submitted]({folder}/0001-submitted.json) | New Version Created → Under Review "
        f"| mia ({MIA.id}), releaser | 2026-03-02T12:00:00Z |"
    ) in sticky
    assert f"[approved]({folder}/0002-approved.json)" in sticky


def test_a_note_in_the_log_shows_the_status_that_it_keeps() -> None:
    sticky = display(recorded(pushed(under_review(), SECOND, request("Fewer.")))).sticky
    assert "| Under Review |" in _line(sticky, "| 2 |")


# --- What happens next ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "says"),
    [
        (draft(), "reviewers approve or reject"),
        (draft(TEST), "nobody reviews: it is at once in Full Release"),
        (under_review(), "It is not live then: Release Preparation follows"),
        (
            under_review(applied(policy=catalog(harbor({"pilot": True})))),
            "It is not live then: Pilot Testing follows",
        ),
        (recorded(reviewed(review())), "**NOT LIVE YET.** It is approved and merged"),
        (recorded(applied(TEST)), "It is live for all users of this environment."),
        (_archived(), "It is over"),
    ],
    ids=["draft", "draft-test", "review", "review-pilot", "approved", "released", "archived"],
)
def test_what_happens_next_is_said(situation: Situation, says: str) -> None:
    sticky = display(situation).sticky
    assert says in sticky.partition("#### What happens next")[2]


def test_pilot_testing_is_not_live_yet() -> None:
    base = under_review(applied(policy=catalog(harbor({"pilot": True}))))
    sticky = display(recorded(reviewed(review(), situation=base))).sticky
    assert "**NOT LIVE YET.** Testers try it" in sticky


def test_nothing_is_said_of_what_happens_next_where_there_is_no_such_target() -> None:
    gone = with_main(applied(), catalog=replace(catalog(), apps={}))
    assert "#### What happens next" not in display(gone).sticky


def test_the_people_of_the_story_are_those_of_the_catalog() -> None:
    """The tests above would show nothing if a releaser were a reviewer."""
    releasers = {releaser.id for releaser in catalog().releasers("coffee")}
    assert releasers == {MIA.id, WES.id}
    assert releasers.isdisjoint({ROB.id, RITA.id})
    assert person(ROB)["id"] == ROB.id


def test_what_happens_next_is_not_said_while_something_on_main_is_wrong() -> None:
    stopped = with_main(under_review(), troubles=(TROUBLE,))
    assert "What happens next" not in display(stopped).sticky
    assert "What happens next" in display(under_review()).sticky
