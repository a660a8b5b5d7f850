"""One Production release by the bot's own workflow: act runs it, the hub is GitHub."""

from __future__ import annotations

import json
import platform
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.world import BOT, REPOSITORY

if TYPE_CHECKING:
    from tests.act.conftest import Template
    from tests.act.runner import Run
    from tests.world import Stage

RELEASE = "coffee 1.0.0 harbor production"
AUTHOR = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"

pytestmark = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"),
    reason="requirements/bot.txt locks wheels for Linux on x86-64, as the hosted runners are",
)


def test_a_production_release_goes_from_its_request_to_main_under_act(template: Template) -> None:
    """Issue: point 8. Installation, git objects and identity, as the workflow settles them.

    The title is threat F3: text that would run if it stood in a script.
    """
    stage, runner = template.stage, template.runner
    sign = runner.folder / "injected"
    number = open_request(stage, f'"; touch {sign}; $(touch {sign}) ${{{{ github.token }}}}')

    succeeded(runner.run("pull_request_target", opened(stage, number)))
    assert subjects(stage) == [
        "Start the repository",
        "Submit coffee 1.0.0 to harbor Production for review, round 1",
    ]
    assert stage.status_file(RELEASE)["status"] == "Under Review"
    assert headings(stage, number) == ["### Under Review: coffee 1.0.0 to harbor Production"]

    stage.person("rob").approve(number)
    succeeded(runner.run("schedule", {"schedule": "4-54/10 * * * *"}))
    assert subjects(stage)[2:] == ["Approve coffee 1.0.0 to harbor Production: Release Preparation"]
    assert stage.status_file(RELEASE)["status"] == "Release Preparation"
    assert [entry["kind"] for entry in stage.log(RELEASE)] == ["submitted", "approved"]
    assert stage.person("mia").pull(number).merged
    sticky, _outcome = headings(stage, number)
    assert sticky == "### Release Preparation: coffee 1.0.0 to harbor Production"

    made_by_the_bot(stage)
    assert not sign.exists()
    assert list(runner.temporary.iterdir()) == []


def test_a_run_that_is_cut_short_leaves_no_process(template: Template) -> None:
    """What this machine's other work would meet if a step hung."""
    with pytest.raises(subprocess.TimeoutExpired):
        replace(template.runner, time_limit=2).run("schedule", {})
    # The kernel ends a killed process a moment later, on a busy machine after seconds.
    for _ in range(100):
        if not commands_in(template.runner.folder):
            break
        time.sleep(0.1)
    assert commands_in(template.runner.folder) == []


def commands_in(folder: Path) -> list[str]:
    """The command lines of running processes that name something in a folder."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue  # it has ended
    return [line for line in lines if str(folder) in line]


def open_request(stage: Stage, title: str) -> int:
    """Somebody applies for the release."""
    number = stage.request(RELEASE)
    stage.person("mia").pull(number).edit(title=title)
    return number


def opened(stage: Stage, number: int) -> dict[str, Any]:
    """The payload, made of what the API says (GitHub, "Webhook events": pull_request)."""
    pull = stage.person("mia").pull(number).raw_data
    return {
        "action": "opened",
        "number": number,
        "pull_request": pull,
        "repository": pull["base"]["repo"],
        "sender": pull["user"],
    }


def succeeded(run: Run) -> None:
    """The run is green; if not, its output is the message."""
    assert run.exit_code == 0, run.output


def subjects(stage: Stage) -> list[str]:
    """What main's history says, oldest first."""
    log = stage.git("log", "--first-parent", "--reverse", "--format=%s", "refs/heads/main")
    return log.decode().splitlines()


def headings(stage: Stage, number: int) -> list[str]:
    """The first line that readers see of each comment, all by the bot."""
    comments = stage.comments(number)
    assert {comment.login for comment in comments} == {BOT}
    return [comment.body.splitlines()[1] for comment in comments]


def made_by_the_bot(stage: Stage) -> None:
    """Every commit on main after the first is the bot's, signed by the hub, and says so in git."""
    log = stage.git("log", "--first-parent", "--format=%H %an <%ae>", "refs/heads/main")
    *made, _start = log.decode().splitlines()
    repo = stage.person("otto").github.get_repo(REPOSITORY)
    for line in made:
        sha, _, author = line.partition(" ")
        assert author == AUTHOR
        verification = repo.get_commit(sha).raw_data["commit"]["verification"]
        assert verification["verified"], json.dumps(verification)
