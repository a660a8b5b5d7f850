"""A short day of a release repository in three acts, each of whose events can be played with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.demo.world import REPOSITORY
from tests.faults.rest import rest_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.hub.actions.starting import Delivery
    from tests.act.acting import Acting

TEST = "coffee 1.0.0 harbor test"
PRODUCTION = "coffee 1.0.0 harbor production"
REJECTED = "tickets 1.0.0 harbor production"
WITHDRAWN = "tickets 1.0.0 lagoon production"
RELEASES = (TEST, PRODUCTION, REJECTED, WITHDRAWN)
ENDS = dict(
    zip(
        RELEASES,
        ("Full Release", "Full Release", "New Version Created", "New Version Created"),
        strict=True,
    )
)
"""What each comes to, whatever became of the events."""
NUMBERED = re.compile(r"(?<!log/)(?:[0-9a-f]{7,}|\d{4,})")
"""Hashes, and the ids that GitHub gives in the order of all that happens."""


@dataclass(slots=True)
class Day:
    """People act, and the events of each act arrive as a test arranges them; then a sweep."""

    acting: Acting
    arrange: Callable[[list[Delivery]], list[Delivery]] = field(default=list)

    def open(self) -> None:
        """Four releases are applied for, by the numbers 1 to 4."""
        for text in RELEASES:
            self.acting.stage.request(text)
        self.arrive()

    def judge(self) -> None:
        """One is approved, one rejected, one withdrawn; each has to be announced first."""
        stage = self.acting.stage
        stage.person("rob").approve(2)
        stage.person("rob").object(3, "The map is out of date.")
        stage.person("mia").say(4, "/withdraw")
        self.arrive()

    def go_live(self) -> None:
        """What was approved is to go live; somebody looks at the checklist."""
        stage = self.acting.stage
        stage.person("mia").say(2, "/go-live")
        stage.person("rob").say(3, "/explain")
        self.arrive()

    def play(self) -> None:
        """The whole day."""
        self.acting.keep_events()
        for act in (self.open, self.judge, self.go_live):
            act()

    def arrive(self) -> None:
        """The events since the last act arrive, as arranged; then the scheduled pass runs."""
        actions = self.acting.actions
        kept, actions.kept = actions.kept, []
        actions.deliver(*self.arrange(kept))
        self.acting.drain()
        self.sweep()

    def sweep(self) -> None:
        """The schedule, a while later."""
        self.acting.stage.hub.clock.advance(900)
        self.acting.actions.schedule(REPOSITORY)
        self.acting.drain()

    def rest(self) -> list[str]:
        """Main, and what each pull request shows: comments, statuses, and where it stands."""
        found = (rest_of(self.acting.stage, number) for number in range(1, len(RELEASES) + 1))
        return [NUMBERED.sub("#", repr(one)) for one in found]
