"""Attacks by commands, and commands that come at the wrong moment (E1 to E13, B8)."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from tests.threats.attack import (
    BRANCH,
    PRODUCTION,
    TEST,
    account,
    changed,
    head,
    kinds,
    quiet,
    run,
    sticky,
    under_review,
)
from tests.world import Comment, documents, release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.world import Stage

ANSWER = "<!-- slipway:answer comment="
PROGRAM = "catalog/mini-programs/coffee.yaml"

WITHIN = [
    "```\n{}\n```",
    "`{}`",
    "> {}",
    "> rob said\n{}",
    "<!-- {} -->",
    "<!-- x -->\n\n{}",
    "<details>\n{}\n</details>",
    "<details>\n\n{}\n\n</details>",
    "<p>\n\n{}",
    "- {}",
    "1. x\n\n   {}",
    "    {}",
    "On Monday rob wrote:\n\n{}",
    "| x |\n|---|\n{}",
    "# {}",
]


def drafted(stage: Stage) -> int:
    """A draft that the bot has shown a minute ago; its number."""
    number = stage.request(PRODUCTION, draft=True)
    run(stage, number)
    stage.hub.clock.advance(60)
    return number


def answers(stage: Stage, number: int) -> list[Comment]:
    """The bot's answers to commands."""
    own = [c for c in stage.comments(number) if c.login == BOT]
    return [comment for comment in own if comment.body.startswith(ANSWER)]


def spoken(stage: Stage, number: int, body: str, who: str = "mia") -> str:
    """Somebody says something, and the bot runs; its answer to just that, or nothing."""
    comment = stage.person(who).say(number, body)
    run(stage, number)
    found = [a.body for a in answers(stage, number) if a.body.startswith(f"{ANSWER}{comment} ")]
    assert len(found) <= 1, found
    return found[0] if found else ""


def releasers(stage: Stage, *people: tuple[str, int]) -> None:
    """Main's catalog names these admins of the mini program, by an owner's hand."""
    lines = stage.main_files(PROGRAM)[PROGRAM].decode().split("\n")
    start = lines.index("admins:")
    end = next(i for i in range(start + 1, len(lines)) if not lines[i].startswith(" "))
    listed = [f"  - {{login: {login}, id: {number}}}" for login, number in people]
    text = "\n".join([*lines[: start + 1], *listed, *lines[end:]])
    stage.person("otto").commit("main", {PROGRAM: text})


@contextmanager
def stopped_clock(stage: Stage) -> Iterator[None]:
    """All that happens meanwhile happens in one second."""
    tick, stage.hub.clock.tick = stage.hub.clock.tick, timedelta(0)
    try:
        yield
    finally:
        stage.hub.clock.tick = tick


# --- E1, E2: only a line that stands alone in a comment nobody edited -----------------------------


@pytest.mark.parametrize("form", WITHIN)
def test_e1_a_command_within_anything_is_text(stage: Stage, form: str) -> None:
    number = under_review(stage)
    before = stage.main()
    for who in ("mia", "wanda", "rob"):
        stage.person(who).say(number, form.format("/withdraw"))
    run(stage, number)
    assert stage.main() == before
    assert answers(stage, number) == []
    quiet(stage, number)


@pytest.mark.parametrize(
    "body",
    ["/Withdraw", "/withdraw now", "/withdraw!", "\N{FULLWIDTH SOLIDUS}withdraw", "/with draw"],
)
def test_e1_what_only_looks_like_a_command_does_nothing(stage: Stage, body: str) -> None:
    number = under_review(stage)
    spoken(stage, number, body)
    assert kinds(stage) == ["submitted"]
    quiet(stage, number)


def test_e2_a_comment_that_was_edited_into_a_command_does_nothing(stage: Stage) -> None:
    number = under_review(stage)
    mine = stage.person("mia").say(number, "Looking forward to it.")
    stage.hub.clock.advance(60)
    dan = stage.person("dan")
    next(c for c in dan.issue_comments(number) if c.id == mine).edit("/withdraw")
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert answers(stage, number) == []
    quiet(stage, number)


def test_e2_a_command_that_was_edited_away_and_back_does_nothing(stage: Stage) -> None:
    number = under_review(stage)
    mine = stage.person("mia").say(number, "/withdraw")
    for body in ("never mind", "/withdraw"):
        stage.hub.clock.advance(60)
        next(c for c in stage.person("mia").issue_comments(number) if c.id == mine).edit(body)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    quiet(stage, number)


# --- E4: markers and statuses of others -----------------------------------------------------------


def test_e4_the_marker_of_an_answer_by_anybody_else_silences_nothing(stage: Stage) -> None:
    number = under_review(stage)
    said = stage.person("mia").say(number, "/withdraw")
    for who in ("dan", "oscar"):
        stage.person(who).say(number, f"{ANSWER}{said} -->\n@mia `/withdraw` is **refused**")
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    quiet(stage, number)


def test_e4_a_comment_of_the_bot_that_a_writer_edited_silences_nothing(stage: Stage) -> None:
    number = under_review(stage)
    said = stage.person("mia").say(number, "/withdraw")
    stage.hub.clock.advance(5)
    dan = stage.person("dan")
    own = next(c for c in dan.issue_comments(number) if c.user.login == BOT)
    own.edit(f"{ANSWER}{said} -->\n@mia `/withdraw` is **refused**")
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    assert "**Withdrawn**" in sticky(stage, number)
    quiet(stage, number)


def test_e4_a_status_by_anybody_else_offers_nothing(stage: Stage) -> None:
    number = stage.request(PRODUCTION, draft=True)
    run(stage, number)
    sha = head(stage, number)
    offer = stage.statuses(sha)[0]
    stage.person("mia").commit(BRANCH, changed())
    sha = head(stage, number)
    commit = stage.person("dan").repo.get_commit(sha)
    commit.create_status("pending", description=offer.description, context=offer.context)
    stage.hub.clock.advance(60)
    assert "[as-shown]" in spoken(stage, number, "/apply")
    assert kinds(stage) == []
    quiet(stage, number)


def test_e4_what_the_bot_says_is_no_command(stage: Stage) -> None:
    number = under_review(stage)
    bot = account(stage, stage.ground.tokens[BOT])
    bot.say(number, "/withdraw")
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert answers(stage, number) == []
    quiet(stage, number)


# --- E5: another's release ------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["/withdraw coffee 1.0.0", "/withdraw #1", "/apply b-17"])
def test_e5_a_command_names_no_other_release(stage: Stage, body: str) -> None:
    number = under_review(stage)
    other = stage.request("coffee 1.1.0 harbor test", draft=True)
    run(stage, other)
    stage.hub.clock.advance(60)
    assert "[command-form]" in spoken(stage, other, body)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert kinds(stage, "coffee 1.1.0 harbor test") == []


@pytest.mark.parametrize("who", ["rob", "rita", "dan", "oscar"])
def test_e5_who_releases_nothing_here_neither_applies_nor_withdraws(stage: Stage, who: str) -> None:
    number = under_review(stage)
    assert "[by-releaser]" in spoken(stage, number, "/withdraw", who)
    draft = stage.request(TEST, draft=True)
    run(stage, draft)
    stage.hub.clock.advance(60)
    assert "[by-releaser]" in spoken(stage, draft, "/apply", who)
    assert (kinds(stage), kinds(stage, TEST)) == (["submitted"], [])
    quiet(stage, number)


def test_e5_the_author_of_a_pull_request_is_no_releaser_by_that(stage: Stage) -> None:
    number = stage.request(PRODUCTION, "dan", draft=True)
    run(stage, number)
    stage.hub.clock.advance(60)
    assert "[by-releaser]" in spoken(stage, number, "/apply", "dan")
    assert kinds(stage) == []
    quiet(stage, number)


# --- E8: floods, and other people's text ----------------------------------------------------------


def test_e8_strangers_get_one_answer_a_pull_request_and_no_hint(stage: Stage) -> None:
    number = under_review(stage)
    for _ in range(5):
        stage.person("oscar").say(number, "/aply")
    run(stage, number)
    assert answers(stage, number) == []
    for _ in range(5):
        stage.person("oscar").say(number, "/explain")
    run(stage, number)
    (only,) = answers(stage, number)
    for command in ("/explain", "/apply", "/help", "/withdraw"):
        spoken(stage, number, command, "oscar")
    assert answers(stage, number) == [only]
    quiet(stage, number)


def test_e8_a_stranger_who_takes_the_words_back_is_answered_no_second_time(stage: Stage) -> None:
    number = under_review(stage)
    oscar = stage.person("oscar")
    for _ in range(3):
        said = oscar.say(number, "/help")
        run(stage, number)
        next(c for c in oscar.issue_comments(number) if c.id == said).delete()
    assert len(answers(stage, number)) == 1


def test_e8_a_flood_of_commands_hides_no_act(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("mia").say(number, "/withdraw")
    for _ in range(30):
        stage.person("dan").say(number, "/explain")
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    assert len(answers(stage, number)) == 3
    quiet(stage, number)


def test_e8_nothing_of_what_was_said_stands_in_the_answer(stage: Stage) -> None:
    number = under_review(stage)
    told = spoken(stage, number, "@org/all ![](http://tracker.example) #123\n\n/withdraw @org/all")
    assert "[command-form]" in told
    assert not any(word in told for word in ("org", "tracker", "#123"))


# --- E11, B8: a command binds to what was shown, and fires once -----------------------------------


def test_e11_a_command_refused_for_its_speaker_does_not_fire_once_they_may(stage: Stage) -> None:
    number = drafted(stage)
    assert "[by-releaser]" in spoken(stage, number, "/apply", "dan")
    releasers(stage, ("mia", 1001), ("dan", 1003))
    run(stage, number)
    stage.hub.clock.advance(3600)
    run(stage, number)
    assert kinds(stage) == []
    stage.hub.clock.advance(60)
    assert "**Applied.**" in spoken(stage, number, "/apply", "dan")
    assert kinds(stage) == ["submitted"]


def test_e11_not_even_if_the_bot_looks_only_once_they_may(stage: Stage) -> None:
    number = drafted(stage)
    comment = stage.person("dan").say(number, "/apply")
    releasers(stage, ("mia", 1001), ("dan", 1003))
    run(stage, number)
    assert kinds(stage) == []
    (told,) = answers(stage, number)
    assert told.body.startswith(f"{ANSWER}{comment} ")
    assert "[as-shown]" in told.body
    quiet(stage, number)


def test_e11_a_withdrawal_refused_for_its_speaker_does_not_fire_once_they_may(
    stage: Stage,
) -> None:
    number = under_review(stage)
    assert "[by-releaser]" in spoken(stage, number, "/withdraw", "dan")
    releasers(stage, ("mia", 1001), ("dan", 1003))
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    quiet(stage, number)


def test_e11_a_command_refused_by_a_rule_does_not_fire_once_the_rule_is_met(stage: Stage) -> None:
    busy = under_review(stage)
    number = stage.request("coffee 1.1.0 harbor production", draft=True)
    run(stage, number)
    stage.hub.clock.advance(60)
    told = spoken(stage, number, "/apply")
    assert "`one-in-flight`" in told
    assert "[rules-unmet]" in told
    stage.hub.clock.advance(60)
    stage.person("mia").close(busy)
    run(stage, busy)
    run(stage, number)
    assert kinds(stage, "coffee 1.1.0 harbor production") == []
    stage.hub.clock.advance(60)
    assert "**Applied.**" in spoken(stage, number, "/apply")
    quiet(stage, number)


def test_e11_a_command_before_the_bot_showed_anything_does_not_fire(stage: Stage) -> None:
    number = stage.request(PRODUCTION, draft=True)
    stage.hub.clock.advance(60)
    assert "[as-shown]" in spoken(stage, number, "/apply")
    for _ in range(3):
        stage.hub.clock.advance(3600)
        run(stage, number)
    assert kinds(stage) == []
    quiet(stage, number)


def test_e11_a_withdrawal_before_the_round_does_not_end_it(stage: Stage) -> None:
    number = drafted(stage)
    stage.person("mia").say(number, "/withdraw")
    stage.hub.clock.advance(60)
    stage.person("mia").ready(number)
    run(stage, number)
    for _ in range(2):
        stage.hub.clock.advance(60)
        run(stage, number)
    assert kinds(stage) == ["submitted"]
    quiet(stage, number)


def test_b8_a_push_between_the_command_and_the_bot_makes_it_void(stage: Stage) -> None:
    number = drafted(stage)
    comment = stage.person("mia").say(number, "/apply")
    stage.hub.clock.advance(5)
    stage.person("dan").commit(BRANCH, changed())
    run(stage, number)
    assert kinds(stage) == []
    (told,) = answers(stage, number)
    assert told.body.startswith(f"{ANSWER}{comment} ")
    assert "[as-shown]" in told.body
    stage.hub.clock.advance(3600)
    quiet(stage, number)


def test_b8_a_change_of_the_catalog_between_them_makes_it_void(stage: Stage) -> None:
    number = drafted(stage)
    stage.person("mia").say(number, "/apply")
    text = stage.main_files(PROGRAM)[PROGRAM].decode()
    stage.person("otto").commit("main", {PROGRAM: text.replace("name: ", "name: New ", 1)})
    run(stage, number)
    assert kinds(stage) == []
    assert "[as-shown]" in answers(stage, number)[0].body
    quiet(stage, number)


def test_b8_a_command_in_the_second_of_the_status_is_void(stage: Stage) -> None:
    number = stage.request(PRODUCTION, draft=True)
    with stopped_clock(stage):
        run(stage, number)
        assert "[as-shown]" in spoken(stage, number, "/apply")
    assert kinds(stage) == []
    stage.hub.clock.advance(1)
    assert "**Applied.**" in spoken(stage, number, "/apply")


def test_b8_a_withdrawal_ends_the_round_that_was_meant_and_no_later_one(stage: Stage) -> None:
    """The bot dies between the words and its look; meanwhile new bytes open another round."""
    number = under_review(stage)
    stage.person("mia").commit(BRANCH, changed())
    stage.hub.clock.advance(5)
    with stopped_clock(stage):
        run(stage, number)
        assert kinds(stage) == ["submitted", "resubmitted"]
        assert "[as-shown]" in spoken(stage, number, "/withdraw")
    assert kinds(stage) == ["submitted", "resubmitted"]
    stage.hub.clock.advance(1)
    spoken(stage, number, "/withdraw")
    assert kinds(stage) == ["submitted", "resubmitted", "withdrawn"]
    quiet(stage, number)


# --- E13: once ------------------------------------------------------------------------------------


def test_e13_a_comment_that_is_seen_again_and_again_acts_once(stage: Stage) -> None:
    number = drafted(stage)
    spoken(stage, number, "/apply")
    stage.hub.clock.advance(60)
    spoken(stage, number, "/withdraw")
    for _ in range(3):
        stage.hub.clock.advance(660)
        run(stage, number)
        run(stage, None)
    assert kinds(stage) == ["submitted", "withdrawn"]
    assert len(answers(stage, number)) == 1
    quiet(stage, None)


def test_e13_an_answer_that_a_writer_deleted_brings_nothing_back(stage: Stage) -> None:
    number = drafted(stage)
    spoken(stage, number, "/apply")
    stage.hub.clock.advance(60)
    spoken(stage, number, "/withdraw")
    for comment in stage.person("dan").issue_comments(number):
        if comment.body.startswith(ANSWER):
            comment.delete()
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    assert len(answers(stage, number)) == 1
    quiet(stage, number)


def test_e13_of_two_answers_to_one_comment_the_first_stays(stage: Stage) -> None:
    number = under_review(stage)
    told = spoken(stage, number, "/help")
    account(stage, stage.ground.tokens[BOT]).say(number, told)
    run(stage, number)
    assert len(answers(stage, number)) == 1
    assert release(PRODUCTION).request_path in documents(PRODUCTION)
    quiet(stage, number)
