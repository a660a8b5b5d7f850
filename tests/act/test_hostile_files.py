"""Threats F14 and F16: what a pull request brings is never a file of the runner's, nor imported."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.hub.actions.act import ActRunner
from bot.hub.actions.reuse import lay_out
from tests.act.hostile import spying
from tests.threats.attack import REQUEST, VERSION, Commit, branched, changed, shows_refusal

if TYPE_CHECKING:
    from tests.act.acting import Acting

MARK = "PLANTED"
CODE = f'raise SystemExit("{MARK}")\n'
FOLDER = str(Path(REQUEST).parent)
PLANTED = {
    **dict.fromkeys(("yaml.py", "sitecustomize.py", "usercustomize.py", "conftest.py"), CODE),
    **dict.fromkeys(("github/__init__.py", "bot/__init__.py", "bot/cli/runs.py"), CODE),
    **dict.fromkeys((f"{FOLDER}/yaml.py", f"{FOLDER}/sitecustomize.py"), CODE),
    "planted.pth": f"import sys; sys.exit('{MARK}')\n",
    "pip.conf": f"[global]\nindex-url = http://{MARK}.example/\n",
    "pyvenv.cfg": f"home = /{MARK}\n",
    "requirements/bot.txt": f"{MARK}==1.0\n",
    ".gitattributes": f"* filter={MARK}\n",
    "schemas/request.schema.json": f'{{"title": "{MARK}"}}\n',
}
"""What Python, pip, git and the workflow itself would read if it lay around."""
LINKS = {f"{FOLDER}/environ": "/proc/self/environ", "releases/credentials": "../../.git/config"}


def test_f14_no_code_of_a_pull_request_is_on_the_disk_or_imported(
    acting: Acting, tmp_path: Path
) -> None:
    """The bot's run and the check's, each looked into when its last interpreter starts (F16)."""
    runner = acting.actions.runner
    assert isinstance(runner, ActRunner)
    watched = tmp_path / "act"
    spy, notes = spying(tmp_path / "spy", watched, MARK, Path(sys.executable))
    acting.actions.runner = replace(
        runner, folder=watched, first_on_path=lay_out(tmp_path / "bin", spy)
    )
    files = {**changed(), **PLANTED, **LINKS}
    modes = dict.fromkeys(LINKS, "120000")
    number = branched(acting.stage, Commit(files, modes))
    first = acting.actions.ready()
    assert {run.name for run in first} == {"Slipway", "Slipway check"}
    for run in first:
        acting.actions.run(run)

    logs = [acting.log(run) for run in first]
    assert [notes.read_text("utf-8").splitlines(), MARK in "".join(logs)] == [["ran"] * 2, False]
    body = shows_refusal(acting.stage, number, "path-not-allowed")
    assert MARK not in body
    assert acting.subjects() == acting.subjects()[:1]


def test_f16_a_request_that_links_to_the_runners_secrets_is_no_document(acting: Acting) -> None:
    """Git's objects are read, with their modes; nothing follows a link."""
    links = {REQUEST: "/proc/self/environ", VERSION: "../../../../../../home/.netrc"}
    commit = Commit(links, dict.fromkeys(links, "120000"))
    number = branched(acting.stage, commit)
    (run,) = (run for run in acting.actions.ready() if run.name == "Slipway")
    acting.actions.run(run)
    body = shows_refusal(acting.stage, number, "wrong-mode")
    for leaked in ("GITHUB_TOKEN", "PATH=", "ghs_"):
        assert leaked not in body
