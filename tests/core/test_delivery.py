"""What a backend is told of a change, how that is signed, and what its answer is taken for."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.catalog import Person
from bot.core.delivery import Change, Message, Observed, back_off
from bot.core.delivery_answer import (
    Acknowledgement,
    Answer,
    NoAnswer,
    acknowledgement_context,
    is_handed_over,
    read_acknowledgement,
    read_answer,
)
from bot.core.delivery_signature import Secrets, read_secrets
from bot.core.entry import Kind
from bot.core.entry_rollout import Result
from bot.core.lifecycle import Status
from bot.core.situation import GHOST, Account, HeadStatus
from tests.core.situations import PRODUCTION, minute

DELIVERY, COMMIT = "1f" * 16, "c" * 40
SECRETS = Secrets((b"k" * 24,))
LIVE = (
    {"version": "1.3.0", "status": "Full Release", "percent": 100},
    {"version": "1.4.0", "status": "Grayscale Release", "percent": 20},
)
MESSAGE = Message(
    PRODUCTION,
    Change(DELIVERY, Kind.RELEASED, Status.GRAYSCALE_RELEASE, 20, minute(5), COMMIT),
    attempt=2,
    live=LIVE,
)
ROWS = [{"version": "1.4.0", "percent": 20}, {"version": "1.3.0", "percent": 100}]


# --- The message ---------------------------------------------------------------------------------


def test_a_message_tells_the_change_and_all_that_is_live_since() -> None:
    assert json.loads(MESSAGE.to_bytes()) == {
        "format": 1,
        "delivery": DELIVERY,
        "attempt": 2,
        "at": "2026-03-02T09:05:00Z",
        "commit": COMMIT,
        "release": {
            "miniProgram": "coffee",
            "version": "1.4.0",
            "app": "harbor",
            "environment": "production",
        },
        "change": {"kind": "released", "status": "Grayscale Release", "percent": 20},
        "live": list(LIVE),
    }


def test_a_message_fits_into_the_payload_of_an_event() -> None:
    """docs.github.com, "Create a repository dispatch event": at most ten top-level properties."""
    assert len(MESSAGE.to_value()) <= 10


def test_a_repeat_bears_the_key_of_the_first_attempt() -> None:
    again = replace(MESSAGE, attempt=3)
    assert again.to_value() == {**MESSAGE.to_value(), "attempt": 3}


def test_what_is_observed_is_written_as_short_printable_ascii() -> None:
    for detail in ("café", "a\nb", "x" * 201):
        with pytest.raises(ValueError, match="detail"):
            Observed(Result.FAILED, "no-answer", detail)


# --- When it is told again -----------------------------------------------------------------------


def test_the_waits_grow_to_a_day_and_stay_there() -> None:
    minutes = [int(back_off(attempt) / timedelta(minutes=1)) for attempt in range(1, 9)]
    assert minutes == [1, 5, 30, 120, 360, 1440, 1440, 1440]


# --- The signature -------------------------------------------------------------------------------

VECTOR_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR_TIME = datetime.fromtimestamp(1614265330, UTC)
OTHER_SECRET = "whsec_" + "QUJD" * 8


def _secrets(text: str) -> Secrets:
    found = read_secrets(text)
    assert found is not None
    return found


def test_the_signature_is_that_of_the_published_vector() -> None:
    """standard-webhooks/standard-webhooks, libraries/javascript/src/webhook.test.ts.

    "sign function works".
    """
    secrets = _secrets(VECTOR_SECRET)
    headers = secrets.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', VECTOR_TIME)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_secret_is_read_with_and_without_its_prefix() -> None:
    assert _secrets(VECTOR_SECRET) == _secrets(VECTOR_SECRET.removeprefix("whsec_"))


def test_while_a_secret_turns_both_sign_and_each_is_believed() -> None:
    old, new = _secrets(VECTOR_SECRET), _secrets(OTHER_SECRET)
    both = _secrets(f"{OTHER_SECRET} {VECTOR_SECRET}")
    headers = both.headers(DELIVERY, b"{}", minute(0))
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert old.vouch_for(headers, b"{}")
    assert new.vouch_for(headers, b"{}")
    assert both.vouch_for(old.headers(DELIVERY, b"{}", minute(0)), b"{}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "correct horse battery staple",
        "whsec_",
        "QUJD" * 7 + "QUI=",  # 23 bytes
        "QUJD" * 21 + "QUI=",  # 65 bytes
        "QUJD" * 8 + "é",
        "QUJD" * 8 + "-_-_",
        f"{VECTOR_SECRET} whsec_short",
        " ".join(["QUJD" * 8] * 5),
    ],
)
def test_secrets_that_are_unfit_sign_nothing(text: str) -> None:
    assert read_secrets(text) is None


def test_secrets_are_not_shown() -> None:
    assert repr(SECRETS) == "Secrets()"


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "2f" * 16},
        {"webhook-timestamp": "1614265331"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {"webhook-signature": "v1,\u0130\u00df"},
    ],
)
def test_a_signature_over_anything_else_is_not_believed(changed: dict[str, str]) -> None:
    headers = SECRETS.headers(DELIVERY, b"{}", VECTOR_TIME)
    assert SECRETS.vouch_for(headers, b"{}")
    assert not SECRETS.vouch_for({**headers, **changed}, b"{}")
    assert not SECRETS.vouch_for(headers, b"{} ")
    for name in headers:
        assert not SECRETS.vouch_for({k: v for k, v in headers.items() if k != name}, b"{}")


def test_no_more_signatures_are_compared_than_a_sender_has() -> None:
    headers = SECRETS.headers(DELIVERY, b"{}", VECTOR_TIME)
    padded = " ".join([*["v1,AAAA"] * 10, headers["webhook-signature"]])
    assert not SECRETS.vouch_for({**headers, "webhook-signature": padded}, b"{}")


# --- The answer ----------------------------------------------------------------------------------


def answer(observed: object = ROWS, status: int = 200, **fields: Any) -> Answer:
    """A signed answer to the message."""
    told = {"format": 1, "delivery": DELIVERY, "attempt": 2, "observed": observed, **fields}
    return signed(json.dumps(told).encode(), status)


def signed(body: bytes, status: int = 200, secrets: Secrets = SECRETS) -> Answer:
    return Answer(status, secrets.headers(DELIVERY, body, minute(6)), body)


def test_a_backend_that_has_what_was_decided_has_it_delivered() -> None:
    assert read_answer(MESSAGE, answer(), SECRETS) == Observed(
        Result.DELIVERED, "as-decided", "observed 1.4.0 at 20 %, 1.3.0 at 100 %"
    )


def test_a_backend_that_has_nothing_of_what_is_live_nowhere_has_it_delivered() -> None:
    gone = replace(MESSAGE, live=())
    assert read_answer(gone, answer([]), SECRETS).detail == "observed nothing"
    assert read_answer(gone, answer([]), SECRETS).result is Result.DELIVERED


@pytest.mark.parametrize(
    ("observed", "detail"),
    [
        (ROWS[:1], "observed 1.4.0 at 20 %; decided 1.3.0 at 100 %, 1.4.0 at 20 %"),
        ([], "observed nothing; decided 1.3.0 at 100 %, 1.4.0 at 20 %"),
        (
            [{"version": "1.4.0", "percent": 10}, ROWS[1]],
            "observed 1.4.0 at 10 %, 1.3.0 at 100 %; decided 1.3.0 at 100 %, 1.4.0 at 20 %",
        ),
    ],
)
def test_a_backend_that_has_something_else_has_drifted(observed: object, detail: str) -> None:
    found = read_answer(MESSAGE, answer(observed), SECRETS)
    assert found == Observed(Result.DRIFTED, "not-as-decided", detail)


def test_an_answer_of_more_rows_than_can_be_live_is_not_read() -> None:
    many = [{"version": f"1.{minor}.0", "percent": 1} for minor in range(101)]
    assert read_answer(MESSAGE, answer(many), SECRETS).reason == "answer-malformed"


def test_a_long_list_of_what_was_observed_is_cut() -> None:
    many = [{"version": f"1.{minor}.0", "percent": 1} for minor in range(100)]
    found = read_answer(MESSAGE, answer(many), SECRETS)
    assert found.result is Result.DRIFTED
    assert len(found.detail) == 200
    assert found.detail.endswith("...")


@pytest.mark.parametrize("status", [100, 199, 300, 302, 404, 410, 500])
def test_an_answer_that_is_no_success_has_failed_even_if_signed(status: int) -> None:
    found = read_answer(MESSAGE, answer(status=status), SECRETS)
    assert found == Observed(Result.FAILED, "status-refused", f"the backend answered {status}")


def test_no_answer_has_failed_with_the_couriers_reason_and_words_in_ascii() -> None:
    found = read_answer(MESSAGE, NoAnswer("no-connection", "refus\u00e9\n"), SECRETS)
    assert found == Observed(Result.FAILED, "no-connection", "refus??")


def test_an_unsigned_answer_has_failed_whatever_it_says() -> None:
    unsigned = Answer(200, {}, answer().body)
    assert read_answer(MESSAGE, unsigned, SECRETS).reason == "answer-unsigned"


@pytest.mark.parametrize("given", [Answer(200, {}, b""), Answer(299, {}, b"ok")])
def test_a_success_without_a_signature_leaves_the_word_to_an_observer(given: Answer) -> None:
    assert is_handed_over(given)


@pytest.mark.parametrize(
    "given", [Answer(199, {}, b""), Answer(300, {}, b""), answer(), NoAnswer("timed-out", "late")]
)
def test_nothing_else_is_left_to_an_observer(given: Answer | NoAnswer) -> None:
    assert not is_handed_over(given)


def test_an_answer_that_is_signed_by_another_secret_has_failed() -> None:
    forged = signed(answer().body, secrets=Secrets((b"x" * 24,)))
    assert read_answer(MESSAGE, forged, SECRETS).reason == "answer-forged"


def test_the_message_itself_sent_back_is_no_answer() -> None:
    reflected = signed(MESSAGE.to_bytes())
    assert read_answer(MESSAGE, reflected, SECRETS).reason == "answer-malformed"


@pytest.mark.parametrize("changed", [{"attempt": 1}, {"delivery": "2f" * 16}])
def test_an_answer_to_another_attempt_or_delivery_has_failed(changed: dict[str, Any]) -> None:
    assert read_answer(MESSAGE, answer(**changed), SECRETS).reason == "answer-to-another"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"ok",
        b"\xff",
        b"[" * 60_000,
        b"9" * 60_000,
        b"[]",
        b'{"format": 1, "format": 1}',
        b'{"format": 1, "delivery": "x", "attempt": 2}',
    ],
)
def test_an_answer_of_another_form_has_failed(body: bytes) -> None:
    assert read_answer(MESSAGE, signed(body), SECRETS).reason == "answer-malformed"


@pytest.mark.parametrize(
    "fields",
    [
        {"format": 2},
        {"format": True},
        {"format": 1.0},
        {"attempt": True},
        {"attempt": "2"},
        {"delivery": 1},
        {"more": 1},
        {"observed": None},
        {"observed": [*ROWS, ROWS[0]]},
        {"observed": ["1.4.0"]},
        {"observed": [{"version": "1.4.0"}]},
        {"observed": [{"version": "1.4.0", "percent": 20, "note": "@all"}]},
        {"observed": [{"version": "1.4.0\n", "percent": 20}]},
        {"observed": [{"version": 1.4, "percent": 20}]},
        {"observed": [{"version": "1.4.0", "percent": 20.0}]},
        {"observed": [{"version": "1.4.0", "percent": True}]},
        {"observed": [{"version": "1.4.0", "percent": 101}]},
        {"observed": [{"version": "1.4.0", "percent": -1}]},
    ],
)
def test_an_answer_whose_fields_are_not_as_due_has_failed(fields: dict[str, Any]) -> None:
    assert read_answer(MESSAGE, answer(**fields), SECRETS).reason == "answer-malformed"


# --- The commit status of an observer ------------------------------------------------------------

OBSERVER = Person("harbor-observer", 1090)


def status(state: str, **fields: Any) -> HeadStatus:
    given = {
        "context": acknowledgement_context(DELIVERY),
        "creator": Account(OBSERVER.login, OBSERVER.id),
        "at": minute(7),
        **fields,
    }
    return HeadStatus(state=state, description="@all", **given)


@pytest.mark.parametrize(
    ("state", "result"),
    [
        ("success", Result.DELIVERED),
        ("failure", Result.DRIFTED),
        ("error", Result.FAILED),
    ],
)
def test_the_observers_status_says_what_the_backend_has(state: str, result: Result) -> None:
    found = read_acknowledgement([status(state)], DELIVERY, OBSERVER)
    detail = "account 1090 set a status at 2026-03-02T09:07:00Z"
    said = Observed(result, f"observer-{state}", detail)
    assert found == Acknowledgement(said, minute(7))


def test_an_observer_that_was_renamed_is_known_by_its_id() -> None:
    renamed = status("success", creator=Account("harbor-watch", OBSERVER.id))
    assert read_acknowledgement([renamed], DELIVERY, OBSERVER) is not None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [status("pending")],
        [status("success", creator=Account(OBSERVER.login, 1004))],
        [status("success", creator=GHOST)],
        [status("success", context=acknowledgement_context("2f" * 16))],
        [status("success", context="slipway-live")],
    ],
)
def test_nothing_else_acknowledges_a_change(rows: list[HeadStatus]) -> None:
    assert read_acknowledgement(rows, DELIVERY, OBSERVER) is None
