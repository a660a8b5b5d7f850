"""``slipway live``: what is live, by a clone alone, now and at any commit or moment before."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bot.core.documents import canonical
from tests import command_line
from tests.history.commits import GITHUB, File, MainCommit
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PRODUCTION, TEST = "live/harbor/production.json", "live/harbor/test.json"


def release(version: str, status: str = "Full Release", **changed: Any) -> dict[str, Any]:
    return {
        "version": version,
        "status": status,
        "percent": 100,
        "digest": "d" * 64,
        "configuration": "c0ffee" + "0" * 58,
        "testers": None,
        "delivery": {"package": PACKAGE},
        "since": "2026-03-02T09:00:00Z",
        "transition": "7" * 32,
        **changed,
    }


PACKAGE = {
    "url": "https://packages.harbor.example/coffee.zip",
    "sha256": "beef" + "0" * 60,
    "size": 4096,
}
ENTRANCE = {"entrance": "https://tea.example/start"}
TESTERS = {"count": 3, "sha256": "ab12" + "0" * 60}


def live(environment: str, app: str = "harbor", **programs: Any) -> dict[str, Any]:
    return {"format": 1, "app": app, "environment": environment, "miniPrograms": programs}


class Main:
    """A main that tests write commit by commit, ten minutes after one another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writer = LooseWriter(folder / "main.git", None)
        self.commits: list[str] = []

    def commit(
        self, files: dict[str, object], at: datetime | None = None, mode: str = "100644"
    ) -> str:
        """One commit more; values become canonical JSON, bytes and text stay."""
        made = MainCommit(
            files={path: File(_bytes(value), mode) for path, value in files.items()},
            message="Change\n",
            author=GITHUB,
            committer=GITHUB,
            time=at or START + timedelta(minutes=10 * len(self.commits)),
            parents=tuple(self.commits[-1:]),
        )
        self.commits.append(self._writer.commit(made))
        self._writer.finish(self.commits[-1])
        return self.commits[-1]

    def run(self, *arguments: str, repo: str = "main.git") -> subprocess.CompletedProcess[str]:
        """``slipway live`` in the folder of the clone."""
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        return command_line.run("live", "--repo", repo, *arguments, env=env, folder=self.folder)

    def values(self, *arguments: str) -> list[dict[str, Any]]:
        """The live files that the command prints for machines."""
        done = self.run("--format", "json", *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        found: list[dict[str, Any]] = json.loads(done.stdout)["targets"]
        return found


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else canonical.to_bytes(value)


@pytest.fixture
def main(tmp_path: Path) -> Main:
    """A main with an app, on which nothing is live yet."""
    main = Main(tmp_path)
    main.commit({"catalog/apps/harbor.yaml": "format: 1\n", "catalog/apps/quay.yaml": "a: 1\n"})
    return main


def test_the_table_says_what_each_target_shows(main: Main) -> None:
    pilot = release("1.1.0", "Pilot Testing", percent=0, testers=TESTERS)
    grayscale = release("1.0.10", "Grayscale Release", percent=10, configuration=None)
    tip = main.commit(
        {
            PRODUCTION: live("production", coffee=[release("1.0.9"), grayscale, pilot]),
            TEST: live("test", tea=[release("2.0.0", delivery=ENTRANCE)]),
        }
    )
    done = main.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"refs/heads/main at {tip}, committed 2026-03-02T09:10:00Z\n"
        "\n"
        "harbor production\n"
        "\n"
        "mini program  version  status             percent  testers           "
        "since                 package or entrance  configuration  observed\n"
        "coffee        1.0.9    Full Release       100 %    -                 "
        "2026-03-02T09:00:00Z  sha256:beef00000000  c0ffee000000   -\n"
        "coffee        1.0.10   Grayscale Release  10 %     -                 "
        "2026-03-02T09:00:00Z  sha256:beef00000000  -              -\n"
        "coffee        1.1.0    Pilot Testing      0 %      3 (ab1200000000)  "
        "2026-03-02T09:00:00Z  sha256:beef00000000  c0ffee000000   -\n"
        "\n"
        "harbor test\n"
        "\n"
        "mini program  version  status        percent  testers  "
        "since                 package or entrance        configuration  observed\n"
        "tea           2.0.0    Full Release  100 %    -        "
        "2026-03-02T09:00:00Z  https://tea.example/start  c0ffee000000   -\n"
    )


def test_machines_get_the_files_own_values_with_the_commit(main: Main) -> None:
    value = live("production", coffee=[release("1.0.0")])
    tip = main.commit({PRODUCTION: value})
    wanted = {"commit": tip, "time": "2026-03-02T09:10:00Z", "targets": [value], "observed": []}
    assert json.loads(main.run("--format", "json").stdout) == wanted
    assert yaml.safe_load(main.run("--format", "yaml").stdout) == wanted


def test_one_app_and_one_environment_can_be_asked_for(main: Main) -> None:
    main.commit({PRODUCTION: live("production"), TEST: live("test")})
    main.commit({"live/quay/test.json": live("test", app="quay")})
    assert len(main.values()) == 3
    asked = main.values("--app", "harbor", "--environment", "test")
    assert [(one["app"], one["environment"]) for one in asked] == [("harbor", "test")]
    assert [one["app"] for one in main.values("--environment", "test")] == ["harbor", "quay"]


def test_where_nothing_is_live_it_says_so(main: Main) -> None:
    assert "nothing was ever live there" in main.run("--app", "quay").stdout
    main.commit({PRODUCTION: live("production")})
    assert "Nothing is live there, or in its pilot." in main.run().stdout


def at_each_version(main: Main) -> None:
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        main.commit({TEST: live("test", coffee=[release(version)])})


def version(main: Main, at: str) -> str:
    (target,) = main.values("--at", at)
    found: str = target["miniPrograms"]["coffee"][0]["version"]
    return found


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-03-02T09:10:00Z", "1.0.0"),
        ("2026-03-02T09:19:59Z", "1.0.0"),
        ("2026-03-02T17:20:00+08:00", "1.1.0"),
        ("2026-03-03", "1.2.0"),
        ("2030-01-01T00:00:00Z", "1.2.0"),
    ],
)
def test_at_a_moment_it_says_what_was_live_then(main: Main, at: str, wanted: str) -> None:
    at_each_version(main)
    assert version(main, at) == wanted


def test_at_a_commit_it_says_what_was_live_there(main: Main) -> None:
    at_each_version(main)
    assert version(main, main.commits[1]) == "1.0.0"
    assert version(main, main.commits[2][:7]) == "1.1.0"


def test_a_commit_dated_back_does_not_enter_an_earlier_moment(main: Main) -> None:
    at_each_version(main)
    main.commit({TEST: live("test", coffee=[release("6.6.6")])}, at=START)
    assert version(main, "2026-03-02T09:10:00Z") == "1.0.0"
    assert version(main, "2026-03-02T09:30:00Z") == "6.6.6"


def test_a_time_that_no_calendar_holds_is_later_than_all(main: Main) -> None:
    at_each_version(main)
    far = datetime(9999, 12, 31, 23, tzinfo=UTC)
    main.commit({TEST: live("test", coffee=[release("6.6.6")])}, at=far)
    assert version(main, "2030-01-01T00:00:00Z") == "1.2.0"


def test_before_genesis_nothing_is_said(main: Main) -> None:
    at_each_version(main)
    genesis = main.commits[2]
    main.commit({"catalog/slipway.yaml": f"format: 1\ngenesis: {genesis}\n"})
    done = main.run("--at", "2026-03-02T09:19:59Z")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "slipway: 2026-03-02T09:19:59Z is before main began; ask for 2026-03-02T09:20:00Z on "
        "[before-genesis]\n"
    )
    assert version(main, "2026-03-02T09:20:00Z") == "1.1.0"
    assert "[not-on-main]" in main.run("--at", main.commits[1]).stderr


HOSTILE = "https://tea.example/\u202egnp.exe\x1b[2J"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--app", "nowhere"), 2, 'no app "nowhere" at that commit; name one of harbor, quay'),
        (("--app", "x\x1b[2J"), 2, 'no app "x\\u001b[2J" at that commit'),
        (("--environment", "prod"), 2, "name one of development, test, sandbox, production"),
        (("--at", "yesterday"), 2, "[wrong-time]"),
        (("--at", "2026-03-02T09:00:00"), 2, "[wrong-time]"),
        (("--at", "2020-01-01"), 1, "[before-genesis]"),
        (("--at", "0000000"), 1, "[not-on-main]"),
        (("--ref", "trunk"), 2, "[no-such-revision]"),
        (("--repo", "."), 2, "is no git repository"),
        (("--repo", "elsewhere"), 2, "[no-repository]"),
        (("--format", "xml"), 2, "Invalid value"),
    ],
)
def test_what_cannot_be_asked_is_said_calmly(
    main: Main, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = main.run(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


OLD = live("test", coffee={key: release("1.0.0")[key] for key in ("version", "status")})


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"{", "[live-damaged]"),
        (b"\xff\xfe", "[live-damaged]"),
        (b"[" * 100_000, "[live-damaged]"),
        (json.dumps(live("test")), "[live-damaged]"),
        (live("production"), "it speaks of another target"),
        ([], "[live-form]"),
        (OLD, "[live-form]"),
        (live("test", coffee=[release("1.0.0", digest=HOSTILE)]), "[live-form]"),
        (live("test", coffee=[release("1.0.0", delivery={"entrance": HOSTILE})]), "[live-form]"),
    ],
)
def test_a_file_that_does_not_read_is_said_calmly(main: Main, file: object, said: str) -> None:
    main.commit({TEST: file})
    done = main.run()
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.startswith("slipway: live/harbor/test.json ")
    assert not {"\x1b", "\u202e"} & set(done.stderr)
    assert "Traceback" not in done.stderr


def test_a_link_is_no_live_file(main: Main) -> None:
    main.commit({TEST: b"/etc/passwd"}, mode="120000")
    assert "it is no plain file" in main.run().stderr


def test_a_shallow_clone_tells_what_is_live_now_but_not_what_was(main: Main) -> None:
    at_each_version(main)
    source = f"file://{main.folder / 'main.git'}"
    command = ["git", "clone", "-q", "--depth=1", source, str(main.folder / "shallow")]
    subprocess.run(command, check=True, capture_output=True)
    assert "1.2.0" in main.run(repo="shallow").stdout
    assert "[shallow-clone]" in main.run("--at", "2026-03-03", repo="shallow").stderr
