"""Force removal: an inspector ends a mini program in an app, everywhere, in one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.configuring import sticky
from tests.scenarios.rolling import approved, live, order, outcomes, refused, standing
from tests.scenarios.test_commands import kinds, quiet

if TYPE_CHECKING:
    from tests.world import Stage

LIVE = "coffee 1.0.0 harbor production"
ASKED = "coffee 1.1.0 harbor production"
TEST = "coffee 1.1.0 harbor test"
OTHER_APP = "coffee 1.0.0 lagoon test"
OTHER_PROGRAM = "tickets 2.0.0 harbor test"
REMOVE = "/force-remove 1.0.0 It collects `@passwords`."


def everywhere(stage: Stage) -> dict[str, int]:
    """Full Release in Production and Test, one more Under Review, and what must not be touched."""
    pulls = {LIVE: approved(stage)}
    order(stage, pulls[LIVE], "/go-live")
    for text in (ASKED, TEST, OTHER_APP, OTHER_PROGRAM):
        pulls[text] = stage.request(text)
        assert stage.run_bot(pulls[text]).exit_code == 0
    return pulls


def test_it_ends_every_version_and_environment_in_one_commit(stage: Stage) -> None:
    pulls = everywhere(stage)
    before = stage.main()
    assert order(stage, pulls[LIVE], REMOVE, "ines") is None
    commits = stage.git("rev-list", f"{before}..{stage.main()}").decode().split()
    assert len(commits) == 1
    last = {text: stage.log(text)[-1] for text in (LIVE, ASKED, TEST)}
    assert {text: (one["row"], one["to"]) for text, one in last.items()} == {
        LIVE: ("T22", "Archived"),
        ASKED: ("T23", "New Version Created"),
        TEST: ("T22", "Archived"),
    }
    for entry in last.values():
        assert entry["reason"] == "It collects `@passwords`."
        assert (entry["actor"]["login"], entry["actor"]["role"]) == ("ines", "inspector")
    for text in (ASKED, TEST):
        assert last[text]["cause"] == {
            "kind": "force-removed",
            "transition": last[LIVE]["transition"],
        }
    assert live(stage) == live(stage, "test") == []


def test_other_apps_and_mini_programs_are_left_alone(stage: Stage) -> None:
    pulls = everywhere(stage)
    order(stage, pulls[LIVE], REMOVE, "ines")
    for text in (OTHER_APP, OTHER_PROGRAM):
        assert standing(stage, text) == ("Full Release", 100)
    assert b"tickets" in stage.main_files("live")["live/harbor/test.json"]


def test_each_pull_request_is_told_why(stage: Stage) -> None:
    pulls = everywhere(stage)
    order(stage, pulls[LIVE], REMOVE, "ines")
    for text in (LIVE, ASKED, TEST):
        told = outcomes(stage, pulls[text])[-1]
        assert "**Force removed** by ines (1006)" in told
        assert "```\nIt collects `@\N{WORD JOINER}passwords`.\n```" in told
        assert "**Force removed** by ines (1006)" in sticky(stage, pulls[text])
        quiet(stage, pulls[text])
    assert "may apply again" in outcomes(stage, pulls[ASKED])[-1]


def test_what_was_under_review_is_applied_for_again_and_what_was_live_never(stage: Stage) -> None:
    pulls = everywhere(stage)
    order(stage, pulls[LIVE], REMOVE, "ines")
    stage.hub.clock.advance(60)
    assert "round 2" in (order(stage, pulls[ASKED], "/apply") or "")
    assert kinds(stage, ASKED) == ["submitted", "force-removed", "submitted"]
    told = refused(stage, pulls[LIVE], "/go-live")
    assert "the release is Archived" in told


def test_an_act_of_applying_that_it_found_brings_nothing_back(stage: Stage) -> None:
    """Ready for review, pressed on what was applied for as a draft."""
    number = stage.request(LIVE, draft=True)
    stage.run_bot(number)
    order(stage, number, "/apply")
    stage.hub.clock.advance(60)
    stage.person("mia").ready(number)
    assert order(stage, number, REMOVE, "ines") is None
    stage.hub.clock.advance(60)
    stage.run_bot(number)
    stage.run_bot()
    assert kinds(stage, LIVE) == ["submitted", "force-removed"]
    quiet(stage, number)


def test_it_is_said_on_any_of_the_releases_by_its_own_version(stage: Stage) -> None:
    pulls = everywhere(stage)
    assert "[other-version]" in refused(stage, pulls[ASKED], REMOVE, "ines")
    assert order(stage, pulls[ASKED], REMOVE.replace("1.0.0", "1.1.0"), "ines") is None
    assert standing(stage, LIVE) == ("Archived", None)
    assert kinds(stage, ASKED)[-1] == "force-removed"


@pytest.mark.parametrize("who", ["mia", "rob", "olga", "otto", "oscar"])
def test_nobody_but_an_inspector_of_the_app_removes(stage: Stage, who: str) -> None:
    number = approved(stage)
    told = refused(stage, number, REMOVE, who)
    assert "is no inspector here by the catalog on main; ines (1006) may" in told


def test_an_inspector_of_another_app_removes_nothing(stage: Stage) -> None:
    number = stage.request(OTHER_APP)
    stage.run_bot(number)
    assert "[not-entitled]" in refused(stage, number, REMOVE, "ines")
