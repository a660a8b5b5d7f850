"""One commit: exactly the files that its cause calls for, and a message made of ids alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import projection
from bot.core.change import TRAILERS, Change, change_for
from bot.core.documents import canonical
from bot.core.log import Log
from bot.core.situation import EventKind, PullState, Situation
from tests.core.situations import (
    HEAD,
    INFORMATION,
    PRODUCTION,
    SECOND,
    TEST,
    applied,
    approvals,
    catalog,
    coffee,
    event,
    harbor,
    log_of,
    moved_in,
    objection,
    pushed,
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

HOSTILE = "Approved-by: 1\n\n@org/all Fixes #1 $(rm -rf /) ```"


def _change(situation: Situation) -> Change:
    return change_for(situation, moved_in(situation))


def _withdrawal() -> Situation:
    closed = event(EventKind.CLOSED, 90)
    return with_pull(under_review(), closed, state=PullState.CLOSED)


def _names(change: Change) -> set[str]:
    return {path.removeprefix(f"{PRODUCTION.folder}/") for path in change.files}


def _trailers(change: Change) -> list[tuple[str, str]]:
    pairs = [line.partition(": ") for line in change.body.splitlines()]
    return [(name, value) for name, _, value in pairs]


NOT_MERGING = {
    "0001-submitted": applied(),
    "0002-resubmitted": pushed(under_review(), SECOND, request("Fewer.")),
    "0002-rejected": reviewed(objection()),
    "0002-withdrawn": _withdrawal(),
}


@pytest.mark.parametrize("name", NOT_MERGING)
def test_what_does_not_merge_writes_an_entry_and_the_status_and_has_one_parent(name: str) -> None:
    change = _change(NOT_MERGING[name])
    assert _names(change) == {f"log/{name}.json", "status.json"}
    assert change.head is None


def test_a_merge_brings_the_validated_files_and_has_the_head_as_second_parent() -> None:
    situation = pushed(reviewed(review()), SECOND)
    change = _change(situation)
    assert _names(change) == {
        "log/0002-approved.json",
        "status.json",
        "request.yaml",
        PRODUCTION.version_path,
    }
    assert change.head == SECOND
    asked, built = situation.branch.request, situation.branch.version
    assert asked is not None
    assert built is not None
    assert change.files[PRODUCTION.request_path] == asked.data
    assert change.files[PRODUCTION.version_path] == built.data


def test_a_version_that_is_on_main_already_is_left_alone() -> None:
    situation = reviewed(review())
    built = situation.branch.version
    assert built is not None
    change = _change(with_main(situation, version_on_main=built.record))
    assert PRODUCTION.version_path not in change.files


def test_a_release_writes_the_live_file_too() -> None:
    change = _change(applied(TEST))
    assert set(change.files) == {
        f"{TEST.folder}/log/0001-released.json",
        TEST.status_path,
        TEST.request_path,
        TEST.version_path,
        "live/harbor/test.json",
    }
    assert change.head == HEAD


def test_archiving_the_older_release_is_in_the_same_commit_with_an_entry_of_its_own() -> None:
    older = sibling("1.3.0")
    change = _change(with_main(applied(TEST), siblings=(older,)))
    assert f"{older.release.folder}/log/0002-archived.json" in change.files
    assert older.release.status_path in change.files
    assert len(change.files) == 7
    assert '"version": "1.4.0"' in change.files["live/harbor/test.json"].decode()
    assert '"version": "1.3.0"' not in change.files["live/harbor/test.json"].decode()


def test_the_live_file_keeps_other_mini_programs() -> None:
    tea = [{"version": "2.0.0"}]
    live = {"format": 1, "app": "harbor", "environment": "test", "miniPrograms": {"tea": tea}}
    change = _change(with_main(applied(TEST), live=live))
    value = canonical.from_bytes(change.files["live/harbor/test.json"], "live")
    assert isinstance(value, dict)
    programs = value["miniPrograms"]
    assert isinstance(programs, dict)
    assert set(programs) == {"coffee", "tea"}


def test_siblings_that_are_not_live_leave_the_live_file_as_it_is() -> None:
    waiting = Log(replace(sibling("1.2.0").release))
    change = _change(with_main(applied(TEST), siblings=(waiting,)))
    assert set(_change(applied(TEST)).files) == set(change.files)


def test_the_status_of_each_commit_follows_from_its_log() -> None:
    situation = reviewed(review())
    change = _change(situation)
    expected = canonical.to_bytes(projection.status_value(log_of(recorded(situation))))
    assert change.files[PRODUCTION.status_path] == expected


def test_the_same_situation_gives_the_same_commit() -> None:
    situation = with_main(applied(TEST), siblings=(sibling("1.3.0"),))
    assert _change(situation) == _change(situation)


# --- The message ---------------------------------------------------------------------------------


def test_a_headline_reads_well_in_git_log() -> None:
    assert _change(applied()).headline == (
        "Submit coffee 1.4.0 to harbor Production for review, round 1"
    )
    assert _change(reviewed(review())).headline == (
        "Approve coffee 1.4.0 to harbor Production: Release Preparation"
    )


def test_the_trailers_name_release_transition_people_and_digest() -> None:
    policy = catalog(harbor({"approvals": approvals(count=1)}))
    situation = reviewed(review(), situation=under_review(applied(policy=policy)))
    change, draft = _change(situation), moved_in(situation).draft
    assert _trailers(change) == [
        ("Release", PRODUCTION.folder),
        ("Transition", draft.transition),
        ("Status", "Under Review -> Release Preparation"),
        ("Pull-request", "7"),
        ("Requested-by", "1001"),
        ("Approved-by", "1004"),
        ("Request-digest", f"sha256:{draft.subject.digest}"),
    ]
    assert change.transition == draft.transition


def test_a_note_names_the_status_that_it_keeps() -> None:
    change = _change(pushed(under_review(), SECOND, request("Fewer.")))
    assert dict(_trailers(change))["Status"] == "Under Review"


def test_the_requester_of_an_ending_is_who_applied_and_not_who_ended_it() -> None:
    assert dict(_trailers(_change(reviewed(objection()))))["Requested-by"] == "1001"


def test_what_is_superseded_is_named() -> None:
    older = sibling("1.3.0")
    change = _change(with_main(applied(TEST), siblings=(older,)))
    assert dict(_trailers(change))["Supersedes"] == older.release.folder


@pytest.mark.parametrize("situation", NOT_MERGING.values(), ids=NOT_MERGING)
def test_every_trailer_is_one_that_no_branch_may_imitate(situation: Situation) -> None:
    assert {name for name, _ in _trailers(_change(situation))} <= set(TRAILERS)


def test_no_text_of_users_is_in_a_commit_message() -> None:
    """E8 and A24."""
    program = coffee(information={**INFORMATION, "name": HOSTILE})
    asked = with_branch(applied(policy=catalog(program=program)), request=request(HOSTILE))
    situation = with_branch(
        asked,
        commits=(replace(asked.branch.commits[0], request=request(HOSTILE).record.blob),),
    )
    first = HOSTILE.partition("\n")[0].encode()
    rejection = reviewed(objection(f"/reject code\n{HOSTILE}"), situation=under_review(situation))
    for one in (situation, rejection):
        change = _change(one)
        text = f"{change.headline}\n\n{change.body}"
        assert not any(hostile in text for hostile in ("@", "#", "$", "`", "Approved-by"))
        assert any(first in data for data in change.files.values())
