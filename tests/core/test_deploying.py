"""Which deployment a release is shown as, and by which runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.decision import Shown
from bot.core.delivering import Deliver
from bot.core.delivery_sentences import deployed, not_deployed
from bot.core.delivery_sentences import deploying as in_words
from bot.core.deploying import Deploy, DeploymentState, deploying
from bot.core.entry import Kind
from bot.core.lifecycle import Status
from bot.core.plan import plan
from bot.core.situation import Trouble
from tests.core.situations import (
    HEAD,
    NOW,
    PARENT,
    PRODUCTION,
    TEST,
    applied,
    catalog,
    harbor,
    log_of,
    recorded,
    review,
    reviewed,
    under_review,
    with_main,
    with_pull,
)

if TYPE_CHECKING:
    from bot.core.catalog import Catalog
    from bot.core.situation import Situation

MINUTE = timedelta(minutes=1)


def policy(*, shows: bool = True) -> Catalog:
    found = catalog()
    return replace(found, settings=replace(found.settings, deployments=shows))


def released(*, shows: bool = True) -> Situation:
    """Coffee 1.4.0 is Full Release in Test, by this very run."""
    situation = recorded(applied(TEST, policy=policy(shows=shows)))
    return replace(situation, own=frozenset({log_of(situation).entries[-1].draft.transition}))


def moved_to(situation: Situation, target: Status) -> Situation:
    """The release stands elsewhere, by this very run."""
    log = log_of(situation)
    last = log.entries[-1].draft
    draft = replace(
        last, kind=Kind.CANCELED, source=last.target, target=target, cause={"kind": "x"}
    )
    grown = log.extended(draft, NOW, PARENT)
    return replace(with_main(situation, log=grown), own=frozenset({draft.transition}))


def test_a_release_is_shown_by_the_commit_that_was_merged() -> None:
    situation = released()
    assert deploying(situation) == Deploy(
        transition=log_of(situation).entries[-1].draft.transition,
        commit=HEAD,
        environment="harbor/test/coffee",
        title="coffee 1.4.0 to harbor Test",
        state=DeploymentState.SUCCESS,
        description="Full Release",
        page="https://github.example/roastery/releases/pull/7",
    )
    assert isinstance(plan(situation, Shown())[-1], Deploy)


def test_a_backend_is_told_after_all_that_github_shows() -> None:
    way = {"webhook": {"url": "https://api.harbor.example/slipway", "secret": "HARBOR_WEBHOOK"}}
    situation = released()
    apps = {"harbor": harbor(delivery=way)}
    told = with_main(situation, catalog=replace(situation.main.catalog, apps=apps))
    assert [type(effect) for effect in plan(told, Shown())[-2:]] == [Deploy, Deliver]


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        (Status.PILOT_TESTING, DeploymentState.IN_PROGRESS, "Pilot Testing"),
        (Status.GRAYSCALE_RELEASE, DeploymentState.IN_PROGRESS, "Grayscale Release at 0 %"),
        (Status.CANCELED, DeploymentState.INACTIVE, "Canceled"),
        (Status.ARCHIVED, DeploymentState.INACTIVE, "Archived"),
    ],
)
def test_the_state_says_how_far_it_has_come(
    status: Status, state: DeploymentState, words: str
) -> None:
    found = deploying(moved_to(released(), status))
    assert found is not None
    assert (found.state, found.description) == (state, words)


@pytest.mark.parametrize(("minutes", "seen"), [(9, False), (10, True), (44, True), (45, False)])
def test_another_run_sees_to_it_once_the_first_may_have_died(minutes: int, seen: bool) -> None:  # noqa: FBT001  pytest passes it so
    later = replace(released(), own=frozenset(), now=NOW + minutes * MINUTE)
    assert (deploying(later) is not None) is seen


def test_nothing_is_shown_where_nobody_asks_for_it() -> None:
    assert deploying(released(shows=False)) is None


def test_nothing_is_shown_of_what_was_never_served() -> None:
    asked = applied(policy=policy())
    prepared = recorded(reviewed(review(), situation=under_review(asked)))
    own = frozenset(entry.draft.transition for entry in log_of(prepared).entries)
    assert log_of(prepared).status is Status.RELEASE_PREPARATION
    assert deploying(replace(prepared, own=own)) is None
    assert deploying(asked) is None


def test_only_its_own_pull_request_shows_it_and_only_while_main_is_whole() -> None:
    trouble = Trouble("by-hand", "live/harbor/test.json", "it was changed", "restore it")
    assert deploying(with_pull(released(), number=8)) is None
    assert deploying(with_main(released(), troubles=(trouble,))) is None
    assert deploying(with_main(released(), log=None)) is None


def test_a_run_says_what_it_shows_or_could_not() -> None:
    title = f"coffee 1.4.0 to {PRODUCTION.app} Production"
    assert in_words(title, "Canceled") == f"show the deployment of {title}: Canceled"
    assert deployed(title, "Canceled") == f"the deployment of {title} shows Canceled"
    assert not_deployed(title, "refused", "GitHub said no") == (
        f"the deployment of {title} is not shown: GitHub said no [refused]"
    )
