"""One release by the bot's own workflow, installed for real: act runs it, the hub is GitHub."""

from __future__ import annotations

import json
import platform
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.demo.world import REPOSITORY
from bot.hub.actions.act import ActRunner
from tests.act.acting import installing_runner

if TYPE_CHECKING:
    from tests.act.acting import Acting
    from tests.world import Stage

RELEASE = "coffee 1.0.0 harbor test"
AUTHOR = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"

pytestmark = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"),
    reason="requirements/bot.txt locks wheels for Linux on x86-64, as the hosted runners are",
)


def test_the_bot_installs_itself_from_main_and_releases(acting: Acting, tmp_path: Path) -> None:
    """Installation, git objects and identity, as the workflow settles them (threat F14).

    The title is threat F3: text that would run if it stood in a script.
    """
    stage, sign = acting.stage, tmp_path / "injected"
    acting.actions.runner = runner = installing_runner(tmp_path / "real")
    events = acting.keep_events()
    number = stage.request(RELEASE)
    title = f'"; touch {sign}; $(touch {sign}) ${{{{ github.token }}}}'
    stage.person("mia").pull(number).edit(title=title)
    edited = [one for one in events if one.happening.action == "edited"]
    acting.actions.deliver(*edited)
    (run,) = acting.drain()
    assert acting.subjects()[1:] == ["Release coffee 1.0.0 to harbor Test: Full Release"]
    assert stage.person("mia").pull(number).merged
    made_by_the_bot(stage)
    assert not sign.exists()
    assert run.name == "Slipway"
    assert list(runner.folder.iterdir()) == []


def test_a_run_that_is_cut_short_leaves_no_process(acting: Acting) -> None:
    """What this machine's other work would meet if a step hung."""
    runner = acting.actions.runner
    assert isinstance(runner, ActRunner)
    acting.actions.runner = replace(runner, time_limit=0.3)
    acting.actions.schedule(REPOSITORY)
    with pytest.raises(subprocess.TimeoutExpired):
        acting.actions.drain()
    # The kernel ends a killed process a moment later, on a busy machine after seconds.
    for _ in range(100):
        if not commands_in(runner.folder):
            break
        time.sleep(0.1)
    acting.actions.runner = runner
    assert commands_in(runner.folder) == []


def commands_in(folder: Path) -> list[str]:
    """The command lines of running processes that name something in a folder."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue  # it has ended
    return [line for line in lines if str(folder) in line]


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
