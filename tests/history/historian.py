"""The historian: people act on pull requests, and the bot looks after each act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.entry import Kind
from bot.core.review_rules import seats_of
from bot.core.rounds import contributors, new_round
from bot.core.seats import could_help
from bot.core.situation import Account, EventKind, PullState, Review, Verdict
from tests.history import people
from tests.history.chronicle import Made
from tests.history.pulls import PullRequest, Work
from tests.history.rollouts import RollsOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.documents.identity import ReleaseId

__all__ = ["Historian", "Made", "Work"]

NOTES = "Faster, and easier to read.\n"
REASON = "The release notes do not say what changed."


class Historian(RollsOut):
    """Lets people act, so that a true history is written; it lies only where it is told to.

    Each act returns the id of the commit on main, and fails where the bot's rules decide anything
    but what was asked for.
    """

    # --- Acts of applicants ---

    def apply(
        self,
        release: ReleaseId,
        by: Account | None = None,
        notes: str = NOTES,
        work: Work | None = None,
    ) -> str:
        """Open a pull request and apply; where nobody reviews, that releases at once."""
        by, work = by or self.releaser(release), work or Work()
        earlier = self.pulls.get(release)
        if earlier is not None and earlier.state is PullState.OPEN:
            self._happen(earlier, EventKind.CLOSED, by)
        self.wait(60)
        author = work.hands[0] if work.hands else by
        pull = self.branches.start(release, author, work, notes, (self.next_pull(), self.now))
        self.pulls[release] = pull
        self.wait(60)
        pull.opened = self.now
        if work.draft or author != by:
            pull.draft = True
            self._happen(pull, EventKind.READY, by)
        else:
            self._happen(pull, EventKind.OPENED, by)
        return self._applied(release)

    def reapply(
        self, release: ReleaseId, by: Account | None = None, notes: str | None = None
    ) -> str:
        """Apply again in the same pull request, with other notes if any are given."""
        pull, by = self.pulls[release], by or self.releaser(release)
        if notes is not None:
            self.wait(60)
            self.branches.push(pull, by, notes, self.now)
        if pull.state is PullState.CLOSED:
            self._happen(pull, EventKind.REOPENED, by)
        elif not pull.draft:
            self._happen(pull, EventKind.DRAFTED, by)
        if pull.draft:
            self._happen(pull, EventKind.READY, by)
        return self._applied(release)

    def push(
        self,
        release: ReleaseId,
        notes: str,
        by: Account | None = None,
        *,
        force: bool = False,
    ) -> str:
        """Push other bytes during review, or make the branch anew: a new round."""
        pull, by = self.pulls[release], by or self.releaser(release)
        self.wait(60)
        if force:
            self.branches.restart(pull, by, notes, self.now)
            self._happen(pull, EventKind.FORCE_PUSHED, by)
        else:
            self.branches.push(pull, by, notes, self.now)
        return self.settle(release, Kind.RESUBMITTED)

    def update_branch(
        self, release: ReleaseId, by: Account | None = None, *, merge: bool = True
    ) -> str:
        """Merge main into the branch, or add a commit without a change: the round stays.

        Nothing comes to main; the head of the branch is returned.
        """
        self.wait(60)
        pull = self.pulls[release]
        self.branches.update(pull, by or pull.author, self.now, merge=merge)
        return pull.head

    def renew(self, release: ReleaseId) -> str:
        """Let the bot look after the catalog changed what the application says: a new round."""
        self.wait(30)
        return self.settle(release, Kind.RESUBMITTED)

    def withdraw(
        self, release: ReleaseId, by: Account | None = None, *, closing: bool = True
    ) -> str:
        """Close the pull request, or make it a draft, as a releaser."""
        return self._take_back(release, by or self.releaser(release), Kind.WITHDRAWN, closing)

    def lapse(self, release: ReleaseId, by: Account = people.OSCAR, *, closing: bool = True) -> str:
        """Close the pull request, or make it a draft, as somebody who is no releaser."""
        return self._take_back(release, by, Kind.LAPSED, closing)

    def _take_back(self, release: ReleaseId, by: Account, kind: Kind, closing: bool) -> str:  # noqa: FBT001  each caller names it
        happened = EventKind.CLOSED if closing else EventKind.DRAFTED
        self._happen(self.pulls[release], happened, by)
        return self.settle(release, kind)

    def _applied(self, release: ReleaseId) -> str:
        target = self.state.policy.catalog.target(release.app, release.environment)
        assert target is not None, f"there is no target for {release}"
        can = target.capabilities
        at_once = Kind.PILOT_STARTED if can.pilot else Kind.RELEASED
        return self.settle(release, Kind.SUBMITTED if can.review else at_once)

    # --- Acts of reviewers ---

    def review(
        self,
        release: ReleaseId,
        by: Account,
        verdict: Verdict = Verdict.APPROVED,
        body: str = "",
    ) -> None:
        """Review the head of the branch; the bot does not look yet."""
        self.wait(60)
        pull = self.pulls[release]
        pull.reviews.append(Review(self.next_number(), verdict, by, self.now, pull.head, body))

    def approve(self, release: ReleaseId, by: tuple[Account, ...] = ()) -> str:
        """Approve by these, or by as many as are needed: one commit merges the release."""
        for account in by or self.approvers(release):
            self.review(release, account)
        return self.settle(release, Kind.APPROVED)

    def reject(
        self,
        release: ReleaseId,
        by: Account | None = None,
        reason: str = REASON,
        *,
        code: bool = False,
    ) -> str:
        """Request changes with a reason, because of the details or the code."""
        body = f"/reject code\n{reason}" if code else reason
        self.review(release, by or self.reviewers(release)[0], Verdict.CHANGES_REQUESTED, body)
        return self.settle(release, Kind.REJECTED)

    def correct(
        self,
        release: ReleaseId,
        by: Account | None = None,
        verdict: Verdict = Verdict.COMMENTED,
        words: str = "It was the notes.",
    ) -> str:
        """Say as a reviewer that not the code was at fault, but details."""
        self.review(release, by or self.reviewers(release)[0], verdict, f"/reject details\n{words}")
        return self.settle(release, Kind.REJECTION_CORRECTED)

    # --- Who may ---

    def outdated(self, release: ReleaseId) -> bool:
        """Whether a release under review needs a new round: its bytes or the catalog changed."""
        situation, opening = self.situation(release), self.state.log(release).opening
        application = situation.application
        assert opening is not None
        assert application is not None
        return new_round(situation, opening, application) is not None

    def releaser(self, release: ReleaseId) -> Account:
        """The first who may apply for a release."""
        listed = self.state.policy.catalog.releasers(release.mini_program)
        return Account(listed[0].login, listed[0].id)

    def reviewers(self, release: ReleaseId) -> list[Account]:
        """Who may review a release and had no hand in it, in the order of the catalog."""
        free = contributors(self.situation(release))
        listed = self.state.policy.catalog.reviewers(release.app)
        return [Account(one.login, one.id) for one in listed if one.id not in free]

    def approvers(
        self, release: ReleaseId, order: Sequence[Account] = (), given: Sequence[Account] = ()
    ) -> tuple[Account, ...]:
        """Those of the reviewers, in this order, who fill the seats that are still open."""
        situation = self.situation(release)
        assert situation.target is not None
        assert situation.target.approvals is not None
        assert situation.app is not None
        seats = seats_of(situation, situation.app, situation.target.approvals)
        chosen = [one.id for one in given]
        for one in order or self.reviewers(release):
            chosen += could_help(seats, chosen, [one.id])
        known = {one.id: one for one in self.reviewers(release)}
        return tuple(known[one] for one in chosen[len(given) :])

    def _happen(self, pull: PullRequest, kind: EventKind, by: Account) -> None:
        self.wait(60)
        pull.happened(kind, self.now, by, self.next_number())
