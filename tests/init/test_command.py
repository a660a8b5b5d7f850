"""``slipway init`` as people call it: its options, its questions, and how it finds people."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from bot.cli.init import init_command
from bot.errors import UsageError
from tests.init.made import BYTES, WHEEL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Stage

LIMIT = 60
HARBOR = ("--app", "harbor", "--workspace", "roastery", "--mini-program", "coffee")
PEOPLE = ("--owner", "otto:1008", "--reviewer", "rob:1004", "--admin", "mia:1001")


@dataclass(frozen=True, slots=True)
class Shell:
    """Somebody's terminal, in a folder where a wheel lies, with an API in reach or not."""

    folder: Path
    api: str = "http://127.0.0.1:9"
    token: str = ""

    def environment(self) -> dict[str, str]:
        given = {"GITHUB_API_URL": self.api, "GITHUB_TOKEN": self.token, "SLIPWAY_TIMEOUT": "5"}
        return {**os.environ, **given}

    def data(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Make a repository with data only from the wheel that lies here."""
        given = ("--shape", "data", "--wheel", str(self.folder / WHEEL.name))
        return self.run(*given, *arguments)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-m", "bot", "init", "new", *arguments]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )

    def refusal(self, *arguments: str) -> UsageError:
        """Why it refuses, without a process of its own; nothing is written."""
        new = self.folder / "new"
        given = (str(new), "--shape", "data", "--wheel", str(self.folder / WHEEL.name))
        result = CliRunner(env=self.environment()).invoke(init_command, [*given, *arguments])
        assert isinstance(result.exception, UsageError), result.output
        assert not new.exists()
        return result.exception

    def read(self, path: str) -> object:
        return yaml.safe_load((self.folder / "new" / path).read_text())


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / WHEEL.name).write_bytes(BYTES)
    return Shell(tmp_path)


def test_with_all_options_nothing_is_asked_and_the_next_steps_are_told(shell: Shell) -> None:
    done = shell.data(*HARBOR, *PEOPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "git -C new push ADDRESS main" in done.stdout
    assert shell.read("catalog/owners.yaml") == {
        "format": 1,
        "owners": [{"login": "otto", "id": 1008}],
    }
    again = shell.data(*HARBOR, *PEOPLE)
    assert again.stdout == "new is as these answers make it: nothing to do\n"


def test_where_nobody_can_be_asked_all_that_is_missing_is_named(shell: Shell) -> None:
    done = shell.run("--mode", "app", "--app", "harbor", "--owner", "otto:1008")
    assert done.returncode == 2
    assert done.stderr == (
        "slipway: --shape, --workspace, --mini-program, --reviewer, --admin, --bot, --github-app "
        "are missing; give each, or call this at a terminal without --yes [missing-answer]\n"
    )
    assert not (shell.folder / "new").exists()


def test_logins_become_ids_as_github_spells_them(shell: Shell, stage: Stage) -> None:
    known = Shell(shell.folder, stage.hub.api, stage.ground.tokens["mia"])
    people = ("--owner", "OTTO", "--reviewer", "rob", "--admin", "mia", "--admin", "mia:1001")
    done = known.data(*HARBOR, *people)
    assert (done.returncode, done.stderr) == (0, "")
    app = known.read("catalog/apps/harbor.yaml")
    assert isinstance(app, dict)
    assert app["reviewers"] == [{"login": "rob", "id": 1004}]
    assert app["operators"] == [{"login": "otto", "id": 1008}]
    program = known.read("catalog/mini-programs/coffee.yaml")
    assert isinstance(program, dict)
    assert program["admins"] == [{"login": "mia", "id": 1001}]


@pytest.mark.parametrize(
    ("login", "id_"),
    [
        ("nobody-at-all", "unknown-login"),
        ("harbor-co", "wrong-account"),
        ("mia:", "wrong-account-id"),
        ("mia:0", "wrong-account-id"),
        ("../user", "wrong-login"),
        ("acme[bot]", "wrong-login"),
    ],
)
def test_who_is_no_person_is_refused(shell: Shell, stage: Stage, login: str, id_: str) -> None:
    known = Shell(shell.folder, stage.hub.api, stage.ground.tokens["mia"])
    assert known.refusal(*HARBOR, *PEOPLE, "--reviewer", login).id == id_


def test_out_of_reach_of_github_ids_are_asked_for(shell: Shell) -> None:
    done = shell.data(*HARBOR, *PEOPLE, "--reviewer", "rita")
    assert done.returncode == 2
    assert "the numeric id of rita is not known" in done.stderr
    assert "give rita:ID, as http://127.0.0.1:9/users/rita shows it" in done.stderr


def test_a_terminal_is_asked_for_all_that_is_missing(shell: Shell) -> None:
    said = answered(
        shell,
        [
            *("data", "trial", "harbor", "", "roastery", "The Roastery", "coffee", "", ""),
            *("otto:1008 owen:1009", "mia:1001", "rob", "1004", "", "", "", "", WHEEL.name, "y"),
        ],
    )
    assert "files in new; the first commit of main begins the log" in said
    assert shell.read("catalog/workspaces/roastery.yaml") == {
        "format": 1,
        "workspace": "roastery",
        "name": "The Roastery",
        "admins": [{"login": "mia", "id": 1001}],
    }
    app = shell.read("catalog/apps/harbor.yaml")
    assert isinstance(app, dict)
    assert app["reviewers"] == [{"login": "rob", "id": 1004}]
    assert [one["login"] for one in app["operators"]] == ["otto", "owen"]


def answered(shell: Shell, lines: list[str]) -> str:
    """Call it at a terminal, and answer one question after the other."""
    mine, its = pty.openpty()
    command = [sys.executable, "-I", "-m", "bot", "init", "new"]
    with subprocess.Popen(
        command,
        cwd=shell.folder,
        env=shell.environment(),
        stdin=its,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        os.write(mine, "".join(f"{line}\n" for line in lines).encode())
        out, _ = process.communicate(timeout=LIMIT)
    os.close(mine)
    os.close(its)
    return out


@pytest.mark.parametrize(
    ("options", "id_"),
    [
        (("--app", "Harbor!"), "wrong-id"),
        (("--wheel", "absent.whl"), "no-wheel"),
        (("--wheel", "https://acme.example/slipway-9.9.9-py3-none-any.whl"), "wrong-wheel"),
        (("--wheel", f"https://acme.example/{WHEEL.name}"), "wrong-sha256"),
        (("--wheel", f"https://a.example/x\n-r /{WHEEL.name}"), "wrong-wheel-address"),
        (("--wheel", f"https://me:key@a.example/{WHEEL.name}"), "wrong-wheel-address"),
        (("--sha256", "0" * 64), "other-sha256"),
        (("--mode", "app", "--bot", "acme:7", "--github-app", "7"), "wrong-login"),
        (("--app-name", "two\nlines"), "wrong-answer"),
    ],
)
def test_a_wrong_answer_is_told_with_its_cure(
    shell: Shell, options: tuple[str, ...], id_: str
) -> None:
    assert shell.refusal(*HARBOR, *PEOPLE, *options).id == id_


def test_a_wheel_at_an_address_is_named_with_its_hash_and_not_fetched(shell: Shell) -> None:
    url = f"https://127.0.0.1:9/{WHEEL.name}"
    done = shell.data(*HARBOR, *PEOPLE, "--wheel", url, "--sha256", WHEEL.sha256)
    assert (done.returncode, done.stderr) == (0, "")
    lock = (shell.folder / "new/requirements/bot.txt").read_text()
    assert lock.endswith(f"slipway @ {url} \\\n    --hash=sha256:{WHEEL.sha256}\n")
    assert not (shell.folder / "new/requirements/wheels").exists()


def test_production_names_the_app_and_its_rule(shell: Shell) -> None:
    app = ("--mode", "app", "--bot", "acme-slipway[bot]:2002", "--github-app", "4242")
    assert shell.data(*HARBOR, *PEOPLE, *app).returncode == 0
    rules = shell.read(".github/rulesets/only-the-bot-moves-main.json")
    assert isinstance(rules, dict)
    assert rules["bypass_actors"][0]["actor_id"] == 4242
