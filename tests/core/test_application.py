"""The application: what a reviewer judges, and nothing of policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.application import Application, Difference, compare
from bot.core.documents import canonical
from tests.core.situations import (
    PACKAGE,
    SCHEMAS,
    applied,
    approvals,
    catalog,
    coffee,
    draft,
    harbor,
    log_of,
    request,
    under_review,
    with_branch,
    with_main,
)

if TYPE_CHECKING:
    from bot.core.situation import Situation


def _application(situation: Situation | None = None) -> Application:
    found = (situation or applied()).application
    assert found is not None
    return found


def test_release_specific_configuration_wins_field_by_field() -> None:
    program = coffee(configuration={"clientId": "global", "merchantId": "m-1"})
    situation = with_branch(
        applied(policy=catalog(program=program)),
        request=request(configuration={"clientId": "specific"}),
    )
    assert _application(situation).value["configuration"] == {
        "clientId": "specific",
        "merchantId": "m-1",
    }


def test_it_holds_the_package_with_its_digest_and_the_resolved_information() -> None:
    value = _application().value
    assert value["version"] == {"package": PACKAGE}
    assert value["information"]["name"] == "Coffee"
    assert value["release"]["environment"] == "production"


def test_features_are_sorted_so_that_their_order_in_the_catalog_says_nothing() -> None:
    one = applied(policy=catalog(program=coffee(features=["pay", "login"])))
    other = applied(policy=catalog(program=coffee(features=["login", "pay"])))
    assert _application(one).digest == _application(other).digest


def test_no_release_notes_are_null() -> None:
    situation = with_branch(applied(), request=request(None))
    assert _application(situation).value["releaseNotes"] is None


def test_the_digest_is_that_of_the_rendering_that_is_shown() -> None:
    application = _application()
    assert application.digest == canonical.sha256(application.rendering.encode())


def test_the_digest_follows_the_release_notes() -> None:
    other = with_branch(applied(), request=request("Other beans."))
    assert _application(other).digest != _application().digest


def test_policy_is_not_in_it() -> None:
    stricter = catalog(harbor({"approvals": approvals(count=3)}, reviewers=[]))
    assert _application(with_main(applied(), catalog=stricter)) == _application()


def test_a_draft_has_an_application_too() -> None:
    assert _application(draft()) == _application()


def test_what_is_written_to_the_log_passes_the_schema() -> None:
    entry = log_of(under_review()).entries[0]
    value = canonical.from_bytes(entry.to_bytes(), entry.path)
    assert SCHEMAS.problems("log-entry", value, entry.path) == ()
    assert entry.draft.application == _application().value


def test_a_comparison_names_each_field_that_differs() -> None:
    live = {"a": {"x": 1, "y": 2}, "b": ["one", "two"], "gone": "text"}
    new = {"a": {"x": 1, "y": 3}, "b": ["two", "three"], "new": "text"}
    assert compare(live, new) == (
        Difference("/a/y", 2, 3),
        Difference("/b", "one", None),
        Difference("/b", None, "three"),
        Difference("/gone", "text", None),
        Difference("/new", None, "text"),
    )


def test_a_list_in_another_order_is_a_difference() -> None:
    assert compare({"b": [1, 2]}, {"b": [2, 1]}) == (Difference("/b", [1, 2], [2, 1]),)


def test_equal_applications_do_not_differ() -> None:
    value = _application().value
    assert compare(value, _application(draft()).value) == ()
