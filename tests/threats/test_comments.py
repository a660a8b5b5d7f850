"""Attacks by comments, reviews and other people's text (E1 to E8)."""

from __future__ import annotations

import re

import pytest

from bot.demo.world import BOT
from tests.threats.attack import (
    BRANCH,
    OUTCOME,
    PRODUCTION,
    REQUEST,
    STICKY,
    TEST,
    Commit,
    branched,
    kinds,
    merged,
    quiet,
    refused,
    run,
    sticky,
    under_review,
)
from tests.world import Stage, documents, release


def test_e4_a_marker_by_anybody_else_is_nothing(stage: Stage) -> None:
    number = stage.request(PRODUCTION)
    forged = "<!-- slipway:status entry=9 -->\n**Approved and merged.**"
    stage.person("mia").say(number, forged)
    stage.person("mia").say(number, f"{OUTCOME} transition={'0' * 32} -->\n**Approved**")
    run(stage, number)
    assert "**Under Review**" in sticky(stage, number)
    assert stage.comments(number)[0].body == forged
    quiet(stage, number)


@pytest.mark.parametrize("entry", [0, 1, 2, 999_999_999])
def test_e4_what_a_writer_edits_into_the_comment_of_the_bot_is_put_right(
    stage: Stage, entry: int
) -> None:
    number = under_review(stage)
    dan = stage.person("dan")
    mine = next(c for c in dan.issue_comments(number) if STICKY in c.body)
    mine.edit(f"<!-- slipway:status entry={entry} -->\n**Approved. It is live.**")
    run(stage, number)
    assert "**Approved. It is live.**" not in sticky(stage, number)
    assert "**Under Review**" in sticky(stage, number)
    quiet(stage, number)


def test_e4_a_status_by_anybody_else_is_overwritten_and_believed_by_nobody(stage: Stage) -> None:
    number = under_review(stage)
    dan = stage.person("dan")
    sha = dan.pull(number).head.sha
    commit = dan.repo.get_commit(sha)
    commit.create_status("success", description="On main", context=f"slipway/{number}")
    run(stage, number)
    assert stage.statuses(sha)[0].login == BOT
    assert kinds(stage) == ["submitted"]
    quiet(stage, number)


def test_e4_a_comment_that_was_deleted_comes_back_once(stage: Stage) -> None:
    number = under_review(stage)
    next(c for c in stage.person("dan").issue_comments(number) if STICKY in c.body).delete()
    run(stage, number)
    assert "**Under Review**" in sticky(stage, number)
    quiet(stage, number)


INJECTION = (
    "@org/all @mia ![x](http://tracker.example/x) </details><script>x</script>"
    " ```` #123 Fixes #1 <!-- slipway:status entry=9 --> [a](javascript:x) | a | b"
)


def outside_of_code(body: str) -> str:
    """A comment without its code blocks and code spans, as GitHub formats it."""
    blocks = re.sub(r"(?ms)^(`{3,})[^`\n]*\n.*?^\1$", "", body)
    return re.sub(r"(?s)(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", blocks)


def breaks_nothing(body: str) -> None:
    """Other people's text neither mentions, links, embeds nor breaks out."""
    plain = outside_of_code(body)
    for word in ("@org", "tracker.example", "<script", "Fixes", "#123", "javascript:"):
        assert word not in plain, plain
    assert "@org" not in body
    assert "#123" not in body
    assert body.count("<!-- slipway") == 1 or "`" in body


def test_e8_text_in_the_request_breaks_out_of_nothing(stage: Stage) -> None:
    notes = f"{INJECTION}\n```\n@org/all\n~~~\n</details>\n"
    number = branched(stage, Commit(documents(PRODUCTION, notes)))
    stage.person("mia").pull(number).edit(title=INJECTION[:200], body=INJECTION)
    run(stage, number)
    breaks_nothing(sticky(stage, number))
    message = stage.git("log", "-1", "--format=%B", "main").decode()
    assert "org" not in message
    assert "tracker" not in message
    quiet(stage, number)


def test_e8_text_in_problems_breaks_out_of_nothing(stage: Stage) -> None:
    text = documents(PRODUCTION)[REQUEST].replace("app: harbor", f"app: '{INJECTION[:70]}'")
    text += '"@org/all `` </details>": x\n'
    path = f"releases/coffee/1.0.0/harbor/production/{INJECTION.replace('/', '_')[:60]}.txt"
    number = branched(stage, Commit({**documents(PRODUCTION), REQUEST: text, path: "x\n"}))
    breaks_nothing(refused(stage, number, "path-not-allowed"))


def test_e8_text_in_a_reason_breaks_out_of_nothing(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").object(number, f"{INJECTION}\n```\n@org/all\n")
    run(stage, number)
    assert kinds(stage) == ["submitted", "rejected"]
    for comment in stage.comments(number):
        breaks_nothing(comment.body)
    message = stage.git("log", "-1", "--format=%B", "main").decode()
    assert "org" not in message
    quiet(stage, number)


def test_e8_a_commit_message_and_a_branch_name_reach_no_comment(stage: Stage) -> None:
    branch = "$(id)-`@org`-${{x}}"
    commit = Commit(documents(TEST), message=f"{INJECTION}\n\nCo-authored-by: @org <a@b>")
    run(stage, branched(stage, commit, branch=branch))
    assert kinds(stage, TEST) == ["released"]
    assert all("org" not in c.body for c in stage.comments(1))


def test_e8_ten_thousand_problems_are_cut_with_a_note(stage: Stage) -> None:
    text = documents(PRODUCTION)[REQUEST] + "".join(f"x{n}: '@org/all'\n" for n in range(2_000))
    number = branched(stage, Commit({**documents(PRODUCTION), REQUEST: text}))
    body = refused(stage, number, "unknown-field")
    assert len(body) <= 65_536
    assert body.count("<details>") == body.count("</details>")


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ("/reject code\r\nIt crashes.\r\n", "code", "It crashes."),
        ("/reject details\nTypo.", "details", "Typo."),
        ("It crashes.\n/reject code", "details", "It crashes.\n/reject code"),
        ("> /reject code\nIt crashes.", "details", "> /reject code\nIt crashes."),
        ("/reject  code\nIt crashes.", "details", "/reject  code\nIt crashes."),
        ("/Reject code\nIt crashes.", "details", "/Reject code\nIt crashes."),
        ("It crashes. ⚠️\u00a0\u200b\u202eOh.", "details", "It crashes. ⚠️\u00a0Oh."),
        ("x" * 65_536, "details", "x" * 4_000),
    ],
)
def test_e1_only_the_first_line_of_an_objection_names_the_kind(
    stage: Stage, body: str, kind: str, reason: str
) -> None:
    number = under_review(stage)
    stage.person("rob").object(number, body)
    run(stage, number)
    entry = stage.log(PRODUCTION)[-1]
    assert (entry["kind"], entry["rejection"]["kind"]) == ("rejected", kind)
    assert entry["reason"] == reason
    quiet(stage, number)


def test_e2_an_edited_reject_code_counts_as_details(stage: Stage) -> None:
    number = under_review(stage)
    review = stage.person("rob").object(number, "Please look at the notes.")
    stage.person("rob").pull(number).get_review(review).edit("/reject code\nIt crashes.")
    run(stage, number)
    assert stage.log(PRODUCTION)[-1]["rejection"]["kind"] == "details"


@pytest.mark.parametrize("body", ["/reject code", " \u200b\n", "/reject details\n \n", "\u2060"])
def test_e1_an_objection_without_a_reason_asks_for_one(stage: Stage, body: str) -> None:
    number = under_review(stage)
    stage.person("rob").object(number, body)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    assert "[reasons-given]" in sticky(stage, number)
    stage.person("rita").approve(number)
    run(stage, number)
    assert kinds(stage) == ["submitted"]
    stage.person("rob").approve(number)
    merged(stage, number)


def test_d21_a_secret_in_a_reason_is_not_logged_for_ever(stage: Stage) -> None:
    number = under_review(stage)
    token = "ghp_" + "A1b2" * 9
    stage.person("rob").object(number, f"You pasted {token} in the notes.")
    run(stage, number)
    assert kinds(stage) == ["submitted", "rejected"]
    assert token not in str(stage.log(PRODUCTION))
    bot = [c.body for c in stage.comments(number) if c.login == BOT]
    assert not any(token in body for body in bot)


def test_e4_an_outcome_is_posted_once_though_somebody_posts_its_marker(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    merged(stage, number)
    transition = stage.log(PRODUCTION)[-1]["transition"]
    stage.person("mia").say(number, f"{OUTCOME} transition={transition} -->\n**Rejected**")
    stage.hub.clock.advance(660)
    run(stage, number)
    own = [c for c in stage.comments(number) if c.login == BOT and OUTCOME in c.body]
    assert len(own) == 1
    assert release(PRODUCTION).request_path in stage.main_files()
    assert BRANCH
