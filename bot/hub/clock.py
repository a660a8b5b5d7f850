"""The hub's own time: set, advanced or ticking at each write, never the machine's."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def iso(moment: datetime) -> str:
    """Write a moment as GitHub does: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Clock:
    """A clock that stands still between writes."""

    def __init__(self, start: datetime = START) -> None:
        self.tick = timedelta(seconds=1)
        self._now = start

    def now(self) -> datetime:
        """The present moment, whole seconds in UTC."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to a moment, backwards too."""
        if moment.tzinfo is None:
            raise ValueError(f"the hub's clock needs a time zone: {moment.isoformat()}")
        self._now = moment.astimezone(UTC).replace(microsecond=0)

    def advance(self, seconds: float) -> None:
        """Go on by some seconds."""
        self._now += timedelta(seconds=seconds)

    def step(self) -> None:
        """Go on by one tick: called once for each write."""
        self._now += self.tick
