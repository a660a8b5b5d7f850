"""Branches: what developers push, as real commits off some earlier main."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.app.branch_documents import read_document
from bot.core.catalog import MiniProgramType
from bot.core.objects import hash_object
from bot.core.situation import Push
from tests.history.commits import GITHUB, File, Hand, MainCommit, hand_of
from tests.history.documents import request_file, version_file
from tests.history.pulls import PullRequest, Work

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Account, BlobFile
    from tests.history.state import State
    from tests.history.writers import Writer

STRANGER = Hand("somebody", "somebody@laptop.local")
"""Belongs to no account."""


class Branches:
    """Writes the branches of pull requests."""

    def __init__(self, writer: Writer, state: State) -> None:
        self._writer = writer
        self._state = state

    def start(
        self,
        release: ReleaseId,
        author: Account,
        work: Work,
        notes: str,
        numbered: tuple[int, datetime],
    ) -> PullRequest:
        """A pull request that is about to be opened, with its branch."""
        number, at = numbered
        past = max(0, len(self._state.oids) - 1 - work.behind)
        base = self._state.oids[past]
        version = self._state.files.get(release.version_path)
        pull = PullRequest(
            number=number,
            release=release,
            author=author,
            opened=at,
            work=work,
            request=_document(release.request_path, request_file(release, notes)),
            version=_document(release.version_path, version or self._new_version(release)),
            brings_version=not self._state.held(release.version_path, past),
            base=base,
            head=base,
        )
        self._fill(pull, work.hands or (author,), notes, at)
        return pull

    def _new_version(self, release: ReleaseId) -> bytes:
        program = self._state.policy.catalog.mini_programs[release.mini_program]
        return version_file(release, entrance=program.type is MiniProgramType.H5)

    def _fill(
        self, pull: PullRequest, hands: tuple[Account, ...], notes: str, at: datetime
    ) -> None:
        """The commits from the base: the last one holds what is applied for."""
        for number, by in enumerate(hands, start=1):
            text = notes if number == len(hands) else f"Draft {number}. {notes}"
            when = at - timedelta(minutes=10 * (len(hands) - number))
            self.push(pull, by, text, when)
        if pull.work.unknown:
            self._commit(pull, STRANGER, at, {}, "Tidy up")
            pull.unknown.append(STRANGER.email)

    def push(self, pull: PullRequest, by: Account, notes: str, at: datetime) -> None:
        """One commit more, with these release notes."""
        release = pull.release
        data = request_file(release, notes, pull.work.domain, pull.work.schedule)
        pull.request = _document(release.request_path, data)
        files = {release.request_path: File(data)}
        if pull.brings_version and not pull.commits:
            files[release.version_path] = File(pull.version.data)
        self._commit(pull, hand_of(by), at, files, f"Request {release}")
        self._pushed(pull, by, at)

    def restart(self, pull: PullRequest, by: Account, notes: str, at: datetime) -> None:
        """The branch anew from the same base; who pushed before stays in its activity."""
        pull.commits.clear()
        pull.unknown.clear()
        pull.head = pull.base
        self.push(pull, by, notes, at)

    def update(self, pull: PullRequest, by: Account, at: datetime, *, merge: bool) -> None:
        """Main merged into the branch by the browser's button, or a commit without a change."""
        tip = self._state.oids[-1]
        if not merge:
            self._commit(pull, hand_of(by), at, {}, "Try again")
        else:
            documents = [pull.request, *([pull.version] if pull.brings_version else [])]
            merged = MainCommit(
                files={one.path: File(one.data) for one in documents},
                message=f"Merge branch 'main' into {pull.release.mini_program}",
                author=hand_of(by),
                committer=GITHUB,
                time=at,
                parents=(pull.head, tip),
                signed_by=self._writer.key,
                base=tip,
            )
            pull.committed(self._writer.commit(merged, main=False))
        self._pushed(pull, by, at)

    def _commit(
        self, pull: PullRequest, who: Hand, at: datetime, files: dict[str, File], message: str
    ) -> None:
        """In the browser where the pull request's number is even, else with git and unsigned."""
        browser = pull.number % 2 == 0 and who != STRANGER
        commit = MainCommit(
            files=files,
            message=message if browser else f"{message}\n",
            author=who,
            committer=GITHUB if browser else who,
            time=at,
            parents=(pull.head,),
            signed_by=self._writer.key if browser else None,
        )
        pull.committed(self._writer.commit(commit, main=False))

    def _pushed(self, pull: PullRequest, by: Account, at: datetime) -> None:
        pull.hands.add(by.id)
        pull.pushes.append(Push(by, at))


def _document(path: str, data: bytes) -> BlobFile:
    return read_document(path, hash_object("blob", data), data)
