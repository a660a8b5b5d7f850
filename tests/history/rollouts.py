"""Rollouts: what people do with a release by commands, each act one commit of the bot.

What the bot does without anybody's word, by a schedule or after a delivery, is drafted here from
its own table.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.application import release_value
from bot.core.button import DISPATCH, MAIN, WORKFLOW, Press, Run, Standing, pressed
from bot.core.catalog import Person
from bot.core.decide import decide
from bot.core.decision import Recorded
from bot.core.doctor.seen import TokenKind, TokenSeen
from bot.core.documents.places import ActDocument, StopFile
from bot.core.entry import Actor, Draft, Kind
from bot.core.entry_rollout import NOTHING_SAID, Observed, Result, Rollout
from bot.core.lifecycle import Capabilities, Role, Trigger, row_for
from bot.core.rollout import EVERYBODY, changed
from bot.core.situation import Comment
from bot.core.stop import Stop
from bot.core.superseding import superseding
from bot.core.survey import DOCUMENT, surveyed
from tests.doctor.sound import catalog, seen
from tests.history import people
from tests.history.changes import ChangesDocuments
from tests.history.documents import to_yaml
from tests.history.pulls import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.documents.identity import ReleaseId
    from bot.core.documents.place_kinds import ActKind
    from bot.core.situation import Account

BY_DOCUMENTS = frozenset(
    {Kind.CORRECTED, Kind.TAKEN_OFFLINE, Kind.RESTORED, Kind.FREEZE_OVERRIDDEN}
)
"""Kinds of entry that only follow from the document of another pull request."""
BY_BOT = Actor(people.BOT.login, people.BOT.id, Role.BOT)
_TRIGGERS = {
    Kind.SCALED: Trigger.SCALE,
    Kind.COMPLETED: Trigger.COMPLETE,
    Kind.TAKEN_OFFLINE: Trigger.TAKE_OFFLINE,
    Kind.RESTORED: Trigger.RESTORE,
}
CURED = "The payment service works again."
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
        spent = frozenset(event for one in chain.entries for event in one.draft.events)
        main = replace(situation.main, documents=chain, stop_events=spent)
        situation = replace(situation, main=main)
        decision = decide(situation)
        assert isinstance(decision, Recorded), f"{release}: a stop wanted, but {decision}"
        oid = self._record_document(situation, decision)
        self._stands(release.app)
        return oid

    def _stands(self, app: str) -> None:
        stop = self.document_log(f"catalog/stops/{app}.yaml").entries[-1]
        who, told = stop.draft.actor, stop.draft
        person = Person(who.login, who.id)
        self.stops[app] = Stop(app, person, stop.time, told.reason or "", told.transition)

    def press(self, app: str, by: Account = people.OLGA) -> str:
        """An operator halts all releases of the app by the button."""
        decision = pressed(Press(app, REASON), *self._started(StopFile(app).path, by))
        assert isinstance(decision, Recorded), decision
        oid = self._record_press(decision)
        self._stands(app)
        return oid

    def _started(self, path: str, by: Account) -> tuple[Run, Standing]:
        """A run by the button, and what of main it depends on."""
        pressed_at = self.now
        self.wait(60)
        run = Run(self.next_number(), 1, DISPATCH, WORKFLOW, MAIN, self.tip, by, pressed_at)
        standing = Standing(
            repository=REPOSITORY,
            now=self.now,
            catalog=self.state.policy.catalog,
            chain=self.document_log(path),
            stop=None,
            told=(),
            holds_run=True,
        )
        return run, standing

    def survey(self, by: Account = people.OSCAR, **facts: Any) -> str:
        """Somebody has the bot record who can move main past the rules."""
        bot = self.state.policy.catalog.settings.bot
        token = TokenSeen(TokenKind.INSTALLATION, bot.id, None, 1)
        found = seen(**{**catalog(bot=bot), "token": token, **facts})
        decision = surveyed(found, *self._started(DOCUMENT, by))
        assert isinstance(decision, Recorded), decision
        return self._record_press(decision)

    def lift(self, app: str, by: Account) -> str:
        """Somebody applies for a stop to be lifted; the path of the document is returned."""
        path = StopFile(app).path
        reason = "It works for good now." if path in self.files else CURED
        value = {"format": 1, "app": app, "lifts": self.stops[app].transition, "reason": reason}
        self.submit_change(path, to_yaml(value), by)
        return path

    def _comment(self, release: ReleaseId, command: str, by: Account | None) -> None:
        if by is None:
            first = self.state.policy.catalog.releasers(release.mini_program)[0]
            by = people.known(first.id)
        self.wait(60)
        number = self.next_number()
        said = Comment(number, by, command, written=self.now, at=self.now)
        self.pulls[release].comments.append(said)

    # --- By documents ---

    def act(
        self, release: ReleaseId, kind: ActKind, *, reviewed: bool = False, **fields: str
    ) -> str:
        """A releaser applies for an act in a pull request of its own; the path is returned."""
        path = ActDocument(release, kind).path
        value = {"format": 1, **release_value(release), "reason": CURED, **fields}
        listed = self.state.policy.catalog.releasers(release.mini_program)
        by = people.known(listed[0].id)
        if reviewed:
            self.submit_change(path, to_yaml(value), by)
        else:
            self.change(path, to_yaml(value), by)
        return path

    # --- What the bot does by itself ---

    def on_schedule(self, release: ReleaseId, step: int, percent: int) -> str:
        """The bot performs an act of the schedule."""
        log = self.state.log(release)
        live = log.status == "Grayscale Release"
        full = percent == EVERYBODY
        grows = Kind.COMPLETED if full else Kind.SCALED
        cause = {"kind": "schedule", "step": step}
        kind = grows if live else Kind.WENT_LIVE
        return self.record(release, kind, cause, rollout=Rollout(percent))

    def deliver(self, release: ReleaseId, attempt: int = 1, result: str = "delivered") -> str:
        """Note what came of telling the app of the newest change."""
        told = changed(self.state.log(release)).draft.transition
        seen = Observed(told, attempt, Result(result), "202 Accepted")
        kind = Kind.DELIVERY_FAILED if result == "failed" else Kind.DELIVERED
        cause = {"kind": "delivery", "transition": told, "attempt": attempt}
        return self.record(release, kind, cause, rollout=Rollout(observed=seen))

    def record(
        self,
        release: ReleaseId,
        kind: Kind,
        cause: Mapping[str, object],
        actor: Actor = BY_BOT,
        **says: Any,
    ) -> str:
        """An entry that nobody's word on the release's pull request has caused."""
        self.wait(60)
        situation, log = self.situation(release), self.state.log(release)
        trigger = _trigger(kind, says.get("rollout", NOTHING_SAID))
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
            actor=actor,
            cause=cause,
            content=log.content,
            policy_repository=REPOSITORY,
            **says,
        )
        return self._record(situation, superseding(situation, log, draft))


def _trigger(kind: Kind, rollout: Rollout) -> Trigger | None:
    if kind is Kind.WENT_LIVE:
        return Trigger.GO_LIVE if rollout.percent == EVERYBODY else Trigger.GO_LIVE_GRAYSCALE
    return _TRIGGERS.get(kind)
