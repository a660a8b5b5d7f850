"""Text of others cannot break out of the bot's comments, mention, link or format (E8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.comment import COMMENT_LIMIT
from bot.core.display import display
from bot.core.outcome import outcome
from bot.core.situation import People, Situation, Trouble
from tests.core.markdown import live_text, open_fence
from tests.core.situations import (
    INFORMATION,
    PRODUCTION,
    TEST,
    applied,
    approvals,
    catalog,
    coffee,
    harbor,
    log_of,
    objection,
    problem,
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

HOSTILE = [
    "@org/all",
    "![x](http://tracker.example/a.png)",
    "```\n@org/all\n```",
    "``` \n</details><img src=x>",
    "~~~~\n</details>",
    "</details>\n\n# HOSTILE",
    "<!-- slipway:status entry=999 -->",
    "Fixes #1, closes GH-2, http://tracker.example",
    "a | b |\n|---|\n| `x` | [y](http://tracker.example)",
    "`` ` ``` ` @org ` ``",
    "\u202e@org\u202c \u200b@\u200borg",
    "{{ marker }}{% raw %}{0}{mention}",
    "@org " * 10_000,
]
WORDS = ("org", "tracker", "HOSTILE", "img", "<!-- slipway:status entry=999", "GH-2", "Fixes")


def _check(body: str) -> None:
    live = live_text(body)
    for word in WORDS:
        assert word not in live, word
    assert not open_fence(body)
    assert live.count("<details>") == live.count("</details>")
    assert "@org" not in body
    assert "#1" not in body


def _asked(text: str) -> Situation:
    """The text in all that people may write of a mini program and a request."""
    program = coffee(
        information={**INFORMATION, "name": text, "description": text, "category": text},
        configuration={"clientId": text},
    )
    asked = request(text)
    situation = with_branch(applied(TEST, policy=catalog(program=program)), request=asked)
    return with_main(situation, siblings=(sibling("1.3.0"),))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_documents_are_quoted_in_the_application_and_the_table(text: str) -> None:
    _check(display(_asked(text)).sticky)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_problems_are_quoted(text: str) -> None:
    found = problem(what=text, cure=text, path=f"/{text}")
    _check(display(with_branch(applied(), problems=(replace(found, file=text),))).sticky)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_base_is_quoted(text: str) -> None:
    _check(display(with_pull(applied(), base=text)).sticky)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_bytes_on_main_are_quoted(text: str) -> None:
    """What is wrong with a damaged log may quote it."""
    trouble = Trouble("log-damaged", f"{PRODUCTION.log_folder}/{text}", text, "restore it")
    _check(display(with_main(applied(), troubles=(trouble,))).sticky)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_address_of_a_contributor_is_quoted(text: str) -> None:
    policy = catalog(harbor({"approvals": approvals(unknown="refuse")}))
    situation = reviewed(review(), situation=under_review(applied(policy=policy)))
    _check(display(replace(situation, people=People(frozenset(), (text,)))).sticky)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_reason_is_quoted_in_the_outcome_and_stays_out_of_the_status_comment(
    text: str,
) -> None:
    situation = recorded(reviewed(objection(f"/reject code\n{text}")))
    _check(outcome(situation, log_of(situation).entries[-1]))
    _check(display(situation).sticky)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_login_is_neither_mentioned_nor_shown(text: str) -> None:
    policy = catalog(harbor(reviewers=[{"login": text, "id": 1004}]))
    sticky = display(under_review(applied(policy=policy))).sticky
    _check(sticky)
    assert "account 1004" in sticky


# --- Too long ------------------------------------------------------------------------------------


def _long(text: str, count: int) -> Situation:
    problems = tuple(problem(what=f"{text} {number}") for number in range(count))
    return with_branch(applied(), problems=problems)


def test_a_comment_over_the_limit_is_cut_and_says_so() -> None:
    sticky = display(_long("It is wrong", 2000)).sticky
    assert len(sticky) <= COMMENT_LIMIT
    assert "Cut here" in live_text(sticky).splitlines()[-1]
    assert "Refused for now" in sticky


def test_a_comment_within_the_limit_is_not_cut() -> None:
    assert "Cut here" not in display(_long("It is wrong", 20)).sticky


def _features(count: int) -> Situation:
    names = [f"feature-{number}-{'x' * 80}" for number in range(count)]
    return applied(policy=catalog(program=coffee(features=names)))


def test_a_cut_within_the_application_closes_its_fence_and_its_details() -> None:
    sticky = display(_features(2000)).sticky
    assert len(sticky) <= COMMENT_LIMIT
    assert not open_fence(sticky)
    assert sticky.index("</details>") < sticky.index("Cut here")
    assert "Cut here" in live_text(sticky)


@pytest.mark.parametrize("length", range(0, 80, 7))
def test_a_cut_anywhere_leaves_no_text_of_others_unquoted(length: int) -> None:
    """The cut moves through a whole line, code spans and all."""
    sticky = display(_long("y" * length + " ![x](http://tracker.example)", 1500)).sticky
    assert len(sticky) <= COMMENT_LIMIT
    _check(sticky)


@pytest.mark.parametrize("count", range(500, 525))
def test_a_cut_at_any_size_of_the_application_is_closed_properly(count: int) -> None:
    sticky = display(_features(count)).sticky
    assert len(sticky) <= COMMENT_LIMIT
    assert not open_fence(sticky)
    live = live_text(sticky)
    assert live.count("<details>") == live.count("</details>")
