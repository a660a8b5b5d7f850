"""The story: a seeded mix of scenes and upkeep, until so many transitions are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING

from bot.core.documents.identity import Environment, ReleaseId, VersionNumber
from bot.core.entry import Kind
from bot.core.lifecycle import IN_FLIGHT, LIVE, ROLLING_OUT
from tests.history.rollout_scenes import ROLLOUTS
from tests.history.scenes import REVIEWED, Scene, released
from tests.history.upkeep import Upkeep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.core.catalog import Target
    from tests.history.historian import Historian

OPEN_SCENES = 6
"""Scenes that are played at the same time."""
UPKEEP = 0.08
"""The share of steps in which an owner changes something by hand."""
AT_ONCE = 0.45
"""The share of scenes where nobody reviews."""
LONGEST_PAUSE = 1200
"""Seconds between steps, so that a story of 20,000 transitions is told of a few months."""

Slot = tuple[str, str, Environment]


def tell(historian: Historian, transitions: int, seed: int = 1) -> None:
    """Go on with the history until at least so many entries stand in its logs.

    The same seed tells the same story; a story of more transitions begins like one of fewer.
    """
    Story(historian, Random(seed)).play(transitions)  # noqa: S311  a story is no secret


@dataclass(slots=True)
class Story:
    """What has been told, and what is being played."""

    historian: Historian
    chance: Random
    scenes: list[tuple[ReleaseId, Iterator[None]]] = field(default_factory=list)
    versions: dict[str, list[VersionNumber]] = field(default_factory=dict)
    told: set[ReleaseId] = field(default_factory=set)
    newest: dict[Slot, VersionNumber] = field(default_factory=dict)
    due: list[Callable[[Scene], Iterator[None]]] = field(default_factory=list)
    rollouts: Iterator[Callable[[Scene], Iterator[None]]] = field(
        default_factory=lambda: cycle(ROLLOUTS)
    )

    def play(self, transitions: int) -> None:
        """Step by step, until there are enough."""
        upkeep = Upkeep(self.historian, self.chance)
        while self.historian.transitions < transitions:
            self.historian.wait(self.chance.randrange(60, LONGEST_PAUSE))
            if self.chance.random() < UPKEEP:
                upkeep.happen()
            elif len(self.scenes) < OPEN_SCENES:
                self._open()
            else:
                self._step()

    def _step(self) -> None:
        number = self.chance.randrange(len(self.scenes))
        release, acts = self.scenes[number]
        if not self._goes_on(release):
            self.scenes.pop(number)
        elif next(acts, self) is self:
            self.scenes.pop(number)
            self._roll_out(release)

    def _roll_out(self, release: ReleaseId) -> None:
        """What is on its way when a scene ends is let on, or is not."""
        if self.historian.state.log(release).status in ROLLING_OUT:
            scene = Scene(self.historian, release, self.chance)
            self.scenes.append((release, next(self.rollouts)(scene)))

    def _goes_on(self, release: ReleaseId) -> bool:
        """Whether nobody has removed it, or gone live with a version above it, in the meantime."""
        log = self.historian.state.log(release)
        others = self.historian.state.in_target(*_slot_of(release))
        overtaken = any(o.status in LIVE and o.release.version > release.version for o in others)
        gone = log.last is not None and log.last.draft.kind is Kind.FORCE_REMOVED
        return not gone and not overtaken

    def _open(self) -> None:
        """A scene for some target that is free, played in its turn up to its first act."""
        slot, target = self._slot(reviewed=self.chance.random() >= AT_ONCE)
        release = self._release(slot)
        self.told.add(release)
        scene = Scene(self.historian, release, self.chance)
        play = self._next_scene() if target.capabilities.review else released
        acts = play(scene)
        next(acts)
        if target.capabilities.review:
            self.scenes.append((release, acts))
        else:
            self._roll_out(release)

    def _next_scene(self) -> Callable[[Scene], Iterator[None]]:
        """Each scene once before any is played again."""
        if not self.due:
            self.due = self.chance.sample(REVIEWED, len(REVIEWED))
        return self.due.pop()

    def _slot(self, *, reviewed: bool) -> tuple[Slot, Target]:
        catalog = self.historian.state.policy.catalog
        free = [
            ((program, app.id, environment), target)
            for app in catalog.apps.values()
            for environment, target in app.targets.items()
            if target.capabilities.review is reviewed
            for program in catalog.mini_programs
            if not app.one_in_flight or not self._busy((program, app.id, environment))
        ]
        return self.chance.choice(free)

    def _busy(self, slot: Slot) -> bool:
        playing = any(_slot_of(release) == slot for release, _ in self.scenes)
        logs = self.historian.state.in_target(*slot)
        return playing or any(log.status in IN_FLIGHT for log in logs)

    def _release(self, slot: Slot) -> ReleaseId:
        """A version above all that this target has seen."""
        program, app, environment = slot
        known = self.versions.setdefault(program, [])
        least = self.newest.get(slot)
        fresh = [
            release
            for version in known[-5:]
            if (release := ReleaseId(program, version, app, environment)) not in self.told
            and (least is None or version > least)
        ]
        if fresh and self.chance.random() < 0.7:
            found = self.chance.choice(fresh)
        else:
            known.append(self._next_version(known))
            found = ReleaseId(program, known[-1], app, environment)
        self.newest[slot] = found.version
        return found

    def _next_version(self, known: list[VersionNumber]) -> VersionNumber:
        if not known:
            return VersionNumber(1, 0, 0)
        last, step = known[-1], self.chance.random()
        if step < 0.6:
            return VersionNumber(last.major, last.minor, last.patch + 1)
        if step < 0.9:
            return VersionNumber(last.major, last.minor + 1, 0)
        return VersionNumber(last.major + 1, 0, 0)


def _slot_of(release: ReleaseId) -> Slot:
    return release.mini_program, release.app, release.environment
