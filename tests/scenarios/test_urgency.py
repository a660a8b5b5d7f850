"""A pass does first what cannot wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.world import Stage

STOPPED = "coffee 1.0.0 harbor production"
WITHDRAWN = "tickets 1.0.0 harbor production"


def test_x50_after_an_outage_stopping_comes_before_going_on_and_before_what_is_new(
    stage: Stage,
) -> None:
    """All of it waits for one pass, the new requests under the lowest numbers."""
    mia, rob = stage.person("mia"), stage.person("rob")
    new = stage.request("tickets 1.0.0 harbor test", draft=True)
    stopped, withdrawn = stage.request(STOPPED), stage.request(WITHDRAWN)
    assert stage.run_bot().exit_code == 0
    stage.hub.clock.advance(60)
    rob.approve(stopped)
    assert stage.run_bot().exit_code == 0
    stage.hub.clock.advance(8 * 60 * 60)
    before = stage.main()

    mia.ready(new)
    mia.say(withdrawn, "/withdraw")
    mia.say(stopped, "/cancel 1.0.0 It breaks.")
    assert stage.run_bot().exit_code == 0

    log = stage.git(
        "log", "--first-parent", "--reverse", "--format=%s", f"{before}..refs/heads/main"
    )
    assert [line.split()[0] for line in log.decode().splitlines()] == [
        *("Cancel", "Withdraw", "Release"),
    ]
