"""What a command says beside its word, and what concerns more than one release."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.catalog import Person
from bot.core.command.answers import answers
from bot.core.decide import Moved, Recorded, decide
from bot.core.display import display
from bot.core.document_entry import CATALOG_LOG, DocumentKind
from bot.core.document_log import DocumentLog
from bot.core.entry import Kind
from bot.core.lifecycle import Role, Status
from bot.core.log import Log
from bot.core.situation import EventKind, Trouble
from bot.core.stop import Stop
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
    MIA,
    PRODUCTION,
    SANDBOX,
    TEST,
    WES,
    applied,
    draft,
    event,
    log_of,
    recorded,
    review,
    reviewed,
    sibling,
    under_review,
    with_main,
    with_pull,
)

if TYPE_CHECKING:
    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Situation

FIRST: dict[str, Any] = {"firstReleaseFull": True}
REQUIRED = {"grayscale": {"required": True}}
STEPS = {"grayscale": {"steps": [5, 25]}}


# --- How far --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "bodies", "words"),
    [
        (approved(), ["/go-live 10%", "/scale 10%"], "10 % is not above the present 10 %"),
        (approved(), ["/go-live 10%", "/scale 9%"], "9 % is not above the present 10 %"),
        (approved(rules=policy(STEPS)), ["/go-live 10%"], "choose 5 %, 25 % or 100 %"),
        (approved(rules=policy(STEPS)), ["/go-live 5%", "/scale 24%"], "24 % is no step"),
        (approved(rules=policy(REQUIRED)), ["/go-live"], "by a part of the users first"),
        (piloted(REQUIRED), ["/complete-testing", "/complete"], "by a part of the users first"),
        (approved(rules=policy(**FIRST)), ["/go-live 10%"], "the first release of a mini program"),
        (piloted(**FIRST), ["/complete-testing", "/scale 10%"], "`/complete` after a pilot"),
    ],
)
def test_a_percentage_that_the_app_does_not_allow_is_refused(
    situation: Situation, bodies: list[str], words: str
) -> None:
    told = refusal(say(led(situation, *bodies[:-1]), bodies[-1]))
    assert words in told
    assert "[percent-not-allowed]" in told


@pytest.mark.parametrize(
    ("situation", "bodies"),
    [
        (approved(rules=policy(STEPS)), ["/go-live 25%", "/complete"]),
        (approved(rules=policy(STEPS)), ["/go-live"]),
        (approved(rules=policy(REQUIRED)), ["/go-live 1%", "/complete"]),
        (approved(rules=policy(**FIRST)), ["/go-live"]),
        (approved(rules=policy(REQUIRED, **FIRST)), ["/go-live"]),
        (piloted(REQUIRED, **FIRST), ["/complete-testing", "/complete"]),
        (with_main(approved(rules=policy(**FIRST)), siblings=(sibling("1.3.0"),)), ["/go-live 9%"]),
    ],
)
def test_a_percentage_that_the_app_allows_is_reached(
    situation: Situation, bodies: list[str]
) -> None:
    assert draft_of(say(led(situation, *bodies[:-1]), bodies[-1]))


# --- Who tests ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "body", "words"),
    [
        ({}, "/pilot add hb-1 hb-2", "the testers would be the same"),
        ({}, "/pilot remove hb-3", "the testers would be the same"),
        ({"testerLimit": 2}, "/pilot add hb-3", "there would be 3 testers, and the app allows 2"),
        ({"testerIds": {"prefix": "hb-"}}, "/pilot add hb-3 xx-4", "`xx-4` is no user id"),
    ],
)
def test_testers_that_the_app_does_not_allow_are_refused(
    rules: dict[str, Any], body: str, words: str
) -> None:
    told = refusal(say(piloted(rules), body))
    assert words in told
    assert "[testers-not-allowed]" in told


def test_testers_are_taken_out_where_the_app_allows_fewer_now() -> None:
    fewer = policy({"pilot": True, "testerLimit": 1, "testerIds": {"prefix": "zz-"}})
    situation = with_main(led(piloted(), "/pilot add hb-3"), catalog=fewer)
    assert draft_of(say(situation, "/pilot remove hb-1")).rollout.testers == ("hb-2", "hb-3")


def test_testers_that_are_a_group_are_changed_by_the_app_alone() -> None:
    group = {"name": "friends", "count": 7, "sha256": "5" * 64}
    situation = approved(rules=policy({"pilot": True}), testers={"group": group})
    told = refusal(say(situation, "/pilot add hb-3"))
    assert "the testers are the group `friends`" in told


def test_a_pilot_of_nobody_takes_testers() -> None:
    situation = approved(rules=policy({"pilot": True}))
    assert draft_of(say(situation, "/pilot add hb-3")).rollout.testers == ("hb-3",)


# --- Until when, and already ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "deadline",
    ["367d", "999d", "2026-03-02T11:00:00Z", "2026-02-30T11:00:00Z", "2027-04-02T11:00:00Z"],
)
def test_a_deadline_lies_ahead_and_not_too_far(deadline: str) -> None:
    told = refusal(say(approved(), f"/warn {deadline} Cure it.", INES))
    assert "[deadline-not-ahead]" in told


@pytest.mark.parametrize(("before", "body"), [(["/pause"], "/pause"), ([], "/resume")])
def test_what_is_so_already_is_refused(before: list[str], body: str) -> None:
    assert "[already-so]" in refusal(say(led(approved(), *before), body))


def test_going_further_ends_no_pause_but_the_status_does() -> None:
    situation = led(piloted(), "/pause", "/resume", "/complete-testing")
    assert "is not paused [already-so]" in refusal(say(situation, "/resume"))


# --- A target that is gone ------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["/complete-testing", "/pilot add hb-3"])
def test_where_the_app_gave_up_the_environment_nothing_goes_further(body: str) -> None:
    gone = with_main(in_sandbox(), catalog=policy())
    assert "no such environment any more" in unheeded(say(gone, body))


def test_where_the_app_gave_up_the_environment_a_release_can_still_be_ended() -> None:
    gone = with_main(in_sandbox(), catalog=policy())
    assert draft_of(say(gone, "/cancel 1.4.0 Nobody tests it.")).row == "T13"
    assert draft_of(say(gone, "/force-remove 1.4.0 It steals.", INES)).row == "T22"


# --- Main is damaged ------------------------------------------------------------------------------

TROUBLE = Trouble("by-hand", PRODUCTION.request_path, "it was edited by hand", "restore it")
CHAIN = DocumentLog(CATALOG_LOG)
STOP = Stop("harbor", Person("olga", OLGA.id), approved().now, "It burns.", "0" * 32)


def test_where_main_is_damaged_nothing_but_a_stop_counts() -> None:
    broken = with_main(approved(), troubles=(TROUBLE,), documents=CHAIN)
    assert "what stands on main is not what the bot wrote" in refusal(say(broken, "/go-live"))
    assert isinstance(decide(say(broken, "/stop It burns.", OLGA)), Recorded)


def test_a_chain_of_the_catalog_that_is_damaged_takes_no_stop() -> None:
    told = refusal(say(with_main(approved(), documents=None), "/stop It burns.", OLGA))
    assert "what stands on main is not what the bot wrote" in told


# --- Stopping an app ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "situation",
    [draft(policy=policy()), under_review(applied(policy=policy())), approved()],
    ids=["never-applied-for", "under-review", "on-main"],
)
def test_an_operator_stops_the_app_on_any_release_of_it(situation: Situation) -> None:
    said = say(with_main(situation, documents=CHAIN), "/stop It burns.", OLGA)
    recorded_ = decide(said)
    assert isinstance(recorded_, Recorded)
    made = recorded_.draft
    assert (made.kind, made.subject.document) == (DocumentKind.STOPPED, "catalog/stops/harbor.yaml")
    assert (made.actor.id, made.actor.role, made.reason) == (OLGA.id, Role.OPERATOR, "It burns.")
    assert (made.cause, made.events) == (
        {"kind": "event", "event": "comment:1000"},
        ("comment:1000",),
    )
    told = with_main(said, stop=STOP, stop_told=said.now, stop_events=frozenset(made.events))
    assert not isinstance(decide(told), Recorded)
    assert "**Stopped.** Nothing goes forward in harbor" in answers(told).bodies[0]


def test_an_app_that_is_stopped_is_not_stopped_again() -> None:
    situation = with_main(approved(), documents=CHAIN, stop=STOP)
    assert "[already-so]" in refusal(say(situation, "/stop It burns.", OLGA))


# --- Removing by force ----------------------------------------------------------------------------


def another(release: ReleaseId, text: str, number: int) -> Log:
    """Another release of coffee, Full Release or Under Review, by another pull request."""
    version = replace(sibling(text).release, app=release.app, environment=release.environment)
    return log_of(recorded(with_pull(applied(version, policy=policy()), number=number)))


def test_a_force_removal_ends_every_version_and_environment_in_one_commit() -> None:
    canceled = log_of(led(approved(SANDBOX, policy(sandbox={})), "/cancel 1.4.0 It crashes."))
    siblings = (another(PRODUCTION, "1.3.0", 8),)
    elsewhere = (another(TEST, "1.2.0", 9), canceled, Log(TEST))
    situation = with_main(approved(), siblings=siblings, elsewhere=elsewhere)
    moved = decide(say(situation, "/force-remove 1.4.0 It steals.", INES))
    assert isinstance(moved, Moved)
    assert [(d.row, d.target, d.subject.pull_request) for _, d in moved.followers] == [
        ("T23", Status.NEW_VERSION_CREATED, 8),
        ("T22", Status.ARCHIVED, 9),
    ]
    for _, made in moved.followers:
        assert made.cause == {"kind": "force-removed", "transition": moved.draft.transition}
        assert (made.kind, made.actor, made.reason) == (
            Kind.FORCE_REMOVED,
            moved.draft.actor,
            "It steals.",
        )


def test_a_force_removal_is_not_undone_by_an_act_that_it_found() -> None:
    """Somebody pressed Ready for review on what they had applied for as a draft."""
    asked = under_review(applied(policy=policy()))
    asked = with_pull(asked, event(EventKind.READY, 100, WES))
    removed = led(asked, "/force-remove 1.4.0 It steals.", by=INES)
    assert not isinstance(decide(later(removed)), Moved)
    assert "**Force removed** by ines (3002)" in display(later(removed)).sticky
    same = replace(event(EventKind.READY, 100, WES), at=log_of(removed).entries[-1].time)
    assert not isinstance(decide(later(with_pull(removed, replace(same, id="same")))), Moved)
    again = with_pull(later(removed, MINUTE * 5), event(EventKind.READY, 200, MIA))
    assert draft_of(again).kind is Kind.SUBMITTED


# --- Warnings -------------------------------------------------------------------------------------


def test_a_warning_is_shown_on_every_request_of_the_mini_program_in_the_app() -> None:
    warned = led(approved(), "/warn 7d The `@team` text is missing.", by=INES)
    note = "the inspector ines (3002) warned about coffee 1.4.0 to harbor Production"
    assert note in display(warned).sticky
    for where in ("siblings", "elsewhere"):
        other = with_main(draft(TEST, policy()), **{where: (log_of(warned),)})
        assert note in display(other).sticky
        late = later(other, timedelta(days=8))
        assert "the deadline has passed" in display(late).sticky
    ended = led(warned, "/cancel 1.4.0 It crashes.")
    assert note not in display(ended).sticky


def test_a_warning_under_review_voids_no_approval() -> None:
    asked = under_review(applied(policy=policy()))
    warned = led(asked, "/warn 7d The privacy text is missing.", by=INES)
    done = written(later(reviewed(review(), situation=warned)))
    assert log_of(done).status is Status.RELEASE_PREPARATION
