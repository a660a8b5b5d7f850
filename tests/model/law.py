"""The law: what may be done to a release, by whom, and when. An independent statement of it.

It knows nothing of git, nothing of pull requests but who applied, and imports nothing of the bot.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.model.acts import DOCUMENTS
from tests.model.cases import (
    ARCHIVED,
    COMMANDS,
    FULL,
    GRAYSCALE,
    IN_FLIGHT,
    MET_BY_USERS,
    NEW,
    PILOT,
    REVIEW,
    Case,
)
from tests.model.world import (
    CODE_PACKAGES,
    DEVELOPER,
    OPERATORS,
    OWNERS,
    RELEASERS,
    REVIEWERS,
    WRITERS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.model.acts import Act
    from tests.model.world import Place, Release, Setting


@dataclass(slots=True)
class Law:
    """The whole world of releases, the minute that it is, and what is allowed in it."""

    setting: Setting
    minute: int = 0
    stopped: bool = False
    cases: dict[Release, Case] = field(default_factory=dict)
    """In the order of their pull requests."""
    came_full: dict[tuple[str, str], str] = field(default_factory=dict)
    """How the newest Full Release of a mini program in an environment came there."""

    def case(self, release: Release) -> Case:
        """The case of a release; a new one where nobody has asked for it yet."""
        return self.cases.get(release) or Case()

    def place(self, release: Release) -> Place:
        """What the app does in the environment of a release."""
        return self.setting.places[release.environment]

    def siblings(self, release: Release) -> Iterator[tuple[Release, Case]]:
        for one, case in self.cases.items():
            if target_of(one) == target_of(release) and one != release:
                yield one, case

    def loosened(self) -> Law:
        """The same world if nothing were halted, and the app asked for nothing of a rollout."""
        cases = {one: replace(case, paused=False) for one, case in self.cases.items()}
        return Law(self.setting.loosened(), self.minute, cases=cases, came_full={})

    # --- What may be done ------------------------------------------------------------------------

    def possible(self, act: Act) -> bool:
        """Whether GitHub lets them do it at all, whatever the bot then says."""
        pull = self.case(act.release).pull
        if act.what == "open":
            return act.who in WRITERS and not pull
        if act.what in ("approve", "object"):
            return pull == "open" and act.who != self.case(act.release).opener
        if act.what == "close":
            return pull == "open"
        if act.what == "reopen":
            return pull == "closed"
        if act.said:
            return bool(pull)
        return act.who in WRITERS

    def allows(self, act: Act) -> bool:
        """Whether the act changes anything now."""
        if act.said:
            return self._may_be_said(act)
        if act.what in DOCUMENTS:
            return self._may_be_agreed(act)
        status = self.case(act.release).status
        match act.what:
            case "open" if act.words == "draft":
                return act.who in (*RELEASERS, DEVELOPER)
            case "open" | "reopen":
                ready = act.what == "open" or not self.case(act.release).draft
                return ready and act.who in RELEASERS and self.may_apply(act.release)
            case "approve" | "object":
                return act.who in REVIEWERS and status == REVIEW
            case _:
                return status == REVIEW

    def _may_be_agreed(self, act: Act) -> bool:
        match act.what:
            case "offline":
                return self._may_go_offline(act)
            case "restore":
                return self._may_come_back(act)
            case "override":
                return self._may_override(act)
            case _:
                return self.stopped and self._agreed(act, (*OPERATORS, *OWNERS), 2)

    def _may_be_said(self, act: Act) -> bool:
        case, rule = self.case(act.release), COMMANDS[act.what]
        if act.who not in rule.by or case.status not in rule.statuses:
            return False
        halted = case.paused or self.halted(act.release) or self.below(act.release)
        if rule.forward and halted:
            return False
        own = {
            "/apply": lambda: case.pull == "open" and self.may_apply(act.release),
            "/cancel": lambda: _says_version(act),
            "/force-remove": lambda: _says_version(act),
            "/pause": lambda: not case.paused,
            "/resume": lambda: case.paused,
            "/stop": lambda: not self.stopped,
            "/pilot": lambda: self._may_test(act),
            "/go-live": lambda: self.may_stand_at(act.release, percent_of(act.words)),
            "/scale": lambda: self._may_grow(act),
            "/complete": lambda: self._may_grow(act),
        }
        return act.what not in own or own[act.what]()

    def may_apply(self, release: Release) -> bool:
        """One release of a mini program is on its way to an environment, and upwards only."""
        case, place = self.case(release), self.place(release)
        others = [(one, other) for one, other in self.siblings(release)]
        busy = any(other.status in IN_FLIGHT for _, other in others)
        refused = case.code_refused and release.mini_program in CODE_PACKAGES
        at_once = not place.review and self.halted(release)
        free = not (busy or self.below(release) or refused or at_once)
        return case.status == NEW and free and self.fits(release)

    def fits(self, release: Release) -> bool:
        """Whether its schedule goes the way that the app asks for: in full, or by steps."""
        schedule, place = self.case(release).schedule, self.place(release)
        if schedule is None:
            return True
        others = (other for _, other in self.siblings(release))
        in_full = schedule.acts[0].percent == 100
        if self.setting.full_first and not any(other.was_full for other in others):
            return in_full
        return not (in_full and place.grayscale_first)

    def below(self, release: Release) -> bool:
        """Whether users meet a newer version there already."""
        live = [one for one, other in self.siblings(release) if other.status in MET_BY_USERS]
        return any(one.order > release.order for one in live)

    def _may_grow(self, act: Act) -> bool:
        return self.waited(act.release) and self.may_stand_at(act.release, percent_of(act.words))

    def may_stand_at(self, release: Release, percent: int) -> bool:
        """A percentage grows, and is one of the app's steps where it names some.

        A first release may have to be full at once, and every other one to begin in grayscale.
        """
        case, place = self.case(release), self.place(release)
        others = (other for _, other in self.siblings(release))
        if self.setting.full_first and not any(other.was_full for other in others):
            return percent == 100
        if percent == 100:
            return bool(case.percent) or not place.grayscale_first
        stands = -1 if case.percent is None else case.percent
        return percent > stands and (percent == 0 or not place.steps or percent in place.steps)

    def waited(self, release: Release) -> bool:
        """Whether it stood long enough where somebody meets it."""
        case = self.case(release)
        return not case.percent or self.minute > case.changed + self.place(release).wait

    def _may_test(self, act: Act) -> bool:
        """Somebody new within the limit, or somebody who is a tester."""
        verb, _, who = act.words.partition(" ")
        testers = self.case(act.release).testers
        if verb == "remove":
            return who in testers
        return who not in testers and len(testers) < self.place(act.release).testers

    def _may_go_offline(self, act: Act) -> bool:
        """Not while another version is being looked at, tested, or grows."""
        others = [other.status for _, other in self.siblings(act.release)]
        busy = any(status in (REVIEW, PILOT, GRAYSCALE) for status in others)
        reviewed = self.place(act.release).offline_review
        return (
            act.who in RELEASERS
            and self.case(act.release).status == FULL
            and not busy
            and (not reviewed or self._agreed(act, REVIEWERS, 1))
        )

    def _may_come_back(self, act: Act) -> bool:
        """What was full there once, was never force removed, and not twice in a row."""
        case = self.case(act.release)
        growing = any(other.status == GRAYSCALE for _, other in self.siblings(act.release))
        again = self.came_full.get(target_of(act.release)) == "restored"
        return (
            self.setting.restore
            and act.who in RELEASERS
            and case.status == ARCHIVED
            and case.was_full
            and not (case.removed or growing or again)
            and not self.halted(act.release)
            and self._agreed(act, REVIEWERS, 1)
        )

    def _may_override(self, act: Act) -> bool:
        return (
            act.who in (*RELEASERS, *OPERATORS)
            and self.case(act.release).status in IN_FLIGHT
            and self._agreed(act, (*OPERATORS, *OWNERS), 1)
        )

    def _agreed(self, act: Act, people: tuple[str, ...], count: int) -> bool:
        """Whoever asks for it is one of those who may, and so many others agree."""
        may_ask = act.who in people if act.what == "lift" else True
        return may_ask and len({one for one in act.seconds if one in people} - {act.who}) >= count

    def halted(self, release: Release) -> bool:
        """Nothing goes forward while a stop stands, or in a freeze that nobody overrode."""
        frozen = self.place(release).frozen(self.minute)
        return self.stopped or (frozen and self.minute >= self.case(release).overridden)


def _says_version(act: Act) -> bool:
    """What cannot be undone names its version again."""
    return act.words.startswith(f"{act.release.version} ")


def target_of(release: Release) -> tuple[str, str]:
    return release.mini_program, release.environment


def percent_of(words: str) -> int:
    """The percentage that was said; none means all."""
    return int(words.removesuffix("%")) if words.endswith("%") else 100
