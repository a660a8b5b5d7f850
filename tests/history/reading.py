"""Stories told for tests, and the bot's own reading of them."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.app.mainline import Mainline
from bot.core.documents.identity import ReleaseId
from bot.forge.git import GitRepository
from bot.forge.git_process import Remote
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.story import tell
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.core.entry import Kind
    from bot.core.situation import Trouble
    from tests.history.lies import Lie

TRANSITIONS = 300
NOTHING: Mapping[int, Lie] = {}


def git(folder: Path, *arguments: str) -> str:
    """What git says in a repository."""
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()


def release(text: str) -> ReleaseId:
    """``coffee 1.0.0 harbor test`` as an identity."""
    found = ReleaseId.parse(*text.split())
    assert found is not None
    return found


PRODUCTION = release("coffee 1.0.0 harbor production")
TEST = release("coffee 1.0.0 harbor test")


class Told:
    """A story, and where it was written."""

    def __init__(
        self, folder: Path, transitions: int = 0, lies: Mapping[int, Lie] = NOTHING
    ) -> None:
        self.folder = folder
        self.historian = Historian(LooseWriter(folder, signing_key()))
        for number, lie in lies.items():
            self.historian.forge(lie, at=number)
        tell(self.historian, transitions)
        self.historian.finish()

    def find(self, kind: Kind) -> int:
        """The number of a commit in the middle that records an entry of this kind."""
        made = self.historian.made
        numbers = [number for number, one in enumerate(made) if one.kind is kind]
        return numbers[len(numbers) // 2]


@contextmanager
def reader(folder: Path, own: Path) -> Iterator[Mainline]:
    """The bot's reader of main, as it looks for what is wrong."""
    with fetched(folder, own) as repository:
        yield Mainline(repository)


@contextmanager
def fetched(folder: Path, own: Path) -> Iterator[GitRepository]:
    """The bot's own copy of a repository, with main fetched."""
    for setting in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        git(folder, "config", setting, "true")
    repository = GitRepository(own, Remote(str(folder)), os.environ["PATH"])
    repository.fetch_main()
    try:
        yield repository
    finally:
        repository.close()


def troubles(folder: Path, own: Path, commit: str, of: ReleaseId) -> tuple[Trouble, ...]:
    """What the bot finds wrong with main at a commit, for one release."""
    with reader(folder, own) as mainline:
        return mainline.main(commit, of).troubles
