"""The REST checker finds each kind of difference, and accepts what GitHub documents."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.rest import check_answer, check_request

REPOSITORY = "/repos/harbor-co/releases"
REF_PATH = f"{REPOSITORY}/git/ref/heads/main"
STATUS_PATH = f"{REPOSITORY}/statuses/{'a' * 40}"
REVIEWS_PATH = f"{REPOSITORY}/pulls/7/reviews"

Change = Callable[[Any], object]


def ref() -> dict[str, Any]:
    return {
        "ref": "refs/heads/main",
        "node_id": "REF_1",
        "url": "http://127.0.0.1:1/api/v3/repos/harbor-co/releases/git/refs/heads/main",
        "object": {"type": "commit", "sha": "a" * 40, "url": "http://127.0.0.1:1/c"},
    }


def activity() -> list[dict[str, Any]]:
    one = {
        "id": 1,
        "node_id": "PSH_1",
        "before": "a" * 40,
        "after": "b" * 40,
        "ref": "refs/heads/main",
        "timestamp": "2026-03-02T09:00:00Z",
        "activity_type": "force_push",
        "actor": None,
    }
    return [one]


def test_a_described_answer_passes() -> None:
    assert check_answer("GET", REF_PATH, 200, ref()) == []
    assert check_answer("GET", f"{REPOSITORY}/activity", 200, activity()) == []


def test_the_prefix_and_the_query_of_a_served_path_do_not_matter() -> None:
    path = f"/api/v3{REPOSITORY}/activity?per_page=100"
    assert check_answer("get", path, 200, activity()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda body: body[0].pop("actor"), "$[0]: 'actor' is a required property"),
        (lambda body: body[0].update(before=None), "$[0].before: null, but it must be of type"),
        (lambda body: body[0].update(id="1"), "$[0].id: '1' is not of type integer"),
        (lambda body: body[0].update(activity_type="push_force"), "is none of ['push', "),
        (lambda body: body[0].update(timestamp="yesterday"), "is not a 'date-time'"),
        (lambda body: body[0].update(pusher="mia"), "$[0].pusher is not described"),
        (lambda body: body[0].update(actor={"login": "mia"}), "$[0].actor: 'id' is a required"),
    ],
)
def test_each_difference_in_an_answer_is_told_with_its_place(change: Change, told: str) -> None:
    body = activity()
    change(body)
    found = check_answer("GET", f"{REPOSITORY}/activity", 200, body)
    assert any(told in one for one in found), found


def test_a_field_invented_deep_inside_is_found() -> None:
    body = ref()
    body["object"]["tree"] = "b" * 40
    (told,) = check_answer("GET", REF_PATH, 200, body)
    assert told.startswith("GET /repos/{owner}/{repo}/git/ref/{ref} answers 200: ")
    assert told.endswith("$.object.tree is not described: GitHub has no such field")


def mia() -> dict[str, Any]:
    links = ("followers", "following", "gists", "starred", "subscriptions", "organizations")
    url = "http://127.0.0.1:1/api/v3/users/mia"
    return {
        "login": "mia",
        "id": 11,
        "node_id": "U_11",
        "avatar_url": "http://127.0.0.1:1/avatars/11",
        "gravatar_id": "",
        "url": url,
        "html_url": "http://127.0.0.1:1/mia",
        **{f"{name}_url": f"{url}/{name}" for name in (*links, "repos", "events")},
        "received_events_url": f"{url}/received_events",
        "type": "User",
        "site_admin": False,
    }


def closing() -> dict[str, Any]:
    return {
        "id": 1,
        "node_id": "CE_1",
        "url": "http://127.0.0.1:1/api/v3/repos/harbor-co/releases/issues/events/1",
        "event": "closed",
        "actor": mia(),
        "commit_id": None,
        "commit_url": None,
        "created_at": "2026-03-02T09:00:00Z",
        "performed_via_github_app": None,
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.update(id="1"),
        lambda event: event.update(created_at=5),
        lambda event: event.update(label="late"),
        lambda event: event.pop("node_id"),
    ],
)
def test_an_alternative_that_requires_nothing_lets_no_other_kind_of_event_pass(
    change: Change,
) -> None:
    path = f"{REPOSITORY}/issues/7/timeline"
    event = closing()
    assert check_answer("GET", path, 200, [event]) == []
    change(event)
    assert check_answer("GET", path, 200, [event]) != []


def test_a_success_status_that_github_never_gives_is_found() -> None:
    (told,) = check_answer("POST", STATUS_PATH, 200, {})
    assert "GitHub never answers 200 here" in told


def test_an_answer_without_content_has_no_body() -> None:
    path = f"{REPOSITORY}/git/refs/heads/topic"
    assert check_answer("DELETE", path, 204, None) == []
    assert check_answer("DELETE", path, 204, b"") == []
    assert check_answer("DELETE", path, 204, {"ok": True}) != []


@pytest.mark.parametrize("status", [401, 403, 404, 422, 429, 502])
def test_every_refusal_is_an_object_with_a_message(status: int) -> None:
    body = {"message": "No.", "documentation_url": "http://127.0.0.1:1/docs", "status": "422"}
    assert check_answer("POST", STATUS_PATH, status, body) == []
    assert check_answer("POST", STATUS_PATH, status, {}) != []
    assert check_answer("POST", STATUS_PATH, status, None) != []
    assert check_answer("POST", STATUS_PATH, status, {"message": 5}) != []


def test_a_refusal_may_carry_what_its_description_adds() -> None:
    body = {
        "message": "Validation Failed",
        "documentation_url": "http://127.0.0.1:1/docs",
        "errors": [{"resource": "PullRequest", "field": "base", "code": "invalid"}],
        "status": "422",
    }
    assert check_answer("POST", f"{REPOSITORY}/pulls", 422, body) == []
    body["errors"] = [{"resource": "PullRequest", "field": "base"}]
    (told,) = check_answer("POST", f"{REPOSITORY}/pulls", 422, body)
    assert "$.errors[0]: 'code' is a required property" in told


def test_a_refusal_that_fits_several_described_errors_passes() -> None:
    body = {"message": "main does not match", "documentation_url": "http://127.0.0.1:1/docs"}
    assert check_answer("PUT", f"{REPOSITORY}/contents/a.txt", 409, body) == []


def test_an_unknown_path_or_method_is_found() -> None:
    assert check_answer("GET", "/repos/harbor-co", 200, {}) != []
    assert check_answer("POST", REF_PATH, 200, ref()) != []
    assert check_request("GET", "/repos/harbor-co") != []


def test_a_longer_template_wins_over_a_reference_with_slashes() -> None:
    combined = check_answer("GET", f"{REPOSITORY}/commits/topic/one/status", 200, {})
    assert any("'statuses' is a required property" in one for one in combined)


def test_a_described_request_passes() -> None:
    body = {"state": "success", "context": "slipway", "description": "…"}
    assert check_request("POST", STATUS_PATH, {}, body) == []
    assert check_request("GET", REVIEWS_PATH, {"per_page": "100", "page": "2"}) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"context": "slipway"}, "$: 'state' is a required property"),
        ({"state": "done"}, "$.state: 'done' is none of"),
        ({"state": "success", "colour": "red"}, "$.colour is not described"),
        (None, "a request body is required"),
    ],
)
def test_each_difference_in_a_request_body_is_told(body: object, told: str) -> None:
    found = check_request("POST", STATUS_PATH, {}, body)
    assert any(told in one for one in found), found


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"per_page": "many"}, "query per_page: 'many' is not of type integer"),
        ({"perPage": "5"}, "query perPage is not described"),
    ],
)
def test_each_difference_in_a_query_is_told(query: dict[str, str], told: str) -> None:
    (found,) = check_request("GET", REVIEWS_PATH, query)
    assert told in found


def test_a_number_in_the_path_must_be_one() -> None:
    (told,) = check_request("GET", f"{REPOSITORY}/pulls/seven/reviews")
    assert "path pull_number: 'seven' is not of type integer" in told


def test_a_body_where_none_is_described_is_found() -> None:
    (told,) = check_request("GET", REF_PATH, {}, {"force": True})
    assert "no request body is described" in told
