"""Applying: drafts are shown, Test releases at once, Production comes under review."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.decide import Ignored, Moved, Shown, decide
from bot.core.documents.identity import VersionNumber
from bot.core.documents.problem import Severity
from bot.core.entry import Content, Contributors, Kind
from bot.core.lifecycle import Role, Status
from bot.core.situation import Branch, EventKind, PullState, Situation, Trouble
from tests.core.situations import (
    DAN,
    HEAD,
    MIA,
    NUMBER,
    PRODUCTION,
    SANDBOX,
    SECOND,
    TEST,
    WES,
    applied,
    catalog,
    coffee,
    commit,
    draft,
    event,
    harbor,
    log_of,
    moved_in,
    opened,
    problem,
    pull,
    pushed,
    recorded,
    request,
    sibling,
    under_review,
    version,
    with_branch,
    with_main,
    with_pull,
)

# --- None of the bot's business ------------------------------------------------------------------


def test_a_pull_request_that_touches_no_data_is_ignored() -> None:
    situation = replace(applied(), branch=Branch(HEAD, touches=False))
    assert isinstance(decide(situation), Ignored)


@pytest.mark.parametrize("state", [PullState.CLOSED, PullState.MERGED])
def test_a_closed_pull_request_that_the_log_does_not_know_is_ignored(state: PullState) -> None:
    assert isinstance(decide(with_pull(applied(), state=state)), Ignored)


def test_a_pull_request_to_another_base_is_ignored() -> None:
    assert isinstance(decide(with_pull(applied(), base="next")), Ignored)


def test_a_release_under_review_is_not_ignored_when_its_base_is_changed() -> None:
    assert decide(with_pull(under_review(), base="next")) == Shown()


def test_what_was_merged_by_hand_is_shown_and_not_ignored() -> None:
    trouble = Trouble("by-hand", PRODUCTION.request_path, "it was merged by hand", "restore it")
    situation = with_main(with_pull(applied(), state=PullState.MERGED), troubles=(trouble,))
    assert decide(situation) == Shown()


# --- Shown only ----------------------------------------------------------------------------------


def test_a_draft_is_shown_and_writes_nothing_to_main() -> None:
    assert decide(draft()) == Shown()


def test_trouble_on_main_stops_an_application() -> None:
    trouble = Trouble("by-hand", PRODUCTION.request_path, "it was edited by hand", "restore it")
    assert decide(with_main(applied(), troubles=(trouble,))) == Shown()


def test_a_damaged_log_stops_an_application() -> None:
    assert decide(with_main(applied(), log=None)) == Shown()


def test_an_unknown_mini_program_is_shown() -> None:
    policy = replace(catalog(), mini_programs={})
    assert decide(with_main(applied(), catalog=policy)) == Shown()


def test_an_environment_that_the_app_does_not_have_is_shown() -> None:
    assert decide(applied(SANDBOX)) == Shown()


def test_a_branch_whose_release_cannot_be_read_is_shown() -> None:
    problems = (problem(),)
    unreadable = Branch(HEAD, touches=True, problems=problems)
    assert decide(with_main(replace(applied(), branch=unreadable), log=None)) == Shown()


@pytest.mark.parametrize(
    "broken",
    [
        {"problems": (problem(),)},
        {"request": None},
        {"version": None},
        {"request": replace(request(), value=None)},
        {"version": replace(version(), value=None)},
    ],
    ids=["problem", "no-request", "no-version", "unread-request", "unread-version"],
)
def test_documents_that_are_not_valid_are_not_applied_for(broken: dict[str, object]) -> None:
    assert decide(with_branch(applied(), **broken)) == Shown()


def test_a_warning_stops_no_application() -> None:
    situation = with_branch(applied(), problems=(problem(Severity.WARNING),))
    assert moved_in(situation).draft.kind is Kind.SUBMITTED


def test_a_package_that_is_not_built_yet_waits() -> None:
    waiting = version()
    value = {"format": 1}
    situation = with_branch(applied(), version=replace(waiting, value=value))
    assert decide(situation) == Shown()


def test_an_applicant_who_is_no_releaser_is_refused() -> None:
    assert decide(applied(by=DAN)) == Shown()


def test_a_login_that_was_registered_again_by_another_is_refused() -> None:
    """A13."""
    impostor = replace(DAN, login=MIA.login)
    assert decide(applied(by=impostor)) == Shown()


# --- T2: Test is released at once ----------------------------------------------------------------


def test_a_test_release_is_full_release_at_once() -> None:
    moved = moved_in(applied(TEST))
    draft = moved.draft
    assert (draft.kind, draft.row, draft.target) == (Kind.RELEASED, "T2", Status.FULL_RELEASE)
    assert (draft.content, draft.round, moved.announce) == (Content.MAIN, 0, False)
    assert (draft.actor.id, draft.actor.role) == (MIA.id, Role.RELEASER)


def test_who_applied_had_a_hand_in_a_release_at_once_whoever_opened_and_pushed() -> None:
    situation = applied(TEST)
    opened = replace(situation, pull=replace(situation.pull, author=DAN))
    moved = moved_in(opened)
    assert moved.draft.contributors is not None
    assert {MIA.id, DAN.id} <= set(moved.draft.contributors.ids)


def test_a_test_release_archives_the_one_that_was_live() -> None:
    older = sibling("1.3.0")
    moved = moved_in(with_main(applied(TEST), siblings=(older,)))
    ((log, archived),) = moved.followers
    assert log == older
    assert (archived.kind, archived.row, archived.target) == (
        Kind.ARCHIVED,
        "T20",
        Status.ARCHIVED,
    )
    assert archived.actor.role is Role.BOT
    assert archived.superseded_by is not None
    assert archived.superseded_by.release == TEST
    assert archived.superseded_by.transition == moved.draft.transition
    assert moved.draft.supersedes == (older.release,)


def test_a_first_release_archives_nothing() -> None:
    moved = moved_in(applied(TEST))
    assert (moved.followers, moved.draft.supersedes) == ((), ())


def test_a_release_that_is_on_main_is_shown_and_never_released_twice() -> None:
    assert decide(recorded(applied(TEST))) == Shown()


# --- T3: Production comes under review -----------------------------------------------------------


def test_opening_ready_submits_for_review() -> None:
    moved = moved_in(applied())
    draft = moved.draft
    assert (draft.kind, draft.row, draft.target) == (Kind.SUBMITTED, "T3", Status.UNDER_REVIEW)
    assert (draft.content, draft.round, moved.announce) == (Content.PULL_REQUEST, 1, True)
    assert (draft.actor.id, draft.events) == (MIA.id, (opened().id,))
    assert draft.application is not None
    assert draft.application["releaseNotes"] == "More beans."


def test_pressing_ready_for_review_applies_in_the_name_of_who_pressed_it() -> None:
    situation = with_pull(draft(), event(EventKind.READY, 5, WES), draft=False)
    assert moved_in(situation).draft.actor.id == WES.id


def test_sandbox_is_submitted_where_the_app_reviews_it() -> None:
    policy = catalog(harbor(sandbox={}))
    assert moved_in(applied(SANDBOX, policy=policy)).draft.row == "T3"


@pytest.mark.parametrize(
    ("pilot", "row", "kind", "target"),
    [
        (True, "T4", Kind.PILOT_STARTED, Status.PILOT_TESTING),
        (False, "T5", Kind.RELEASED, Status.FULL_RELEASE),
    ],
)
def test_sandbox_that_nobody_reviews_is_taken_at_once(
    *, pilot: bool, row: str, kind: Kind, target: Status
) -> None:
    policy = catalog(harbor(sandbox={"review": False, "pilot": pilot}))
    moved = moved_in(applied(SANDBOX, policy=policy))
    assert (moved.draft.row, moved.draft.kind, moved.draft.target) == (row, kind, target)
    assert moved.draft.actor.id == MIA.id
    assert moved.draft.contributors == Contributors((MIA.id,), 0)


def test_a_pilot_archives_nothing_and_a_full_release_does() -> None:
    older = replace(SANDBOX, version=VersionNumber(1, 3, 0))
    full = catalog(harbor(sandbox={"review": False, "pilot": False}))
    live = log_of(recorded(applied(older, policy=full)))
    for pilot, archived in ((True, 0), (False, 1)):
        policy = catalog(harbor(sandbox={"review": False, "pilot": pilot}))
        situation = with_main(applied(SANDBOX, policy=policy), siblings=(live,))
        assert len(moved_in(situation).followers) == archived


def test_an_application_made_ready_and_taken_back_again_is_void() -> None:
    acts = (event(EventKind.READY, 5), event(EventKind.DRAFTED, 6))
    assert decide(with_pull(draft(), *acts, draft=False)) == Shown()


def test_a_second_pull_request_for_a_release_under_review_is_shown() -> None:
    assert decide(with_pull(under_review(), number=NUMBER + 1)) == Shown()


def test_a_second_pull_request_for_a_release_on_main_is_shown() -> None:
    situation = with_pull(recorded(applied(TEST)), event(EventKind.REOPENED), number=NUMBER + 1)
    assert decide(situation) == Shown()


def test_a_new_pull_request_takes_over_what_was_withdrawn_and_continues_the_log() -> None:
    closed = event(EventKind.CLOSED, 90)
    withdrawn = recorded(with_pull(under_review(), closed, state=PullState.CLOSED))
    other = replace(opened(), id="opened-again")
    situation = replace(withdrawn, pull=pull(other, number=NUMBER + 1))
    taken = moved_in(situation).draft
    assert (taken.kind, taken.round, taken.subject.pull_request) == (
        Kind.SUBMITTED,
        2,
        NUMBER + 1,
    )
    assert len(log_of(recorded(situation)).entries) == 3


# --- Resubmission --------------------------------------------------------------------------------


def _is_resubmission(moved: Moved) -> bool:
    draft = moved.draft
    note = draft.row is None and draft.source is draft.target is Status.UNDER_REVIEW
    return note and moved.announce and (draft.kind, draft.round) == (Kind.RESUBMITTED, 2)


def test_other_bytes_open_a_new_round_and_keep_the_requester() -> None:
    """A2."""
    moved = moved_in(pushed(under_review(applied(by=WES)), SECOND, request("Fewer beans.")))
    assert _is_resubmission(moved)
    assert moved.draft.actor.id == WES.id
    assert moved.draft.application is not None
    assert moved.draft.application["releaseNotes"] == "Fewer beans."


@pytest.mark.parametrize("kind", [EventKind.FORCE_PUSHED, EventKind.BASE_CHANGED])
def test_a_force_push_or_a_change_of_base_opens_a_new_round(kind: EventKind) -> None:
    """A1 and B2: also where the bytes are the same."""
    act = event(kind, 70, DAN)
    moved = moved_in(with_pull(under_review(), act))
    assert _is_resubmission(moved)
    assert (moved.draft.actor.id, moved.draft.events) == (MIA.id, (act.id,))


def test_a_catalog_change_that_changes_the_application_opens_a_new_round() -> None:
    program = coffee(features=["payments"])
    moved = moved_in(with_main(under_review(), catalog=catalog(program=program)))
    assert _is_resubmission(moved)


def test_a_catalog_change_that_does_not_change_the_application_opens_no_round() -> None:
    assert decide(with_main(under_review(), catalog=catalog(harbor(name="Port")))) == Shown()


def test_a_round_opened_by_an_event_stays_open_at_the_next_look() -> None:
    again = recorded(with_pull(under_review(), event(EventKind.FORCE_PUSHED, 70)))
    assert decide(again) == Shown()
    assert log_of(again).round == 2


def test_a_requester_who_is_a_releaser_no_longer_stops_the_review() -> None:
    """A26."""
    policy = catalog(program=coffee(admins=[{"login": "new", "id": 77}]))
    situation = pushed(under_review(), SECOND, request("Fewer beans."))
    assert decide(with_main(situation, catalog=policy)) == Shown()


def test_invalid_documents_under_review_are_shown_and_not_resubmitted() -> None:
    situation = pushed(under_review(), SECOND, request("Fewer beans."))
    assert decide(with_branch(situation, problems=(problem(),))) == Shown()


def test_a_push_alone_does_not_apply_again_after_a_withdrawal(
    withdrawn: Situation,
) -> None:
    assert decide(pushed(withdrawn, SECOND, request("Fewer beans."))) == Shown()


@pytest.mark.parametrize("act", [EventKind.READY, EventKind.REOPENED])
def test_ready_and_reopening_apply_again_after_a_withdrawal(
    withdrawn: Situation, act: EventKind
) -> None:
    again = with_pull(withdrawn, event(act, 200), state=PullState.OPEN, draft=False)
    draft = moved_in(again).draft
    assert (draft.kind, draft.row, draft.round) == (Kind.SUBMITTED, "T3", 2)


def test_reopening_as_a_draft_does_not_apply(withdrawn: Situation) -> None:
    act = event(EventKind.REOPENED, 200)
    assert decide(with_pull(withdrawn, act, state=PullState.OPEN, draft=True)) == Shown()


@pytest.fixture
def withdrawn() -> Situation:
    """Under review, and then withdrawn by a conversion to draft."""
    situation = with_pull(under_review(), event(EventKind.DRAFTED, 90), draft=True)
    return recorded(situation)


def test_a_commit_without_a_version_file_is_judged_by_the_one_on_main() -> None:
    situation = applied()
    asked, built = situation.branch.request, situation.branch.version
    assert asked is not None
    assert built is not None
    commits = (commit(HEAD, asked),)
    situation = with_main(with_branch(situation, commits=commits), version_on_main=built.record)
    assert decide(recorded(situation)) == Shown()


# --- Another branch under an act of applying -----------------------------------------------------


def test_who_is_no_releaser_puts_no_other_branch_under_an_act_of_applying() -> None:
    forced = event(EventKind.FORCE_PUSHED, 1, DAN)
    assert decide(with_pull(applied(), forced)) == Shown()
    again = event(EventKind.READY, 2, MIA)
    assert isinstance(decide(with_pull(applied(), forced, again)), Moved)


def test_a_releasers_own_force_push_keeps_their_act_of_applying() -> None:
    assert isinstance(decide(with_pull(applied(), event(EventKind.FORCE_PUSHED, 1, WES))), Moved)
