"""Acts on releases by documents: who may, what is asked, and what an accepted one records."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.decide import decide
from bot.core.decision import PeopleNeeded, Recorded, Shown
from bot.core.display import display
from bot.core.document_authority import authority, judges
from bot.core.document_commit import change_for_document
from bot.core.document_display import document_display, document_outcome
from bot.core.document_entry import DocumentKind
from bot.core.document_log import DocumentLog
from bot.core.documents.identity import VersionNumber
from bot.core.documents.place_kinds import ActDocument
from bot.core.entry import Kind
from bot.core.explanation import explain
from bot.core.finding import State
from bot.core.lifecycle import Role, Status
from bot.core.log import Log
from bot.core.rules import ask
from bot.core.situation import Account, AccountType, People, Situation, Verdict
from tests.core import situations as s
from tests.core.act_situations import (
    CARRIER,
    REASON,
    STOPPED,
    act,
    answer,
    full,
    judged,
    lifting,
    policy,
    stop,
    then,
    under_review,
    why,
)
from tests.core.document_situations import (
    OLGA,
    OWEN,
    after,
    known,
    recorded_in,
    situation,
    thread_of,
    with_new,
)

if TYPE_CHECKING:
    from bot.core.documents.place_kinds import ActKind

ARCHIVED = then(full(), Kind.ARCHIVED, Status.ARCHIVED, "T20")
OTHER = replace(s.TEST, version=VersionNumber(1, 5, 0))
NEWER = full(OTHER)
SANDBOX = full(s.SANDBOX)
REVIEWED = policy(sandbox={"review": False, "pilot": False, "offline": {"review": True}})
RESTORING = policy(restore=True)
PREPARED = s.log_of(s.recorded(s.reviewed(s.review())))


def restoring(log: Log = ARCHIVED, *siblings: Log, **more: Any) -> Situation:
    return act("restore", log, *siblings, **{"catalog": RESTORING, **more})


def on(log: Log, *kinds: tuple[Kind, Status]) -> Log:
    for kind, status in kinds:
        log = then(log, kind, status)
    return log


# --- Who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "log", "catalog", "reviewed"),
    [
        ("offline", full(), policy(), False),
        ("offline", SANDBOX, policy(), False),
        ("offline", SANDBOX, REVIEWED, True),
        ("offline", PREPARED, policy(), True),
        ("restore", full(), policy(), True),
        ("override", full(), policy(), True),
    ],
)
def test_what_is_reviewed_first_is_as_the_environment_says(
    kind: ActKind, log: Log, catalog: Any, *, reviewed: bool
) -> None:
    found = act(kind, log, catalog=catalog)
    assert found.branch.change is not None
    assert authority(catalog, found.branch.change).reviewed is reviewed


def test_releasers_apply_and_for_an_override_operators_too() -> None:
    offline, override = act("offline", full()), act("override", PREPARED)
    roles = []
    for found in (offline, override):
        assert found.branch.change is not None
        rights = authority(found.main.catalog, found.branch.change)
        roles.append({one.person.login: one.role for one in rights.entitled})
    assert roles[0] == {"mia": Role.RELEASER, "wes": Role.RELEASER}
    assert roles[1] == {**roles[0], "olga": Role.OPERATOR}


def test_a_machine_takes_offline_and_overrides_nothing() -> None:
    machine = Account("mia", 1001, AccountType.BOT)
    assert decide(act("offline", full(), by=machine)) == PeopleNeeded()
    said = why(act("override", PREPARED, by=machine), "requester-may-change")
    assert "may not change this document" in said
    found = act("override", PREPARED, by=s.ROB)
    assert "one of mia (1001), wes (1002), olga (2003)" in why(found, "requester-may-change")


def test_reviewers_judge_an_act_as_the_environment_names_them() -> None:
    groups = {"security": [s.person(s.RITA)]}
    asked = {**s.approvals(2, "refuse", 7), "seats": ["security"]}
    catalog = policy(groups=groups, production={"approvals": asked})
    bench = judges(catalog, ActDocument(s.PRODUCTION, "offline"))
    assert [person.login for person in bench.people] == ["rob", "rita"]
    assert [(seat.group, seat.holders) for seat in bench.seats(more=False)] == [
        ("security", frozenset({s.RITA.id})),
        (None, frozenset({s.ROB.id, s.RITA.id})),
    ]
    assert len(bench.seats(more=True)) == 3
    assert bench.policy.maximum_age == timedelta(days=7)


def test_without_a_policy_of_the_environment_one_reviewer_judges() -> None:
    bench = judges(policy(), ActDocument(s.TEST, "restore"))
    assert (bench.policy.count, bench.policy.seats) == (1, ())


def test_an_app_that_main_does_not_know_has_nobody() -> None:
    nowhere = replace(s.TEST, app="lagoon")
    offline = judges(policy(), ActDocument(nowhere, "offline"))
    override = judges(policy(), ActDocument(nowhere, "override"))
    assert offline.people == ()
    assert [person.login for person in override.people] == ["otto", "owen"]


# --- Taking offline ------------------------------------------------------------------------------


def test_at_once_the_release_is_archived_in_the_same_commit() -> None:
    found = known(act("offline", full()))
    recorded = recorded_in(found)
    ((log, draft),) = recorded.followers
    assert recorded.draft.kind is DocumentKind.CHANGED
    assert recorded.draft.actor.role is Role.RELEASER
    assert (draft.kind, draft.row, draft.source, draft.target) == (
        Kind.TAKEN_OFFLINE,
        "T21",
        Status.FULL_RELEASE,
        Status.ARCHIVED,
    )
    assert draft.subject.pull_request == CARRIER
    assert (draft.reason, draft.actor.login, draft.supersedes) == (REASON, "mia", ())
    assert draft.cause == {
        "kind": "document",
        "document": f"{s.TEST.folder}/offline.yaml",
        "transition": recorded.draft.transition,
    }
    change = change_for_document(found, recorded)
    assert set(change.files) == {
        f"{s.TEST.folder}/offline.yaml",
        "releases/coffee/1.4.0/log/0001-changed.json",
        f"{s.TEST.folder}/log/0002-taken-offline.json",
        f"{s.TEST.folder}/status.json",
        "live/harbor/test.json",
    }
    assert change.head == s.HEAD
    assert change.headline == "Take coffee 1.4.0 to harbor Test offline"
    assert change.body.endswith(f"\nRelease: {s.TEST.folder}")
    assert log.status is Status.FULL_RELEASE


@pytest.mark.parametrize(
    "log", [ARCHIVED, PREPARED, Log(s.TEST)], ids=["archived", "prepared", "new"]
)
def test_only_what_is_full_release_is_taken_offline(log: Log) -> None:
    found = act("offline", log)
    assert f"is {log.status}; what is Full Release can be taken offline" in why(
        found, "act-in-status"
    )
    assert decide(found) == Shown()


def test_what_was_applied_for_before_the_release_came_there_is_applied_for_anew() -> None:
    early = then(ARCHIVED, Kind.RESTORED, Status.FULL_RELEASE, "T24", at=s.minute(1))
    found = known(act("offline", early))
    assert decide(found) == Shown()
    told = why(found, "act-as-it-stood")
    assert "is Full Release since 2026-03-02T" in told
    assert "mia (1001)" in told


def test_what_cannot_be_read_waits() -> None:
    found = act("offline", None)
    for rule in ("act-in-status", "offline-alone"):
        assert answer(found, rule).state is State.LATER
    assert decide(found) == Shown()


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.UNDER_REVIEW, State.UNMET),
        (Status.PILOT_TESTING, State.UNMET),
        (Status.GRAYSCALE_RELEASE, State.UNMET),
        (Status.RELEASE_PREPARATION, State.MET),
        (Status.ARCHIVED, State.MET),
    ],
)
def test_nothing_is_taken_offline_while_another_is_on_its_way(status: Status, state: State) -> None:
    other = then(full(OTHER), Kind.SCALED, status)
    found = act("offline", full(), other)
    assert answer(found, "offline-alone").state is state


# --- Restoring -----------------------------------------------------------------------------------


def test_a_restoration_archives_what_stands_there() -> None:
    found = judged(restoring(ARCHIVED, NEWER), s.review())
    recorded = recorded_in(found)
    (_, draft), (older, archived) = recorded.followers
    assert recorded.draft.actor.role is Role.REVIEWER
    assert (draft.kind, draft.row, draft.target) == (Kind.RESTORED, "T24", Status.FULL_RELEASE)
    assert (draft.actor.login, draft.actor.role) == ("mia", Role.RELEASER)
    assert draft.supersedes == (OTHER,)
    assert older is NEWER
    assert (archived.kind, archived.row) == (Kind.ARCHIVED, "T20")
    assert archived.superseded_by is not None
    assert archived.superseded_by.transition == draft.transition
    body = change_for_document(known(found), recorded).body
    assert body.endswith(f"\nRelease: {s.TEST.folder}\nSupersedes: {OTHER.folder}")


def test_a_restoration_is_asked_what_its_app_and_its_past_allow() -> None:
    assert "does not say restore: true" in why(restoring(catalog=policy()), "restore-allowed")
    assert answer(restoring(catalog=policy()), "restore-allowed").who
    pilot = then(under_review(), Kind.CANCELED, Status.ARCHIVED)
    assert "was never Full Release" in why(restoring(pilot), "restorable")
    removed = then(full(), Kind.FORCE_REMOVED, Status.ARCHIVED, "T22")
    assert "was force removed" in why(restoring(removed), "restorable")
    assert answer(restoring(), "restorable").state is State.MET
    assert "what is Archived can be restored" in why(restoring(full()), "act-in-status")


def test_no_restoration_beside_a_grayscale_release() -> None:
    growing = then(full(OTHER), Kind.SCALED, Status.GRAYSCALE_RELEASE)
    found = restoring(ARCHIVED, growing)
    assert f"is Grayscale Release (#{CARRIER})" in why(found, "restore-alone")
    assert answer(restoring(ARCHIVED, NEWER), "restore-alone").state is State.MET


def test_never_twice_in_a_row() -> None:
    later = s.NOW + timedelta(minutes=1)
    back = then(ARCHIVED, Kind.RESTORED, Status.FULL_RELEASE, "T24", later)
    gone = then(NEWER, Kind.ARCHIVED, Status.ARCHIVED, "T20", later)
    said = why(restoring(gone, back), "restored-once")
    assert "coffee 1.4.0 to harbor Test was restored there already" in said
    told = then(back, Kind.DELIVERED, Status.FULL_RELEASE, at=later + timedelta(minutes=1))
    assert answer(restoring(gone, told), "restored-once").state is State.UNMET
    third = replace(s.TEST, version=VersionNumber(1, 6, 0))
    newest = full(third)
    same = replace(newest.entries[0], time=later)
    between = replace(newest, entries=(same,))
    assert answer(restoring(gone, back, between), "restored-once").state is State.UNMET
    offline = then(back, Kind.TAKEN_OFFLINE, Status.ARCHIVED, "T21", later)
    assert answer(restoring(gone, offline), "restored-once").state is State.UNMET
    assert answer(restoring(gone, offline, between), "restored-once").state is State.MET


def test_where_nothing_was_ever_full_nothing_was_restored() -> None:
    waiting = act("restore", under_review())
    assert answer(waiting, "restored-once").state is State.MET


def test_a_stop_halts_a_restoration_that_is_approved() -> None:
    found = judged(restoring(ARCHIVED, NEWER), s.review())
    about = found.main.acted_on
    assert about is not None
    halted = replace(found, main=replace(found.main, acted_on=replace(about, stop=stop())))
    assert decide(known(halted)) == Shown()
    assert "stopped harbor" in why(halted, "not-stopped")
    offline = act("offline", full())
    assert answer(offline, "not-stopped").state is State.MET


# --- Overriding ----------------------------------------------------------------------------------


def test_an_override_is_a_note_with_its_end() -> None:
    found = judged(act("override", PREPARED), s.review(OLGA))
    ((_, note),) = recorded_in(found).followers
    assert (note.kind, note.row, note.source) == (Kind.FREEZE_OVERRIDDEN, None, note.target)
    assert note.rollout.until is not None
    assert note.rollout.until.isoformat() == "2026-03-04T11:00:00+00:00"
    assert recorded_in(found).draft.actor.role is Role.OPERATOR


@pytest.mark.parametrize(
    ("until", "state"),
    [
        ("2026-03-02T12:00:00Z", State.UNMET),
        ("2026-03-02T12:00:01Z", State.MET),
        ("2026-03-09T12:00:00Z", State.MET),
        ("2026-03-09T12:00:01Z", State.UNMET),
        ("2026-02-30T12:00:00Z", State.LATER),
        (7, State.LATER),
    ],
)
def test_an_override_ends_within_seven_days_of_the_decision(until: object, state: State) -> None:
    found = act("override", PREPARED, until=until)
    assert answer(found, "override-short").state is state


def test_an_override_says_why_its_time_is_none() -> None:
    past = act("override", PREPARED, until="2026-03-02T12:00:00Z")
    far = act("override", PREPARED, until="2026-03-10T12:00:00Z")
    assert "which is past" in why(past, "override-short")
    assert "seven days at most" in why(far, "override-short")
    assert "Under Review, Pilot Testing, Release Preparation, Grayscale Release" in why(
        act("override", full()), "act-in-status"
    )


# --- Lifting a stop ------------------------------------------------------------------------------


def test_the_stop_that_stands_is_named() -> None:
    assert answer(lifting(stop()), "stop-stands").state is State.MET
    assert f"that stands is {STOPPED}" in why(lifting(stop(), "6" * 32), "stop-stands")
    assert "No stop of harbor stands" in why(lifting(None), "stop-stands")
    for act_of in (act("offline", full()), act("override", PREPARED)):
        assert answer(act_of, "stop-stands").state is State.MET


def test_two_lift_a_stop_and_nothing_else_is_recorded() -> None:
    one = judged(lifting(stop()), s.review(s.OTTO))
    assert decide(known(one)) == Shown()
    assert "the next can be given by owen (2002)" in why(one, "act-approved")
    recorded = recorded_in(judged(lifting(stop()), s.review(s.OTTO), s.review(OWEN)))
    assert recorded.followers == ()
    assert recorded.draft.actor.role is Role.OWNER
    commit = change_for_document(known(one), recorded)
    assert commit.headline == "Lift the stop of harbor"
    assert set(commit.files) == {"catalog/log/0002-changed.json", "catalog/stops/harbor.yaml"}


# --- What is approved ----------------------------------------------------------------------------


def test_an_objection_without_a_reason_asks_for_one() -> None:
    silent = judged(restoring(), s.objection(""))
    assert "requested changes without a reason" in why(silent, "act-reasons-given")
    assert answer(judged(restoring()), "act-reasons-given").state is State.MET
    rejected = recorded_in(judged(restoring(), s.objection("Not yet.")))
    assert (rejected.draft.kind, rejected.draft.actor.role) == (
        DocumentKind.REJECTED,
        Role.REVIEWER,
    )


def test_before_a_round_nobody_can_approve() -> None:
    for rule in ("act-approved", "act-reasons-given"):
        assert answer(restoring(), rule).state is State.LATER


def test_whose_reviews_do_not_count_is_said() -> None:
    found = judged(restoring(), s.review(s.DAN), s.review(s.ROB, at=s.minute(60)))
    said = why(found, "act-approved")
    assert "0 of 1 approval(s) given; the next can be given by rob (1004), rita (1005)" in said
    assert "Reviews by dan (1003) do not count" in said
    assert "in the very second of the announcement" in said
    crowd = [s.review(Account(f"p{n}", 5000 + n)) for n in range(5)]
    assert "p2 (5002) and 2 more do not count" in why(judged(restoring(), *crowd), "act-approved")


def test_an_unknown_contributor_is_refused_or_asks_for_one_more() -> None:
    def with_stranger(found: Situation) -> Situation:
        return replace(found, people=People(frozenset({s.MIA.id}), ("x@y.example",)))

    refusing = with_stranger(judged(restoring(), s.review()))
    assert "belong to no known account" in why(refusing, "act-approved")
    asking = {"review": True, "pilot": False, "approvals": s.approvals(1, "one-more")}
    catalog = policy(restore=True, sandbox=asking)
    archived = then(SANDBOX, Kind.ARCHIVED, Status.ARCHIVED, "T20")
    one = with_stranger(judged(restoring(archived, catalog=catalog), s.review()))
    assert "1 of 2 approval(s) given (one more" in why(one, "act-approved")
    both = judged(restoring(archived, catalog=catalog), s.review(), s.review(s.RITA))
    assert answer(with_stranger(both), "act-approved").state is State.MET


def test_what_nobody_can_approve_is_said_at_once() -> None:
    busy = judged(restoring())
    everybody = frozenset({s.MIA.id, s.ROB.id, s.RITA.id})
    found = replace(busy, people=People(everybody))
    said = why(found, "act-approved")
    assert "nobody can give the next" in said
    assert "1 approval(s) can be given by nobody" in said
    assert [p.login for p in answer(found, "act-approved").who] == ["otto", "owen"]


def test_a_group_whose_seat_is_open_is_named() -> None:
    asked = {**s.approvals(2), "seats": ["security"]}
    groups = {"security": [s.person(s.RITA)]}
    sandbox = {"review": False, "pilot": False, "offline": {"review": True}, "approvals": asked}
    catalog = policy(groups=groups, sandbox=sandbox)
    found = judged(act("offline", SANDBOX, catalog=catalog), s.review())
    assert "still open: security" in why(found, "act-approved")
    assert "2 of rob (1004), rita (1005), security among them, must approve it" in shown(found)


def test_an_approval_grows_old_as_the_environment_says() -> None:
    sandbox = {"review": True, "pilot": False, "approvals": s.approvals(2, days=3)}
    archived = then(SANDBOX, Kind.ARCHIVED, Status.ARCHIVED, "T20")
    catalog = policy(restore=True, sandbox=sandbox)
    found = judged(restoring(archived, catalog=catalog), s.review())
    (point,) = (one for one in explain(found).points if one.id == "act-approved")
    assert point.until == s.REVIEWED + timedelta(days=3)


# --- What is shown -------------------------------------------------------------------------------


def shown(found: Situation) -> str:
    assert found.branch.change is not None
    return document_display(found, found.branch.change).sticky


def test_what_happens_next_says_who_and_what() -> None:
    at_once = shown(act("offline", full()))
    assert "Once one of mia (1001), wes (1002) applies, the bot merges it at once" in at_once
    assert "`offline.yaml of coffee 1.4.0 to harbor Test`" in at_once
    assert "the stop of harbor is lifted" in shown(lifting(stop()))
    assert "no freeze halts coffee 1.4.0" in shown(act("override", PREPARED))


def test_once_done_title_decision_and_outcome_say_what_was_done() -> None:
    found = after(known(act("offline", full())))
    text = shown(found)
    assert "### Done: `offline.yaml of coffee 1.4.0 to harbor Test`" in text
    assert "**Done**: coffee 1.4.0 to harbor Test is taken offline, and Archived." in text
    merged = thread_of(found).merged
    assert merged is not None
    outcome = document_outcome(found, merged)
    assert "**Done**: coffee 1.4.0 to harbor Test is taken offline" in outcome


def test_a_draft_of_somebody_else_calls_those_who_may_apply() -> None:
    found = act("offline", full(), by=s.DAN)
    waiting = replace(found, pull=replace(found.pull, draft=True, events=()))
    assert "@mia" in shown(waiting)
    own = act("offline", full())
    assert "@mia" in shown(replace(own, pull=replace(own.pull, draft=True, events=())))


def test_new_bytes_open_a_new_round() -> None:
    found = judged(restoring(), s.review())
    change = found.branch.change
    assert change is not None
    assert change.file is not None
    other = s.document(change.path, format=1, reason="Another reason.")
    again = recorded_in(with_new(found, other, s.SECOND))
    assert again.draft.kind is DocumentKind.RESUBMITTED


@pytest.mark.parametrize(("minutes", "anew"), [(0, False), (1, True)])
def test_what_came_to_all_users_since_opens_a_new_round(minutes: int, *, anew: bool) -> None:
    waiting = after(restoring())
    about, later = waiting.main.acted_on, waiting.now + timedelta(minutes=minutes)
    assert about is not None
    before = then(NEWER, Kind.ARCHIVED, Status.ARCHIVED)
    came = then(before, Kind.COMPLETED, Status.FULL_RELEASE, at=later)
    main = replace(waiting.main, acted_on=replace(about, siblings=(came,)))
    decision = decide(replace(waiting, main=main))
    assert isinstance(decision, Recorded) is anew
    assert anew or decision == Shown()


def test_the_rules_of_other_documents_do_not_ask_an_act() -> None:
    asked = {finding.rule.id for finding in ask(act("offline", full()))}
    assert asked.isdisjoint({"owners-approve", "version-is-new", "two-owners-remain"})
    others = {finding.rule.id for finding in ask(situation(s.document("catalog/apps/harbor.yaml")))}
    assert "act-approved" not in others


def test_an_act_is_about_its_release_alone() -> None:
    found = act("offline", full())
    about = found.acted_on
    assert about is not None
    assert (about.release, about.app is not None) == (s.TEST, True)
    assert about.branch.change is None
    assert replace(found, branch=replace(found.branch, change=None)).acted_on is None
    assert lifting(stop()).acted_on is None


def test_a_dismissed_approval_does_nothing() -> None:
    found = judged(restoring(), s.review(verdict=Verdict.DISMISSED))
    assert decide(known(found)) == Shown()


def test_the_release_shows_what_was_done_to_it() -> None:
    offline = then(full(), Kind.TAKEN_OFFLINE, Status.ARCHIVED, "T21")
    carrier = replace(s.draft(s.TEST, policy()), pull=s.pull(number=CARRIER))
    text = display(s.with_main(carrier, log=offline)).sticky
    assert "**Taken offline** by" in text


def test_a_version_keeps_its_chain_beside_its_acts() -> None:
    found = act("offline", full())
    assert found.main.documents == DocumentLog("releases/coffee/1.4.0/log")
