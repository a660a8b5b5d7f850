"""``slipway audit sample``: the same sample for everybody, with a page of evidence for each."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.audit.reading.drawing import Candidate, Draw, choose, rank
from bot.audit.reading.evidence import QUESTIONS, answers
from bot.audit.reading.life import life_of
from bot.audit.reading.population import Origin
from bot.audit.reading.sample import sample
from bot.audit.reading.selection import EVERYTHING, Selection
from bot.audit.rules.descriptions import DESCRIPTIONS, OF_RELEASES, OTHER_HANDS
from bot.audit.rules.findings import Finding
from bot.errors import UsageError
from tests.audit.reading import History, release
from tests.history.lies import Lie
from tests.history.story import tell

if TYPE_CHECKING:
    from pathlib import Path

    from bot.audit.reading.sample_page import Page

COFFEE = release("coffee 1.0.0 harbor production")
IDS = tuple(f"{number:032x}" for number in range(40))
POPULATION = [Candidate(one, number, f"{one}.json") for number, one in enumerate(IDS)]


def _sample(
    history: History,
    count: int = 5,
    seed: str = "2026",
    selection: Selection = EVERYTHING,
    *,
    keys: bool = False,
) -> list[Page]:
    with history.audit(keys=keys) as audit:
        draw = Draw(count, seed)
        return list(sample(audit.steps(), Origin.of(audit), draw, selection))


def _drawn(pages: list[Page]) -> list[str]:
    return re.findall(r"^ +transition ([0-9a-f]{32}), commit", pages[0].text, re.MULTILINE)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> History:
    history = History.begun(tmp_path_factory.mktemp("story"))
    tell(history.historian, 120, seed=3)
    return history


def _decisions(history: History) -> list[str]:
    return [
        entry.draft.transition
        for log in history.historian.logs.values()
        for entry in log.entries
        if entry.draft.kind in ("approved", "released", "pilot-started")
    ]


# --- The draw ------------------------------------------------------------------------------------


def test_the_order_is_the_one_that_any_other_tool_computes() -> None:
    # printf '%s\n%s' 'audit 2026' 75fddea091606bf895fbb4b017134011 | sha256sum
    found = rank("audit 2026", "75fddea091606bf895fbb4b017134011")
    assert found == "3a12b974196c1751dd3ebf707de0ebed9e3e0d882c04eb101615be8cbd811bbd"


def test_a_sample_does_not_depend_on_the_order_of_the_population() -> None:
    assert choose(7, "s", POPULATION) == choose(7, "s", reversed(POPULATION))
    wanted = sorted(IDS, key=lambda one: hashlib.sha256(f"s\n{one}".encode()).hexdigest())
    assert [place.transition for place in choose(7, "s", POPULATION)] == wanted[:7]


def test_a_larger_sample_begins_with_the_smaller_one() -> None:
    assert choose(20, "s", POPULATION)[:5] == choose(5, "s", POPULATION)


def test_another_seed_draws_another_sample() -> None:
    assert choose(5, "s", POPULATION) != choose(5, "t", POPULATION)


def test_a_sample_larger_than_the_population_is_all_of_it() -> None:
    assert {place.transition for place in choose(99, "s", POPULATION)} == set(IDS)


@pytest.mark.parametrize("count", [0, -1])
def test_a_sample_of_nothing_is_refused(count: int) -> None:
    with pytest.raises(UsageError, match="wrong-sample"):
        choose(count, "s", POPULATION)


@pytest.mark.parametrize("seed", ["", "  ", "two\nlines", "\x1b[2J", "\u202e", "s" * 201, "\udc80"])
def test_a_seed_that_nobody_could_type_again_is_refused(seed: str) -> None:
    with pytest.raises(UsageError, match="wrong-seed"):
        choose(1, seed, POPULATION)


# --- The index -----------------------------------------------------------------------------------


def test_the_sample_is_drawn_from_what_was_approved_or_released(story: History) -> None:
    pages = _sample(story, 5, "2026")
    population = _decisions(story)
    wanted = sorted(population, key=lambda one: hashlib.sha256(f"2026\n{one}".encode()).hexdigest())
    assert _drawn(pages) == wanted[:5]
    assert f"5 of {len(population)} transitions" in pages[0].text
    assert "transitions of the kinds approved, pilot-started, released" in pages[0].text


def test_the_index_says_by_which_seed_and_how_to_draw_it_again(story: History) -> None:
    text = _sample(story, 2, "audit of March")[0].text
    assert re.search(r"seed +audit of March", text)
    assert "SHA-256(seed, line feed, transition id)" in text
    assert "printf '%s\\n%s' SEED TRANSITION | sha256sum" in text
    assert "Complete: every log is numbered without a gap" in text


def test_the_index_names_each_page_and_its_result(story: History) -> None:
    pages = _sample(story, 4)
    assert pages[0].name == "index.md"
    for number, page in enumerate(pages[1:], start=1):
        assert re.fullmatch(rf"{number:04d}-[a-z0-9.-]+\.md", page.name)
        assert page.name in pages[0].text
    assert pages[0].text.count("no exception noted") == 4


def test_where_more_were_asked_for_than_there_are_the_index_says_so(story: History) -> None:
    pages = _sample(story, 1000)
    assert "1000 were asked for: this is all of the population" in pages[0].text
    assert sorted(_drawn(pages)) == sorted(_decisions(story))
    assert "were asked for" not in _sample(story, 2)[0].text


def test_an_empty_population_is_said_calmly(story: History) -> None:
    [index] = _sample(story, 3, selection=Selection(app="nobody"))
    assert "the population is empty" in index.text


def test_a_sample_can_be_of_one_app(story: History) -> None:
    pages = _sample(story, 1000, selection=Selection(app="lagoon"))
    assert pages[1:]
    assert all("-lagoon-" in page.name for page in pages[1:])
    assert re.search(r"selected +app lagoon", pages[0].text)


# --- The pages -----------------------------------------------------------------------------------


def test_a_page_holds_every_round_up_to_its_decision_and_nothing_later(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    historian = history.historian
    older, newer = release("coffee 1.0.0 harbor test"), release("coffee 1.0.1 harbor test")
    historian.apply(older)
    historian.apply(newer)
    historian.apply(COFFEE)
    historian.reject(COFFEE)
    historian.reapply(COFFEE, notes="The second notes.\n")
    historian.approve(COFFEE)
    pages = {page.name[5:]: page.text for page in _sample(history)}
    text = pages["coffee-1.0.0-harbor-production.md"]
    heads = re.findall(r"^## (\d)\. ", text, re.MULTILINE)
    assert heads == ["1", "2", "3", "4"]
    assert "The second notes." in text
    assert "Archived" not in pages["coffee-1.0.0-harbor-test.md"]
    assert "stands at     Full Release" in pages["coffee-1.0.0-harbor-test.md"]


def test_a_page_has_room_for_the_auditors_own_conclusion(story: History) -> None:
    for page in _sample(story, 2)[1:]:
        part = page.text.partition("## Auditor's conclusion")[2].partition("\n## ")[0]
        for label in ("tested by", "on", "conclusion", "note"):
            assert re.search(rf"^ +{label} +_+$", part, re.MULTILINE)


def _results(text: str) -> dict[str, str]:
    part = text.partition("## What was tested\n\n")[2].partition("\n\n## ")[0]
    return dict(re.findall(r"^ +\d+  (.*\?)\n +(.*)$", part, re.MULTILINE))


def test_a_clean_release_has_no_exception_in_any_test(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.approve(COFFEE)
    results = _results(_sample(history, keys=True)[1].text)
    assert len(results) == len(QUESTIONS) + 2
    assert set(results.values()) == {"no exception noted"}


def test_without_trusted_keys_the_hand_is_not_judged(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.approve(COFFEE)
    results = _results(_sample(history)[1].text)
    hand = "Is the hand proven by a signature?"
    assert results.pop(hand) == "not judged: no trusted keys were given"
    assert set(results.values()) == {"no exception noted"}


def test_unsigned_commits_leave_the_hand_not_judged(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.forge(Lie(respell=lambda commit: replace(commit, signed_by=None)))
    history.historian.approve(COFFEE)
    results = _results(_sample(history, keys=True)[1].text)
    assert results["Is the hand proven by a signature?"] == (
        "not judged: 1 of 2 commits are not signed"
    )


def test_where_nobody_reviews_the_questions_of_a_review_are_not_judged(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(release("coffee 1.0.0 harbor test"))
    results = _results(_sample(history)[1].text)
    unjudged = [question for question, result in results.items() if "nobody reviews" in result]
    assert len(unjudged) == 4
    assert results["Was it requested by somebody who was authorised?"] == "no exception noted"


def test_an_exception_stands_under_its_question_and_in_the_index(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.forge(
        Lie(
            retell=lambda draft, _: replace(
                draft, approvals=tuple(replace(one, reviewer=4711) for one in draft.approvals)
            )
        )
    )
    oid = history.historian.approve(COFFEE)
    pages = _sample(history)
    results = _results(pages[1].text)
    result = results["Was it approved by enough people who were authorised?"]
    assert result.startswith(("EXCEPTION [approver]", "EXCEPTION [approvals]"))
    assert oid in result
    assert "its files were touched" not in pages[1].text
    assert results["Is what came to main what was applied for?"] == "no exception noted"
    assert re.search(r"approved at .*: \d exceptions?", pages[0].text)


def test_an_exception_in_an_earlier_entry_counts_for_the_decision(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    historian = history.historian
    historian.forge(Lie(respell=lambda commit: replace(commit, message="Else\n")))
    bad = historian.apply(COFFEE)
    historian.approve(COFFEE)
    results = _results(_sample(history)[1].text)
    assert bad in results["Is its log whole, in order, and written once?"]
    rests = results["Does its log rest on nothing that was found bad before?"]
    assert rests == f"EXCEPTION it rests on commit {bad}"


def test_what_was_done_to_its_files_later_is_an_exception_too(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    historian = history.historian
    historian.apply(COFFEE)
    historian.approve(COFFEE)
    oid = historian.maintain({f"{COFFEE.log_folder}/0002-approved.json": None})
    historian.maintain({release("tea 1.0.0 harbor test").status_path: b"{}\n"})
    page = _sample(history)[1].text
    assert oid in _results(page)["Is its log whole, in order, and written once?"]
    assert "tea" not in page


def test_a_release_decided_twice_has_a_page_for_each_time(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    historian = history.historian
    one = release("coffee 1.0.0 harbor test")
    historian.apply(one)
    again = historian.files[f"{one.log_folder}/0001-released.json"]
    again = again.replace(b'"sequence": 1', b'"sequence": 2')
    historian.maintain({f"{one.log_folder}/0002-released.json": again})
    pages = _sample(history)
    assert len(pages) == 3
    assert len({page.name for page in pages}) == 3
    later = next(page.text for page in pages[1:] if "## 1. " not in page.text)
    assert re.search(r"not here +1 earlier entry", later)
    assert "EXCEPTION" in later


def test_every_rule_of_the_audit_answers_exactly_one_question() -> None:
    asked = [rule for question in QUESTIONS for rule in question.rules]
    of_documents = {one.id for one in DESCRIPTIONS} - {
        one.id for one in (*OF_RELEASES, *OTHER_HANDS)
    }
    known = [one.id for one in DESCRIPTIONS if one.id not in of_documents | {"catalog-by-hand"}]
    assert sorted(asked) == sorted(known)


def test_a_finding_that_no_question_knows_is_not_left_out(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    with history.audit() as audit:
        life = life_of(COFFEE, audit.steps())
    finding = Finding("brand-new", "c" * 40, "something new", None, COFFEE)
    newest = replace(life.newest, findings=(finding,))
    last = list(answers(replace(life, recorded=(newest,))))[-1]
    assert last.exceptions == (f"[brand-new] commit {'c' * 40}: something new",)
