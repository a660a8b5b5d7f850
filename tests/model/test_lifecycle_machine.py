"""Random acts of random people, legal and illegal: main must say what the model of the domain says.

``SLIPWAY_MODEL_RUNS`` asks for more runs than the suite has time for, each time others.
"""

from __future__ import annotations

import os
from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.model.acts import DOCUMENTS, ENDS, ON_PULL, WORDS, every_act
from tests.model.compare import assert_agree
from tests.model.driver import Driver, begin
from tests.model.reference import Domain
from tests.model.world import HOUR, SETTINGS
from tests.scenarios.audited import audited

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DataObject

    from tests.model.acts import Act
    from tests.world import Stage

RUNS = int(os.environ.get("SLIPWAY_MODEL_RUNS", "0"))
STEPS = 40
ORDERS = frozenset(WORDS) - {"/apply", "/withdraw"}
"""Commands on a release that is on its way; they bind to the newest entry of its log."""
ANYWHERE = frozenset({"/stop", "lift", "/warn", "override"})
"""What is much the same in every status."""
WHATS = frozenset({"open", *ON_PULL, *DOCUMENTS, *WORDS})


class Lifecycle(RuleBasedStateMachine):
    """The bot on the hub and the model, side by side."""

    stage: Stage
    driver: Driver
    domain: Domain

    def __init__(self) -> None:
        super().__init__()
        self.played: Counter[tuple[str, str]] = Counter()

    @initialize(name=st.sampled_from(sorted(SETTINGS)))
    def _begin(self, name: str) -> None:
        setting = SETTINGS[name]
        begin(self.stage, setting)
        self.driver, self.domain = Driver(self.stage, setting), Domain(setting)

    @rule(data=st.data())
    def something_happens(self, data: DataObject) -> None:
        """One rule for all: of several, Hypothesis would leave some out of a run."""
        others = [self._ended, self._hindered, self._time_goes_by, self._at_once, self._tried]
        often = [self._ended, self._hindered, self._led_on, self._led_on]
        steps = [*[self._led_on] * 4, *others, *often]
        data.draw(st.sampled_from(steps), "step")(data)
        assert_agree(self.domain, self.driver.seen())

    def _led_on(self, data: DataObject) -> None:
        self._rarest(data, self._acts(lambda a: a.what not in ENDS and self.domain.allows(a)))

    def _ended(self, data: DataObject) -> None:
        self._rarest(data, self._acts(lambda a: a.what in ENDS and self.domain.allows(a)))

    def _rarest(self, data: DataObject, allowed: list[Act]) -> None:
        """What was done least so far, in such a status, comes first: short runs come far."""
        least = min((self.played[self._sort(act)] for act in allowed), default=0)
        rare = [act for act in allowed if self.played[self._sort(act)] == least]
        if rare:
            sort = data.draw(st.sampled_from(sorted({self._sort(act) for act in rare})), "sort")
            self._play(data.draw(st.sampled_from([a for a in rare if self._sort(a) == sort])))

    def _hindered(self, data: DataObject) -> None:
        """What only a pause, a stop, a clock or a limit of the app forbids."""
        loose = self.domain.loosened()
        self._rarest(data, self._acts(lambda a: loose.allows(a) and not self.domain.allows(a)))

    def _tried(self, data: DataObject) -> None:
        tried = self._acts(lambda _act: True)
        what = data.draw(st.sampled_from(sorted({act.what for act in tried})), "what")
        self._play(data.draw(st.sampled_from([act for act in tried if act.what == what]), "act"))

    def _at_once(self, data: DataObject) -> None:
        """The first comes to something, and the second would, had it been said after that."""
        orders = self._acts(lambda act: act.what in ORDERS)
        allowed = [act for act in orders if self.domain.allows(act)]
        if allowed:
            first = data.draw(st.sampled_from(allowed), "first")
            later = deepcopy(self.domain)
            later.play(first)
            near = [act for act in orders if later.allows(act) and act.release == first.release]
            second = data.draw(st.sampled_from(near or allowed), "second")
            self._begin_minute(2)
            others = self.domain.play_both(first, second)
            self.driver.play_both(first, second, others=others)

    def _time_goes_by(self, data: DataObject) -> None:
        self._begin_minute(data.draw(st.sampled_from([1, 3, 8]), "hours") * HOUR)
        self.driver.sweep()

    def _acts(self, wanted: Callable[[Act], bool]) -> list[Act]:
        every = every_act(self.domain.setting, self.domain.minute + 2)
        possible = (act for act in every if act.what in WHATS and self.domain.possible(act))
        return [act for act in possible if wanted(act)]

    def _sort(self, act: Act) -> tuple[str, str]:
        """Acts of one sort differ in who, where and how much; some in their status, too."""
        return act.what, "" if act.what in ANYWHERE else self.domain.case(act.release).status

    def _play(self, act: Act) -> None:
        self._begin_minute(2)
        self.played[self._sort(act)] += 1
        self.driver.play(act, others=self.domain.play(act))

    def _begin_minute(self, minutes: int) -> None:
        moved = self.domain.wait(minutes)
        self.driver.set_clock(self.domain.minute)
        if moved:
            self.driver.sweep()

    def teardown(self) -> None:
        """Whatever was done, the world is at rest, and an auditor finds nothing wrong."""
        if hasattr(self, "driver"):
            self.driver.sweep()
            assert_agree(self.domain, self.driver.seen())
            audited(self.stage)


def profile() -> dict[str, Any]:
    """The suite plays the same runs each time; more of them are other ones."""
    shared: dict[str, Any] = {
        "stateful_step_count": STEPS,
        "database": None,
        "suppress_health_check": list(HealthCheck),
    }
    if not RUNS:
        phases = (Phase.generate,)
        return {**shared, "max_examples": 7, "derandomize": True, "phases": phases}
    return {**shared, "max_examples": RUNS}


def test_main_says_what_the_model_says(stage: Stage) -> None:
    """Statuses, logs and live files after each act, and then the audit."""
    stage.objects = stage.folder / "objects"

    class Staged(Lifecycle):
        pass

    Staged.stage = stage
    run_state_machine_as_test(Staged, settings=settings(**profile()))
