"""The forger: a historian beside whom somebody lies, or whose bot is made to believe a lie."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.core.entry import Entry
from tests.history import people
from tests.history.commits import File, MainCommit, hand_of
from tests.history.historian import Historian
from tests.history.lies import Lie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Account
    from tests.history.lies import Part
    from tests.history.writers import LooseWriter


class TruthEndedError(Exception):
    """What follows can only be forged: the honest twin ends here."""


@dataclass(frozen=True, slots=True)
class Pretended(Entry):
    """An entry that the bot takes for another one, while its bytes stay what they are."""

    truth: bytes = b""

    def to_bytes(self) -> bytes:
        """See ``Entry``."""
        return self.truth


class Forger:
    """Tells a history and forges it at one place; ``honest``: the same acts without the lie."""

    def __init__(self, writer: LooseWriter, *, honest: bool = False) -> None:
        self.h = Historian(writer)
        self.writer = writer
        self.honest = honest
        self.kept: str | None = None
        self._shows: int | None = None

    def keep(self) -> None:
        """An auditor keeps a checkpoint of main as it is now."""
        self.kept = self.h.tip

    def anew(self) -> None:
        """Begin main again from its first commit."""
        self.h = Historian(self.writer)

    @property
    def forged(self) -> bool:
        """Whether anything was forged."""
        return self._shows is not None

    @property
    def shows(self) -> str:
        """The commit of main where the forgery must show first."""
        assert self._shows is not None, "nothing was forged"
        found = self.h.made[self._shows].oid
        assert found is not None
        return found

    def shows_next(self) -> None:
        """The next commit of main is where it must show."""
        self._shows = len(self.h.made)

    def _mark(self) -> None:
        if self._shows is None:
            self.shows_next()

    def forges(self) -> None:
        """From here on only a forger could act."""
        if self.honest:
            raise TruthEndedError
        self._mark()

    def lie(
        self,
        retell: Callable[[Any, Part], Any] | None = None,
        reenter: Callable[[Any, Part], Any] | None = None,
        respell: Callable[[MainCommit], MainCommit | None] | None = None,
    ) -> None:
        """Lie in the next commit of main; the honest twin does not."""
        if self.honest:
            return
        self._mark()
        self.h.forge(Lie(retell, reenter, respell))

    @contextmanager
    def believing(self, files: Mapping[str, bytes]) -> Iterator[None]:
        """Let the bot decide as if main held these files."""
        self.forges()
        state = self.h.state
        old = {path: state.files.get(path) for path in files}
        state.take({path: File(data) for path, data in files.items()}, self.h.tip)
        yield
        state.take({p: None if d is None else File(d) for p, d in old.items()}, self.h.tip)

    def pretend(self, release: ReleaseId, **changes: Any) -> None:
        """Let the bot take the newest entry for another one; its bytes and hash stay."""
        self.forges()
        log = self.h.state.log(release)
        last = log.entries[-1]
        other = Pretended(
            draft=replace(last.draft, **changes),
            sequence=last.sequence,
            time=last.time,
            bot=last.bot,
            previous=last.previous,
            parent=last.parent,
            truth=last.to_bytes(),
        )
        self.h.state.keep([replace(log, entries=(*log.entries[:-1], other))])

    def by_hand(
        self, files: Mapping[str, bytes | File | None], by: Account = people.OTTO
    ) -> str | None:
        """A commit in the browser by somebody who may write to main; the honest twin has none."""
        if self.honest:
            return None
        self._mark()
        return self.h.maintain(files, by, "Correct a mistake")

    def branch(
        self,
        parents: tuple[str, ...],
        files: Mapping[str, File | None],
        by: Account = people.MIA,
        base: str | None = None,
        message: str = "Work\n",
    ) -> str:
        """A commit beside main."""
        who = hand_of(by)
        made = MainCommit(files, message, who, who, self.h.now, parents, base=base)
        return self.writer.commit(made, main=False)
