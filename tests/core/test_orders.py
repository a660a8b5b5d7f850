"""Commands on a release that is on its way: what each comes to, and why it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core import rollout
from bot.core.catalog import Person
from bot.core.command.answers import answers
from bot.core.decide import Answered, Ignored, Moved, Recorded, decide
from bot.core.document_entry import CATALOG_LOG
from bot.core.document_log import DocumentLog
from bot.core.entry import Kind
from bot.core.entry_rollout import Observed, Result, Rollout
from bot.core.lifecycle import Role, Status
from bot.core.plan import PostComment, plan
from bot.core.rollout import paused, percent_of
from bot.core.situation import PullState
from bot.core.stop import Stop
from tests.core.document_situations import under_review as change_under_review
from tests.core.rolling import (
    INES,
    MINUTE,
    OLGA,
    approved,
    draft_of,
    in_sandbox,
    later,
    led,
    piloted,
    policy,
    refusal,
    say,
    unheeded,
    written,
)
from tests.core.situations import (
    DAN,
    MIA,
    NUMBER,
    PARENT,
    ROB,
    TEST,
    WES,
    applied,
    draft,
    log_of,
    recorded,
    sibling,
    under_review,
    with_branch,
    with_main,
    with_pull,
)

if TYPE_CHECKING:
    from bot.core.situation import Account, Situation


def at_ten() -> Situation:
    """In Grayscale Release at 10 %."""
    return led(approved(), "/go-live 10%")


# --- What each command comes to -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "body", "row", "status", "percent"),
    [
        (piloted(), "/complete-testing", "T11", "Grayscale Release", 0),
        (piloted(), "/bypass-testing", "T11", "Grayscale Release", 0),
        (in_sandbox(), "/complete-testing", "T12", "Full Release", 100),
        (in_sandbox(), "/bypass-testing", "T12", "Full Release", 100),
        (piloted(), "/cancel 1.4.0 It crashes.", "T13", "Canceled", None),
        (approved(), "/go-live 1%", "T14", "Grayscale Release", 1),
        (approved(), "/go-live", "T15", "Full Release", 100),
        (approved(), "/go-live 100%", "T15", "Full Release", 100),
        (approved(), "/cancel 1.4.0 It crashes.", "T16", "Canceled", None),
        (at_ten(), "/scale 11%", "T17", "Grayscale Release", 11),
        (at_ten(), "/scale 100%", "T18", "Full Release", 100),
        (at_ten(), "/complete", "T18", "Full Release", 100),
        (at_ten(), "/cancel 1.4.0 It crashes.", "T19", "Canceled", None),
    ],
)
def test_a_command_leads_on_by_its_row(
    situation: Situation, body: str, row: str, status: str, percent: int | None
) -> None:
    made = draft_of(say(situation, body))
    assert (made.row, made.target, made.rollout.percent) == (row, status, percent)
    assert (made.actor.id, made.actor.role) == (MIA.id, Role.RELEASER)
    (event,) = made.events
    assert made.cause == {"kind": "event", "event": event}


@pytest.mark.parametrize(
    ("situation", "kind"),
    [(under_review(applied(policy=policy())), "T23"), (approved(), "T22"), (at_ten(), "T22")],
)
def test_an_inspector_removes_by_force(situation: Situation, kind: str) -> None:
    made = draft_of(say(situation, "/force-remove 1.4.0 It steals.", INES))
    assert (made.kind, made.row, made.reason) == (Kind.FORCE_REMOVED, kind, "It steals.")
    assert made.actor.role is Role.INSPECTOR


def test_a_canceled_release_names_who_canceled_it_and_why() -> None:
    made = draft_of(say(at_ten(), "/cancel 1.4.0 It crashes: `@all`", OLGA))
    assert (made.actor.role, made.reason) == (Role.OPERATOR, "It crashes: `@all`")


def test_what_looks_like_a_secret_never_reaches_the_log() -> None:
    secret = "ghp_" + "a1B2" * 9
    made = draft_of(say(at_ten(), f"/cancel 1.4.0 The token {secret} leaked."))
    assert made.reason is not None
    assert secret not in made.reason


def test_going_live_archives_what_was_full_before() -> None:
    older = sibling("1.3.0")
    moved = decide(say(with_main(approved(), siblings=(older,)), "/go-live"))
    assert isinstance(moved, Moved)
    ((log, follower),) = moved.followers
    assert (log.release, follower.kind, follower.row) == (older.release, Kind.ARCHIVED, "T20")


# --- Notes ----------------------------------------------------------------------------------------


def test_testers_are_added_and_taken_out_and_the_whole_list_is_kept() -> None:
    more = led(piloted(), "/pilot add hb-3 hb-2 hb-3")
    assert rollout.testers_of(log_of(more)) == rollout.testers_of_ids(("hb-1", "hb-2", "hb-3"))
    fewer = led(more, "/pilot remove hb-1 hb-9")
    assert rollout.testers_of(log_of(fewer)) == rollout.testers_of_ids(("hb-2", "hb-3"))
    assert rollout.testers_of(
        log_of(led(fewer, "/pilot remove hb-2 hb-3"))
    ) == rollout.testers_of_ids(())
    note = log_of(more).entries[-1].draft
    assert (note.kind, note.row, note.target) == (Kind.PILOT_CHANGED, None, Status.PILOT_TESTING)


@pytest.mark.parametrize("by", [MIA, WES, OLGA], ids=lambda account: account.login)
def test_a_rollout_is_held_and_goes_on_by_whoever_goes_live_or_an_operator(by: Account) -> None:
    held = led(at_ten(), "/pause", by=by)
    assert paused(log_of(held))
    assert percent_of(log_of(held)) == 10
    assert not paused(log_of(led(held, "/resume", by=by)))


@pytest.mark.parametrize(
    ("text", "after"),
    [("7d", timedelta(days=7)), ("2026-03-02T14:00:00+01:00", None), ("366d", timedelta(366))],
)
def test_a_warning_holds_until_its_deadline(text: str, after: timedelta | None) -> None:
    said = say(at_ten(), f"/warn {text} The privacy text is missing.", INES)
    made = draft_of(said)
    expected = said.now + after if after else said.now.replace(hour=13, minute=0)
    assert made.rollout.deadline == expected
    assert (made.kind, made.row, made.target) == (Kind.WARNED, None, Status.GRAYSCALE_RELEASE)


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "by"),
    [
        ("/go-live", DAN),
        ("/go-live 10%", ROB),
        ("/go-live", OLGA),
        ("/go-live", INES),
        ("/pause", INES),
        ("/cancel 1.4.0 It crashes.", ROB),
        ("/warn 7d Cure it.", MIA),
        ("/force-remove 1.4.0 It steals.", OLGA),
        ("/stop It burns.", MIA),
        ("/stop It burns.", INES),
    ],
)
def test_only_who_is_entitled_on_main_is_obeyed(body: str, by: Account) -> None:
    told = refusal(say(approved(), body, by))
    assert f"{by.login} ({by.id}) is no " in told
    assert "[not-entitled]" in told


def test_a_refusal_names_who_may() -> None:
    told = refusal(say(approved(), "/pause", DAN))
    assert "is no releaser or operator here" in told
    assert "mia (1001), wes (1002), olga (3001) may" in told


def test_without_an_app_on_main_nobody_inspects_or_stops() -> None:
    nobody = with_main(approved(), catalog=replace(policy(), apps={}))
    assert "[not-entitled]" in refusal(say(nobody, "/warn 7d Cure it.", INES))
    assert "[no-release-here]" in refusal(say(nobody, "/stop It burns.", OLGA))


# --- When -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "body", "by", "words"),
    [
        (
            under_review(applied(policy=policy())),
            "/go-live",
            MIA,
            "the release is Under Review, and it counts in Release Preparation; mia (1001), wes",
        ),
        (approved(), "/complete", MIA, "it counts in Grayscale Release;"),
        (approved(), "/pilot add hb-1", MIA, "it counts in Pilot Testing;"),
        (draft(policy=policy()), "/pause", OLGA, "the release is New Version Created, and it"),
        (led(approved(), "/go-live"), "/scale 50%", MIA, "the release is Full Release"),
        (
            in_sandbox(),
            "/go-live",
            MIA,
            "the release is Pilot Testing, and it counts in no status of this environment",
        ),
        (
            recorded(applied(TEST, policy=policy())),
            "/pause",
            MIA,
            "the release is Full Release, and it counts in no status of this environment",
        ),
        (
            led(at_ten(), "/cancel 1.4.0 It crashes."),
            "/cancel 1.4.0 Again.",
            MIA,
            "it counts in Pilot Testing or Release Preparation or Grayscale Release;",
        ),
        (
            led(at_ten(), "/cancel 1.4.0 It crashes."),
            "/force-remove 1.4.0 It steals.",
            INES,
            "Release Preparation or Grayscale Release or Full Release; ines (3002) may say it then",
        ),
    ],
)
def test_in_another_status_the_answer_names_those_that_would_allow_it(
    situation: Situation, body: str, by: Account, words: str
) -> None:
    told = refusal(say(situation, body, by))
    assert words in told
    assert "[not-in-this-status]" in told


@pytest.mark.parametrize("body", ["/cancel 1.4.1 It crashes.", "/force-remove 01.4.0 It steals."])
def test_what_ends_for_good_says_the_version_again(body: str) -> None:
    by = INES if "remove" in body else MIA
    assert "this release is 1.4.0" in refusal(say(approved(), body, by))


def test_a_release_that_another_pull_request_carries_is_led_there() -> None:
    here = with_pull(approved(), number=NUMBER + 1)
    assert "the release is carried by #7; say it there" in refusal(say(here, "/go-live"))


@pytest.mark.parametrize("body", ["/go-live", "/stop It burns."])
def test_where_no_release_is_a_command_on_one_is_refused(body: str) -> None:
    change = change_under_review()
    assert "[no-release-here]" in refusal(say(change, body))
    nothing = with_main(with_branch(draft(), release=None, request=None), log=None)
    assert "[no-release-here]" in refusal(say(nothing, body))


# --- As shown -------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", [timedelta(0), MINUTE])
def test_a_newer_entry_voids_a_command_and_so_does_one_of_the_same_second(back: timedelta) -> None:
    held = led(at_ten(), "/pause")
    said = log_of(held).entries[-1].time - back
    assert "[as-shown]" in refusal(say(held, "/cancel 1.4.0 It crashes.", at=said))
    assert draft_of(say(held, "/cancel 1.4.0 It crashes.", at=said + back + MINUTE / 60))


@pytest.mark.parametrize("body", ["/cancel 1.4.0 It crashes.", "/pause", "/go-live"])
@pytest.mark.parametrize("what", ["came", "ruled", "stop_told"])
def test_an_entry_that_came_or_a_changed_rule_or_stop_since_voids_it(what: str, body: str) -> None:
    said = say(approved(), body)
    assert isinstance(decide(with_main(said, **{what: said.now - MINUTE / 60})), Moved)
    assert "[as-shown]" in refusal(with_main(said, **{what: said.now}))


def test_a_stop_is_voided_by_a_changed_rule_or_a_lift_since() -> None:
    said = say(approved(), "/stop It burns.", OLGA)
    for what in ("ruled", "stop_told"):
        assert "[as-shown]" in refusal(with_main(said, **{what: said.now}))


def test_what_the_bot_notes_of_deliveries_voids_nothing() -> None:
    situation = at_ten()
    log = log_of(situation)
    seen = Observed(log.entries[-1].draft.transition, 1, Result.DELIVERED, "200")
    note = replace(
        log.entries[-1].draft,
        kind=Kind.DELIVERED,
        row=None,
        source=log.status,
        cause={"kind": "delivery", "transition": seen.transition, "attempt": 1},
        events=(),
        rollout=Rollout(observed=seen),
    )
    said = later(say(situation, "/scale 20%"))
    noted = with_main(said, log=log.extended(note, said.now, PARENT))
    assert draft_of(noted).rollout.percent == 20


def test_of_two_commands_at_once_the_first_counts() -> None:
    both = say(say(at_ten(), "/scale 20%"), "/scale 30%", WES)
    done = written(both)
    assert percent_of(log_of(done)) == 20
    assert not isinstance(decide(done), Moved)
    assert "[as-shown]" in answers(done).bodies[-1]


def test_a_refused_command_stands_in_no_ones_way() -> None:
    both = say(say(at_ten(), "/scale 5%"), "/scale 30%")
    assert draft_of(both).rollout.percent == 30


def test_what_was_carried_out_is_not_done_again() -> None:
    done = led(at_ten(), "/scale 20%")
    assert not isinstance(decide(done), Moved)
    assert answers(done).bodies == ()


# --- What halts a step forward --------------------------------------------------------------------

STOP = Stop("harbor", Person("olga", OLGA.id), approved().now, "It burns.", "0" * 32)
FROZEN = {
    "freezes": [
        {"reason": "Stocktaking", "from": "2026-03-02T12:10:00Z", "until": "2026-03-02T13:00:00Z"}
    ]
}
FORWARD = [
    (piloted, "/complete-testing"),
    (piloted, "/bypass-testing"),
    (approved, "/go-live"),
    (approved, "/go-live 10%"),
    (at_ten, "/scale 20%"),
    (at_ten, "/complete"),
]
"""Each step forward by a command."""


def frozen(situation: Situation) -> Situation:
    """The app freezes Production from 12:10 to 13:00."""
    app = policy({**FROZEN, "pilot": True}).apps["harbor"]
    return with_main(situation, catalog=replace(situation.main.catalog, apps={"harbor": app}))


@pytest.mark.parametrize(("begin", "body"), FORWARD)
def test_a_stop_halts_every_step_forward(begin: Any, body: str) -> None:
    told = refusal(say(with_main(begin(), stop=STOP), body))
    assert "olga (3001) stopped harbor" in told
    assert "[rules-unmet]" in told


@pytest.mark.parametrize(("begin", "body"), FORWARD)
def test_a_pause_halts_every_step_forward(begin: Any, body: str) -> None:
    told = refusal(say(led(begin(), "/pause", by=OLGA), body))
    assert "olga (3001) paused it" in told
    assert draft_of(say(led(begin(), "/pause", "/resume"), body))


@pytest.mark.parametrize(("begin", "body"), FORWARD)
@pytest.mark.parametrize("minutes", [10, 59])
def test_a_freeze_halts_every_step_forward_for_ever(begin: Any, body: str, minutes: int) -> None:
    """Also where the bot looks after its end only, or the command came before its beginning."""
    situation = frozen(begin())
    said = situation.now.replace(hour=12, minute=minutes)
    told = refusal(say(later(situation, timedelta(minutes=55)), body, at=said))
    assert "it is frozen, `Stocktaking`: it ends 2026-03-02 13:00 UTC" in told
    assert "once that is over, say it again" in told
    over = later(situation, timedelta(minutes=70))
    assert refusal(say(over, body, at=said))
    assert draft_of(say(over, body))


def test_a_freeze_that_begins_between_the_command_and_the_look_halts_it() -> None:
    situation = frozen(approved())
    early = later(situation, timedelta(minutes=10))
    assert "it is frozen" in answers(say(early, "/go-live", at=situation.now + MINUTE)).bodies[0]
    assert not isinstance(decide(say(early, "/go-live", at=situation.now + MINUTE)), Moved)


@pytest.mark.parametrize(
    ("body", "by"),
    [
        ("/cancel 1.4.0 It crashes.", MIA),
        ("/pause", MIA),
        ("/warn 7d Cure it.", INES),
        ("/force-remove 1.4.0 It steals.", INES),
        ("/pilot add hb-3", MIA),
    ],
)
def test_what_ends_or_holds_works_in_a_freeze_a_stop_and_a_pause(body: str, by: Account) -> None:
    situation = later(with_main(frozen(piloted()), stop=STOP), timedelta(minutes=30))
    assert draft_of(say(situation, body, by))
    assert body == "/pause" or draft_of(say(led(situation, "/pause"), body, by))


def test_a_percentage_stands_as_long_as_the_app_asks() -> None:
    rules = policy({"grayscale": {"wait": "24h"}})
    situation = led(approved(rules=rules), "/go-live 10%")
    told = unheeded(say(situation, "/scale 20%"))
    assert "it stands at its percentage until 2026-03-03T12:01:00Z" in told
    waited = later(situation, timedelta(hours=24))
    early = say(waited, "/complete", at=waited.now - MINUTE)
    assert "stands at its percentage" in unheeded(early)
    assert not isinstance(decide(later(early)), Moved)
    assert draft_of(say(waited, "/complete"))


def test_what_a_pilot_left_at_nothing_need_not_wait() -> None:
    situation = piloted({"grayscale": {"wait": "24h"}})
    assert draft_of(say(led(situation, "/complete-testing"), "/scale 5%"))


# --- On a pull request that was closed before anybody applied ------------------------------------


def closed(body: str, by: Account = OLGA) -> Situation:
    found = say(draft(policy=policy()), body, by)
    documents = DocumentLog(CATALOG_LOG)
    return with_main(with_pull(found, state=PullState.CLOSED), documents=documents)


def test_a_stop_is_heard_there() -> None:
    decision = decide(closed("/stop It burns."))
    assert isinstance(decision, Recorded)
    assert decision.draft.subject.document == "catalog/stops/harbor.yaml"


def test_a_stop_that_is_refused_there_is_answered_and_nothing_else_is_shown() -> None:
    refused_one = closed("/stop It burns.", MIA)
    decision = decide(refused_one)
    assert decision == Answered()
    (effect,) = plan(refused_one, decision)
    assert isinstance(effect, PostComment)
    assert "[not-entitled]" in effect.body


def test_no_other_command_is_heard_there() -> None:
    assert isinstance(decide(closed("/help")), Ignored)
    assert isinstance(decide(with_pull(closed("/stop It burns."), base="next")), Ignored)
