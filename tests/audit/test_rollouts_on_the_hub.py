"""What the real bot writes of rollouts, halts and acts on the hub, the audit finds true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios import (
    test_force_removal,
    test_offline,
    test_override,
    test_pilot,
    test_restore,
    test_rollout,
    test_schedule,
    test_stop_lift,
    test_warnings,
)
from tests.scenarios.audited import audited

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import Stage

STORIES = (
    test_rollout.test_a_release_takes_the_place_of_the_one_before,
    test_rollout.test_a_paused_rollout_stands_until_it_is_resumed,
    test_pilot.test_testers_come_from_the_configuration_and_change_during_the_pilot,
    test_warnings.test_a_warning_is_told_with_its_deadline_and_its_reason,
    test_force_removal.test_it_ends_every_version_and_environment_in_one_commit,
    test_schedule.test_missed_sweeps_catch_up_in_order,
    test_offline.test_in_test_a_releaser_takes_it_offline_at_once,
    test_offline.test_a_sandbox_may_ask_a_reviewer_first,
    test_restore.test_an_archived_release_comes_back_once_a_reviewer_agrees,
    test_override.test_an_operator_lets_one_release_through_for_a_while,
    test_stop_lift.test_two_operators_or_owners_lift_a_stop,
)
"""Scenarios, each with everything in it that only it shows; all kinds of entry are among them."""


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__[5:])
def test_a_story_of_the_hub_is_clean(story: Callable[[Stage], None], stage: Stage) -> None:
    story(stage)
    audited(stage)
