"""The scripts of check.yml and seen.yml do what they are for, started as a runner does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.demo.world import BOT
from tests.core.runner_log import commands_in
from tests.workflows.steps import run_step
from tests.world import documents

if TYPE_CHECKING:
    import subprocess

    from tests.core.runner_log import Read
    from tests.world import Stage

RELEASE = "coffee 1.0.0 harbor test"
REQUEST = "releases/coffee/1.0.0/harbor/test/request.yaml"
READS = {"metadata": "read", "contents": "read"}


def checked(stage: Stage, number: int) -> subprocess.CompletedProcess[str]:
    """The check's two own steps, with the token that GitHub gives to a fork's run."""
    token = stage.hub.token(BOT, READS)
    fetched = run_step(
        *(stage, "check.yml", "Fetch the pull request"),
        GITHUB_TOKEN=token,
        PULL_REQUEST=str(number),
    )
    assert fetched.returncode == 0, fetched.stderr
    assert token not in fetched.stdout + fetched.stderr
    return run_step(stage, "check.yml", "Validate")


def annotated(done: subprocess.CompletedProcess[str]) -> list[Read]:
    """What people see at their lines."""
    return commands_in(done.stdout + done.stderr)


def from_a_fork(stage: Stage, files: dict[str, str]) -> int:
    """A pull request with these files, by somebody in their fork."""
    mia = stage.person("mia")
    mia.fork().commit("change", files)
    return mia.open("mia:change")


def test_a_sound_request_passes(stage: Stage) -> None:
    done = checked(stage, stage.request(RELEASE))
    assert (done.returncode, annotated(done)) == (0, [])
    assert "Nothing is wrong" in (stage.folder / "summary.md").read_text("utf-8")


def test_a_wrong_field_is_shown_at_its_line_also_from_a_fork(stage: Stage) -> None:
    """The check is the first answer that somebody from outside gets."""
    files = documents(RELEASE)
    files[REQUEST] = files[REQUEST].replace("miniProgram: coffee\n", "miniProgram: tea\n")
    done = checked(stage, from_a_fork(stage, files))
    assert done.returncode == 1
    found = annotated(done)
    assert found[0].name == "error"
    line = files[REQUEST].splitlines().index("miniProgram: tea") + 1
    assert (found[0].properties["file"], found[0].properties["line"]) == (REQUEST, str(line))
    assert REQUEST in (stage.folder / "summary.md").read_text("utf-8")


def test_a_schema_of_the_head_is_not_asked(stage: Stage) -> None:
    """D15, A11. The pull request brings a schema that takes anything, and a mixture is refused."""
    files = documents(RELEASE)
    files[REQUEST] += "approvedBy: mia\n"
    files["schemas/request.schema.json"] = "{}\n"
    done = checked(stage, from_a_fork(stage, files))
    assert done.returncode == 1
    ids = {found.properties["title"] for found in annotated(done)}
    assert {"path-not-allowed", "unknown-field"} <= ids


def test_f16_no_file_of_the_head_is_a_file_of_the_runners(stage: Stage) -> None:
    """F14 too: none of its code is run."""
    sign = stage.folder / "run"
    trap = f"open({str(sign)!r}, 'w').close()\n"
    files = documents(RELEASE) | dict.fromkeys(("yaml.py", "sitecustomize.py", "click.py"), trap)
    done = checked(stage, from_a_fork(stage, files))
    assert done.returncode == 1
    assert not sign.exists()
    assert list(stage.folder.rglob("sitecustomize.py")) == []


@pytest.mark.parametrize(
    "name",
    ["a\n::stop-commands::x", "##[add-mask]e", "a,line=1::b", "%0A::error::x", "$(touch run)"],
)
def test_f3_a_hostile_name_says_nothing_to_the_runner(stage: Stage, name: str) -> None:
    """Git takes any name but one with a NUL."""
    files = documents(RELEASE) | {f"releases/{name}": "x\n"}
    done = checked(stage, from_a_fork(stage, files))
    assert done.returncode == 1
    assert {found.name for found in annotated(done)} == {"error"}
    assert not (stage.folder / "run").exists()


def seen(stage: Stage, comment: int, permissions: dict[str, str]) -> Read | None:
    """The reaction's step, with a token of its job; the warning, where there is one."""
    token = stage.hub.token(BOT, {"metadata": "read", **permissions})
    done = run_step(stage, "seen.yml", "React", GITHUB_TOKEN=token, COMMENT=str(comment))
    assert done.returncode == 0, done.stderr
    assert token not in done.stdout + done.stderr
    return next(iter(commands_in(done.stdout)), None)


def reactions(stage: Stage, number: int) -> list[tuple[str, str]]:
    """Whose eyes are at the last comment."""
    comment = stage.person("mia").issue_comments(number)[-1]
    return [(found.user.login, found.content) for found in comment.get_reactions()]


def test_a_command_gets_eyes_once(stage: Stage) -> None:
    number = stage.request(RELEASE)
    comment = stage.person("mia").say(number, "/help")
    for _ in range(2):
        assert seen(stage, comment, {"pull_requests": "write"}) is None
    assert reactions(stage, number) == [(BOT, "eyes")]


def test_a_reaction_that_is_refused_fails_no_run(stage: Stage) -> None:
    """A red run would stand at main's commit, and mean nothing."""
    number = stage.request(RELEASE)
    comment = stage.person("mia").say(number, "/help")
    warning = seen(stage, comment, {})
    assert warning is not None
    assert (warning.name, warning.properties) == ("warning", {"title": "No reaction"})
    assert reactions(stage, number) == []
