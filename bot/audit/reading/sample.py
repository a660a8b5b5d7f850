"""A reproducible sample of releases, each with a page of evidence and room for a conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.reading.drawing import DECISIONS, Candidate, Draw, Place
from bot.audit.reading.life import (
    Elsewhere,
    Life,
    Recorded,
    elsewhere_in,
    extended,
    is_about,
    recorded_as,
)
from bot.audit.reading.links import GITHUB
from bot.audit.reading.population import Origin, Population
from bot.audit.reading.sample_page import Chosen, Page, Sample, index, page
from bot.audit.reading.selection import EVERYTHING, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.audit.reading.row import Row
    from bot.audit.step import Step
    from bot.core.documents.identity import ReleaseId


def sample(
    steps: Iterable[Step],
    origin: Origin,
    draw: Draw,
    selection: Selection = EVERYTHING,
    server: str = GITHUB,
) -> Iterator[Page]:
    """Draw from the decisions that are selected: an index, then a page for each that was drawn.

    The population are the transitions that brought a release to an environment. Nothing is given
    before the whole of main was replayed.
    """
    population = Population(origin, selection)
    drawing = _Drawing(draw)
    for row in population.rows(drawing.watched(steps)):
        drawing.take(row)
    drawn = Sample(draw.seed, draw.count, drawing.size, drawing.chosen())
    yield index(drawn, population)
    for chosen in drawn.chosen:
        yield page(drawn, chosen, server)


class _Drawing:
    """Keeps the lives of releases that are not decided yet, and of those in the sample so far."""

    def __init__(self, draw: Draw) -> None:
        self.size = 0
        self._draw = draw
        self._pasts: dict[ReleaseId, list[Recorded]] = {}
        self._drawn: dict[Place, list[Recorded]] = {}
        self._bad: list[Elsewhere] = []
        self._done: list[ReleaseId] = []

    def watched(self, steps: Iterable[Step]) -> Iterator[Step]:
        """The same steps, each seen before it is given on."""
        for step in steps:
            self._see(step)
            yield step

    def _see(self, step: Step) -> None:
        for release in self._done:
            self._pasts.pop(release, None)
        self._done = []
        if step.findings:
            self._bad.append(elsewhere_in(step, step.findings))
        for transition in step.transitions:
            entry, decides = transition.entry, transition.entry.kind in DECISIONS
            if decides:
                self._done.append(entry.release)
            if decides or transition.before.merged is None:
                past = self._pasts.get(entry.release, [])
                self._pasts[entry.release] = extended(past, (recorded_as(step, transition),))

    def take(self, row: Row) -> None:
        """Offer a row to the draw, if it is of the population."""
        if row.entry.kind not in DECISIONS:
            return
        self.size += 1
        candidate = Candidate(row.entry.transition, row.step, row.entry.path)
        place, gone = self._draw.offer(candidate)
        if place is not None:
            self._drawn[place] = self._pasts[row.entry.release]
        if gone is not None:
            del self._drawn[gone]

    def chosen(self) -> tuple[Chosen, ...]:
        """What was drawn, in the order of the sample."""
        places = enumerate(self._draw.places, start=1)
        return tuple(Chosen(n, place, self._life(self._drawn[place])) for n, place in places)

    def _life(self, recorded: list[Recorded]) -> Life:
        """A life up to its decision; what other hands did to its files counts also if later."""
        release = recorded[-1].entry.release
        own = {one.number for one in recorded}
        about = (
            Elsewhere(one.number, one.commit, one.hand, one.written, wrong)
            for one in self._bad
            if one.number not in own
            and (wrong := tuple(f for f in one.findings if is_about(f, release)))
        )
        return Life(release, tuple(recorded), tuple(about))
