"""The chain of documents is read strictly: whatever is not as the bot writes it is damage."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.document_entry import log_folder
from bot.core.document_log import DocumentLog, read_document_log
from bot.core.documents import canonical
from bot.core.documents.schema import Schemas
from bot.core.log import Damage
from bot.core.situation import EventKind, PullState
from tests.core.document_situations import (
    APP,
    VERSION,
    after,
    app_change,
    approved,
    file,
    known,
    under_review,
    upload,
    with_new,
)
from tests.core.situations import HEAD, SCHEMAS, SECOND, WES, event, with_pull

if TYPE_CHECKING:
    from bot.core.situation import Situation

FOLDER = "catalog/log"


def chain(found: Situation) -> DocumentLog:
    assert found.main.documents is not None
    return found.main.documents


def files(log: DocumentLog) -> dict[str, bytes]:
    return {entry.path: entry.to_bytes() for entry in log.entries}


def whole() -> DocumentLog:
    """Submitted, resubmitted, and changed by two owners."""
    first = under_review()
    second = after(with_new(first, file(APP, name="Three"), SECOND))
    given = tuple(
        replace(review, commit=SECOND, at=review.at + timedelta(hours=2))
        for review in approved().pull.reviews
    )
    later = replace(second, now=second.now + timedelta(hours=3))
    return chain(after(approved(*given, found=later)))


@pytest.mark.parametrize(
    ("document", "folder"),
    [
        ("catalog/apps/harbor.yaml", FOLDER),
        ("catalog/stops/harbor.yaml", FOLDER),
        ("releases/coffee/1.4.0/harbor/test/correction.yaml", FOLDER),
        (VERSION, "releases/coffee/1.4.0/log"),
        ("releases/coffee/1.4.0/harbor/test/offline.yaml", "releases/coffee/1.4.0/log"),
    ],
)
def test_a_version_shares_its_chain_with_the_acts_on_its_releases(
    document: str, folder: str
) -> None:
    assert log_folder(document) == folder


def test_the_newest_entry_of_a_document_is_the_one_that_brought_it_to_main() -> None:
    log = whole()
    assert log.newest(APP) is log.entries[-1]
    assert replace(log, entries=log.entries[:-1]).newest(APP) is None
    assert log.newest(VERSION) is None


def damage(changed: dict[str, bytes], schemas: Schemas = SCHEMAS) -> Damage:
    found = read_document_log(FOLDER, changed, schemas)
    assert isinstance(found, Damage)
    return found


def edited(number: int, **fields: Any) -> dict[str, bytes]:
    """The whole chain with fields of one entry replaced; what is derived may not fit any more."""
    found = files(whole())
    path = sorted(found)[number]
    found[path] = canonical.to_bytes({**json.loads(found[path]), **fields})
    return found


def test_a_chain_reads_as_it_was_written() -> None:
    log = whole()
    assert [entry.draft.kind for entry in log.entries] == ["submitted", "resubmitted", "changed"]
    assert read_document_log(FOLDER, files(log), SCHEMAS) == log
    assert read_document_log(FOLDER, {}, SCHEMAS) == DocumentLog(FOLDER)


def test_a_version_has_a_chain_of_its_own() -> None:
    log = chain(after(known(upload())))
    assert log.folder == "releases/coffee/1.4.0/log"
    assert read_document_log(log.folder, files(log), SCHEMAS) == log
    assert isinstance(read_document_log(FOLDER, files(log), SCHEMAS), Damage)


def test_time_never_runs_back_in_a_chain() -> None:
    log = whole()
    draft = log.entries[0].draft
    early = log.extended(draft, log.entries[0].time - timedelta(days=1), HEAD)
    assert early.entries[-1].time == log.entries[-1].time


@pytest.mark.parametrize(
    ("number", "fields", "what"),
    [
        (0, {"kind": "uploaded"}, "belongs at"),
        (0, {"round": 2}, "cannot stand here"),
        (0, {"content": "main"}, "cannot stand here"),
        (0, {"announced": None}, "cannot stand here"),
        (0, {"application": None}, "cannot stand here"),
        (0, {"transition": "0" * 32}, "derived field"),
        (0, {"surprise": 1}, "not known"),
        (0, {"time": "2026-02-30T09:00:00Z"}, "day"),
        (1, {"time": "2026-01-01T09:00:00Z"}, "the time runs back"),
        (1, {"previous": "0" * 64}, "hash"),
        (1, {"sequence": 3}, "sequence 3 where 2 is due"),
        (2, {"document": VERSION}, "derived field"),
    ],
)
def test_what_was_edited_is_damage(number: int, fields: dict[str, Any], what: str) -> None:
    changed = edited(number, **fields)
    found = damage(changed)
    assert found.path == sorted(changed)[number]
    assert what in found.what


def test_a_chain_without_its_middle_or_beginning_is_damage() -> None:
    for gone in (0, 1):
        changed = files(whole())
        del changed[sorted(changed)[gone]]
        assert "sequence" in damage(changed).what


def test_what_is_not_canonical_or_has_no_schema_is_damage() -> None:
    path = f"{FOLDER}/0001-submitted.json"
    assert damage({path: b"{}\n\n"}).path == path
    old = Schemas.from_files({})
    assert "no schema" in damage(files(whole()), old).what


def test_the_same_cause_counts_once() -> None:
    log = whole()
    again = log.extended(log.entries[0].draft, log.entries[-1].time, HEAD)
    assert "cannot stand here" in damage(files(again)).what
    drafted = with_pull(under_review(), event(EventKind.DRAFTED, 70, WES), draft=True)
    ended = chain(after(drafted))
    first = replace(ended.entries[0].draft, round=2)
    assert (
        "counted already" in damage(files(ended.extended(first, log.entries[-1].time, HEAD))).what
    )


def test_nothing_follows_in_a_thread_that_came_to_main() -> None:
    log = chain(after(known(upload())))
    (entry,) = log.entries
    cause = {**entry.draft.cause, "after": 1}
    again = log.extended(replace(entry.draft, cause=cause), entry.time, HEAD)
    found = read_document_log(log.folder, files(again), SCHEMAS)
    assert isinstance(found, Damage)
    assert "cannot stand here" in found.what


@pytest.mark.parametrize("path", [VERSION, "catalog/log/0001-changed.json", "catalog/x/y.yaml"])
def test_an_entry_of_no_document_of_the_catalog_is_damage(path: str) -> None:
    entry = whole().entries[0]
    subject = replace(entry.draft.subject, document=path)
    odd = replace(entry, draft=replace(entry.draft, subject=subject))
    assert isinstance(damage({f"{FOLDER}/0001-submitted.json": odd.to_bytes()}), Damage)


def test_a_version_is_never_merely_changed() -> None:
    (entry,) = chain(after(known(upload()))).entries
    draft = replace(entry.draft, kind=whole().entries[-1].draft.kind)
    odd = replace(entry, draft=draft)
    found = read_document_log("releases/coffee/1.4.0/log", {odd.path: odd.to_bytes()}, SCHEMAS)
    assert isinstance(found, Damage)


def test_a_closed_pull_request_ends_its_thread_only() -> None:
    closed = with_pull(under_review(), event(EventKind.CLOSED, 70, WES), state=PullState.CLOSED)
    log = chain(after(closed))
    assert log.thread(APP, 7).opening is None
    assert log.thread(APP, 8).entries == ()
    assert log.thread(APP, 8).round == 0
    assert app_change().thread is not None
