"""Status and live files follow from logs alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.documents import canonical
from bot.core.documents.identity import VersionNumber
from bot.core.projection import live_path, live_value, replace_live, status_value
from bot.core.situation import EventKind
from tests.core.situations import (
    PACKAGE,
    SCHEMAS,
    SECOND,
    TEST,
    applied,
    catalog,
    coffee,
    event,
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
    with_main,
    with_pull,
)

if TYPE_CHECKING:
    from bot.core.log import Log


def _of(mini_program: str, version: str) -> Log:
    """A Test release of another mini program, live."""
    program = replace(coffee(), id=mini_program)
    policy = replace(catalog(), mini_programs={mini_program: program})
    number = VersionNumber.parse(version)
    assert number is not None
    release = replace(TEST, mini_program=mini_program, version=number)
    return log_of(recorded(applied(release, policy=policy)))


def _logs() -> list[Log]:
    """1.3.0 of coffee archived by 1.4.0, one withdrawn, and tea."""
    situation = with_main(applied(TEST), siblings=(sibling("1.3.0"),))
    moved = moved_in(situation)
    ((older, archived),) = moved.followers
    return [
        older.extended(archived, situation.now, "d" * 40),
        log_of(recorded(situation)),
        _of("tea", "2.0.0"),
    ]


def _statuses(logs: list[Log]) -> list[dict[str, Any]]:
    return [status_value(log) for log in logs]


def test_a_status_says_where_the_release_stands_and_by_which_entry() -> None:
    log = log_of(under_review())
    (entry,) = log.entries
    value = status_value(log)
    assert (value["status"], value["content"], value["round"]) == (
        "Under Review",
        "pull-request",
        1,
    )
    assert value["requester"] == {"login": "mia", "id": 1001}
    assert value["delivery"] == {"package": PACKAGE}
    assert value["entry"] == {
        "sequence": 1,
        "kind": "submitted",
        "transition": entry.draft.transition,
        "sha256": canonical.sha256(entry.to_bytes()),
    }


def test_every_status_passes_its_schema() -> None:
    rejected = log_of(recorded(reviewed(objection())))
    approved = log_of(recorded(reviewed(review())))
    for log in (log_of(under_review()), rejected, approved, *_logs()):
        value = canonical.from_bytes(canonical.to_bytes(status_value(log)), "status.json")
        assert SCHEMAS.problems("status", value, "status.json") == ()


def test_a_note_keeps_the_time_since_when_the_status_stands() -> None:
    before = under_review()
    later = replace(pushed(before, SECOND, request("Fewer.")), now=before.now.replace(hour=20))
    after = log_of(recorded(later))
    assert after.entries[1].time > after.entries[0].time
    assert status_value(after)["since"] == status_value(log_of(before))["since"]


def test_a_rejection_stands_in_the_status_until_the_next_application() -> None:
    rejected = recorded(reviewed(objection("/reject code\nIt leaks.")))
    assert status_value(log_of(rejected))["rejection"] == {"kind": "code"}
    details = recorded(reviewed(objection()))
    acts = (event(EventKind.DRAFTED, 200), event(EventKind.READY, 201))
    again = recorded(with_pull(details, *acts))
    assert status_value(log_of(again))["rejection"] is None


def test_an_archived_status_names_what_superseded_it() -> None:
    older, newer, _ = _logs()
    value = status_value(older)
    assert (value["status"], value["supersededBy"]["release"]["version"]) == ("Archived", "1.4.0")
    assert value["supersededBy"]["transition"] == newer.entries[-1].draft.transition


def test_a_status_of_a_log_nobody_applied_in_names_no_requester() -> None:
    older, *_ = _logs()
    orphan = replace(older, entries=older.entries[1:])
    assert status_value(orphan)["requester"] is None


def test_the_live_file_holds_what_users_meet_and_nothing_else() -> None:
    value = live_value("harbor", "test", _statuses([*_logs(), log_of(under_review())]))
    found = {
        name: [one["version"] for one in releases]
        for name, releases in value["miniPrograms"].items()
    }
    assert found == {"coffee": ["1.4.0"], "tea": ["2.0.0"]}
    again = canonical.from_bytes(canonical.to_bytes(value), "live.json")
    assert SCHEMAS.problems("live", again, "live.json") == ()


def test_replacing_one_mini_program_gives_what_all_statuses_give() -> None:
    older, newer, tea = _logs()
    before = live_value("harbor", "test", _statuses([sibling("1.3.0"), tea]))
    after = replace_live(before, ("harbor", "test"), "coffee", _statuses([older, newer]))
    whole = live_value("harbor", "test", _statuses([older, newer, tea]))
    assert canonical.to_bytes(after) == canonical.to_bytes(whole)


def test_a_mini_program_that_is_live_no_more_leaves_the_live_file() -> None:
    older, _, tea = _logs()
    before = live_value("harbor", "test", _statuses([sibling("1.3.0"), tea]))
    after = replace_live(before, ("harbor", "test"), "coffee", _statuses([older]))
    assert list(after["miniPrograms"]) == ["tea"]


def test_the_first_release_of_a_target_begins_its_live_file() -> None:
    _, newer, _ = _logs()
    after = replace_live(None, ("harbor", "test"), "coffee", _statuses([newer]))
    assert after == live_value("harbor", "test", _statuses([newer]))


def test_each_target_has_a_live_file_of_its_own() -> None:
    assert live_path("harbor", "test") == "live/harbor/test.json"
