"""``slipway audit export``: the population as a table, and why it is complete."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from bot.audit.model.entry import Who, show_time
from bot.audit.reading.completeness import told as sentences
from bot.audit.reading.export import cell_text, write_csv, write_html, write_json
from bot.audit.reading.export_page import GROUPS
from bot.audit.reading.population import Origin, Population, rows
from bot.audit.reading.row import COLUMNS, Row
from bot.audit.reading.selection import EVERYTHING, Selection
from bot.core.documents import canonical
from bot.core.entry import Contributors
from bot.errors import IntegrityError, UsageError
from tests.audit.reading import History, release
from tests.history import people
from tests.history.lies import Lie
from tests.history.story import tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.audit.step import Step

COFFEE = release("coffee 1.0.0 harbor production")
LAGOON = release("coffee 1.0.0 lagoon production")
CELLS = "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"


def _population(
    history: History, selection: Selection = EVERYTHING
) -> tuple[Population, tuple[Row, ...]]:
    with history.audit() as audit:
        population, taken = rows(audit.steps(), Origin.of(audit), selection)
        return population, tuple(taken)


def _table(history: History, selection: Selection = EVERYTHING) -> list[dict[str, str]]:
    _, taken = _population(history, selection)
    return list(csv.DictReader(io.StringIO("".join(write_csv(taken)), newline="")))


def _document(history: History, selection: Selection = EVERYTHING) -> Any:
    population, taken = _population(history, selection)
    return json.loads("".join(write_json(population, taken)))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> History:
    history = History.begun(tmp_path_factory.mktemp("story"))
    tell(history.historian, 120, seed=3)
    return history


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> History:
    """One release that two people approved, of an app that asks for two."""
    history = History.begun(tmp_path_factory.mktemp("approved"))
    history.historian.apply(LAGOON)
    history.historian.approve(LAGOON)
    return history


# --- Rows ----------------------------------------------------------------------------------------


def test_every_entry_of_every_log_is_one_row_in_the_order_of_main(story: History) -> None:
    table = _table(story)
    logs = story.historian.logs
    told = {(e.draft.transition, e.draft.kind) for log in logs.values() for e in log.entries}
    assert {(row["transition"], row["kind"]) for row in table} == told
    assert len(table) == len(told) == story.historian.transitions
    numbers = [int(row["number"]) for row in table]
    assert numbers == sorted(numbers)


def test_a_row_tells_who_asked_who_approved_when_and_on_what(approved: History) -> None:
    applied, row = _table(approved)
    entry = approved.historian.logs[LAGOON].entries[-1]
    opening = approved.historian.logs[LAGOON].entries[0]
    assert opening.draft.announced is not None
    first, last = entry.draft.approvals
    expected = {
        "number": "3",
        "commit": approved.historian.tip,
        "time": show_time(entry.time),
        "miniProgram": "coffee",
        "version": "1.0.0",
        "app": "lagoon",
        "environment": "production",
        "sequence": "2",
        "kind": "approved",
        "row": "T8",
        "from": "Under Review",
        "to": "Pilot Testing",
        "round": "1",
        "requesterId": applied["actorId"],
        "requesterLogin": applied["actorLogin"],
        "actorId": str(last.reviewer),
        "actorLogin": last.login,
        "actorRole": "reviewer",
        "approverIds": f"{first.reviewer}; {last.reviewer}",
        "approvalsNeeded": "2",
        "separationOfDuties": "kept",
        "announcedAt": show_time(opening.draft.announced.at),
        "firstApprovedAt": show_time(first.at),
        "lastApprovedAt": show_time(last.at),
        "decidedAt": show_time(entry.time),
        "digest": entry.draft.subject.digest,
        "head": entry.draft.subject.head,
        "requestSha256": entry.draft.subject.files.request.sha256,
        "versionSha256": entry.draft.subject.files.version.sha256,
        "pullRequest": str(entry.draft.subject.pull_request),
        "transition": entry.draft.transition,
        "signature": "not checked",
        "exceptions": "",
    }
    assert row == expected
    assert applied["announcedAt"] == row["announcedAt"]


def test_where_nothing_was_approved_duties_are_not_judged(story: History) -> None:
    for row in _table(story):
        kept = row["separationOfDuties"] == "kept"
        assert kept == (row["kind"] == "approved")
        assert kept or row["separationOfDuties"] == "not judged: nothing was approved"


def test_only_what_decides_about_a_request_has_a_time_of_decision(story: History) -> None:
    decided = {row["kind"] for row in _table(story) if row["decidedAt"]}
    assert decided == {"approved", "rejected", "released", "pilot-started"}


def test_an_approver_who_had_a_hand_in_it_breaks_the_separation(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    had = Contributors((people.MIA.id, people.ROB.id), 0)
    history.historian.forge(Lie(retell=lambda draft, _: replace(draft, contributors=had)))
    history.historian.approve(COFFEE, (people.ROB,))
    first, row = _table(history)
    assert row["separationOfDuties"] == "broken"
    assert row["exceptions"] == "separation"
    assert _document(history)["population"]["rowsWithExceptions"] == 1
    assert first["exceptions"] == ""


def test_how_many_approvals_were_needed_is_told_where_there_were_fewer(
    tmp_path: Path,
) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(LAGOON)
    history.historian.forge(
        Lie(retell=lambda draft, _: replace(draft, approvals=draft.approvals[1:]))
    )
    history.historian.approve(LAGOON)
    row = _table(history)[-1]
    assert row["approvalsNeeded"] == "2"
    assert "approvals" in row["exceptions"].split("; ")


def test_what_rests_on_a_bad_commit_says_so_in_its_row(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    historian = history.historian
    historian.forge(Lie(retell=lambda draft, _: replace(draft, application=None)))
    bad = historian.apply(COFFEE)
    historian.reject(COFFEE)
    first, second = _table(history)
    assert "application" in first["exceptions"]
    assert f"rests on {bad}" in second["exceptions"]


def test_what_is_wrong_with_a_whole_commit_stands_in_each_of_its_rows(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    historian = history.historian
    historian.apply(release("coffee 1.0.0 harbor test"))
    historian.forge(Lie(respell=lambda commit: replace(commit, message="No trailers\n")))
    historian.apply(release("coffee 1.0.1 harbor test"))
    exceptions = {row["kind"]: row["exceptions"] for row in _table(history) if row["number"] == "3"}
    assert exceptions == {"released": "message", "archived": "message"}


# --- Selection -----------------------------------------------------------------------------------


def test_a_period_holds_its_first_moment_and_not_its_last(story: History) -> None:
    times = sorted({row["time"] for row in _table(story)})
    since, until = times[10], times[20]
    moments = {
        show_time(entry.time): entry.time
        for log in story.historian.logs.values()
        for entry in log.entries
    }
    chosen = _table(story, Selection(since=moments[since], until=moments[until]))
    assert sorted({row["time"] for row in chosen}) == times[10:20]


def test_an_app_and_a_mini_program_are_selected_alone(story: History) -> None:
    whole = _table(story)
    app, program = whole[0]["app"], whole[0]["miniProgram"]
    chosen = _table(story, Selection(app=app, mini_program=program))
    wanted = [r for r in whole if (r["app"], r["miniProgram"]) == (app, program)]
    assert chosen == wanted
    assert wanted
    assert len(wanted) < len([r for r in whole if r["app"] == app])
    assert len(wanted) < len([r for r in whole if r["miniProgram"] == program])


def test_a_period_that_ends_before_it_begins_is_refused(approved: History) -> None:
    now = approved.historian.now
    for until in (now, now - timedelta(seconds=1)):
        with pytest.raises(UsageError, match="wrong-period"):
            Selection(since=now, until=until)


# --- The population ------------------------------------------------------------------------------


def test_the_population_counts_every_commit_and_every_entry(story: History) -> None:
    document = _document(story, Selection(app="harbor"))
    population, made = document["population"], story.historian.made
    assert population["from"]["commit"] == story.historian.first
    assert population["from"]["number"] == 1
    assert population["to"] == {"commit": story.historian.tip, "number": len(made)}
    assert sum(population["commits"].values()) == len(made) - 1
    assert sum(population["transitions"].values()) == story.historian.transitions
    assert sum(population["selected"].values()) == len(document["transitions"])
    assert population["selection"]["app"] == "harbor"
    assert population["logsWithoutGap"] is True
    assert (population["rowsWithExceptions"], population["findings"]) == (0, {})


def test_the_population_in_words_says_why_it_is_complete(story: History) -> None:
    population, taken = _population(story, Selection(mini_program="coffee"))
    text = "\n".join(sentences(population))
    assert f"It begins after commit {story.historian.first}" in text
    assert "named by the repository itself" in text
    assert f"in order, up to {story.historian.tip}" in text
    assert f"{story.historian.transitions} transitions:" in text
    assert f"Selected (mini program coffee): {len(taken)}," in text
    assert "Complete: every log is numbered without a gap" in text


def _steps(history: History) -> tuple[Origin, list[Step]]:
    with history.audit() as audit:
        return Origin.of(audit), list(audit.steps())


@pytest.mark.parametrize("missing", [0, 40, -1])
def test_a_population_with_a_commit_missing_is_not_given(story: History, missing: int) -> None:
    origin, steps = _steps(story)
    del steps[missing]
    _, taken = rows(steps, origin)
    with pytest.raises(IntegrityError, match="population-gap"):
        list(taken)


def test_a_commit_that_does_not_follow_the_one_before_is_not_counted(story: History) -> None:
    origin, steps = _steps(story)
    misnumbered = [*steps[:40], replace(steps[40], number=99), *steps[41:]]
    strange = replace(steps[40].commit.commit, parents=(origin.commit,))
    forked = replace(steps[40], commit=replace(steps[40].commit, commit=strange))
    for wrong in (misnumbered, [*steps[:40], forked, *steps[41:]]):
        _, taken = rows(wrong, origin)
        with pytest.raises(IntegrityError, match="population-gap"):
            list(taken)


def test_a_request_that_came_by_hand_makes_the_population_incomplete(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    oid = history.historian.maintain({LAGOON.request_path: b"format: 1\n"})
    population, taken = _population(history)
    [row] = taken
    assert row.exceptions == []
    value = population.to_value()
    assert value["logsWithoutGap"] is False
    [outside] = value["findingsOutsideTransitions"]
    assert (outside["commit"], outside["rule"]) == (oid, "merge-without-entry")
    assert outside["path"] == LAGOON.request_path
    text = "\n".join(sentences(population))
    assert "Not shown to be complete: merge-without-entry 1." in text
    assert f"Without a transition, commit 3 ({oid}): {LAGOON.request_path}" in text


def test_an_entry_that_cannot_be_read_is_counted_though_it_has_no_row(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    older, newer = release("coffee 1.0.0 harbor test"), release("coffee 1.0.1 harbor test")
    history.historian.apply(older)
    archived = f"{older.log_folder}/0002-archived.json"
    history.historian.forge(
        Lie(
            respell=lambda commit: replace(
                commit,
                files={
                    path: replace(file, data=b"{}") if file and path == archived else file
                    for path, file in commit.files.items()
                },
            )
        )
    )
    history.historian.apply(newer)
    value = _population(history)[0].to_value()
    assert archived in {one["path"] for one in value["findingsOutsideTransitions"]}
    assert value["logsWithoutGap"] is False
    assert sum(value["transitions"].values()) == 2


def test_a_start_in_the_middle_says_what_lies_before_it(story: History) -> None:
    origin, steps = _steps(story)
    middle = steps[49].commit.commit
    later = replace(origin, commit=middle.oid, number=50 + 1, unseen=50, pinned=True)
    population, taken = rows(steps[50:], later)
    list(taken)
    text = "\n".join(sentences(population))
    assert "commit 51 of main, named by the auditor" in text
    assert "Not in it: the 50 commits of main before that one." in text
    assert population.to_value()["from"]["commitsBefore"] == 50


# --- The formats ---------------------------------------------------------------------------------


def test_csv_ends_each_line_as_rfc_4180_says_and_quotes_where_it_must(approved: History) -> None:
    _, taken = _population(approved)
    text = "".join(write_csv(taken))
    assert text.count("\r\n") == text.count("\n") == 3
    assert text.startswith(",".join(COLUMNS) + "\r\n")
    strange = _named(taken[-1], 'a,"b"')
    assert '"a,""b"""' in "".join(write_csv([strange]))


def _named(row: Row, login: str) -> Row:
    entry = replace(row.entry, actor=Who(login, 1))
    return replace(row, transition=replace(row.transition, entry=entry))


@pytest.mark.parametrize("login", CELLS)
def test_no_cell_is_a_formula_for_a_spreadsheet(approved: History, login: str) -> None:
    row = _named(_population(approved)[1][-1], login)
    text = "".join(write_csv([row]))
    [read] = csv.DictReader(io.StringIO(text, newline=""))
    assert read["actorLogin"] == f"'{login}"
    assert cell_text([login]) == f"'{login}"
    assert read["actorId"] == "1"


def test_json_is_one_canonical_document(story: History) -> None:
    population, taken = _population(story)
    text = "".join(write_json(population, taken))
    assert canonical.to_bytes(json.loads(text)) == text.encode()
    document = json.loads(text)
    assert list(document) == ["format", "population", "transitions"]
    assert set(document["transitions"][0]) == set(COLUMNS)


def test_json_without_a_transition_is_canonical_too(story: History) -> None:
    population, taken = _population(story, Selection(app="nobody"))
    text = "".join(write_json(population, taken))
    assert canonical.to_bytes(json.loads(text)) == text.encode()
    assert json.loads(text)["transitions"] == []


def test_json_tells_of_paths_that_are_no_text(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.maintain({"releases/odd\x1b\u202e.txt": b"odd"})
    [outside] = _document(history)["population"]["findingsOutsideTransitions"]
    assert outside["path"] == "releases/odd\\u001b\\u202e.txt"


class _Page(HTMLParser):
    """The tags of a page, its texts, and what it refers to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_html_is_one_page_that_runs_nothing_and_loads_nothing(story: History) -> None:
    population, taken = _population(story)
    text = "".join(write_html(population, taken))
    page = _Page(text)
    assert page.tags.count("tr") == story.historian.transitions + 1
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert page.links == ["#population"]
    assert "default-src 'none'" in text
    assert not re.search(r"\bon[a-z]+=|url\(|@import", text)


def test_html_shows_every_column_and_ends_with_the_population(approved: History) -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(COLUMNS)
    population, taken = _population(approved)
    page = _Page("".join(write_html(population, taken)))
    for cell in taken[-1].to_value().values():
        shown = "; ".join(map(str, cell)) if isinstance(cell, list) else str(cell)
        assert shown in page.texts or cell in (None, [])
    at = page.texts.index("The population")
    assert set(sentences(population)) <= set(page.texts[at:])


def test_html_shows_other_peoples_text_as_text(approved: History) -> None:
    population, taken = _population(approved)
    login = "<script>alert(1)</script>"
    text = "".join(write_html(population, [_named(taken[-1], login)]))
    assert login in _Page(text).texts
    assert "<script" not in text


def test_html_marks_the_rows_with_exceptions(tmp_path: Path) -> None:
    history = History.begun(tmp_path)
    history.historian.apply(COFFEE)
    history.historian.forge(Lie(respell=lambda commit: replace(commit, message="Else\n")))
    history.historian.reject(COFFEE)
    population, taken = _population(history)
    text = "".join(write_html(population, taken))
    assert text.count('<tr class="exception">') == 1
    assert "message" in _Page(text).texts


@pytest.mark.parametrize("form", ["csv", "html"])
def test_rows_are_written_before_all_of_main_was_read(story: History, form: str) -> None:
    origin, steps = _steps(story)
    read = 0

    def reading() -> Iterator[Step]:
        nonlocal read
        for step in steps:
            read += 1
            yield step

    early = next(step.commit.oid for step in steps if step.transitions)
    population, taken = rows(reading(), origin)
    pieces = write_csv(taken) if form == "csv" else write_html(population, taken)
    assert any(early in piece for piece in pieces)
    assert read < 20 < len(steps)
