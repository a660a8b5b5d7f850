"""``slipway live`` beside what apps' backends are known to have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.projection import status_value
from tests.cli.test_live import Main, live, release
from tests.core.situations import TEST, applied, log_of, recorded

if TYPE_CHECKING:
    from pathlib import Path

TOLD = "format: 1\ndelivery:\n  webhook: {url: https://a.example/, secret: A}\n"
APP, LIVE = "catalog/apps/harbor.yaml", "live/harbor/test.json"
KEY = "7" * 32


@pytest.fixture
def main(tmp_path: Path) -> Main:
    return Main(tmp_path)


def status(
    version: str, at: str, result: str | None = None, standing: str = "Full Release"
) -> tuple[str, object]:
    """A status file of coffee in Test: when it changed, and what is known of that."""
    value: dict[str, Any] = status_value(log_of(recorded(applied(TEST))))
    value["release"] = {**value["release"], "version": version}
    value["status"] = standing
    value["changed"] = {"sequence": 1, "transition": KEY, "at": f"2026-03-02T{at}:00Z"}
    noted = "2026-03-02T12:00:00Z"
    value["observed"] = {"transition": KEY, "result": result, "at": noted} if result else None
    return f"releases/coffee/{version}/harbor/test/status.json", value


def observed(main: Main, *statuses: tuple[str, object], app: str = TOLD) -> dict[str, str]:
    """What is said of each version that is live: 1.0.0, and 1.1.0 in part."""
    rows = [release("1.0.0"), release("1.1.0", "Grayscale Release", percent=10)]
    main.commit({APP: app, LIVE: live("test", coffee=rows), **dict(statuses)})
    done = main.run("--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    return {one["version"]: one["result"] for one in json.loads(done.stdout)["observed"]}


@pytest.mark.parametrize("result", ["sent", "delivered", "drifted", "failed"])
def test_each_release_shows_what_is_known_of_it(main: Main, result: str) -> None:
    assert observed(main, status("1.0.0", "10:00", result)) == {"1.0.0": result}
    row = main.run().stdout.splitlines()[-2]
    assert row.split()[-1] == result


def test_what_nobody_was_told_of_yet_is_pending(main: Main) -> None:
    assert observed(main, status("1.0.0", "10:00")) == {"1.0.0": "pending"}


def test_machines_get_when_it_was_noted(main: Main) -> None:
    observed(main, status("1.0.0", "10:00", "delivered"))
    assert json.loads(main.run("--format", "json").stdout)["observed"] == [
        {
            "miniProgram": "coffee",
            "version": "1.0.0",
            "app": "harbor",
            "environment": "test",
            "result": "delivered",
            "at": "2026-03-02T12:00:00Z",
        }
    ]


@pytest.mark.parametrize("newer", ["Grayscale Release", "Canceled"])
def test_a_later_change_tells_of_an_earlier_one_as_well(main: Main, newer: str) -> None:
    earlier = status("1.0.0", "10:00", "failed")
    told = observed(main, earlier, status("1.1.0", "11:00", "delivered", newer))
    assert told["1.0.0"] == "delivered"
    untold = observed(main, earlier, status("1.1.0", "11:00", None, "Grayscale Release"))
    assert untold == {"1.0.0": "pending", "1.1.0": "pending"}


def test_what_was_delivered_stays_so_while_a_later_change_is_told(main: Main) -> None:
    earlier = status("1.0.0", "10:00", "delivered")
    both = observed(main, earlier, status("1.1.0", "11:00", "failed", "Grayscale Release"))
    assert both == {"1.0.0": "delivered", "1.1.0": "failed"}


def test_what_was_never_served_tells_of_nothing(main: Main) -> None:
    others = [
        status("1.1.0", "11:00", None, "Canceled"),
        status("1.2.0", "11:00", None, "Archived"),
    ]
    assert observed(main, status("1.0.0", "10:00", "failed"), *others)["1.0.0"] == "failed"


@pytest.mark.parametrize(
    "app",
    [
        "format: 1\n",
        "format: 1\ndelivery:\n  observer: {login: otto, id: 1}\n",
        "delivery: [",
        "- a\n",
    ],
)
def test_of_an_app_that_is_told_nothing_nothing_is_said(main: Main, app: str) -> None:
    assert observed(main, status("1.0.0", "10:00", "delivered"), app=app) == {}


@pytest.mark.parametrize("content", ["{}\n", "{", b"\xff"])
def test_a_status_that_does_not_read_says_nothing(main: Main, content: object) -> None:
    path, _ = status("1.0.0", "10:00")
    assert observed(main, (path, content)) == {}


def test_a_release_elsewhere_says_nothing_of_this_one(main: Main) -> None:
    _, value = status("1.0.0", "10:00", "delivered")
    assert observed(main, ("releases/coffee/1.0.0/harbor/sandbox/status.json", value)) == {}
