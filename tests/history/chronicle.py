"""The chronicle: main commit by commit, as the bot's own rules and hands make it, or a forger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.change import change_for
from bot.core.decide import Moved, PeopleNeeded, decide
from bot.core.entry import Announcement, Kind
from bot.core.log import announce
from bot.core.situation import Account, PullState, Situation
from tests.history import people
from tests.history.branches import Branches
from tests.history.commits import GITHUB, File, MainCommit, hand_of
from tests.history.documents import first_files
from tests.history.lies import TRUTH, Lie
from tests.history.pulls import REPOSITORY, PullRequest
from tests.history.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.change import Change
    from bot.core.document_log import DocumentLog
    from bot.core.documents.identity import ReleaseId
    from bot.core.log import Log
    from bot.core.stop import Stop
    from tests.history.changes import ChangeRequest
    from tests.history.writers import Writer

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Made:
    """One commit of main: its id (``None``: a forger left it out), and what it records."""

    oid: str | None
    release: ReleaseId | None = None
    kind: Kind | None = None
    document: str | None = None


class Chronicle:
    """Main so far, and the writing of it.

    ``made`` lists the commits of main from the first, which is number 0; a lie is told at such a
    number.
    """

    def __init__(self, writer: Writer, start: datetime = START, programs: int = 6) -> None:
        self.writer = writer
        self.now = start
        self.state = State()
        self.made: list[Made] = []
        self.pulls: dict[ReleaseId, PullRequest] = {}
        self.changes: dict[str, ChangeRequest] = {}
        self.document_logs: dict[str, DocumentLog] = {}
        self.stops: dict[str, Stop] = {}
        self.branches = Branches(writer, self.state)
        self._lies: dict[int, Lie] = {}
        self._pull, self._thing = 0, 1000
        files = {path: File(data) for path, data in first_files(programs).items()}
        author, key = hand_of(people.OTTO), writer.key
        first = MainCommit(files, "Start the repository\n", author, GITHUB, start, (), key)
        self.first = self._write(first, Made(None), TRUTH)

    # --- What stands ---

    @property
    def tip(self) -> str:
        """The newest commit of main."""
        return self.state.oids[-1]

    @property
    def logs(self) -> dict[ReleaseId, Log]:
        """The log of each release, as told."""
        return self.state.logs

    @property
    def files(self) -> dict[str, bytes]:
        """What main holds, path to bytes."""
        return self.state.files

    @property
    def transitions(self) -> int:
        """How many entries the logs hold."""
        return self.state.entries

    def finish(self) -> None:
        """Have everything in the repository, and main point to the tip."""
        assert not self._lies, f"never told: the lies of {sorted(self._lies)}"
        self.writer.finish(self.tip)

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def next_number(self) -> int:
        """The next number of an event, a review or a status."""
        self._thing += 1
        return self._thing

    def next_pull(self) -> int:
        """The next number of a pull request."""
        self._pull += 1
        return self._pull

    # --- By hand ---

    def forge(self, lie: Lie, at: int | None = None) -> None:
        """Tell this lie in the next commit of main, or in the one of this number."""
        number = len(self.made) if at is None else at
        assert number >= len(self.made), f"commit {number} of main is written already"
        self._lies[number] = lie

    def maintain(
        self,
        files: Mapping[str, bytes | File | None],
        by: Account = people.OTTO,
        message: str = "Maintain the catalog",
        *,
        signed: bool = True,
        merged: bool = False,
    ) -> str:
        """A commit by a person's hand: in the browser, or pushed, and then not signed.

        ``merged``: it merges a pull request of that person's.
        """
        self.wait(60)
        changed = {p: File(d) if isinstance(d, bytes) else d for p, d in files.items()}
        who, parents = hand_of(by), [self.tip]
        if merged:
            branch = MainCommit(changed, f"{message}\n", who, who, self.now, (self.tip,))
            message = f"Merge pull request #{self.next_pull()} from {by.login}\n\n{message}"
            parents.append(self.writer.commit(branch, main=False))
            self.wait(60)
        commit = MainCommit(
            files=changed,
            message=message if signed else f"{message}\n",
            author=who,
            committer=GITHUB if signed else who,
            time=self.now,
            parents=tuple(parents),
            signed_by=self.writer.key if signed else None,
        )
        return self._write(commit, Made(None), self._lie())

    def raw(self, commit: MainCommit) -> str:
        """Any commit at the tip. The logs stay as they were told; see ``adopt``."""
        return self._write(commit, Made(None), TRUTH)

    def adopt(self) -> None:
        """Go on from what main holds: take the logs from its files, as far as they can be read."""
        self.state.adopt()

    # --- The bot ---

    def situation(self, release: ReleaseId) -> Situation:
        """Everything that a decision about this release depends on, at this moment."""
        pull = self.pulls[release]
        return Situation(
            repository=REPOSITORY,
            repository_url=f"https://github.example/{REPOSITORY}",
            now=self.now,
            pull=pull.pull(self.now),
            branch=pull.branch(),
            main=self.state.main(release),
            people=pull.people(),
        )

    def settle(self, release: ReleaseId, kind: Kind) -> str:
        """Let the bot look, and write what it decides, which must be of this kind."""
        self.wait(5)
        situation = self.situation(release)
        decision = decide(replace(situation, people=None))
        if isinstance(decision, PeopleNeeded):
            decision = decide(situation)
        assert isinstance(decision, Moved), f"{release}: {kind} wanted, but {decision}"
        assert decision.draft.kind is kind, f"{release}: {kind} wanted, not {decision.draft.kind}"
        return self._record(situation, self._announced(situation, decision))

    def _announced(self, situation: Situation, moved: Moved) -> Moved:
        if not moved.announce:
            return moved
        self.wait(2)
        digest, head = moved.draft.subject.digest, situation.branch.head
        answer = Announcement(digest, head, self.now, self.next_number())
        return replace(moved, draft=announce(moved.draft, answer))

    def _record(self, situation: Situation, moved: Moved) -> str:
        """Write what the bot moved; the logs grow by what is told of it."""
        self.wait(2)
        lie, release = self._lie(), moved.draft.release
        told = lie.told(moved)
        change = change_for(situation, told)
        steps = [(told.log, told.draft), *told.followers]
        grown = [log.extended(one, situation.now, situation.main.commit) for log, one in steps]
        made = Made(None, release, moved.draft.kind)
        oid = self._write(self._commit(situation, change), made, lie)
        self.state.keep(grown)
        if change.head is not None:
            self.pulls[release].state = PullState.MERGED
        return oid

    def _commit(self, situation: Situation, change: Change) -> MainCommit:
        bot = situation.main.catalog.settings.bot
        return MainCommit(
            files={path: File(data) for path, data in change.files.items()},
            message=f"{change.headline}\n\n{change.body}",
            author=hand_of(Account(bot.login, bot.id)),
            committer=GITHUB,
            time=self.now,
            parents=(self.tip, change.head) if change.head else (self.tip,),
            signed_by=self.writer.key,
        )

    def _write(self, commit: MainCommit, made: Made, lie: Lie) -> str:
        respelt = lie.respell(commit) if lie.respell else commit
        if respelt is None:
            self.made.append(made)
            return self.tip
        oid = self.writer.commit(respelt)
        self.made.append(replace(made, oid=oid))
        self.state.take(respelt.files, oid)
        return oid

    def _lie(self) -> Lie:
        return self._lies.pop(len(self.made), TRUTH)
