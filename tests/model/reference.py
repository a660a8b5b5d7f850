"""The domain: what follows from each act that the law allows, and what the bot does by itself.

``Domain.play`` is an act of a person. ``Domain.settle`` lets in what waited for a rule, releases
what was approved, and performs schedules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.model.acts import DOCUMENTS
from tests.model.cases import (
    ARCHIVED,
    BOT,
    CANCELED,
    FULL,
    GRAYSCALE,
    NEW,
    PILOT,
    PREPARED,
    REMOVABLE,
    REVIEW,
    REVIEWER,
    ROLLING_OUT,
    SERVED,
    Entry,
)
from tests.model.law import Law, percent_of, target_of
from tests.model.world import HOUR, PRODUCTION, RELEASERS, TEST, TESTERS

if TYPE_CHECKING:
    from tests.model.acts import Act
    from tests.model.world import Release, Step


@dataclass(slots=True)
class Domain(Law):
    """The law, and the world that obeys it."""

    # --- What follows ----------------------------------------------------------------------------

    def play(self, act: Act) -> bool:
        """Do what somebody did; the bot then looks at its pull request, and at all others.

        True where something moved by that, for which the bot must look at all of them.
        """
        allowed = self.allows(act)
        self._touch(act)
        if allowed:
            self._do(act)
        if act.what not in DOCUMENTS:
            self._look(act.release)
        return self.settle()

    def play_both(self, first: Act, second: Act) -> bool:
        """Two say something before the bot looks: the second one knows nothing of the first.

        What it was said about has changed if the first came to anything for that release, or was
        a stop: then it comes to nothing. A stop is about the app, whatever became of the release.
        """
        before = self._shown(second)
        if self.allows(first):
            self._do(first)
        self._look(first.release)
        if self._shown(second) == before and self.allows(second):
            self._do(second)
        self._look(second.release)
        return self.settle()

    def _shown(self, act: Act) -> tuple[int, bool]:
        """What a command was said about."""
        return 0 if act.what == "/stop" else len(self.case(act.release).log), self.stopped

    def _touch(self, act: Act) -> None:
        """What becomes of the pull request, allowed or not."""
        case = self.case(act.release)
        match act.what:
            case "open":
                self.cases[act.release] = case
                case.pull, case.schedule = "open", act.schedule
                case.testers = TESTERS[:2] if self.place(act.release).pilot else ()
                case.opener, case.draft = act.who, act.words == "draft"
                case.applicant = "" if case.draft else act.who
            case "reopen":
                case.pull, case.applicant = "open", "" if case.draft else act.who
            case "close":
                case.pull, case.applicant = "closed", ""
            case "/withdraw" if act.who in RELEASERS:
                case.applicant = ""

    def _do(self, act: Act) -> None:  # noqa: C901, PLR0912  one case for each act
        release, case, who = act.release, self.case(act.release), act.who
        percent = percent_of(act.words)
        match act.what:
            case "approve":
                case.approved = True
            case "object":
                case.code_refused = act.words == "code"
                self._back(release, "rejected", "T7", who)
            case "close" if who in RELEASERS:
                self._back(release, "withdrawn", "T6", who)
            case "close":
                self._back(release, "lapsed", "T6", who)
            case "/withdraw":
                self._back(release, "withdrawn", "T6", who)
            case "/apply":
                case.applicant = who
            case "/complete-testing":
                self._end_testing(release, "testing-completed", who)
            case "/bypass-testing":
                self._end_testing(release, "testing-bypassed", who)
            case "/go-live" | "/scale" | "/complete":
                self._grow(release, percent, who)
            case "/cancel":
                row = {PILOT: "T13", PREPARED: "T16", GRAYSCALE: "T19"}[case.status]
                self._write(release, Entry("canceled", row, CANCELED, who))
            case "/pause" | "/resume":
                case.paused = act.what == "/pause"
                self._note(release, "paused" if case.paused else "resumed", who)
            case "/pilot":
                self._change_testers(act)
            case "/stop" | "lift":
                self.stopped = act.what == "/stop"
            case "/warn":
                self._note(release, "warned", who)
            case "/force-remove":
                self._remove(release.mini_program, who)
            case "offline":
                self._write(release, Entry("taken-offline", "T21", ARCHIVED, who))
            case "restore":
                self._write(release, Entry("restored", "T24", FULL, who))
            case "override":
                case.overridden = self.minute + 24 * HOUR
                self._note(release, "freeze-overridden", who)

    def _apply(self, release: Release) -> None:
        """Into review where there is one, else into the pilot, else live at once."""
        case, place, who = self.case(release), self.place(release), self.case(release).applicant
        case.applicant = ""
        if place.review:
            self._write(release, Entry("submitted", "T3", REVIEW, who))
        elif place.pilot:
            self._write(release, Entry("pilot-started", "T4", PILOT, who))
        else:
            row = "T2" if release.environment == TEST else "T5"
            self._write(release, Entry("released", row, FULL, who))

    def _approve(self, release: Release) -> None:
        """Approval is not release: Production always needs a later act."""
        if self.place(release).pilot:
            self._write(release, Entry("approved", "T8", PILOT, REVIEWER))
        elif release.environment == PRODUCTION:
            self._write(release, Entry("approved", "T9", PREPARED, REVIEWER))
        else:
            self._write(release, Entry("approved", "T10", FULL, REVIEWER))

    def _back(self, release: Release, kind: str, row: str, who: str) -> None:
        self._write(release, Entry(kind, row, NEW, who))

    def _end_testing(self, release: Release, kind: str, who: str) -> None:
        """A pilot in Production ends at 0 %, one in a sandbox in Full Release."""
        if release.environment == PRODUCTION:
            self._write(release, Entry(kind, "T11", GRAYSCALE, who, 0))
        else:
            self._write(release, Entry(kind, "T12", FULL, who, 100))

    def _grow(self, release: Release, percent: int, who: str) -> None:
        """Go live or scale up; 100 % is Full Release."""
        prepared = self.case(release).status == PREPARED
        if percent == 100:
            kind, row = ("went-live", "T15") if prepared else ("completed", "T18")
            self._write(release, Entry(kind, row, FULL, who, 100))
        else:
            kind, row = ("went-live", "T14") if prepared else ("scaled", "T17")
            self._write(release, Entry(kind, row, GRAYSCALE, who, percent))

    def _change_testers(self, act: Act) -> None:
        case = self.case(act.release)
        verb, _, who = act.words.partition(" ")
        others = {tester for tester in case.testers if tester != who}
        case.testers = tuple(sorted(others | {who} if verb == "add" else others))
        case.changed = self.minute
        self._note(act.release, "pilot-changed", act.who)

    def _remove(self, mini_program: str, who: str) -> None:
        """All versions in all environments of the app."""
        for release, case in self.cases.items():
            if release.mini_program != mini_program or case.status not in REMOVABLE:
                continue
            case.removed = True
            if case.status == REVIEW:
                self._back(release, "force-removed", "T23", who)
            else:
                self._write(release, Entry("force-removed", "T22", ARCHIVED, who))

    def _write(self, release: Release, entry: Entry) -> None:
        """An entry that changes status or percentage, and what follows in the same commit."""
        case = self.case(release)
        case.log.append(entry)
        case.status, case.changed, case.approved = entry.status, self.minute, False
        case.percent = entry.percent if entry.status == GRAYSCALE else None
        case.paused = case.paused and case.status in ROLLING_OUT
        if case.status in (PILOT, PREPARED, FULL) and case.pull == "open":
            case.pull = "merged"
        if case.status == FULL:
            case.percent, case.was_full = 100, True
            self.came_full[target_of(release)] = entry.kind
            for one, other in self.siblings(release):
                if other.status == FULL:
                    self._write(one, Entry("archived", "T20", ARCHIVED, BOT))

    def _note(self, release: Release, kind: str, who: str) -> None:
        case = self.case(release)
        case.log.append(Entry(kind, None, case.status, who))

    # --- What the bot does by itself -------------------------------------------------------------

    def wait(self, minutes: int) -> bool:
        """Time goes by, and the bot looks at everything; true where something moved."""
        self.minute += minutes
        return self.settle()

    def settle(self) -> bool:
        """Look at all releases until nothing moves any more; true where something did."""
        moved = False
        while sum(self._look(release) for release in self.cases):
            moved = True
        return moved

    def _look(self, release: Release) -> bool:
        """Let in who waited, release what was approved, and perform what is scheduled."""
        case = self.case(release)
        before = len(case.log)
        applies = case.applicant in RELEASERS and case.pull == "open"
        if applies and self.may_apply(release):
            self._apply(release)
        if case.status == REVIEW and case.approved and self._may_be_approved(release):
            self._approve(release)
        while (step := self._due(release)) is not None:
            self._grow(release, step.percent, BOT)
        return len(case.log) > before

    def _may_be_approved(self, release: Release) -> bool:
        return not self.halted(release) and not self.below(release) and self.fits(release)

    def _due(self, release: Release) -> Step | None:
        """The next step of the schedule, if its time has come and no rule holds it back."""
        case = self.case(release)
        if case.schedule is None or case.status not in (PREPARED, GRAYSCALE):
            return None
        stands = -1 if case.percent is None else case.percent
        step = next((one for one in case.schedule.acts if one.percent > stands), None)
        if step is None or case.paused or self.halted(release) or self.below(release):
            return None
        last = max(case.changed, case.schedule.goes_live)
        at = step.at if step.at is not None else last + (step.after or 0)
        may = self.waited(release) and self.may_stand_at(release, step.percent)
        return step if self.minute > at and may else None

    # --- What can be seen ------------------------------------------------------------------------

    def live(self, environment: str) -> dict[str, list[Release]]:
        """What the app serves there, to testers, to some, or to all, in the order of versions."""
        found: dict[str, list[Release]] = {}
        for release, case in self.cases.items():
            if release.environment == environment and case.status in SERVED:
                found.setdefault(release.mini_program, []).append(release)
        return {name: sorted(several, key=lambda one: one.order) for name, several in found.items()}
