"""A run as people read it under Actions: what was done, what failed, and where all stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.hub import Fault
from tests.faults.command import slipway
from tests.starts import PRODUCTION

if TYPE_CHECKING:
    from tests.world import Stage


def test_a_sweep_says_what_it_did_what_failed_and_where_all_stands(stage: Stage) -> None:
    first = stage.request(PRODUCTION)
    page = stage.folder / "summary.md"
    stage.hub.fault(Fault("refused", method="POST", path="/statuses/", times=1))
    slipway(stage, "reconcile", "--all", GITHUB_STEP_SUMMARY=str(page))
    failed = page.read_text("utf-8")
    assert failed.startswith("Looked at ")
    assert "#### Went wrong" in failed
    page.unlink()

    slipway(stage, "reconcile", "--all", GITHUB_STEP_SUMMARY=str(page))
    done = page.read_text("utf-8")
    assert "#### Done\n- `#" in done
    assert "submitted coffee 1.0.0 to harbor Production" in done
    assert f"#### Where they stand\n- #{first}: `Under Review`\n" in done
    page.unlink()

    slipway(stage, "reconcile", "--all", GITHUB_STEP_SUMMARY=str(page))
    quiet = page.read_text("utf-8")
    assert quiet.startswith("Looked at 1 pull request: nothing was to be done.\n")
