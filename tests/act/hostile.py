"""Workflow files that an attacker brings, and what they try with what they are given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.demo.world import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.act.acting import Acting
    from tests.world import Stage

KEY = "SLIPWAY_APP_KEY"
ATTACK = """\
name: %(name)s
on:
  pull_request:
  pull_request_target:
  workflow_dispatch:
permissions: write-all
defaults:
  run:
    shell: bash
jobs:
  %(job)s:
    runs-on: ubuntu-latest
%(environment)s    steps:
      - name: Attack
        env:
          TOKEN: ${{ github.token }}
          KEY: ${{ secrets.SLIPWAY_APP_KEY }}
        run: |
          echo "taken over, key=[$KEY]"
          ask() {
            curl -s -o /dev/null -w "$1 $2 %%{http_code}\\n" -X "$1" -d "$3" \\
              -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$2"
          }
          ask POST issues/1/comments '{"body": "released"}'
          ask POST "statuses/%(sha)s" '{"state": "success", "context": "slipway/1"}'
          ask PATCH git/refs/heads/main '{"sha": "%(sha)s", "force": true}'
          ask POST git/refs '{"ref": "refs/heads/mine", "sha": "%(sha)s"}'
          ask PUT pulls/1/merge '{}'
          ask POST pulls/1/reviews '{"event": "APPROVE"}'
          ask POST dispatches '{"event_type": "mine"}'
          ask POST actions/workflows/slipway.yml/dispatches '{"ref": "main"}'
          git init -q mine
          git -C mine -c user.name=x -c user.email=x commit -q --allow-empty -m x
          login="$(printf 'x-access-token:%%s' "$TOKEN" | base64 -w 0)"
          git -C mine -c "http.extraHeader=Authorization: Basic $login" push -q \\
            "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git" HEAD:refs/heads/mine || echo "push refused"
"""
ANSWER = re.compile(r"\| [A-Z]+ \S+ (\d{3})$", re.MULTILINE)
REFUSED = ["403"] * 8
"""What each request of the attack is told; its push comes on top."""


def answers(log: str) -> list[str]:
    """The status that each request of the attack got."""
    return ANSWER.findall(log)


def attack(name: str, job: str, sha: str, environment: str = "") -> str:
    """A workflow file that tries to write everywhere, and to print the App's key."""
    line = f"    environment: {environment}\n" if environment else ""
    return ATTACK % {"name": name, "job": job, "sha": sha, "environment": line}


def refs(stage: Stage) -> dict[str, str]:
    """All that git has, but for the merge commits that the hub itself makes."""
    lines = stage.git("for-each-ref", "--format=%(refname) %(objectname)").decode().splitlines()
    found = dict(line.split() for line in lines)
    return {ref: sha for ref, sha in found.items() if not ref.endswith("/merge")}


def traces(stage: Stage, number: int) -> list[object]:
    """Everything that an attack could have left at a pull request and in git."""
    pull = stage.person("otto").pull(number)
    return [
        refs(stage),
        (pull.state, pull.merged, pull.title),
        stage.comments(number),
        stage.statuses(pull.head.sha),
        [review.state for review in pull.get_reviews()],
        stage.hub.dispatched(REPOSITORY),
    ]


def spying(folder: Path, watched: Path, mark: str, python: Path) -> tuple[Path, Path]:
    """An interpreter that first notes each file with a mark; it, and where its notes stand."""
    notes, spy = folder / "notes", folder / "python"
    folder.mkdir()
    spy.write_text(
        f'#!/usr/bin/env bash\necho "ran" >>{notes}\n'
        f'grep -rlaF {mark} {watched} >>{notes}\nexec {python} "$@"\n',
        encoding="utf-8",
    )
    spy.chmod(0o755)
    return spy, notes


def dispatch(acting: Acting, who: str, ref: str) -> None:
    """Somebody presses Run workflow, on a branch of theirs."""
    repo = acting.stage.person(who).repo
    url = f"/repos/{REPOSITORY}/actions/workflows/slipway.yml/dispatches"
    repo.requester.requestJsonAndCheck("POST", url, input={"ref": ref})
