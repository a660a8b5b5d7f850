"""The small world of the model: its people, what its app does where, and its schedules.

Times are minutes since the world began. Windows, schedules and waiting end at odd minutes and
people act at even ones, so that nothing happens at the very moment at which a rule changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

APP = "harbor"
HOUR = 60
PRODUCTION, SANDBOX, TEST = "production", "sandbox", "test"

RELEASERS = ("mia", "wanda")
"""Mia is an admin of both mini programs, Wanda of the workspace that owns them."""
REVIEWERS = ("rob", "rita")
OPERATORS = ("olga",)
INSPECTORS = ("ines",)
OWNERS = ("otto", "owen")
DEVELOPER = "dan"
OUTSIDER = "oscar"
WRITERS = (*RELEASERS, *REVIEWERS, *OPERATORS, *INSPECTORS, *OWNERS, DEVELOPER)
"""Who may push, and so open a pull request, and close and reopen everybody's."""
EVERYBODY = (*WRITERS, OUTSIDER)

CODE_PACKAGES = frozenset({"coffee"})
"""Mini programs of type DSL; those of type H5+ have their code on the merchant's server."""


class Release(NamedTuple):
    """One mini program in one version in one environment of the app: one, for ever."""

    mini_program: str
    version: str
    environment: str

    def __str__(self) -> str:
        return f"{self.mini_program} {self.version} {APP} {self.environment}"

    @property
    def order(self) -> tuple[int, ...]:
        """Versions compare number by number."""
        return tuple(int(part) for part in self.version.split("."))


class Window(NamedTuple):
    """A time in which nothing goes forward."""

    begins: int
    ends: int


class Step(NamedTuple):
    """One act of a schedule: how far it goes, at which time, or how long after the last change."""

    percent: int
    at: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What the app does with releases in one environment."""

    review: bool = False
    pilot: bool = False
    offline_review: bool = False
    freezes: tuple[Window, ...] = ()
    testers: int = 100
    steps: tuple[int, ...] = ()
    """The percentages at which a release may stand; any, where there is none."""
    wait: int = 0
    """How long it stands at each."""
    grayscale_first: bool = False
    """Whether a release goes live in grayscale before it is full."""

    def frozen(self, minute: int) -> bool:
        """Whether a window holds."""
        return any(window.begins <= minute < window.ends for window in self.freezes)


@dataclass(frozen=True, slots=True)
class Setting:
    """A world: the environments of its app, and what else the app says."""

    name: str
    places: dict[str, Place]
    restore: bool = True
    full_first: bool = False
    """Whether the first release ever to an environment is full at once, without grayscale."""
    releases: tuple[Release, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = (
            Release(program, version, environment)
            for environment in self.places
            for program, versions in VERSIONS.items()
            for version in versions
        )
        object.__setattr__(self, "releases", tuple(found))

    def loosened(self) -> Setting:
        """The same without a freeze, a limit, a step, or a waiting time."""
        places = {
            name: Place(place.review, place.pilot, place.offline_review)
            for name, place in self.places.items()
        }
        return Setting(self.name, places)


VERSIONS = {"coffee": ("1.9.0", "1.10.0", "2.0.0"), "tickets": ("1.0.0",)}
TESTERS = ("hb-1", "hb-2", "hb-3", "hb-4")

PLAIN = Setting(
    "plain",
    {
        PRODUCTION: Place(review=True, offline_review=True),
        SANDBOX: Place(review=True, pilot=True),
        TEST: Place(),
    },
)
"""Production without a pilot; a sandbox that is reviewed and piloted; nothing is frozen."""

STRICT = Setting(
    "strict",
    {
        PRODUCTION: Place(
            review=True,
            pilot=True,
            offline_review=True,
            freezes=(Window(3 * HOUR + 31, 9 * HOUR + 31), Window(30 * HOUR + 1, 40 * HOUR + 1)),
            testers=3,
            steps=(10, 50),
            wait=2 * HOUR + 1,
        ),
        SANDBOX: Place(
            pilot=True,
            offline_review=True,
            freezes=(Window(5 * HOUR + 31, 11 * HOUR + 31),),
            testers=2,
        ),
    },
)
"""Production with a pilot, steps, waiting times and a freeze; a sandbox that nobody reviews."""

STEPPED = Setting(
    "stepped",
    {
        PRODUCTION: Place(
            review=True, offline_review=True, steps=(10, 50), wait=HOUR + 1, grayscale_first=True
        ),
        SANDBOX: Place(review=True),
    },
    restore=False,
    full_first=True,
)
"""Production by steps, but for a first release; nobody may restore."""

SETTINGS = {setting.name: setting for setting in (PLAIN, STRICT, STEPPED)}
