"""The demo's whole story through act on the real workflow files: all that runs, events started.

Its chapters say when the bot has its turn; here that is when all the runs that wait have run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.rollout_story import CHAPTERS as OF_ROLLOUT
from bot.demo.story import CHAPTERS_TO_MAIN
from bot.demo.story import Stage as Telling
from bot.demo.world import BOT

if TYPE_CHECKING:
    from tests.act.acting import Acting

ENDS = {
    "coffee 1.0.0 harbor test": "Archived",
    "coffee 1.0.0 harbor production": "Archived",
    "coffee 1.0.0 lagoon production": "New Version Created",
    "coffee 1.0.0 lagoon sandbox": "Full Release",
    "coffee 1.1.0 harbor test": "Full Release",
    "coffee 1.1.0 harbor production": "Archived",
    "tickets 1.0.0 harbor production": "Under Review",
    "tickets 1.0.0 lagoon production": "Pilot Testing",
    "tea 1.0.0 harbor test": "Full Release",
}
"""What each release of the story comes to."""


def test_the_demos_whole_story_is_played_by_the_workflows(acting: Acting) -> None:
    stage = acting.stage
    people = {login: stage.actor(login) for login in stage.ground.tokens if login != BOT}

    def turn(_number: int) -> dict[str, int]:
        acting.drain()
        return {"reads": 0, "writes": 0}

    telling = Telling(people, turn, lambda _line: None, stage.hub.clock.advance)
    for _title, chapter in (*CHAPTERS_TO_MAIN, *OF_ROLLOUT):
        chapter(telling)

    assert {text: stage.status_file(text)["status"] for text in ENDS} == ENDS
    names = {run.name for run in acting.runs()}
    assert names == {"Slipway", "Slipway check", "Slipway review", "Slipway seen"}
