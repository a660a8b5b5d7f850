"""Rollouts: what people do with a release by commands, each act one commit of the bot.

What the bot does without anybody's word, by a schedule or after a delivery, is drafted here from
its own table.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.decide import decide
from bot.core.decision import Recorded
from bot.core.entry import Actor, Draft, Kind
from bot.core.entry_rollout import Observed, Result, Rollout
from bot.core.lifecycle import Capabilities, Role, Trigger, row_for
from bot.core.rollout import EVERYBODY, changed
from bot.core.situation import Comment
from bot.core.superseding import superseding
from tests.history import people
from tests.history.changes import ChangesDocuments
from tests.history.pulls import REPOSITORY

if TYPE_CHECKING:
    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Account

BY_DOCUMENTS = frozenset(
    {Kind.CORRECTED, Kind.TAKEN_OFFLINE, Kind.RESTORED, Kind.FREEZE_OVERRIDDEN}
)
"""Kinds of entry that only follow from the document of another pull request."""
REASON = "It crashes for one user in ten."


class RollsOut(ChangesDocuments):
    """Lets people act on releases; each act returns the id of its commit."""

    def complete_testing(self, release: ReleaseId, *, bypass: bool = False) -> str:
        """End the pilot."""
        if bypass:
            return self.say(release, "/bypass-testing", Kind.TESTING_BYPASSED)
        return self.say(release, "/complete-testing", Kind.TESTING_COMPLETED)

    def go_live(self, release: ReleaseId, percent: int = EVERYBODY) -> str:
        """Go live, for so many percent of the users."""
        part = "" if percent == EVERYBODY else f" {percent}%"
        return self.say(release, f"/go-live{part}", Kind.WENT_LIVE)

    def scale(self, release: ReleaseId, percent: int) -> str:
        """Let a higher percentage meet it."""
        return self.say(release, f"/scale {percent}%", Kind.SCALED)

    def complete(self, release: ReleaseId) -> str:
        """Let everybody meet it."""
        return self.say(release, "/complete", Kind.COMPLETED)

    def cancel(self, release: ReleaseId, by: Account | None = None) -> str:
        """End it for good, as a releaser, or as an operator who is named."""
        return self.say(release, f"/cancel {release.version} {REASON}", Kind.CANCELED, by)

    def hold(self, release: ReleaseId, by: Account | None = None) -> str:
        """Pause the rollout."""
        return self.say(release, "/pause", Kind.PAUSED, by)

    def resume(self, release: ReleaseId, by: Account | None = None) -> str:
        """Let it go on."""
        return self.say(release, "/resume", Kind.RESUMED, by)

    def test_with(self, release: ReleaseId, *users: str) -> str:
        """Have these users in the pilot, too."""
        return self.say(release, f"/pilot add {' '.join(users)}", Kind.PILOT_CHANGED)

    def warn(self, release: ReleaseId, deadline: str = "7d") -> str:
        """Ask for a cure, as an inspector."""
        return self.say(release, f"/warn {deadline} {REASON}", Kind.WARNED, people.INES)

    def force_remove(self, release: ReleaseId) -> str:
        """Take away every release of the mini program in the app, as an inspector."""
        command = f"/force-remove {release.version} {REASON}"
        return self.say(release, command, Kind.FORCE_REMOVED, people.INES)

    def say(self, release: ReleaseId, command: str, kind: Kind, by: Account | None = None) -> str:
        """Somebody comments on the release's pull request, and the bot does it."""
        self._comment(release, command, by)
        return self.settle(release, kind)

    def stop(self, release: ReleaseId, by: Account = people.OLGA) -> str:
        """An operator halts all releases of the app, by a comment on one of them."""
        self._comment(release, f"/stop {REASON}", by)
        self.wait(5)
        situation = self.situation(release)
        chain = self.document_log(f"catalog/stops/{release.app}.yaml")
        situation = replace(situation, main=replace(situation.main, documents=chain))
        decision = decide(situation)
        assert isinstance(decision, Recorded), f"{release}: a stop wanted, but {decision}"
        return self._record_document(situation, decision)

    def _comment(self, release: ReleaseId, command: str, by: Account | None) -> None:
        if by is None:
            first = self.state.policy.catalog.releasers(release.mini_program)[0]
            by = people.known(first.id)
        self.wait(60)
        number = self.next_number()
        said = Comment(number, by, command, written=self.now, at=self.now)
        self.pulls[release].comments.append(said)

    # --- What the bot does by itself ---

    def on_schedule(self, release: ReleaseId, step: int, percent: int) -> str:
        """The bot performs an act of the schedule."""
        log = self.state.log(release)
        live = log.status == "Grayscale Release"
        full = percent == EVERYBODY
        grows = Kind.COMPLETED if full else Kind.SCALED
        cause = {"kind": "schedule", "step": step}
        return self._by_itself(release, grows if live else Kind.WENT_LIVE, cause, Rollout(percent))

    def deliver(self, release: ReleaseId, attempt: int = 1, result: str = "delivered") -> str:
        """Note what came of telling the app of the newest change."""
        told = changed(self.state.log(release)).draft.transition
        seen = Observed(told, attempt, Result(result), "202 Accepted")
        kind = Kind.DELIVERY_FAILED if result == "failed" else Kind.DELIVERED
        cause = {"kind": "delivery", "transition": told, "attempt": attempt}
        return self._by_itself(release, kind, cause, Rollout(observed=seen))

    def _by_itself(
        self, release: ReleaseId, kind: Kind, cause: dict[str, object], rollout: Rollout
    ) -> str:
        self.wait(60)
        situation, log = self.situation(release), self.state.log(release)
        trigger = _trigger(kind, rollout)
        can = Capabilities(release.environment, review=True, pilot=True)
        row = row_for(log.status, trigger, can) if trigger else None
        draft = Draft(
            kind=kind,
            row=row.id if row else None,
            source=log.status,
            target=row.target if row else log.status,
            release=release,
            round=log.round,
            subject=log.entries[-1].draft.subject,
            actor=Actor(people.BOT.login, people.BOT.id, Role.BOT),
            cause=cause,
            content=log.content,
            policy_repository=REPOSITORY,
            rollout=rollout,
        )
        return self._record(situation, superseding(situation, log, draft))


def _trigger(kind: Kind, rollout: Rollout) -> Trigger | None:
    if kind is Kind.WENT_LIVE:
        return Trigger.GO_LIVE if rollout.percent == EVERYBODY else Trigger.GO_LIVE_GRAYSCALE
    return {Kind.SCALED: Trigger.SCALE, Kind.COMPLETED: Trigger.COMPLETE}.get(kind)
