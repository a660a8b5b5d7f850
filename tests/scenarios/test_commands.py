"""Commands in comments, end to end: said by people over HTTP, answered by the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from tests.world import Comment, documents, release

if TYPE_CHECKING:
    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
TEST = "coffee 1.0.0 harbor test"
ANSWER = "<!-- slipway:answer comment="


def shown(stage: Stage, text: str = PRODUCTION, *, draft: bool = True, who: str = "mia") -> int:
    """A pull request that the bot has shown, a minute ago."""
    number = stage.request(text, who, draft=draft)
    assert stage.run_bot(number).exit_code == 0
    stage.hub.clock.advance(60)
    return number


def say(stage: Stage, number: int, body: str, who: str = "mia") -> str | None:
    """Somebody says something, and the bot runs; its answer to just that."""
    comment = stage.person(who).say(number, body)
    run = stage.run_bot(number)
    assert run.exit_code == 0, run.failures
    return answer(stage, number, comment)


def answer(stage: Stage, number: int, comment: int) -> str | None:
    """The one answer to a comment, if there is one."""
    found = [c.body for c in answers(stage, number) if c.body.startswith(f"{ANSWER}{comment} ")]
    assert len(found) <= 1, found
    return found[0] if found else None


def answers(stage: Stage, number: int) -> list[Comment]:
    """All answers of the bot's."""
    own = [c for c in stage.comments(number) if c.login == BOT]
    return [comment for comment in own if comment.body.startswith(ANSWER)]


def kinds(stage: Stage, text: str = PRODUCTION) -> list[str]:
    """The kinds of a release's entries, oldest first."""
    return [entry["kind"] for entry in stage.log(text)]


def quiet(stage: Stage, number: int) -> None:
    """A repeated run, and a sweep, write nothing."""
    stage.hub.requests.clear()
    assert stage.run_bot(number).exit_code == 0
    assert stage.run_bot().exit_code == 0
    assert stage.writes() == 0


def test_apply_on_a_draft_applies_and_the_draft_stays_one(stage: Stage) -> None:
    number = shown(stage)
    comment = stage.person("mia").say(number, "It is ready at last.\n\n/apply")
    stage.run_bot(number)
    (entry,) = stage.log(PRODUCTION)
    assert (entry["kind"], entry["actor"]["id"]) == ("submitted", 1001)
    assert f"comment:{comment}" in entry["events"]
    told = answer(stage, number, comment)
    assert told is not None
    assert "**Applied.** coffee 1.0.0 to harbor Production is Under Review, round 1" in told
    assert stage.person("mia").pull(number).draft
    quiet(stage, number)


def test_a_draft_that_was_applied_for_is_reviewed_approved_and_merged(stage: Stage) -> None:
    number = shown(stage)
    say(stage, number, "/apply")
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    stage.run_bot(number)
    assert kinds(stage) == ["submitted", "approved"]
    assert release(PRODUCTION).request_path in stage.main_files("releases/")
    quiet(stage, number)


def test_a_later_conversion_to_draft_withdraws_it(stage: Stage) -> None:
    number = shown(stage)
    say(stage, number, "/apply")
    stage.hub.clock.advance(60)
    stage.person("mia").ready(number)
    stage.run_bot(number)
    assert kinds(stage) == ["submitted"]
    stage.hub.clock.advance(60)
    stage.person("mia").to_draft(number)
    stage.run_bot(number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    quiet(stage, number)


def test_apply_in_the_test_environment_releases_at_once_without_a_second_comment(
    stage: Stage,
) -> None:
    number = shown(stage, TEST)
    assert say(stage, number, "/apply") is None
    assert kinds(stage, TEST) == ["released"]
    assert any("**Released**" in c.body for c in stage.comments(number))
    quiet(stage, number)


def test_a_releaser_applies_for_what_a_developer_opened(stage: Stage) -> None:
    number = shown(stage, draft=False, who="dan")
    assert kinds(stage) == []
    assert "**Applied.**" in (say(stage, number, "/apply", "wanda") or "")
    assert stage.log(PRODUCTION)[0]["actor"]["login"] == "wanda"
    quiet(stage, number)


def test_withdraw_takes_back_and_apply_applies_again(stage: Stage) -> None:
    number = shown(stage)
    say(stage, number, "/apply")
    stage.hub.clock.advance(60)
    assert say(stage, number, "/withdraw", "wanda") is None
    assert kinds(stage) == ["submitted", "withdrawn"]
    assert stage.log(PRODUCTION)[1]["actor"]["login"] == "wanda"
    assert stage.person("mia").pull(number).state == "open"
    quiet(stage, number)
    stage.hub.clock.advance(60)
    assert "round 2" in (say(stage, number, "/apply") or "")
    assert kinds(stage) == ["submitted", "withdrawn", "submitted"]
    quiet(stage, number)


def test_after_a_rejection_the_same_version_is_applied_for_again(stage: Stage) -> None:
    number = shown(stage, draft=False)
    stage.person("rob").object(number, "The notes are wrong.")
    stage.run_bot(number)
    stage.person("mia").commit(PRODUCTION.replace(" ", "-"), documents(PRODUCTION, "Better.\n"))
    stage.run_bot(number)
    assert kinds(stage) == ["submitted", "rejected"]
    stage.hub.clock.advance(60)
    assert "round 2" in (say(stage, number, "/apply") or "")
    quiet(stage, number)


def test_apply_and_withdraw_before_the_bot_looked_come_to_nothing(stage: Stage) -> None:
    number = shown(stage)
    first = stage.person("mia").say(number, "/apply")
    stage.hub.clock.advance(5)
    second = stage.person("mia").say(number, "/withdraw")
    stage.run_bot(number)
    assert kinds(stage) == []
    assert "[taken-back]" in (answer(stage, number, first) or "")
    assert "[nothing-under-review]" in (answer(stage, number, second) or "")
    quiet(stage, number)


@pytest.mark.parametrize("who", ["dan", "rob", "oscar"])
@pytest.mark.parametrize("command", ["/apply", "/withdraw"])
def test_who_is_no_releaser_is_refused_and_told_who_may(
    stage: Stage, who: str, command: str
) -> None:
    number = shown(stage, draft=command == "/apply")
    before = stage.main()
    told = say(stage, number, command, who)
    assert told is not None
    assert "is no releaser of this mini program on main" in told
    assert "mia (1001)" in told
    assert stage.main() == before
    quiet(stage, number)


@pytest.mark.parametrize(
    ("body", "id_"),
    [
        ("/aply", "command-form"),
        ("/Apply", "command-form"),
        ("/apply now", "command-form"),
        ("Please\n/apply", "command-alone"),
        ("/apply\n\n/explain", "one-command"),
        ("/reject code", "say-it-in-a-review"),
    ],
)
def test_a_near_miss_gets_one_hint_and_does_nothing(stage: Stage, body: str, id_: str) -> None:
    number = shown(stage)
    assert f"[{id_}]" in (say(stage, number, body) or "")
    assert kinds(stage) == []
    quiet(stage, number)


def test_explain_says_what_the_status_comment_says(stage: Stage) -> None:
    number = shown(stage, draft=False)
    told = say(stage, number, "/explain", "rob")
    assert told is not None
    sticky = next(c.body for c in stage.comments(number) if "slipway:status" in c.body)
    lines = [line for line in told.splitlines() if line.startswith(("- ", "  - "))]
    assert lines
    assert "\n".join(lines) in sticky
    assert "approvals-complete" in told
    quiet(stage, number)


@pytest.mark.parametrize(
    ("who", "may"),
    [("mia", "`/withdraw`"), ("rob", "approve, or request changes"), ("dan", "`/explain`")],
)
def test_help_says_what_the_reader_may_do_now(stage: Stage, who: str, may: str) -> None:
    number = shown(stage, draft=False)
    told = say(stage, number, "/help", who)
    assert told is not None
    assert may in told.split("| command |", 1)[0]
    assert ("`/withdraw`" in told.split("| command |", 1)[0]) is (who == "mia")
    assert "| `/withdraw` | a releaser |" in told
    assert "| `/apply` |" not in told
    assert "docs/rules.md#one-in-flight" in told
    quiet(stage, number)


def test_apply_where_it_is_under_review_already_names_the_status_that_would_allow_it(
    stage: Stage,
) -> None:
    number = shown(stage, draft=False)
    told = say(stage, number, "/apply") or ""
    assert "the release is Under Review" in told
    assert "New Version Created [not-in-this-status]" in told
    quiet(stage, number)


def test_a_command_older_than_a_day_is_left_alone(stage: Stage) -> None:
    number = shown(stage)
    comment = stage.person("mia").say(number, "/apply")
    stage.hub.clock.advance(25 * 3600)
    stage.run_bot(number)
    assert kinds(stage) == []
    assert answer(stage, number, comment) is None


def test_another_releaser_takes_over_from_one_who_lost_the_right(stage: Stage) -> None:
    number = shown(stage, draft=False)
    path = "catalog/mini-programs/coffee.yaml"
    text = stage.main_files(path)[path].decode().replace("mia, id: 1001", "dan, id: 1003", 1)
    stage.person("otto").commit("main", {path: text}, "Another admin")
    assert stage.run_bot(number).exit_code == 0
    cure = "say /withdraw, and then /apply [requester-is-releaser]"
    assert cure in stage.comments(number)[0].body
    for command in ("/withdraw", "/apply"):
        stage.hub.clock.advance(5)
        say(stage, number, command, "wanda")
    assert kinds(stage) == ["submitted", "withdrawn", "submitted"]
    assert stage.log(PRODUCTION)[-1]["actor"]["login"] == "wanda"
