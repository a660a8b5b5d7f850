"""Where each kind of run starts: the world before it, and the act of a person that calls for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.hub import Fault
from tests.world import documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
TEST = "coffee 1.0.0 harbor test"
SECOND = "coffee 1.1.0 harbor test"
APP = "catalog/apps/harbor.yaml"
LATE = 11 * 60
"""Seconds after which any run may post an outcome, and may close what is on main."""


@dataclass(frozen=True, slots=True)
class Start:
    """One kind of run: what stood before, and what then happens that the bot must answer."""

    name: str
    prepare: Callable[[Stage], int]
    act: Callable[[Stage, int], int]


def arrive(stage: Stage, start: Start) -> int:
    """Bring the stage to the start of a run, by a snapshot where there is one; the pull request."""
    facts = stage.ground.facts
    if start.name not in facts:
        stage.back()
        facts[start.name] = start.prepare(stage)
        stage.keep(start.name)
    stage.back(start.name)
    number = start.act(stage, facts[start.name])
    stage.hub.requests.clear()
    return number


def under_review(stage: Stage) -> int:
    """A Production release that was announced to its reviewers."""
    number = stage.request(PRODUCTION)
    run = stage.run_bot(number)
    assert run.exit_code == 0, run.failures
    return number


def _nothing(_stage: Stage) -> int:
    return 0


def _draft(stage: Stage) -> int:
    number = stage.request(PRODUCTION, draft=True)
    stage.run_bot(number)
    return number


def _released(stage: Stage) -> int:
    number = stage.request(TEST)
    stage.run_bot(number)
    return number


def _untold(stage: Stage) -> int:
    """The entry of a rejection stands on main, and the run died before its comment."""
    number = under_review(stage)
    stage.person("rob").object(number, "The queue is not shown.")
    stage.hub.fault(Fault("refused", method="POST", path="/comments$"))
    run = stage.run_bot(number)
    assert run.exit_code == 2, run.lines
    stage.hub.clear_faults()
    return number


def _unseen(stage: Stage) -> int:
    """The content is on main, and GitHub has not noticed yet."""
    stage.hub.merge_detection_delay = timedelta(hours=1)
    return _released(stage)


def _later(stage: Stage, number: int) -> int:
    stage.hub.clock.advance(LATE)
    return number


def _much_later(stage: Stage, number: int) -> int:
    stage.hub.merge_detection_delay = timedelta(hours=1)
    return _later(stage, number)


def _pushed(stage: Stage, number: int) -> int:
    changed = documents(PRODUCTION, "The queue at the counter is shown.\n")
    stage.person("mia").commit(PRODUCTION.replace(" ", "-"), changed)
    return number


def _ready(stage: Stage, number: int) -> int:
    stage.person("mia").ready(number)
    return number


def _closed(stage: Stage, number: int) -> int:
    stage.person("mia").close(number)
    return number


def _shown(stage: Stage) -> int:
    number = _draft(stage)
    stage.hub.clock.advance(60)
    return number


def _announced(stage: Stage) -> int:
    number = under_review(stage)
    stage.hub.clock.advance(60)
    return number


def _prepared(stage: Stage) -> int:
    """In Release Preparation, approved a minute ago."""
    number = _announced(stage)
    stage.person("rob").approve(number)
    run = stage.run_bot(number)
    assert run.exit_code == 0, run.failures
    stage.hub.clock.advance(60)
    return number


def _spread(stage: Stage) -> int:
    """The same, and a later version at once in another environment."""
    number = _prepared(stage)
    stage.run_bot(stage.request(SECOND))
    stage.hub.clock.advance(60)
    return number


def _said(body: str, who: str = "mia") -> Callable[[Stage, int], int]:
    def act(stage: Stage, number: int) -> int:
        stage.person(who).say(number, body)
        return number

    return act


def _objected(stage: Stage, number: int) -> int:
    stage.person("rob").object(number, "The queue is not shown.")
    return number


def _approved(stage: Stage, number: int) -> int:
    stage.person("rob").approve(number)
    return number


def change(stage: Stage, path: str, old: str, new: str, who: str = "wanda") -> int:
    """A pull request that changes one file of the catalog in one place."""
    text = stage.main_files(path)[path].decode()
    assert old in text
    stage.person(who).commit("change", {path: text.replace(old, new)})
    return stage.person(who).open("change", f"Change {path}")


def _proposed(stage: Stage, _: int = 0) -> int:
    return change(stage, APP, "name: Harbor\n", "name: Harbor Two\n")


def owners_review(stage: Stage) -> int:
    """A change of an app that was announced to the owners."""
    number = _proposed(stage)
    run = stage.run_bot(number)
    assert run.exit_code == 0, run.failures
    return number


def _owners_approved(stage: Stage, number: int) -> int:
    for owner in ("otto", "owen"):
        stage.person(owner).approve(number)
    return number


def _taken_back(stage: Stage, number: int) -> int:
    stage.person("wanda").close(number)
    return number


def _uploaded(stage: Stage, _: int) -> int:
    path = "releases/coffee/1.4.0/version.yaml"
    text = documents("coffee 1.4.0 harbor test")[path]
    stage.person("dan").commit("upload", {path: text})
    return stage.person("dan").open("upload", "Upload")


EVALUATE = Start("evaluate", _nothing, lambda s, _: s.request(PRODUCTION, draft=True))
REFUSED = Start("refused", _nothing, lambda s, _: s.request(PRODUCTION, "dan"))
SUBMIT = Start("submit", _draft, _ready)
RESUBMIT = Start("resubmit", under_review, _pushed)
REJECT = Start("reject", under_review, _objected)
WITHDRAW = Start("withdraw", under_review, _closed)
MERGE_TEST = Start("merge-test", _nothing, lambda s, _: s.request(TEST))
MERGE_PRODUCTION = Start("merge-production", under_review, _approved)
ARCHIVE = Start("archive", _released, lambda s, _: s.request(SECOND, "wanda"))
OUTCOME = Start("outcome", _untold, _later)
CLOSING = Start("closing", _unseen, _much_later)
SAID_APPLY = Start("said-apply", _shown, _said("/apply"))
SAID_WITHDRAW = Start("said-withdraw", _announced, _said("/withdraw"))
SAID_EXPLAIN = Start("said-explain", _announced, _said("/explain"))

SAID_GO_LIVE = Start("said-go-live", _prepared, _said("/go-live 10%"))
SAID_PAUSE = Start("said-pause", _prepared, _said("/pause"))
SAID_CANCEL = Start("said-cancel", _prepared, _said("/cancel 1.0.0 It crashes."))
SAID_TOO_EARLY = Start("said-too-early", _announced, _said("/go-live"))
SAID_STOP = Start("said-stop", _prepared, _said("/stop Payments fail.", "olga"))
SAID_WARN = Start("said-warn", _announced, _said("/warn 7d Cure it.", "ines"))
SAID_REMOVE = Start("said-remove", _spread, _said("/force-remove 1.0.0 It leaks data.", "ines"))

UPLOAD = Start("upload", _nothing, _uploaded)
SUBMIT_CHANGE = Start("submit-change", _nothing, _proposed)
WITHDRAW_CHANGE = Start("withdraw-change", owners_review, _taken_back)
MERGE_CHANGE = Start("merge-change", owners_review, _owners_approved)

STARTS = (
    EVALUATE,
    REFUSED,
    SUBMIT,
    RESUBMIT,
    REJECT,
    WITHDRAW,
    MERGE_TEST,
    MERGE_PRODUCTION,
    ARCHIVE,
    OUTCOME,
    CLOSING,
    SAID_APPLY,
    SAID_WITHDRAW,
    SAID_EXPLAIN,
    SAID_GO_LIVE,
    SAID_STOP,
    SAID_REMOVE,
    UPLOAD,
    SUBMIT_CHANGE,
    MERGE_CHANGE,
)
