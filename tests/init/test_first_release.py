"""From nothing to the first release, by the very commands of docs/getting-started.md."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.app.delivery import Ways
from bot.app.gather import World
from bot.app.patience import Patience
from bot.app.reconcile import Report, reconcile
from bot.demo.world import BOT
from bot.forge.courier import Courier
from bot.forge.git import GitRepository
from bot.forge.git_process import Remote
from bot.forge.outlet import GitHubOutlet
from bot.init.answers import Shape
from bot.init.writing import write
from tests.init.made import BYTES, PRODUCTION, WHEEL, answers, files, git
from tests.person import Person, client
from tests.world import documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import Stage

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "getting-started.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
REPOSITORY = "acme/releases"
ROLES = {"mia": "write", "dan": "write", "rob": "write", "otto": "admin", BOT: "write"}
GH = """#!{python}
import os, sys, urllib.request
assert sys.argv[1:] == ["api", "repos/{{owner}}/{{repo}}/labels", "--input", "-"], sys.argv
request = urllib.request.Request(
    os.environ["GITHUB_API_URL"] + "/repos/{repository}/labels", sys.stdin.buffer.read(),
    {{"Authorization": "Bearer " + os.environ["GITHUB_TOKEN"]}},
)
urllib.request.urlopen(request, timeout=10).close()
"""
"""What ``gh api`` does with that call: placeholders, and a body from its input (gh's manual)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """People at their terminals, who type what the page says; the hub is their GitHub."""

    stage: Stage
    folder: Path

    def types(self, number: int, who: str, change: Callable[[str], str] = str) -> str:
        """Run one block of the page in bash, from where the one before ended; its output."""
        token, mark = self.stage.ground.tokens[who], self.folder / "place"
        host = self.stage.hub.url.removeprefix("http://")
        text = change(BLOCKS[number]).replace(
            "https://github.com/", f"http://{who}:{token}@{host}/"
        )
        place = mark.read_text().strip() if mark.exists() else str(self.folder)
        address = f"{self.stage.person(who).github.get_user(who).id}+{who}@users.noreply.github.com"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f'cd "{place}"\n{text}\npwd > "{mark}"\n'],
            env={
                **os.environ,
                "PATH": f"{self.folder}:{Path(sys.executable).parent}:{os.environ['PATH']}",
                "GITHUB_API_URL": self.stage.hub.api,
                "GITHUB_TOKEN": token,
                **{f"GIT_{one}_NAME": who for one in ("AUTHOR", "COMMITTER")},
                **{f"GIT_{one}_EMAIL": address for one in ("AUTHOR", "COMMITTER")},
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        return done.stdout

    def person(self, login: str) -> Person:
        """Somebody with an account."""
        return Person(
            login, client(self.stage.hub.api, self.stage.ground.tokens[login]), REPOSITORY
        )

    def runs_the_bot(self, number: int, token: str) -> None:
        """One run of the bot, in this process."""
        remote = Remote(str(self.stage.hub.repository_path(REPOSITORY)))
        objects = self.folder / "objects"
        objects.mkdir(exist_ok=True)
        repository = GitRepository(objects, remote, os.environ["PATH"])
        forge = GitHubOutlet(REPOSITORY, token, self.stage.hub.api, 5)
        patience = Patience(lambda _seconds: None, lambda _line: None, looks=0)
        try:
            world = World(forge, repository, Ways(Courier(), forge, {}))
            reconcile(world, number, patience, Report())
        finally:
            repository.close()


@pytest.fixture
def desk(stage: Stage, tmp_path: Path) -> Desk:
    """An empty repository on the hub, and people who may write there."""
    hub = stage.hub
    hub.add_repository(REPOSITORY, {})
    git(hub.repository_path(REPOSITORY), "update-ref", "-d", "refs/heads/main")
    hub.refresh(REPOSITORY)
    for login, role in ROLES.items():
        hub.set_role(REPOSITORY, login, role)
    gh = tmp_path / "gh"
    gh.write_text(GH.format(python=sys.executable, repository=REPOSITORY))
    gh.chmod(0o755)
    return Desk(stage, tmp_path)


def test_the_page_leads_to_the_first_release_and_a_clean_audit(desk: Desk) -> None:
    (desk.folder / "dist").mkdir()
    (desk.folder / "dist" / WHEEL.name).write_bytes(BYTES)
    # tests/init/test_install.py makes the wheel for real.
    desk.types(2, "otto", lambda text: re.sub(r"(?m)^python -m pip wheel .*\n", "", text))
    assert "5 files, 0 problems" in desk.types(3, "otto")
    desk.types(4, "otto")
    desk.types(5, "otto")
    assert "7 files, 0 problems" in desk.types(6, "mia")

    mia = desk.person("mia")
    labels = {label.name for label in mia.repo.get_labels()}
    assert {"slipway: Under Review", "slipway app: harbor"} <= labels
    number = mia.open("coffee-1.0.0", "Release coffee 1.0.0 to Test")
    desk.runs_the_bot(number, desk.stage.ground.tokens[BOT])
    desk.stage.hub.refresh(REPOSITORY)
    assert mia.pull(number).merged

    told = desk.types(7, "mia")
    assert "Release coffee 1.0.0 to harbor Test: Full Release\nBegin the release log\n" in told
    assert re.search(r"(?m)^coffee +1\.0\.0 +Full Release", told)


def test_in_production_the_app_releases_what_a_reviewer_approved(desk: Desk) -> None:
    hub = desk.stage.hub
    hub.add_user("acme-slipway[bot]", 2002, "Bot")
    permissions = {
        "contents": "write",
        "metadata": "read",
        "pull_requests": "write",
        "statuses": "write",
        "actions": "read",
    }  # as the page tells to give the App, and no more
    token = hub.token("acme-slipway[bot]", permissions)
    hub.set_role(REPOSITORY, "acme-slipway[bot]", "write")
    made = desk.folder / "made"
    write(made, files(answers(Shape.TEMPLATE, **PRODUCTION)))
    path = hub.repository_path(REPOSITORY)
    git(made, "push", "--quiet", str(path), "main")
    hub.refresh(REPOSITORY, "otto")

    mia, rob = desk.person("mia"), desk.person("rob")
    mia.commit("coffee", documents("coffee 1.0.0 harbor production"))
    number = mia.open("coffee", "Release coffee 1.0.0 to Production")
    desk.runs_the_bot(number, token)
    hub.clock.advance(60)
    rob.approve(number)
    desk.runs_the_bot(number, token)
    assert git(path, "log", "--first-parent", "--format=%s", "-1", "main") == (
        "Approve coffee 1.0.0 to harbor Production: Release Preparation"
    )
    verify = [sys.executable, "-I", "-m", "bot", "audit", "verify", "--repo", str(path)]
    done = subprocess.run(verify, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
