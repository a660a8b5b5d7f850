"""One act used twice: copied releases, and reviews, events and announcements counted again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.audit.model.entry import transition_id
from bot.core.documents import canonical
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import COFFEE, TEA, TEST, TEST_AT_LAGOON
from tests.audit.forgeries.strokes import approved_by, told
from tests.history.commits import GITHUB, File, MainCommit, hand_of
from tests.history.people import BOT
from tests.history.state import record_of

if TYPE_CHECKING:
    from bot.core.entry import Announcement, Draft
    from tests.audit.forgeries.forger import Forger

COPIES = Book(Sort.COPY)


@COPIES.found_by("counted-once", says="review")
def review_used_for_two_releases(f: Forger) -> None:
    """One review approves a second release."""
    f.h.apply(COFFEE)
    f.h.approve(COFFEE)
    used = f.h.logs[COFFEE].entries[-1].draft.approvals[0]
    f.h.apply(TEA)

    def retell(draft: Draft) -> Draft:
        return approved_by(draft, replace(draft.approvals[0], review=used.review))

    f.lie(told(retell))
    f.h.approve(TEA)


@COPIES.found_by("counted-once", says="counted twice by this entry")
def review_counted_twice(f: Forger) -> None:
    """One review stands twice among the approvals of an entry."""
    f.h.apply(COFFEE)
    f.lie(told(lambda draft: replace(draft, approvals=draft.approvals * 2)))
    f.h.approve(COFFEE)


@COPIES.found_by("counted-once", says="review")
def rejection_used_for_two_releases(f: Forger) -> None:
    """One review rejects a second release."""
    f.h.apply(COFFEE)
    f.h.reject(COFFEE)
    used = f.h.logs[COFFEE].entries[-1].draft.cause
    f.h.apply(TEA)
    f.lie(told(lambda draft: replace(draft, cause=used)))
    f.h.reject(TEA)


@COPIES.found_by("counted-once", says="review")
def objection_counted_as_an_approval(f: Forger) -> None:
    """The review that rejected a release is counted as an approval of it in its next round."""
    f.h.apply(COFFEE)
    f.h.reject(COFFEE)
    used = f.h.logs[COFFEE].entries[-1].draft.cause["review"]
    f.h.reapply(COFFEE, notes="It says what changed.\n")
    f.lie(told(lambda d: approved_by(d, replace(d.approvals[0], review=used))))
    f.h.approve(COFFEE)


@COPIES.found_by("counted-once", says="status")
def announcement_used_twice(f: Forger) -> None:
    """Two rounds show the same announcement."""
    f.h.apply(COFFEE)
    used = f.h.logs[COFFEE].entries[-1].draft.announced
    assert used is not None
    f.lie(told(lambda draft: _announced_by(draft, used)))
    f.h.apply(TEA)


def _announced_by(draft: Draft, used: Announcement) -> Draft:
    assert draft.announced is not None
    return replace(draft, announced=replace(draft.announced, status=used.status))


@COPIES.found_by("counted-once", says="event")
def event_used_twice(f: Forger) -> None:
    """Two releases are withdrawn by closing one pull request."""
    f.h.apply(COFFEE)
    f.h.withdraw(COFFEE)
    used = f.h.logs[COFFEE].entries[-1].draft
    f.h.apply(TEA)
    f.lie(told(lambda draft: replace(draft, cause=used.cause, events=used.events)))
    f.h.withdraw(TEA)


@COPIES.found_by("counted-once", "merge")
def release_copied(f: Forger) -> None:
    """A whole release is copied to another app, with its identity and all ids adapted."""
    f.h.apply(TEST)
    files: dict[str, File | None] = {}
    request = f.h.files[TEST.request_path].replace(b"app: harbor", b"app: lagoon")
    files[TEST_AT_LAGOON.request_path] = File(request)
    path = f"{TEST.log_folder}/0001-released.json"
    value = json.loads(f.h.files[path])
    head = value["head"]
    value["release"]["app"] = value["application"]["release"]["app"] = "lagoon"
    value["digest"] = canonical.sha256(canonical.to_bytes(value["application"]))
    record = record_of(request)
    value["files"]["request"] = {"blob": record.blob, "sha256": record.sha256}
    value["transition"] = transition_id(TEST_AT_LAGOON, value["cause"])
    value["parent"] = value["policy"]["commit"] = f.h.tip
    data = canonical.to_bytes(value)
    files[f"{TEST_AT_LAGOON.log_folder}/0001-released.json"] = File(data)
    status = json.loads(f.h.files[TEST.status_path])
    status["release"]["app"] = "lagoon"
    status["digest"], status["files"] = value["digest"], value["files"]
    status["entry"].update(transition=value["transition"], sha256=canonical.sha256(data))
    files[TEST_AT_LAGOON.status_path] = File(canonical.to_bytes(status))
    live = json.loads(f.h.files["live/harbor/test.json"])
    live["app"] = "lagoon"
    live["miniPrograms"]["coffee"][0].update(digest=value["digest"], transition=value["transition"])
    files["live/lagoon/test.json"] = File(canonical.to_bytes(live))
    f.forges()
    f.h.raw(
        MainCommit(
            files=files,
            message=_message(value, TEST_AT_LAGOON.folder),
            author=hand_of(BOT),
            committer=GITHUB,
            time=f.h.now,
            parents=(f.h.tip, head),
            signed_by=f.writer.key,
        )
    )


def _message(value: dict[str, object], folder: str) -> str:
    return "\n".join(
        (
            "Release coffee 1.0.0 to lagoon Test: Full Release",
            "",
            f"Release: {folder}",
            f"Transition: {value['transition']}",
            "Status: New Version Created -> Full Release",
            f"Pull-request: {value['pullRequest']}",
            "Requested-by: 1001",
            f"Request-digest: sha256:{value['digest']}",
        )
    )
