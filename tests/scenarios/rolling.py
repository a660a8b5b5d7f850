"""A release on its way to its users, for tests: brought to main, then led on by commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.demo.world import BOT
from tests.scenarios.configuring import maintain
from tests.scenarios.test_commands import answer

if TYPE_CHECKING:
    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
SANDBOX = "coffee 1.0.0 harbor sandbox"
APP = "catalog/apps/harbor.yaml"
PROGRAM = "catalog/mini-programs/coffee.yaml"


def approved(stage: Stage, text: str = PRODUCTION) -> int:
    """A release to Production, approved and merged; its pull request."""
    number = stage.request(text)
    assert stage.run_bot(number).exit_code == 0
    stage.hub.clock.advance(60)
    stage.person("rob").approve(number)
    assert stage.run_bot(number).exit_code == 0
    stage.hub.clock.advance(60)
    return number


def order(stage: Stage, number: int, body: str, who: str = "mia") -> str | None:
    """Somebody says a command a minute after all that was; the bot's answer, if it is a refusal."""
    stage.hub.clock.advance(60)
    comment = stage.person(who).say(number, body)
    run = stage.run_bot(number)
    assert run.exit_code == 0, run.failures
    return answer(stage, number, comment)


def refused(stage: Stage, number: int, body: str, who: str = "mia") -> str:
    """The refusal of a command that writes nothing to main."""
    before = stage.main()
    told = order(stage, number, body, who)
    assert told is not None
    assert "**refused**" in told
    assert stage.main() == before
    return told


def standing(stage: Stage, text: str = PRODUCTION) -> tuple[str, int | None]:
    """Status and percentage of a release, by its status file."""
    status = stage.status_file(text)
    return status["status"], status["percent"]


def live(stage: Stage, environment: str = "production") -> list[dict[str, Any]]:
    """What the app serves of coffee, by the live file."""
    files = stage.main_files("live")
    data = files.get(f"live/harbor/{environment}.json")
    value = json.loads(data) if data else {"miniPrograms": {}}
    found: list[dict[str, Any]] = value["miniPrograms"].get("coffee", [])
    return found


def piloted(stage: Stage, text: str = PRODUCTION, **rules: Any) -> int:
    """The same where the app has a pilot there, and the mini program two testers."""
    environment = text.rpartition(" ")[2]
    maintain(stage, APP, lambda app: _with_pilot(app, environment, rules))
    configured = {"testers": {"ids": ["hb-1", "hb-2"]}}
    maintain(stage, PROGRAM, lambda program: program["configuration"].update(configured))
    return approved(stage, text)


def _with_pilot(app: dict[str, Any], environment: str, rules: dict[str, Any]) -> None:
    reviewed: dict[str, Any] = {"approvals": dict(app["environments"]["production"]["approvals"])}
    reviewed |= {"review": True} if environment == "sandbox" else {}
    held = app["environments"].get(environment, {})
    app["environments"][environment] = {**held, **reviewed, "pilot": True, **rules}


def allow(stage: Stage, **rules: Any) -> None:
    """The owners change what the app asks of Production."""
    maintain(stage, APP, lambda app: app["environments"]["production"].update(rules))


def rows(stage: Stage, text: str = PRODUCTION) -> list[str]:
    """The rows of a release's entries from its approval on; ``note`` for one that has none."""
    return [entry["row"] or "note" for entry in stage.log(text)[2:]]


def outcomes(stage: Stage, number: int) -> list[str]:
    """The bot's comments that send mail."""
    own = [c.body for c in stage.comments(number) if c.login == BOT]
    return [body for body in own if body.startswith("<!-- slipway:outcome")]
