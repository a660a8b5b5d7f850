"""The stop button: who pressed it by GitHub's word, when it counts, and why it does nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.button import Press, Run, Standing, pressed
from bot.core.catalog import Person
from bot.core.command.deeds import Refused
from bot.core.decision import Recorded
from bot.core.document_commit import change_for_button
from bot.core.document_entry import CATALOG_LOG
from bot.core.document_log import DocumentLog, read_document_log
from bot.core.documents import canonical
from bot.core.documents.problem import NOT_SHOWN
from bot.core.log import Damage
from bot.core.situation import GHOST, Account, AccountType
from bot.core.stop import Stop
from tests.core.rolling import INES, OLGA, policy
from tests.core.situations import BOT, HEAD, NOW, PARENT, SCHEMAS, minute

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.document_entry import DocumentDraft

RUN = 30433642
PRESSED = minute(170)
WORKFLOW = ".github/workflows/slipway.yml"
PRESS = Press("harbor", "Payments fail in the whole app.")


def run(**fields: Any) -> Run:
    """Olga's run of the button, ten minutes ago."""
    own = Run(RUN, 1, "workflow_dispatch", WORKFLOW, "main", HEAD, OLGA, PRESSED)
    return replace(own, **fields)


def standing(*told: datetime, **fields: Any) -> Standing:
    """Main with an operator of harbor, and nothing stopped."""
    own = Standing(
        repository="harbor-co/releases",
        now=NOW,
        catalog=policy(),
        chain=DocumentLog(CATALOG_LOG),
        stop=None,
        told=told,
        holds_run=True,
    )
    return replace(own, **fields)


def stopped(press: Press = PRESS, by: Run | None = None) -> Recorded:
    """The stop that a press comes to."""
    found = pressed(press, by or run(), standing())
    assert isinstance(found, Recorded), found
    return found


def refusal(press: Press = PRESS, by: Run | None = None, main: Standing | None = None) -> str:
    """Why a press does nothing."""
    found = pressed(press, by or run(), main or standing())
    assert isinstance(found, Refused), found
    return found.why


def test_an_operator_stops_the_app() -> None:
    draft: DocumentDraft = stopped().draft
    assert draft.subject.document == "catalog/stops/harbor.yaml"
    assert (draft.actor.login, draft.actor.id, draft.actor.role) == ("olga", 3001, "operator")
    assert draft.reason == "Payments fail in the whole app."
    assert draft.cause == {"kind": "run", "run": RUN}
    assert (draft.subject.pull_request, draft.subject.head, draft.events) == (None, None, ())


def test_its_commit_holds_the_entry_alone_and_names_the_run() -> None:
    made = stopped()
    change = change_for_button(made, NOW, PARENT)
    assert list(change.files) == ["catalog/log/0001-stopped.json"]
    assert change.headline == "Stop every release to harbor"
    assert change.body.splitlines()[:4] == [
        "Document: catalog/stops/harbor.yaml",
        f"Transition: {made.draft.transition}",
        f"Run: {RUN}",
        "Requested-by: 3001",
    ]
    read = read_document_log(CATALOG_LOG, change.files, SCHEMAS)
    assert isinstance(read, DocumentLog)
    assert [entry.draft for entry in read.entries] == [made.draft]


def test_the_same_run_never_makes_another_transition() -> None:
    first = stopped().draft.transition
    assert stopped(Press("harbor", "Other words."), run(at=minute(171))).draft.transition == first
    assert stopped(by=run(id=RUN + 1)).draft.transition != first


@pytest.mark.parametrize("path", [f"{WORKFLOW}@main", f"{WORKFLOW}@refs/heads/main"])
def test_the_path_may_name_main(path: str) -> None:
    """The example of REST, "Get a workflow run", has ``.github/workflows/build.yml@main``."""
    assert isinstance(pressed(PRESS, run(path=path), standing()), Recorded)


@pytest.mark.parametrize(
    "fields",
    [
        {"event": "push"},
        {"event": "repository_dispatch"},
        {"branch": "evil"},
        {"branch": None},
        {"path": ".github/workflows/evil.yml"},
        {"path": f"{WORKFLOW}@evil"},
        {"path": f"x/{WORKFLOW}"},
    ],
)
def test_any_other_run_presses_nothing(fields: dict[str, Any]) -> None:
    """F13: a branch may hold another file of that name, and be started by hand too."""
    assert "is no run of the bot's own workflow" in refusal(by=run(**fields))


def test_a_run_of_a_tag_that_is_called_main_presses_nothing() -> None:
    assert "[not-this-button]" in refusal(main=standing(holds_run=False))


def test_a_run_that_is_run_again_presses_nothing() -> None:
    """F12: it would have the inputs of that time, and the privileges of who pressed then."""
    told = refusal(by=run(attempt=2))
    assert told.startswith(f"this is attempt 2 of run {RUN}")
    assert "press it: Actions, Slipway, Run workflow" in told
    assert told.endswith("[press-again]")


def test_a_run_that_has_set_its_stop_has_nothing_to_do_however_often_it_runs() -> None:
    made = stopped()
    chain = made.log.extended(made.draft, NOW, PARENT)
    for attempt in (1, 2):
        told = refusal(by=run(attempt=attempt), main=standing(chain=chain))
        assert f"run {RUN} has set its stop already" in told
        assert made.draft.transition in told


def test_a_press_lives_for_a_day() -> None:
    assert isinstance(pressed(PRESS, run(at=NOW - timedelta(days=1)), standing()), Recorded)
    old = run(at=NOW - timedelta(days=1, seconds=1))
    assert refusal(by=old).startswith(f"run {RUN} was started more than a day ago")


@pytest.mark.parametrize(
    "by",
    [
        INES,
        GHOST,
        BOT,
        Account("olga", 4711),
        Account("olga[bot]", OLGA.id, AccountType.BOT),
        Account("olga", OLGA.id, AccountType.OTHER),
    ],
)
def test_nobody_but_an_operator_who_is_a_person_stops_it(by: Account) -> None:
    told = refusal(by=run(by=by))
    assert "is no operator here by the catalog on main; olga (3001) may [not-entitled]" in told


def test_the_bot_never_presses_even_as_an_operator() -> None:
    """A dispatch by its own token starts runs (GitHub, "Use GITHUB_TOKEN in workflows")."""
    found = policy()
    own = found.settings.bot
    app = replace(found.apps["harbor"], operators=(Person(own.login, own.id),))
    main = standing(catalog=replace(found, apps={"harbor": app}))
    assert "[not-entitled]" in refusal(by=run(by=Account(own.login, own.id)), main=main)


@pytest.mark.parametrize("app", ["lagoon", "harbour"])
def test_an_app_that_is_none_is_named(app: str) -> None:
    told = refusal(Press(app, "x"))
    assert told.startswith(f"there is no app {app} in the catalog on main; the apps are: harbor")


@pytest.mark.parametrize("app", ["", "Harbor", "harbor\n::error::x", "../harbor", "##[group]x"])
def test_what_is_no_id_is_never_repeated(app: str) -> None:
    """A line of a job's log can be a command to the runner."""
    told = refusal(Press(app, "x"))
    assert told.startswith("what was given as app is no id of one in the catalog")
    assert "::" not in told
    assert "##" not in told
    assert "\n" not in told


@pytest.mark.parametrize("reason", ["", "  ", "One.\nTwo.", "x" * 501])
def test_a_reason_is_one_line(reason: str) -> None:
    assert refusal(Press("harbor", reason)).endswith("press it again with one [no-reason]")


def test_what_stands_around_a_reason_is_dropped_and_a_secret_in_it_is_not_kept() -> None:
    assert stopped(Press("harbor", " It burns. ")).draft.reason == "It burns."
    secret = "ghp_" + "a1B2" * 9
    assert stopped(Press("harbor", f"{secret} leaked.")).draft.reason == NOT_SHOWN


def test_an_app_is_stopped_once() -> None:
    stop = Stop("harbor", Person("omar", 3003), minute(100), "x", "5" * 32)
    told = refusal(main=standing(stop=stop))
    assert told.startswith("harbor was stopped already by omar (3003) at 2026-03-02T10:40:00Z")
    assert "5" * 32 in told


@pytest.mark.parametrize("after", [timedelta(0), timedelta(seconds=1)])
def test_a_press_from_before_a_change_does_nothing(after: timedelta) -> None:
    """E11: it was let go since, or the one who pressed has become an operator since."""
    assert "[as-shown]" in refusal(main=standing(minute(1), PRESSED + after))
    assert isinstance(pressed(PRESS, run(), standing(PRESSED - timedelta(seconds=1))), Recorded)


@pytest.mark.parametrize(
    "lie",
    [
        {"pullRequest": 7},
        {"head": HEAD},
        {"events": ["comment:1"]},
        {"cause": {"kind": "event", "event": "comment:1"}},
        {"kind": "rejected"},
    ],
)
def test_an_entry_that_is_half_a_press_is_damage(lie: dict[str, Any]) -> None:
    """A pull request and a run, or neither: the log would not say who called for it."""
    (path, data), *_ = change_for_button(stopped(), NOW, PARENT).files.items()
    value = {**json.loads(data), **lie}
    told = {path.replace("stopped", value["kind"]): canonical.to_bytes(value)}
    found = read_document_log(CATALOG_LOG, told, SCHEMAS)
    assert isinstance(found, Damage)
    assert "the button caused, and nothing else, has no pull request" in found.what
