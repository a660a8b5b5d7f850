"""The page about delivery is true: its example, its message, and its receiver against the bot."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.delivery import Change, Message, back_off
from bot.core.delivery_answer import Answer, acknowledgement_context, read_answer
from bot.core.delivery_signature import VARIABLE, Secrets, read_secrets
from bot.core.documents.identity import ReleaseId
from bot.core.documents.semantics import check_all
from bot.core.entry import Kind
from bot.core.entry_rollout import Result
from bot.core.lifecycle import Status
from bot.core.times import read_time
from tests.documents.samples import genesis, schemas

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = (Path(__file__).parents[2] / "docs" / "delivery.md").read_text("utf-8")
SHOWN = json.loads(re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[0])


def message() -> Message:
    """The message that the page shows."""
    release = ReleaseId.parse(*SHOWN["release"].values())
    assert release is not None
    told = SHOWN["change"]
    change = Change(
        SHOWN["delivery"],
        Kind(told["kind"]),
        Status(told["status"]),
        told["percent"],
        read_time(SHOWN["at"]),
        SHOWN["commit"],
    )
    return Message(release, change, SHOWN["attempt"], SHOWN["live"])


def receiver(has: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The names that the page's program defines; it has what it is told, or something else."""
    (program,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)

    def put_in_force(_: Mapping[str, str], live: list[dict[str, Any]]) -> list[dict[str, Any]]:
        keys = ("version", "percent")
        return [{key: one[key] for key in keys} for one in live] if has is None else has

    names: dict[str, Any] = {"put_in_force": put_in_force}
    exec(program, names)  # noqa: S102 - the page's own program is what is tested
    return names


def secrets() -> Secrets:
    (text,) = re.findall(r'SECRET = base64.b64decode\("(.*?)"\)', TEXT)
    found = read_secrets(text)
    assert found is not None
    return found


def test_the_example_of_an_app_is_valid() -> None:
    ((path, content),) = re.findall(r"```yaml\n# (\S+)\n(.*?)```", TEXT, re.DOTALL)
    assert check_all({**genesis(), path: content.encode()}, schemas()) == ()


def test_the_message_is_shown_as_it_is_sent() -> None:
    assert message().to_value() == SHOWN


@pytest.mark.parametrize(("has", "result"), [(None, Result.DELIVERED), ([], Result.DRIFTED)])
def test_the_receiver_of_the_page_answers_as_the_bot_asks(
    has: list[dict[str, Any]] | None, result: Result
) -> None:
    body = message().to_bytes()
    headers = secrets().headers(message().change.transition, body, datetime.now(UTC))
    signed, answer = receiver(has)["answer"](headers, body)
    assert read_answer(message(), Answer(200, signed, answer), secrets()).result is result


def test_the_receiver_of_the_page_takes_nothing_forged_or_old() -> None:
    take, body = receiver()["answer"], message().to_bytes()
    key, now = message().change.transition, datetime.now(UTC)
    headers = secrets().headers(key, body, now)
    old = secrets().headers(key, body, datetime.fromtimestamp(time.time() - 600, UTC))
    for wrong, given in ((headers, body + b" "), (old, body)):
        with pytest.raises(PermissionError):
            take(wrong, given)


def test_the_secret_has_the_name_that_the_doctor_looks_for() -> None:
    (name,) = re.findall(r"(?m)^    secret: (\w+)$", TEXT)
    assert f"\n          {VARIABLE}{name}: ${{{{ secrets.{VARIABLE}{name} }}}}\n" in TEXT


def test_the_waits_and_the_context_are_as_the_page_says() -> None:
    minutes = [int(back_off(attempt).total_seconds() // 60) for attempt in range(1, 7)]
    assert minutes == [1, 5, 30, 2 * 60, 6 * 60, 24 * 60]
    assert f"`{acknowledgement_context('<delivery>')}`" in TEXT


def test_each_reason_of_a_failure_is_on_the_page() -> None:
    root = Path(__file__).parents[2] / "bot"
    files = ("core/delivery_answer.py", "forge/courier.py", "app/delivery.py")
    sources = "".join((root / one).read_text("utf-8") for one in files)
    reasons = set(re.findall(r'(?:NoAnswer|_failed)\(\s*"([a-z-]+)"', sources))
    assert len(reasons) >= 12
    assert [one for one in reasons if f"`{one}`" not in TEXT] == []
