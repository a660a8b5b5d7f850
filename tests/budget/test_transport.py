"""How often git goes to GitHub: each fetch is a round trip that somebody waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.starts import MERGE_PRODUCTION, arrive

if TYPE_CHECKING:
    from tests.world import Stage


def test_a_run_fetches_three_times_and_once_more_for_each_further_look(stage: Stage) -> None:
    """Main, the branch, and what is read of main; then both tips, with what is new in them."""
    number = arrive(stage, MERGE_PRODUCTION)
    stage.over_http, stage.objects = True, None
    for fetches in (3 + 1 + 1, 3):
        stage.hub.git_requests.clear()
        stage.run_bot(number)
        met = [one for one in stage.hub.git_requests if "/info/refs?" in one.path]
        assert len(met) == fetches
