"""Scenes of releases that are on main: how they reach everybody, or do not.

As in ``scenes``, a scene stops after every act, so that others act between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.lifecycle import Status
from tests.history import people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.history.scenes import Scene


def slowly(scene: Scene) -> Iterator[None]:
    """Tested by others than were named, held for a while, and let grow step by step."""
    told, release = scene.historian, scene.release
    if scene.status is Status.PILOT_TESTING:
        told.test_with(release, "user-7", "user-8")
        yield
    told.hold(release, scene.chance.choice((None, people.OLGA)))
    yield
    told.resume(release, scene.chance.choice((None, people.OMAR)))
    yield
    yield from _tested(scene)
    if scene.status is Status.RELEASE_PREPARATION:
        told.go_live(release, 10)
        yield
    if scene.status is Status.GRAYSCALE_RELEASE:
        told.deliver(release, 1, "failed")
        yield
        told.deliver(release, 2)
        told.scale(release, 50)
        yield
        told.deliver(release, 1, "drifted")
        told.complete(release)
        yield


def at_once(scene: Scene) -> Iterator[None]:
    """For everybody as soon as that may be."""
    told, release = scene.historian, scene.release
    yield from _tested(scene)
    if scene.status is Status.RELEASE_PREPARATION:
        told.go_live(release)
        yield
    if scene.status is Status.GRAYSCALE_RELEASE:
        told.complete(release)
        yield
    told.deliver(release)
    yield


def canceled(scene: Scene) -> Iterator[None]:
    """Ended for good, on its way or before it."""
    if scene.chance.random() < 0.5 and scene.status is Status.RELEASE_PREPARATION:
        scene.historian.go_live(scene.release, 5)
        yield
    scene.historian.cancel(scene.release, scene.chance.choice((None, people.OLGA)))
    yield


def warned(scene: Scene) -> Iterator[None]:
    """Warned by an inspector, and cured in time."""
    scene.historian.warn(scene.release)
    yield
    yield from at_once(scene)


def removed(scene: Scene) -> Iterator[None]:
    """Warned, and removed from the app with all that there is of its mini program."""
    scene.historian.warn(scene.release, "1d")
    yield
    scene.historian.force_remove(scene.release)
    yield


def _tested(scene: Scene) -> Iterator[None]:
    if scene.status is Status.PILOT_TESTING:
        bypass = scene.chance.random() < 0.5
        scene.historian.complete_testing(scene.release, bypass=bypass)
        yield


ROLLOUTS: tuple[Callable[[Scene], Iterator[None]], ...] = (
    slowly,
    at_once,
    slowly,
    canceled,
    warned,
    at_once,
    removed,
)
"""What becomes of releases, in turn."""
