"""What people do, as data: an act is somebody, what they do, and to which release."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.model.world import (
    EVERYBODY,
    HOUR,
    OPERATORS,
    OWNERS,
    PRODUCTION,
    RELEASERS,
    REVIEWERS,
    TESTERS,
    WRITERS,
    Step,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.model.world import Release, Setting


class Schedule(NamedTuple):
    """When a release is to go live, and how it is to grow; times are minutes of the world."""

    goes_live: int
    steps: tuple[Step, ...] = ()

    @property
    def acts(self) -> tuple[Step, ...]:
        """The first step opens the release, unless it names a time of its own."""
        if not self.steps:
            return (Step(100, at=self.goes_live),)
        first, *others = self.steps
        if first.after is None and first.at in (None, self.goes_live):
            return (Step(first.percent, at=self.goes_live), *others)
        return (Step(0, at=self.goes_live), *self.steps)


class Act(NamedTuple):
    """One act of a person.

    ``what`` is a command as it is written in a comment, or one of: open, close, reopen, approve,
    object, offline, restore, override, lift. ``words`` are what is said with it. ``seconds`` are
    those who approve the document of an act that needs a second person.
    """

    who: str
    what: str
    release: Release
    words: str = ""
    seconds: tuple[str, ...] = ()
    schedule: Schedule | None = None

    @property
    def said(self) -> bool:
        """Whether it is a comment."""
        return self.what.startswith("/")

    @property
    def comment(self) -> str:
        """What stands in the comment."""
        return f"{self.what} {self.words}".rstrip()


ON_PULL = frozenset({"approve", "object", "close", "reopen"})
"""What is done to the pull request of a release itself."""
DOCUMENTS = frozenset({"offline", "restore", "override", "lift"})
"""What needs a second person, in a pull request of its own."""
ENDS = frozenset(
    {
        "close",
        "object",
        "offline",
        "/withdraw",
        "/pause",
        "/cancel",
        "/warn",
        "/force-remove",
        "/stop",
    }
)
"""What takes back, warns, halts or ends; all else leads on."""

WORDS: dict[str, tuple[str, ...]] = {
    "/apply": ("",),
    "/withdraw": ("",),
    "/complete-testing": ("",),
    "/bypass-testing": ("",),
    "/go-live": ("", "10%", "50%"),
    "/scale": ("10%", "30%", "50%", "99%"),
    "/complete": ("",),
    "/cancel": ("{version} It harms people.", "9.9.9 It harms people."),
    "/pause": ("",),
    "/resume": ("",),
    "/pilot": tuple(f"{verb} {who}" for verb in ("add", "remove") for who in TESTERS),
    "/stop": ("The payments fail.",),
    "/warn": ("7d Mend the map.",),
    "/force-remove": ("{version} It lies to people.", "9.9.9 It lies to people."),
}
"""What can be said in a comment, and with which words."""


def commands(release: Release, who: str) -> Iterator[Act]:
    """Everything that one person can say about one release."""
    for what, several in WORDS.items():
        for words in several:
            yield Act(who, what, release, words.format(version=release.version))


SECONDS = (
    (REVIEWERS[0],),
    (REVIEWERS[1],),
    (OWNERS[0],),
    OWNERS,
    (OPERATORS[0], OWNERS[1]),
    (),
    (RELEASERS[0],),
)


def documents(release: Release, who: str) -> Iterator[Act]:
    """Every document that one person can write about one release, and who may then approve it."""
    for what in sorted(DOCUMENTS):
        for seconds in SECONDS:
            if who not in seconds:
                yield Act(who, what, release, seconds=seconds)


def openings(release: Release, who: str, minute: int) -> Iterator[Act]:
    """The ways to open a pull request: ready or a draft, with a schedule or without."""
    yield Act(who, "open", release, "ready")
    yield Act(who, "open", release, "draft")
    if release.environment == PRODUCTION:
        soon = minute + HOUR - minute % HOUR + 1
        for schedule in (
            Schedule(soon + HOUR),
            Schedule(soon, (Step(10), Step(50, after=3 * HOUR + 1), Step(100, after=3 * HOUR + 1))),
            Schedule(soon, (Step(10, at=soon + 3 * HOUR), Step(100, at=soon + 9 * HOUR))),
        ):
            yield Act(who, "open", release, "ready", schedule=schedule)


def on_pull(release: Release, who: str) -> Iterator[Act]:
    """What one person can do to the pull request itself."""
    yield Act(who, "approve", release)
    yield Act(who, "object", release, "details")
    yield Act(who, "object", release, "code")
    if who in WRITERS:
        yield Act(who, "close", release)
        yield Act(who, "reopen", release)


def every_act(setting: Setting, minute: int) -> Iterator[Act]:
    """Every act of everybody, legal and illegal."""
    for release in setting.releases:
        for who in EVERYBODY:
            yield from commands(release, who)
            yield from on_pull(release, who)
            if who in WRITERS:
                yield from documents(release, who)
                yield from openings(release, who, minute)
