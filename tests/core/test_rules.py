"""The rules: each says what is missing, who can supply it, and where it comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.decide import PeopleNeeded, Shown, decide
from bot.core.documents.identity import VersionNumber
from bot.core.documents.problem import Severity
from bot.core.finding import Answer, Stage, State
from bot.core.rules import RULES, all_met, ask
from bot.core.situation import (
    GHOST,
    Account,
    Branch,
    EventKind,
    People,
    PullState,
    Push,
    Situation,
    Trouble,
)
from tests.core.situations import (
    BOT,
    DAN,
    HEAD,
    MIA,
    NUMBER,
    PRODUCTION,
    RITA,
    ROB,
    SANDBOX,
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
    minute,
    objection,
    person,
    problem,
    recorded,
    review,
    reviewed,
    sibling,
    under_review,
    version,
    with_branch,
    with_main,
    with_pull,
)


def _answer(rule: str, situation: Situation) -> Answer:
    (found,) = (finding.answer for finding in ask(situation) if finding.rule.id == rule)
    return found


def _unmet(situation: Situation) -> list[str]:
    return [f.rule.id for f in ask(situation) if f.answer.state is State.UNMET]


def _unreadable() -> Situation:
    """A branch in which no release can be read."""
    return with_main(replace(applied(), branch=Branch(HEAD, touches=True)), log=None)


def test_each_rule_has_an_id_of_its_own_a_question_and_a_documentation() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.question.endswith("?") and rule.documentation for rule in RULES)


def test_the_rules_of_an_application_come_before_those_of_a_review() -> None:
    stages = [rule.stage for rule in RULES]
    assert stages == sorted(stages, key=list(Stage).index)


def test_every_rule_is_asked_and_one_stage_can_be_asked_alone() -> None:
    assert [finding.rule for finding in ask(applied())] == list(RULES)
    assert {f.rule.stage for f in ask(applied(), Stage.REVIEW)} == {Stage.REVIEW}


def test_an_application_that_lacks_nothing_meets_all_rules_of_its_stage() -> None:
    assert _unmet(applied()) == []
    assert all_met(applied(), Stage.APPLICATION)
    assert not all_met(applied(), Stage.REVIEW)


def test_every_rule_answers_even_where_nothing_can_be_read() -> None:
    assert not all_met(_unreadable(), Stage.APPLICATION)
    for rule in ("one-in-flight", "version-in-order", "package-built"):
        assert _answer(rule, _unreadable()).state is State.LATER
    assert _answer("requester-is-releaser", _unreadable()).state is State.LATER
    assert _answer("code-not-rejected", _unreadable()).state is State.MET
    assert _answer("identity-free", _unreadable()).state is State.MET


def test_trouble_on_main_is_named_with_its_cure() -> None:
    trouble = Trouble("by-hand", PRODUCTION.request_path, "edited by hand", "restore it")
    answer = _answer("log-intact", with_main(applied(), troubles=(trouble,)))
    assert answer.state is State.UNMET
    (why,) = answer.why
    assert PRODUCTION.request_path in why
    assert "edited by hand" in why
    assert "restore it" in why


def test_another_base_is_unmet() -> None:
    assert _unmet(with_pull(applied(), base="next")) == ["base-is-main"]


def test_all_problems_of_the_documents_are_shown_at_once() -> None:
    problems = (
        problem(what="first thing"),
        problem(what="second thing"),
        problem(Severity.WARNING, what="third thing"),
    )
    answer = _answer("documents-valid", with_branch(applied(), problems=problems))
    assert answer.state is State.UNMET
    assert ["first" in answer.why[0], "second" in answer.why[1], "third" in answer.why[2]] == [
        True,
        True,
        True,
    ]


def test_a_warning_is_a_notice_and_stops_nothing() -> None:
    """Release notes are recommended for Production, not required."""
    situation = with_branch(applied(), problems=(problem(Severity.WARNING),))
    assert _answer("documents-valid", situation).state is State.NOTICE
    assert all_met(situation, Stage.APPLICATION)


def test_a_release_on_main_is_not_free() -> None:
    answer = _answer("identity-free", with_pull(recorded(applied(TEST)), number=NUMBER + 1))
    assert answer.state is State.UNMET
    assert f"#{NUMBER}" in answer.why[0]


def test_a_release_under_review_is_free_only_for_the_pull_request_that_carries_it() -> None:
    assert _answer("identity-free", under_review()).state is State.MET
    other = _answer("identity-free", with_pull(under_review(), number=NUMBER + 1))
    assert other.state is State.UNMET
    assert f"#{NUMBER}" in other.why[0]


def test_a_withdrawn_release_is_free_for_another_pull_request() -> None:
    closed = event(EventKind.CLOSED, 90)
    withdrawn = recorded(with_pull(under_review(), closed, state=PullState.CLOSED))
    assert _answer("identity-free", with_pull(withdrawn, number=NUMBER + 1)).state is State.MET


def test_a_version_on_main_is_immutable() -> None:
    situation = applied()
    built = situation.branch.version
    assert built is not None
    same = with_main(situation, version_on_main=built.record)
    assert _answer("version-immutable", same).state is State.MET
    other = with_main(situation, version_on_main=replace(built.record, blob="9" * 40))
    assert _answer("version-immutable", other).state is State.UNMET
    missing = with_branch(other, version=None)
    assert _answer("version-immutable", missing).state is State.MET


def test_before_anybody_applies_it_is_said_who_may() -> None:
    answer = _answer("requester-is-releaser", draft())
    assert answer.state is State.LATER
    assert [who.id for who in answer.who] == [MIA.id, WES.id]


def test_nobody_can_be_asked_about_a_mini_program_that_main_does_not_know() -> None:
    unknown = with_main(applied(), catalog=replace(catalog(), mini_programs={}))
    assert _answer("requester-is-releaser", unknown).state is State.LATER


def test_an_applicant_who_may_not_is_named_with_those_who_may() -> None:
    answer = _answer("requester-is-releaser", applied(by=DAN))
    assert answer.state is State.UNMET
    assert [who.id for who in answer.who] == [MIA.id, WES.id]
    assert f"dan ({DAN.id})" in answer.why[0]


def test_the_requester_under_review_is_the_one_who_applied_and_not_the_pusher() -> None:
    situation = with_pull(under_review(), event(EventKind.FORCE_PUSHED, 70, DAN))
    assert _answer("requester-is-releaser", situation).state is State.MET


def test_a_machine_marked_in_the_catalog_may_apply() -> None:
    program = coffee(admins=[person(BOT, machine=True)])
    situation = applied(by=BOT, policy=catalog(program=program))
    assert _answer("requester-is-releaser", situation).state is State.MET


def test_a_login_that_belongs_to_another_account_now_is_noticed_and_stops_nothing() -> None:
    """A13."""
    impostor = replace(DAN, login="Rob")
    situation = reviewed(review(impostor), review(RITA))
    answer = _answer("logins-agree", situation)
    assert answer.state is State.NOTICE
    (why,) = answer.why
    assert "rob" in why
    assert str(DAN.id) in why
    assert all_met(situation, Stage.REVIEW)


def test_a_listed_person_who_was_renamed_is_noticed() -> None:
    renamed = replace(MIA, login="mia-now")
    (why,) = _answer("logins-agree", applied(by=renamed)).why
    assert "mia-now" in why


def test_drifted_logins_are_named_in_the_order_of_their_ids() -> None:
    """Else the comment would change from run to run."""
    renamed = [replace(account, login=f"{account.login}-now") for account in (RITA, WES, ROB)]
    situation = reviewed(*(review(account) for account in renamed))
    first, second, third = _answer("logins-agree", situation).why
    assert "wes-now" in first
    assert "rob-now" in second
    assert "rita-now" in third


def test_logins_that_differ_in_case_only_agree() -> None:
    assert _answer("logins-agree", applied(by=replace(MIA, login="MIA"))).state is State.MET
    assert _answer("logins-agree", _unreadable()).state is State.LATER


def test_a_dsl_version_without_a_package_waits_for_the_build() -> None:
    unbuilt = replace(version(), value={"format": 1})
    answer = _answer("package-built", with_branch(applied(), version=unbuilt))
    assert answer.state is State.UNMET
    assert "waits" in answer.why[0]


def test_an_h5_version_needs_no_package() -> None:
    unbuilt = replace(version(), value={"format": 1, "entrance": "https://coffee.example"})
    situation = with_branch(applied(policy=catalog(program=coffee(type="H5+"))), version=unbuilt)
    assert _answer("package-built", situation).state is State.MET


def test_rejected_code_closes_the_version_for_that_target() -> None:
    rejected = recorded(reviewed(objection("/reject code\nIt leaks.")))
    assert _answer("code-not-rejected", rejected).state is State.UNMET
    details = recorded(reviewed(objection()))
    assert _answer("code-not-rejected", details).state is State.MET


def test_rejected_code_does_not_close_what_has_become_h5() -> None:
    rejected = recorded(reviewed(objection("/reject code\nIt leaks.")))
    h5 = with_main(rejected, catalog=catalog(program=coffee(type="H5+")))
    assert _answer("code-not-rejected", h5).state is State.MET
    unknown = with_main(rejected, catalog=replace(catalog(), mini_programs={}))
    assert _answer("code-not-rejected", unknown).state is State.MET


def test_another_release_on_its_way_to_the_target_is_in_the_way() -> None:
    busy = with_main(applied(), siblings=(sibling("1.3.0", live=False),))
    answer = _answer("one-in-flight", busy)
    assert answer.state is State.UNMET
    assert f"#{NUMBER - 1}" in answer.why[0]
    allowed = with_main(busy, catalog=catalog(harbor(oneInFlight=False)))
    assert _answer("one-in-flight", allowed).state is State.MET


def test_a_live_release_is_not_on_its_way() -> None:
    situation = with_main(applied(TEST), siblings=(sibling("1.3.0"),))
    assert _answer("one-in-flight", situation).state is State.MET


@pytest.mark.parametrize(
    ("live", "state"),
    [("1.3.9", State.MET), ("1.4.1", State.UNMET), ("1.10.0", State.UNMET)],
)
def test_versions_are_compared_number_by_number_with_the_live_one(live: str, state: State) -> None:
    situation = with_main(applied(TEST), siblings=(sibling(live),))
    assert _answer("version-in-order", situation).state is state
    allowed = with_main(situation, catalog=catalog(harbor(versionsInOrder=False)))
    assert _answer("version-in-order", allowed).state is State.MET


def test_the_newest_live_version_is_what_counts() -> None:
    situation = with_main(applied(TEST), siblings=(sibling("1.5.0"), sibling("1.3.0")))
    answer = _answer("version-in-order", situation)
    assert (answer.state, str(VersionNumber(1, 5, 0)) in answer.why[0]) == (State.UNMET, True)


# --- Review --------------------------------------------------------------------------------------


def test_no_review_is_asked_for_before_there_is_a_round() -> None:
    assert {f.answer.state for f in ask(applied(), Stage.REVIEW)} == {State.LATER}
    assert {f.answer.state for f in ask(_unreadable(), Stage.REVIEW)} == {State.LATER}


def test_the_round_of_another_pull_request_is_not_this_ones() -> None:
    other = with_pull(under_review(), number=NUMBER + 1)
    assert {f.answer.state for f in ask(other, Stage.REVIEW)} == {State.LATER}


def test_no_review_is_asked_for_where_the_app_is_gone() -> None:
    gone = with_main(under_review(), catalog=replace(catalog(), apps={}))
    assert _answer("approvals-complete", gone).state is State.LATER


def test_who_can_approve_next_leaves_out_contributors_machines_and_who_has_approved() -> None:
    third = replace(DAN, login="third", id=3003)
    policy = catalog(
        harbor(
            {"approvals": approvals(count=2)},
            reviewers=[
                person(ROB),
                person(RITA),
                person(third),
                person(MIA),
                person(BOT, machine=True),
            ],
        )
    )
    situation = reviewed(review(), situation=under_review(applied(policy=policy)))
    answer = _answer("approvals-complete", situation)
    assert answer.state is State.UNMET
    assert [who.id for who in answer.who] == [RITA.id, third.id]
    assert "1 of 2" in answer.why[0]


def test_it_is_said_when_nobody_is_left_to_approve() -> None:
    policy = catalog(harbor(reviewers=[person(MIA)]))
    answer = _answer("approvals-complete", under_review(applied(policy=policy)))
    assert (answer.state, answer.who) == (State.UNMET, ())
    assert "nobody" in answer.why[0]


def test_why_a_review_does_not_count_is_said() -> None:
    answer = _answer("approvals-complete", reviewed(review(DAN)))
    assert any(f"dan ({DAN.id})" in why and "not on the app's list" in why for why in answer.why)
    met = _answer("approvals-complete", reviewed(review(), review(DAN)))
    assert (met.state, len(met.why)) == (State.MET, 1)


def test_a_flood_of_reviews_by_strangers_takes_one_line() -> None:
    crowd = [review(Account(f"nobody{n}", 5000 + n)) for n in range(40)]
    answer = _answer("approvals-complete", reviewed(*crowd, review(ROB, commit=SECOND)))
    assert len(answer.why) == 3
    assert "and 37 more" in answer.why[-1]
    assert "rob" in answer.why[1]


def test_an_unknown_contributor_is_named_where_one_more_is_asked_for_and_where_refused() -> None:
    """A15."""
    people = People(frozenset(), unknown=("who@example.com",))
    situation = replace(reviewed(review()), people=people)
    answer = _answer("approvals-complete", situation)
    assert (answer.state, "one more" in answer.why[0]) == (State.UNMET, True)
    refusing = catalog(harbor({"approvals": approvals(unknown="refuse")}))
    refused = _answer("approvals-complete", with_main(situation, catalog=refusing))
    assert (refused.state, "example.com" in refused.why[0]) == (State.UNMET, True)


def test_an_objection_without_a_reason_asks_its_reviewer_for_one() -> None:
    answer = _answer("reasons-given", reviewed(objection(""), objection(author=RITA)))
    assert (answer.state, [who.id for who in answer.who]) == (State.UNMET, [ROB.id])


def test_a_sentence_that_is_unmet_ends_with_the_id_of_its_rule() -> None:
    unmet = [
        with_pull(applied(), base="next"),
        applied(by=DAN),
        with_branch(applied(), version=replace(version(), value={"format": 1})),
        with_main(applied(), siblings=(sibling("1.3.0", live=False),)),
        with_main(applied(TEST), siblings=(sibling("1.5.0"),)),
        with_pull(under_review(), number=NUMBER + 1),
        with_pull(recorded(applied(TEST)), number=NUMBER + 1),
        recorded(reviewed(objection("/reject code\nIt leaks."))),
        reviewed(objection("")),
        under_review(),
        applied(SANDBOX, policy=catalog(harbor(sandbox={"review": False}))),
    ]
    for situation in unmet:
        for finding in ask(situation):
            if finding.answer.state is State.UNMET:
                assert finding.answer.why[0].endswith(f"[{finding.rule.id}]")


def test_the_requester_of_the_round_is_asked_and_not_a_later_act() -> None:
    situation = with_pull(under_review(), event(EventKind.REOPENED, 90, DAN))
    assert _answer("requester-is-releaser", situation).state is State.MET


def _pushed(*pushes: tuple[Account, int], known: bool = True) -> Answer:
    made = tuple(Push(actor, minute(at)) for actor, at in pushes)
    people = People(frozenset(), ("somebody",), made, pushers_known=known)
    return _answer("applied-for-as-it-is", replace(applied(TEST), people=people))


@pytest.mark.parametrize("at", [0, 1])
def test_a_push_by_a_developer_from_the_act_of_applying_on_voids_it(at: int) -> None:
    answer = _pushed((DAN, at))
    assert answer.state is State.UNMET
    assert "dan (" in answer.why[0]
    assert MIA.id in {person.id for person in answer.who}


def test_a_push_by_an_unknown_account_after_the_act_voids_it() -> None:
    assert _pushed((GHOST, 1)).state is State.UNMET


@pytest.mark.parametrize("push", [(DAN, -1), (MIA, 1), (WES, 1)])
def test_a_push_before_the_act_or_by_a_releaser_does_not(push: tuple[Account, int]) -> None:
    assert _pushed(push).state is State.MET


def test_a_branch_whose_pushers_nobody_can_tell_is_not_released_at_once() -> None:
    assert _pushed(known=False).state is State.UNMET


def test_the_pushers_are_asked_for_only_where_all_else_passes() -> None:
    assert _answer("applied-for-as-it-is", applied(TEST)).state is State.LATER
    assert isinstance(decide(applied(TEST)), PeopleNeeded)
    assert isinstance(decide(applied(TEST, DAN)), Shown)


def test_what_a_developer_pushed_after_the_act_is_not_released() -> None:
    people = People(frozenset(), (), (Push(DAN, minute(1)),))
    assert isinstance(decide(replace(applied(TEST), people=people)), Shown)
