"""The story of the demo goes on: what is on main goes live, is frozen, archived, taken offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.story import open_request, release

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.demo.actor import Pull
    from bot.demo.story import Stage

MINUTE = 60.0
WEEK = 7 * 24 * 60 * MINUTE


def _say(stage: Stage, who: str, pull: Pull, command: str, chapter: str) -> None:
    """Somebody says a command a little later than all that the bot has shown."""
    stage.wait(MINUTE)
    stage.tell(f"  {who} says {command}")
    stage.people[who].say(pull, command)
    stage.act(chapter, pull)


def gradual_release(stage: Stage) -> None:
    """A Production release that is approved goes live step by step."""
    pull = stage.kept["coffee 1.0.0"]
    _say(stage, "oscar", pull, "/go-live", "Go live: an outsider is refused")
    _say(stage, "mia", pull, "/go-live 10%", "Go live: 10 %")
    _say(stage, "mia", pull, "/scale 50%", "Go live: 50 %")
    _say(stage, "olga", pull, "/pause", "Go live: an operator pauses it")
    _say(stage, "mia", pull, "/scale 80%", "Go live: refused while it is paused")
    _say(stage, "olga", pull, "/resume", "Go live: it goes on")
    _say(stage, "mia", pull, "/complete", "Go live: all users")


FREEZE = """\
    freezes:
      - reason: The week of the spring fair
        from: 2026-03-02T00:00:00+01:00
        until: 2026-03-09T00:00:00+01:00
"""


def frozen_release(stage: Stage) -> None:
    """A freeze halts what goes forward; once it is over the release archives the one before."""
    rob, mia = stage.people["rob"], stage.people["mia"]
    pull = open_request(stage, "mia", release("coffee 1.1.0 harbor production"))
    mia.ready(pull)
    stage.act("Freeze: submitted", pull)
    stage.tell("  rob approves")
    rob.review(pull, "APPROVE")
    stage.act("Freeze: approved and merged", pull)
    stage.tell("  olga asks for a freeze of a week, and two owners approve it")
    olga = stage.people["olga"]
    olga.git("fetch", "--quiet", "origin", "main")
    harbor = olga.read("catalog/apps/harbor.yaml")
    olga.push("fair", {"catalog/apps/harbor.yaml": harbor + FREEZE}, "Freeze during the fair")
    change = olga.open_pull("fair", "Freeze Production during the fair")
    stage.act("Freeze: the calendar is asked for", change)
    for owner in ("otto", "owen"):
        stage.people[owner].review(change, "APPROVE")
    stage.act("Freeze: the calendar is changed", change)
    _say(stage, "mia", pull, "/go-live", "Freeze: going live is refused")
    stage.tell("  a week later")
    stage.wait(WEEK)
    _say(stage, "mia", pull, "/go-live", "Freeze: over, and 1.0.0 is archived")


def offline_release(stage: Stage) -> None:
    """What is live is taken offline: a document in a pull request of its own, and its review."""
    mia, rob = stage.people["mia"], stage.people["rob"]
    target = release("coffee 1.1.0 harbor production")
    text = "\n".join(
        [
            "# yaml-language-server: $schema=../../../../../schemas/offline.schema.json",
            "format: 1",
            f"miniProgram: {target.mini_program}",
            f"version: {target.version}",
            f"app: {target.app}",
            f"environment: {target.environment}",
            "reason: The shop closes for the summer.",
            "",
        ]
    )
    mia.push("coffee-offline", {f"{target.folder}/offline.yaml": text}, "Take coffee offline")
    pull = mia.open_pull("coffee-offline", "Take coffee 1.1.0 offline")
    stage.tell(f"  mia opens #{pull.number}: offline.yaml, with her reason")
    stage.act("Offline: submitted", pull)
    stage.tell("  rob approves")
    rob.review(pull, "APPROVE")
    stage.act("Offline: approved", pull)


CHAPTERS: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    ("What was approved goes live step by step", gradual_release),
    ("A freeze holds for a week; then the next version archives the one before", frozen_release),
    ("What is live is taken offline", offline_release),
)
