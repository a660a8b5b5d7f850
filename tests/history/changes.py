"""Document changes: people change one document in a pull request, and the bot looks after it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.app.branch_documents import read_document
from bot.core.decide import PeopleNeeded, decide
from bot.core.decision import Recorded
from bot.core.document_change import DocumentChange
from bot.core.document_commit import change_for_button, change_for_document
from bot.core.document_entry import DocumentKind, log_folder
from bot.core.document_log import DocumentLog
from bot.core.documents.places import ActDocument, StopFile, place_of
from bot.core.entry import Announcement
from bot.core.objects import hash_object
from bot.core.situation import (
    Account,
    Branch,
    BranchCommit,
    Event,
    EventKind,
    Main,
    People,
    Pull,
    PullState,
    Push,
    Review,
    Situation,
    Verdict,
)
from tests.history import people
from tests.history.chronicle import Chronicle, Made
from tests.history.commits import GITHUB, File, MainCommit, hand_of
from tests.history.pulls import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.change import Change
    from bot.core.situation import BlobFile
    from tests.history.lies import Lie

REASON = "It takes away too much at once."


@dataclass(slots=True)
class ChangeRequest:
    """A pull request that changes one document; ``base`` is the commit of main it was made from."""

    number: int
    author: Account
    opened: datetime
    file: BlobFile
    base: str
    based_on: bytes | None
    head: str = ""
    state: PullState = PullState.OPEN
    draft: bool = False
    commits: list[BranchCommit] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    hands: set[int] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    pushes: list[Push] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The document."""
        return self.file.path

    def pull(self, now: datetime) -> Pull:
        """As a read of GitHub shows it."""
        return Pull(
            number=self.number,
            state=self.state,
            draft=self.draft,
            author=self.author,
            created_at=self.opened,
            updated_at=now,
            base="main",
            head=self.head,
            head_branch=f"change-{self.number}",
            head_repository=REPOSITORY,
            events=tuple(self.events),
            reviews=tuple(self.reviews),
        )


class ChangesDocuments(Chronicle):
    """Lets people change documents; each act returns the id of the commit on main."""

    def change(
        self,
        path: str,
        data: bytes,
        by: Account,
        kind: DocumentKind | None = DocumentKind.CHANGED,
        hands: Sequence[Account] = (),
    ) -> str:
        """Open a pull request that changes one document, and let the bot record the application."""
        self.wait(60)
        held = self.files.get(path)
        request = ChangeRequest(
            number=self.next_pull(),
            author=by,
            opened=self.now,
            file=_document(path, data),
            base=self.tip,
            based_on=held,
            head=self.tip,
        )
        self.changes[path] = request
        for one in hands or (by,):
            self.push_change(path, data, one)
        self._occur(request, EventKind.OPENED, by)
        return self.settle_change(path, kind) if kind else self.tip

    def submit_change(self, path: str, data: bytes, by: Account, *hands: Account) -> str:
        """Apply for what two owners have to agree to."""
        return self.change(path, data, by, DocumentKind.SUBMITTED, hands)

    def upload(self, path: str, data: bytes, by: Account) -> str:
        """Upload a version."""
        return self.change(path, data, by, DocumentKind.UPLOADED)

    def push_change(self, path: str, data: bytes, by: Account) -> None:
        """One commit more, with these bytes; the bot does not look yet."""
        request, who = self.changes[path], hand_of(by)
        self.wait(30)
        commit = MainCommit(
            {path: File(data)}, f"Edit {path}\n", who, who, self.now, (request.head,)
        )
        request.head = self.writer.commit(commit, main=False)
        request.file = _document(path, data)
        request.commits.append(BranchCommit(request.head, None, None, request.file.record.blob))
        request.hands.add(by.id)
        request.pushes.append(Push(by, self.now))

    def agree(self, path: str, by: Sequence[Account] = people.OWNERS) -> str:
        """Owners approve, and the bot merges."""
        for one in by:
            self.review_change(path, one)
        return self.settle_change(path, DocumentKind.CHANGED)

    def review_change(
        self, path: str, by: Account, verdict: Verdict = Verdict.APPROVED, body: str = ""
    ) -> None:
        """Review the head; the bot does not look yet."""
        self.wait(60)
        request = self.changes[path]
        request.reviews.append(
            Review(self.next_number(), verdict, by, self.now, request.head, body)
        )

    def reject_change(self, path: str, by: Account, reason: str = REASON) -> str:
        """An owner requests changes, and says why."""
        self.review_change(path, by, Verdict.CHANGES_REQUESTED, reason)
        return self.settle_change(path, DocumentKind.REJECTED)

    def close_change(self, path: str, by: Account, kind: DocumentKind | None) -> str:
        """Somebody closes the pull request."""
        self._occur(self.changes[path], EventKind.CLOSED, by)
        return self.settle_change(path, kind) if kind else self.tip

    def reopen_change(self, path: str, by: Account) -> str:
        """Somebody applies again by reopening it."""
        self._occur(self.changes[path], EventKind.REOPENED, by)
        return self.settle_change(path, DocumentKind.SUBMITTED)

    def settle_change(self, path: str, kind: DocumentKind) -> str:
        """Let the bot look, and write what it decides, which must be of this kind."""
        self.wait(5)
        situation = self.document_situation(path)
        decision = decide(replace(situation, people=None))
        if isinstance(decision, PeopleNeeded):
            decision = decide(situation)
        assert isinstance(decision, Recorded), f"{path}: {kind} wanted, but {decision}"
        assert decision.draft.kind is kind, f"{path}: {kind} wanted, not {decision.draft.kind}"
        if decision.announce:
            self.wait(2)
            digest, head = decision.draft.subject.digest, situation.branch.head
            answer = Announcement(digest, head, self.now, self.next_number())
            decision = replace(decision, draft=replace(decision.draft, announced=answer))
        return self._record_document(situation, decision)

    def document_situation(self, path: str) -> Situation:
        """Everything that a decision about this change depends on, at this moment."""
        request, held = self.changes[path], self.files.get(path)
        place = place_of(path)
        assert place is not None
        change = DocumentChange(
            place=place,
            file=request.file,
            before=_document(path, held) if held is not None else None,
            from_main=held == request.based_on,
        )
        return Situation(
            repository=REPOSITORY,
            repository_url=f"https://github.example/{REPOSITORY}",
            now=self.now,
            pull=request.pull(self.now),
            branch=Branch(
                head=request.head, touches=True, commits=tuple(request.commits), change=change
            ),
            main=Main(
                commit=self.tip,
                catalog=self.state.policy.catalog,
                log=None,
                siblings=(),
                live=None,
                documents=self.document_log(path),
                acted_on=self.state.main(place.release) if isinstance(place, ActDocument) else None,
                stop=self.stops.get(place.app) if isinstance(place, StopFile) else None,
            ),
            people=People(frozenset(request.hands), tuple(request.unknown), tuple(request.pushes)),
        )

    def document_log(self, path: str) -> DocumentLog:
        """The chain that a document belongs to, as told."""
        folder = log_folder(path)
        return self.document_logs.get(folder, DocumentLog(folder))

    def _record_document(self, situation: Situation, recorded: Recorded) -> str:
        self.wait(2)
        lie = self._lie()
        told = lie.told_of_document(recorded)
        change = change_for_document(situation, told)
        oid = self._written(told, change, situation.now, lie)
        main = situation.main.commit
        self.state.keep(log.extended(one, situation.now, main) for log, one in told.followers)
        if change.head is not None:
            self.changes[recorded.draft.subject.document].state = PullState.MERGED
        return oid

    def _record_press(self, recorded: Recorded) -> str:
        now = self.now
        self.wait(2)
        lie = self._lie()
        told = lie.told_of_document(recorded)
        return self._written(told, change_for_button(told, now, self.tip), now, lie)

    def _written(self, told: Recorded, change: Change, now: datetime, lie: Lie) -> str:
        """The bot's commit, on the tip as it stands."""
        grown = told.log.extended(told.draft, now, self.tip)
        bot = self.state.policy.catalog.settings.bot
        commit = MainCommit(
            files={path: File(data) for path, data in change.files.items()},
            message=f"{change.headline}\n\n{change.body}",
            author=hand_of(Account(bot.login, bot.id)),
            committer=GITHUB,
            time=self.now,
            parents=(self.tip, change.head) if change.head else (self.tip,),
            signed_by=self.writer.key,
        )
        oid = self._write(commit, Made(None, document=told.draft.subject.document), lie)
        self.document_logs[grown.folder] = grown
        return oid

    def _occur(self, request: ChangeRequest, kind: EventKind, by: Account) -> None:
        self.wait(60)
        opened = kind is EventKind.OPENED
        name = f"opened:PR_{request.number}" if opened else f"EV_{self.next_number()}"
        request.events.append(Event(name, kind, self.now, by))
        if kind is EventKind.CLOSED:
            request.state = PullState.CLOSED
        elif kind is EventKind.REOPENED:
            request.state = PullState.OPEN


def _document(path: str, data: bytes) -> BlobFile:
    return read_document(path, hash_object("blob", data), data)
