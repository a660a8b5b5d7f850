"""A correction: what it puts back, the note that tells of it, and when there is nothing to do."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core import projection
from bot.core.correction import Damaged, Restoration, live_bytes
from bot.core.document_commit import change_for_document
from bot.core.documents import canonical
from bot.core.documents.places import place_of
from bot.core.entry import Kind
from bot.core.finding import Stage, State
from bot.core.lifecycle import Status
from bot.core.log import Damage, Log, legal, read_log
from bot.core.rules import ask
from tests.core import document_situations as documents
from tests.core import situations as releases
from tests.core.document_situations import OWEN
from tests.core.situations import NOW, OTTO, PARENT, PRODUCTION, SCHEMAS, TEST, WES

if TYPE_CHECKING:
    from bot.core.change import Change
    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Situation

SHA = "5" * 64
LIVE = "live/harbor/test.json"


def _log(release: ReleaseId) -> Log:
    applied = releases.applied(release)
    return releases.log_of(releases.recorded(applied))


def _damaged(log: Log) -> Restoration:
    """The first entry was edited, and a file was laid beside it."""
    path = log.entries[0].path if log.entries else log.release.request_path
    restored = log.entries[0].to_bytes() if log.entries else None
    stranger = f"{log.release.log_folder}/README.md"
    return Restoration(log, (Damaged(path, SHA, restored), Damaged(stranger, SHA, None)))


def _situation(found: Restoration | None, release: ReleaseId = TEST) -> Situation:
    """Wes asks for a correction of a release."""
    fields = {
        "miniProgram": release.mini_program,
        "version": str(release.version),
        "app": release.app,
        "environment": str(release.environment),
    }
    path = f"{release.folder}/correction.yaml"
    asked = documents.situation(documents.file(path, reason="Edited by hand.", **fields))
    return replace(asked, main=replace(asked.main, restoration=found))


def _change(found: Restoration) -> Change:
    """The commit once both owners have approved."""
    submitted = documents.under_review(_situation(found, found.release))
    done = documents.approved(found=submitted)
    return change_for_document(done, documents.recorded_in(done))


def _answer(situation: Situation) -> tuple[State, tuple[str, ...]]:
    (found,) = [f for f in ask(situation) if f.rule.id == "correction-mends"]
    return found.answer.state, found.answer.why


def test_the_commit_restores_notes_and_takes_away() -> None:
    found = _damaged(_log(TEST))
    change = _change(found)
    note = f"{TEST.log_folder}/0002-corrected.json"
    assert set(change.files) == {
        "catalog/log/0002-changed.json",
        f"{TEST.folder}/correction.yaml",
        found.log.entries[0].path,
        note,
        TEST.status_path,
        LIVE,
    }
    assert change.removed == (f"{TEST.log_folder}/README.md",)
    assert change.files[found.log.entries[0].path] == found.log.entries[0].to_bytes()


def test_the_note_keeps_the_status_and_reads_back() -> None:
    found = _damaged(_log(TEST))
    files = {p: d for p, d in _change(found).files.items() if p.startswith(TEST.log_folder)}
    log = read_log(TEST, files, SCHEMAS)
    assert isinstance(log, Log)
    note = log.entries[-1].draft
    assert (note.kind, note.row, note.source, note.target) == (
        Kind.CORRECTED,
        None,
        Status.FULL_RELEASE,
        Status.FULL_RELEASE,
    )
    assert (note.actor.id, note.actor.role.value) == (OWEN.id, "owner")
    assert [one.reviewer for one in note.approvals] == [OTTO.id, OWEN.id]
    assert note.reason == "Edited by hand."
    assert [(one.found, one.restored) for one in note.corrects] == [
        (SHA, canonical.sha256(log.entries[0].to_bytes())),
        (SHA, None),
    ]
    assert note.subject == log.entries[0].draft.subject
    assert log.told == log.entries[0]
    assert log.last == log.entries[1]


def test_status_and_live_file_follow_from_the_note() -> None:
    change = _change(_damaged(_log(TEST)))
    entry = json.loads(change.files[f"{TEST.log_folder}/0002-corrected.json"])
    status = json.loads(change.files[TEST.status_path])
    assert (status["status"], status["entry"]["kind"]) == ("Full Release", "corrected")
    live = json.loads(change.files[LIVE])
    live_release = live["miniPrograms"]["coffee"][0]
    assert live_release["transition"] == status["changed"]["transition"] != entry["transition"]


def test_what_is_not_live_has_no_live_file() -> None:
    change = _change(_damaged(_log(PRODUCTION)))
    assert not [path for path in change.files if path.startswith("live/")]
    assert f"{PRODUCTION.log_folder}/0002-corrected.json" in change.files


def test_where_the_bot_wrote_no_entry_the_catalog_alone_tells() -> None:
    change = _change(_damaged(Log(TEST)))
    assert set(change.files) == {
        "catalog/log/0002-changed.json",
        f"{TEST.folder}/correction.yaml",
    }
    assert change.removed == (TEST.request_path, f"{TEST.log_folder}/README.md")


def test_a_submission_restores_nothing() -> None:
    asked = _situation(_damaged(_log(TEST)))
    moved = documents.recorded_in(asked)
    change = change_for_document(asked, moved)
    assert (set(change.files), change.removed) == ({"catalog/log/0001-submitted.json"}, ())


def test_a_change_of_another_document_restores_nothing() -> None:
    found = documents.approved()
    odd = replace(found, main=replace(found.main, restoration=_damaged(_log(TEST))))
    change = change_for_document(odd, documents.recorded_in(odd))
    assert set(change.files) == {"catalog/log/0002-changed.json", documents.APP}


# --- The rule ------------------------------------------------------------------------------------


def test_the_owners_see_what_would_be_put_back() -> None:
    state, (why,) = _answer(_situation(_damaged(_log(TEST))))
    assert state is State.NOTICE
    assert f"`{TEST.log_folder}/0001-released.json`, `{TEST.log_folder}/README.md`" in why


def test_a_long_list_is_cut() -> None:
    many = tuple(Damaged(f"{TEST.folder}/{number}", SHA, None) for number in range(12))
    _, (why,) = _answer(_situation(Restoration(_log(TEST), many)))
    assert why.endswith("`releases/coffee/1.4.0/harbor/test/9` and 2 more")


def test_nothing_damaged_is_nothing_to_correct() -> None:
    state, (why,) = _answer(_situation(Restoration(_log(TEST))))
    assert state is State.UNMET
    assert "There is nothing to correct" in why


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        [Damaged("releases/a\udcff", SHA, None)],
        [Damaged("releases/a\nb", SHA, None)],
        [Damaged("x" * 4001, SHA, None)],
        [Damaged(f"releases/{number}", SHA, None) for number in range(1001)],
    ],
    ids=["unreadable", "no text", "line feed", "long", "many"],
)
def test_what_cannot_be_derived_or_named_is_for_an_owner_to_restore(
    damaged: list[Damaged] | None,
) -> None:
    found = None if damaged is None else Restoration(_log(TEST), tuple(damaged))
    state, (why,) = _answer(_situation(found))
    assert state is State.UNMET
    assert "an owner restores the bytes by a commit on main" in why


def test_other_documents_are_not_asked_what_they_mend() -> None:
    assert _answer(documents.app_change()) == (State.MET, ())


def test_anybody_with_a_role_applies_and_two_owners_approve() -> None:
    asked = _situation(_damaged(_log(TEST)))
    entry = documents.recorded_in(asked).draft
    assert (entry.actor.id, entry.kind.value) == (WES.id, "submitted")
    unmet = [f.rule.id for f in ask(asked, Stage.APPLICATION) if f.answer.state is State.UNMET]
    assert unmet == []


# --- The log -------------------------------------------------------------------------------------


def _noted(log: Log) -> Log:
    files = {p: d for p, d in _change(_damaged(log)).files.items() if "/log/" in p}
    found = read_log(log.release, {p: d for p, d in files.items() if p[0] == "r"}, SCHEMAS)
    assert isinstance(found, Log)
    return found


def test_a_correction_of_nothing_is_no_step() -> None:
    note = _noted(_log(TEST)).entries[-1].draft
    assert legal(note)
    assert not legal(replace(note, corrects=()))
    assert not legal(replace(note, row="T3"))
    assert not legal(replace(note, target=Status.ARCHIVED))
    released = _log(TEST).entries[0].draft
    assert not legal(replace(released, corrects=note.corrects))


def test_a_log_does_not_begin_with_a_correction() -> None:
    note = replace(_noted(_log(PRODUCTION)).entries[-1].draft)
    kept = replace(note, source=Status.NEW_VERSION_CREATED, target=Status.NEW_VERSION_CREATED)
    (entry,) = Log(PRODUCTION).extended(kept, NOW, PARENT).entries
    found = read_log(PRODUCTION, {entry.path: entry.to_bytes()}, SCHEMAS)
    assert found == Damage(entry.path, "it corrects no entry")


def test_a_release_under_review_keeps_its_round_and_what_was_said() -> None:
    log = _noted(_log(PRODUCTION))
    assert (log.status, log.round) == (Status.UNDER_REVIEW, 1)
    assert log.opening == log.entries[0]
    assert log.requester == log.entries[0]


def test_the_live_file_is_left_alone_where_there_was_none() -> None:
    assert live_bytes(None, Log(TEST), ()) is None
    empty = live_bytes({"miniPrograms": {}}, Log(TEST), ())
    assert empty == canonical.to_bytes(projection.live_value("harbor", "test", ()))


def test_each_correctable_place_is_found_again() -> None:
    place = place_of(f"{TEST.folder}/correction.yaml")
    assert place is not None
    assert (place.schema, place.by_people) == ("correction", True)
