"""Decisions about document changes: who may, what voids it, and what two owners agree to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.catalog import Person, read_workspace
from bot.core.decide import decide
from bot.core.decision import Ignored, PeopleNeeded, Recorded, Shown, Unsettled
from bot.core.document_authority import authority
from bot.core.document_commit import change_for_document
from bot.core.document_entry import DocumentKind, from_value, to_value
from bot.core.entitlement import MAXIMUM_AGE
from bot.core.finding import State
from bot.core.lifecycle import Role
from bot.core.rules import ask
from bot.core.situation import (
    GHOST,
    Account,
    EventKind,
    People,
    PullState,
    Push,
    Situation,
    Trouble,
    Verdict,
)
from tests.core import situations as s
from tests.core.document_situations import (
    APP,
    OLGA,
    OWEN,
    OWNERS,
    PROGRAM,
    VERSION,
    WORKSPACE,
    after,
    app_change,
    approved,
    file,
    known,
    owned,
    program,
    recorded_in,
    situation,
    thread_of,
    under_review,
    upload,
    with_new,
)
from tests.core.situations import (
    BOT,
    DAN,
    MIA,
    OTTO,
    REVIEWED,
    ROB,
    SECOND,
    WES,
    catalog,
    coffee,
    event,
    minute,
    objection,
    person,
    review,
    with_pull,
)


def unmet(found: Situation) -> list[str]:
    return [f.rule.id for f in ask(found) if f.answer.state is State.UNMET]


def notes(found: Situation, rule: str) -> tuple[str, ...]:
    return next(f.answer.why for f in ask(found) if f.rule.id == rule)


def edited(by: Account = MIA, **fields: Any) -> Situation:
    """Coffee changed at once, or not."""
    return situation(program(**{"tagline": "New", **fields}), program(), by=by)


# --- At once -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "role"), [(MIA, Role.ADMIN), (WES, Role.WORKSPACE_ADMIN), (DAN, Role.DEVELOPER)]
)
def test_a_version_is_uploaded_by_those_who_make_it(who: Account, role: Role) -> None:
    policy = owned(catalog(program=coffee(developers=[person(DAN)])))
    found = upload(who, policy)
    assert isinstance(decide(found), PeopleNeeded)
    draft = recorded_in(found).draft
    assert (draft.kind, draft.actor.role, draft.round) == (DocumentKind.UPLOADED, role, 0)
    change = change_for_document(known(found), recorded_in(found))
    assert set(change.files) == {VERSION, "releases/coffee/1.4.0/log/0001-uploaded.json"}
    assert change.headline == "Upload coffee 1.4.0"
    assert f"Requested-by: {who.id}" in change.body


def test_a_machine_uploads_a_version_and_changes_nothing_of_the_catalog() -> None:
    policy = owned(catalog(program=coffee(admins=[person(BOT, machine=True)])))
    assert recorded_in(upload(BOT, policy)).draft.actor.id == BOT.id
    change = situation(program(tagline="New"), program(), by=BOT, policy=policy)
    assert unmet(change) == ["requester-may-change"]
    assert isinstance(decide(change), Shown)


def test_a_bot_that_is_not_marked_as_a_machine_changes_nothing_of_the_catalog() -> None:
    policy = owned(catalog(program=coffee(admins=[person(BOT)])))
    assert unmet(situation(program(tagline="New"), program(), by=BOT, policy=policy)) == [
        "requester-may-change"
    ]


def test_a_version_waits_for_its_package_and_an_entrance_does_not() -> None:
    bare = situation(file(VERSION))
    assert unmet(bare) == ["version-built"]
    h5 = owned(catalog(program=coffee(type="H5+")))
    assert unmet(situation(file(VERSION), policy=h5)) == []


def test_a_version_that_main_holds_is_never_changed() -> None:
    found = situation(file(VERSION, package=s.PACKAGE), file(VERSION))
    assert unmet(found) == ["version-is-new"]


def test_a_version_of_what_main_does_not_know_is_uploaded_by_nobody() -> None:
    policy = owned(replace(catalog(), mini_programs={}))
    assert unmet(upload(policy=policy)) == ["requester-may-change"]
    without = owned(replace(catalog(), workspaces={}))
    assert unmet(upload(MIA, without)) == []


@pytest.mark.parametrize("what", ["program", "workspace"])
def test_what_is_retired_takes_no_version(what: str) -> None:
    policy = owned(catalog(program=coffee(retired=what == "program")))
    if what == "workspace":
        policy = replace(policy, workspaces=retired_roastery())
    assert unmet(upload(policy=policy)) == ["document-not-retired"]


def retired_roastery(**fields: Any) -> dict[str, Any]:
    value = {"workspace": "roastery", "name": "R", "admins": [person(WES)], "retired": True}
    return {"roastery": read_workspace({**value, **fields})}


@pytest.mark.parametrize("what", ["app", "mini program", "workspace"])
def test_what_is_retired_takes_no_release(what: str) -> None:
    found = s.applied(
        policy=catalog(s.harbor(retired=what == "app"), coffee(retired=what == "mini program"))
    )
    if what == "workspace":
        policy = replace(found.main.catalog, workspaces=retired_roastery())
        found = s.with_main(found, catalog=policy)
    assert isinstance(decide(found), Shown)


@pytest.mark.parametrize(("who", "role"), [(MIA, Role.ADMIN), (WES, Role.WORKSPACE_ADMIN)])
def test_a_mini_program_is_changed_at_once(who: Account, role: Role) -> None:
    draft = recorded_in(edited(who)).draft
    assert (draft.kind, draft.actor.role) == (DocumentKind.CHANGED, role)
    assert draft.application is not None
    assert draft.subject.before == program().record


@pytest.mark.parametrize(
    "fields", [{"type": "H5+"}, {"admins": []}, {"retired": True}], ids=lambda f: next(iter(f))
)
def test_what_is_guarded_is_changed_by_the_workspace_alone(fields: dict[str, Any]) -> None:
    assert unmet(edited(MIA, **fields)) == ["requester-may-change"]
    assert recorded_in(edited(WES, **fields)).draft.actor.role is Role.WORKSPACE_ADMIN


def moving(by: Account, there: Account, *, retired: bool = False) -> Situation:
    found = edited(by, workspace="brewery")
    value = {"workspace": "brewery", "name": "B", "admins": [person(there)]}
    brewery = read_workspace({**value, **({"retired": True} if retired else {})})
    policy = found.main.catalog
    workspaces = {**policy.workspaces, "brewery": brewery}
    return s.with_main(found, catalog=replace(policy, workspaces=workspaces))


def test_a_move_needs_an_admin_of_both_workspaces() -> None:
    assert recorded_in(moving(WES, WES)).draft.kind is DocumentKind.CHANGED
    assert unmet(moving(WES, MIA)) == ["requester-may-change"]
    assert unmet(moving(MIA, MIA)) == ["requester-may-change"]
    assert unmet(edited(WES, workspace="nowhere")) == ["requester-may-change"]
    assert unmet(moving(WES, WES, retired=True)) == ["document-not-retired"]


def test_a_retired_mini_program_comes_back_by_two_owners_only() -> None:
    policy = owned(catalog(program=coffee(retired=True)))
    back = situation(program(), program(retired=True), by=WES, policy=policy)
    assert recorded_in(back).announce
    still = situation(program(retired=True, tagline="x"), program(retired=True), policy=policy)
    assert not recorded_in(still).announce


def test_a_new_mini_program_or_one_of_no_known_workspace_is_reviewed() -> None:
    assert recorded_in(situation(program())).announce
    orphan = owned(replace(catalog(), workspaces={}))
    found = situation(program(tagline="x"), program(), by=MIA, policy=orphan)
    assert recorded_in(found).announce


def test_a_person_speaks_for_nobody_else() -> None:
    path = f"catalog/people/{ROB.id}.yaml"
    own = situation(file(path), by=ROB)
    assert recorded_in(own).draft.actor.role is Role.SELF
    assert unmet(situation(file(path), by=WES)) == ["requester-may-change"]
    assert unmet(situation(file("catalog/people/5.yaml"), by=Account("x", 5))) == [
        "requester-may-change"
    ]


def test_a_push_by_somebody_else_voids_what_was_applied_for() -> None:
    found = edited()
    pushed = People(frozenset(), pushes=(Push(ROB, minute(0)),))
    assert unmet(replace(found, people=pushed)) == ["change-as-applied-for"]
    before = People(frozenset(), pushes=(Push(ROB, minute(-1)), Push(WES, minute(5))))
    assert unmet(replace(found, people=before)) == []
    nobody = People(frozenset(), ("a fork",), pushers_known=False)
    assert isinstance(decide(replace(found, people=nobody)), Shown)
    assert unmet(replace(found, people=nobody)) == ["change-as-applied-for"]


def test_a_branch_from_an_older_document_takes_nothing_back_at_once() -> None:
    found = edited()
    change = found.branch.change
    assert change is not None
    older = replace(found, branch=replace(found.branch, change=replace(change, from_main=False)))
    assert unmet(older) == ["made-from-main"]
    reviewed = app_change()
    change = reviewed.branch.change
    assert change is not None
    branch = replace(reviewed.branch, change=replace(change, from_main=False))
    assert "take that back" in notes(replace(reviewed, branch=branch), "made-from-main")[0]
    assert recorded_in(replace(reviewed, branch=branch)).announce


def test_what_is_the_same_on_main_is_nothing_to_apply_for() -> None:
    assert unmet(situation(program(), program())) == ["change-differs"]


# --- Reviewed ------------------------------------------------------------------------------------


def test_two_owners_approve() -> None:
    found = approved()
    assert isinstance(decide(found), PeopleNeeded)
    moved = recorded_in(found)
    assert (moved.draft.kind, moved.draft.actor.role) == (DocumentKind.CHANGED, Role.OWNER)
    assert [one.reviewer for one in moved.draft.approvals] == [OTTO.id, OWEN.id]
    assert moved.draft.cause == {"kind": "review", "review": review(OWEN).id}
    change = change_for_document(known(found), moved)
    assert f"Requested-by: {WES.id}" in change.body
    assert f"Approved-by: {OTTO.id}\nApproved-by: {OWEN.id}" in change.body
    assert change.head == found.branch.head
    assert thread_of(after(found)).merged is not None


@pytest.mark.parametrize(
    "reviews",
    [
        [review(OTTO)],
        [review(OTTO), review(OTTO, at=minute(150))],
        [review(OTTO), review(ROB)],
        [review(OTTO), review(OWEN, at=minute(59))],
        [review(OTTO), review(OWEN, at=minute(60))],
        [review(OTTO), review(OWEN, commit="e" * 40)],
        [review(OTTO), review(OWEN, Verdict.DISMISSED)],
    ],
)
def test_less_than_two_owners_is_not_enough(reviews: list[Any]) -> None:
    found = known(approved(*reviews))
    assert unmet(found) == ["owners-approve"]
    assert isinstance(decide(found), Shown)


def test_an_old_approval_does_not_count() -> None:
    found = known(approved())
    late = replace(found, now=REVIEWED + MAXIMUM_AGE + timedelta(seconds=1))
    assert unmet(late) == ["owners-approve"]
    assert isinstance(decide(replace(found, now=REVIEWED + MAXIMUM_AGE)), Recorded)


def test_an_owner_who_applied_or_contributed_does_not_approve() -> None:
    by_owner = under_review(app_change(by=OTTO))
    assert unmet(known(approved(found=by_owner))) == ["owners-approve"]
    assert unmet(known(approved(), OWEN.id)) == ["owners-approve"]
    pushed = with_pull(app_change(), event(EventKind.FORCE_PUSHED, 2, OWEN))
    assert unmet(known(approved(found=under_review(pushed)))) == ["owners-approve"]


def test_an_owner_who_applied_for_what_another_opened_does_not_approve() -> None:
    drafted = situation(file(APP, name="Two"), file(APP), event(EventKind.READY, 5, OTTO))
    found = approved(found=under_review(drafted))
    assert thread_of(found).entries[0].draft.actor.id == OTTO.id
    assert unmet(known(found)) == ["owners-approve"]


def test_an_unknown_contributor_is_refused() -> None:
    found = known(approved(), unknown=("someone@example.com",))
    assert unmet(found) == ["owners-approve"]
    assert "example.com" in notes(found, "owners-approve")[0]


def test_an_owner_of_yesterday_does_not_approve() -> None:
    found = approved()
    gone = replace(owned(), owners=owned().owners[:1])
    assert unmet(s.with_main(found, catalog=gone)) == ["owners-approve"]
    marked = owned(catalog(program=coffee(admins=[person(OWEN, machine=True), person(MIA)])))
    assert unmet(s.with_main(found, catalog=marked)) == ["owners-approve"]


def test_a_requester_who_lost_the_role_blocks_the_change() -> None:
    found = approved()
    policy = replace(found.main.catalog, workspaces={})
    assert unmet(s.with_main(found, catalog=policy)) == ["requester-may-change"]


def test_somebody_without_a_role_applies_for_nothing() -> None:
    assert unmet(app_change(by=OLGA)) == ["requester-may-change"]
    assert isinstance(decide(app_change(by=OLGA)), Shown)


def test_two_owners_remain() -> None:
    def owners(*people: Account) -> Situation:
        listed = [person(one) for one in people]
        return situation(file(OWNERS, owners=listed), file(OWNERS))

    assert unmet(owners(OTTO)) == ["two-owners-remain"]
    assert unmet(owners(OTTO, OLGA)) == []
    assert unmet(situation(None, file(OWNERS), path=OWNERS)) == []
    assert unmet(situation(file(OWNERS, owners="all"), file(OWNERS))) == ["two-owners-remain"]


def test_an_objection_with_a_reason_rejects_and_one_without_asks_for_it() -> None:
    silent = approved(objection("", author=OTTO))
    assert unmet(silent)[0] == "owners-reasons-given"
    assert isinstance(decide(silent), Shown)
    draft = recorded_in(approved(objection("No.", author=OTTO))).draft
    assert (draft.kind, draft.reason, draft.actor.role) == (
        DocumentKind.REJECTED,
        "No.",
        Role.OWNER,
    )
    rejected = recorded_in(approved(objection("No.", author=OTTO)))
    assert change_for_document(silent, rejected).head is None


@pytest.mark.parametrize(
    ("who", "kind", "role"),
    [
        (WES, DocumentKind.WITHDRAWN, Role.REQUESTER),
        (OTTO, DocumentKind.WITHDRAWN, Role.OWNER),
        (ROB, DocumentKind.LAPSED, Role.NONE),
        (GHOST, DocumentKind.LAPSED, Role.NONE),
    ],
)
def test_taking_back_is_a_withdrawal_by_those_who_may(
    who: Account, kind: DocumentKind, role: Role
) -> None:
    found = with_pull(under_review(), event(EventKind.CLOSED, 70, who), state=PullState.CLOSED)
    draft = recorded_in(found).draft
    assert (draft.kind, draft.actor.role) == (kind, role)
    assert draft.reason == ("closed" if kind is DocumentKind.LAPSED else None)
    assert isinstance(decide(after(found)), Shown)


def test_a_merge_by_hand_lets_the_change_lapse_whoever_pressed() -> None:
    found = with_pull(under_review(), event(EventKind.MERGED, 70, OTTO), state=PullState.MERGED)
    assert recorded_in(found).draft.kind is DocumentKind.LAPSED


def test_what_came_first_counts() -> None:
    closed = event(EventKind.CLOSED, 130, WES)
    found = with_pull(approved(objection("No.", author=OTTO)), closed, state=PullState.CLOSED)
    assert recorded_in(found).draft.kind is DocumentKind.REJECTED
    sooner = with_pull(
        approved(objection("No.", author=OTTO)),
        event(EventKind.CLOSED, 110, WES),
        state=PullState.CLOSED,
    )
    assert recorded_in(sooner).draft.kind is DocumentKind.WITHDRAWN


def test_a_closed_change_waits_until_github_shows_who_closed_it() -> None:
    assert isinstance(decide(with_pull(under_review(), state=PullState.CLOSED)), Unsettled)


def test_other_bytes_open_a_round_by_the_same_requester() -> None:
    found = with_new(approved(), file(APP, name="Three"), SECOND)
    draft = recorded_in(found).draft
    assert (draft.kind, draft.round) == (DocumentKind.RESUBMITTED, 2)
    assert draft.actor == thread_of(found).entries[0].draft.actor
    gone = replace(found, branch=replace(found.branch, commits=found.branch.commits[1:]))
    assert recorded_in(gone).draft.kind is DocumentKind.RESUBMITTED


def test_the_same_bytes_on_a_new_commit_keep_the_round() -> None:
    found = approved()
    change = found.branch.change
    assert change is not None
    updated = with_new(found, change.file, SECOND)
    assert recorded_in(updated).draft.kind is DocumentKind.CHANGED
    assert recorded_in(updated).draft.subject.head == SECOND


def test_a_force_push_or_another_base_on_main_opens_a_round() -> None:
    pushed = with_pull(approved(), event(EventKind.FORCE_PUSHED, 90, WES))
    assert recorded_in(pushed).draft.kind is DocumentKind.RESUBMITTED
    found = approved()
    change = found.branch.change
    assert change is not None
    moved = replace(change, before=file(APP, name="Port"))
    other = replace(found, branch=replace(found.branch, change=moved))
    assert recorded_in(other).draft.kind is DocumentKind.RESUBMITTED


def test_what_becomes_free_of_review_is_withdrawn_first() -> None:
    policy = owned(catalog(program=coffee(retired=True)))
    found = under_review(
        situation(program(), program(retired=True), by=WES, policy=policy),
    )
    kept = with_new(found, program(retired=True, tagline="x"), SECOND)
    assert unmet(kept)[0] == "requester-may-change"
    assert isinstance(decide(kept), Shown)


def test_after_a_withdrawal_only_a_new_act_applies_again() -> None:
    drafted = with_pull(under_review(), event(EventKind.DRAFTED, 70, WES), draft=True)
    gone = after(drafted)
    assert isinstance(decide(gone), Shown)
    again = with_pull(gone, event(EventKind.READY, 80, WES), draft=False)
    draft = recorded_in(again).draft
    assert (draft.kind, draft.round) == (DocumentKind.SUBMITTED, 2)
    assert draft.cause["after"] == 2


# --- What is no decision -------------------------------------------------------------------------


def test_what_is_closed_or_goes_elsewhere_is_left_alone() -> None:
    assert isinstance(decide(with_pull(app_change(), state=PullState.CLOSED)), Ignored)
    assert isinstance(decide(with_pull(app_change(), base="other")), Ignored)


def test_trouble_on_main_stops_it() -> None:
    found = s.with_main(app_change(), troubles=(Trouble("log-damaged", "x", "y", "z"),))
    assert isinstance(decide(found), Shown)
    assert unmet(found)[0] == "log-intact"
    merged = with_pull(found, state=PullState.MERGED)
    assert isinstance(decide(merged), Shown)
    damaged = s.with_main(found, documents=None)
    assert isinstance(decide(damaged), Shown)


def test_a_document_that_cannot_be_read_is_not_applied_for() -> None:
    broken = replace(file(PROGRAM), value=None)
    found = situation(broken, program(), by=WES)
    assert isinstance(decide(found), Shown)
    assert authority(owned(), change_of(found)).reviewed is False
    lost = with_new(approved(), None, SECOND)
    assert isinstance(decide(lost), Shown)
    assert unmet(situation(None, path=VERSION)) == []
    assert unmet(situation(None, file(PROGRAM), path=PROGRAM)) == []
    assert unmet(situation(None, path=PROGRAM)) == []


def change_of(found: Situation) -> Any:
    return found.branch.change


def test_a_draft_says_who_may_apply() -> None:
    draft = with_pull(edited(), draft=True)
    assert "mia (1001)" in notes(draft, "requester-may-change")[0]
    assert "a role" in notes(with_pull(app_change(), draft=True), "requester-may-change")[0]


def test_what_owners_review_is_not_asked_as_if_it_were_at_once() -> None:
    finding = next(f for f in ask(known(app_change())) if f.rule.id == "change-as-applied-for")
    assert finding.answer.state is State.LATER


def test_nothing_is_asked_of_a_release() -> None:
    found = s.applied()
    states = {f.rule.id: f.answer.state for f in ask(found)}
    assert State.UNMET not in states.values()


def test_an_entry_reads_as_it_was_written() -> None:
    for found in (upload(), approved(), approved(objection("No.", author=OTTO))):
        entry = thread_of(after(known(found)))
        for one in entry.entries:
            assert from_value(to_value(one)) == one
            schemas = s.SCHEMAS.problems("document-entry", to_value(one), "x")
            assert schemas == ()


def test_an_admin_is_listed_once_in_the_first_of_their_roles() -> None:
    policy = owned(catalog(program=coffee(admins=[person(WES)])))
    rights = authority(policy, change_of(edited()))
    assert rights.people == (Person(WES.login, WES.id),)
    assert rights.role_of(WES.id) is Role.ADMIN
    found = situation(file(WORKSPACE), by=WES, policy=policy)
    assert recorded_in(found).draft.actor.role is Role.WORKSPACE_ADMIN


def test_a_mini_program_with_an_odd_workspace_is_judged_by_its_schema() -> None:
    found = edited(WES, workspace=["roastery"])
    assert "requester-may-change" in unmet(found)


# --- Documents of no form ------------------------------------------------------------------------


def test_a_number_that_no_log_could_hold_is_nothing_to_apply_for() -> None:
    found = situation(replace(file(APP), value={"format": 1, "name": 2**53}))
    assert decide(found) == Shown()


@pytest.mark.parametrize("id_", [[1], {"a": 1}, True, None])
def test_an_id_of_no_form_is_no_owner(id_: object) -> None:
    listed = [person(OTTO), {"login": "owen", "id": id_}]
    assert unmet(situation(file(OWNERS, owners=listed), file(OWNERS))) == ["two-owners-remain"]


# --- Marks of machines ---------------------------------------------------------------------------


def with_only_admin(admin: object, by: Account = WES) -> Situation:
    return known(situation(program(admins=admin), program(), by=by))


@pytest.mark.parametrize("other", [OTTO, ROB, WES])
def test_nobody_alone_makes_a_machine_of_somebody_with_another_role(other: Account) -> None:
    found = with_only_admin([person(other, machine=True)])
    assert recorded_in(found).draft.kind is DocumentKind.SUBMITTED


def test_a_mark_of_somebody_without_another_role_needs_no_owner() -> None:
    found = with_only_admin([person(BOT, machine=True)])
    assert recorded_in(found).draft.kind is DocumentKind.CHANGED


def test_nobody_alone_makes_a_reviewer_of_a_machine() -> None:
    policy = owned(catalog(program=coffee(admins=[person(ROB, machine=True), person(MIA)])))
    marked = program(admins=[person(ROB, machine=True), person(MIA)])
    found = situation(program(), marked, by=WES, policy=policy)
    assert recorded_in(found).draft.kind is DocumentKind.SUBMITTED


@pytest.mark.parametrize("admins", [7, [7], [{"id": "x", "machine": True}]])
def test_a_list_of_no_form_marks_nobody(admins: object) -> None:
    found = with_only_admin(admins)
    change = found.branch.change
    assert change is not None
    assert not authority(found.main.catalog, change).reviewed
