"""What the people of the model write: the app's rules, requests, and act documents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import yaml

from bot.hub.clock import START
from tests.model.world import APP, HOUR, TESTERS
from tests.world import documents, release

if TYPE_CHECKING:
    from datetime import datetime

    from tests.model.acts import Act, Schedule
    from tests.model.world import Place, Release, Setting

Value = dict[str, Any]
APPROVALS: Value = {"count": 1, "unknownContributors": "one-more", "maximumAgeDays": 90}
APP_FILE = f"catalog/apps/{APP}.yaml"
STOP_FILE = f"catalog/stops/{APP}.yaml"


def at(minute: int) -> datetime:
    """The time of a minute of the world."""
    return START + timedelta(minutes=minute)


def app_rules(setting: Setting, app: Value) -> None:
    """Let the app do in each environment what the setting says."""
    app["environments"] = {name: _place(name, place) for name, place in setting.places.items()}
    app["restore"] = setting.restore
    app["firstReleaseFull"] = setting.full_first


def _place(name: str, place: Place) -> Value:
    if name == "test":
        return {}
    value: Value = {"pilot": place.pilot, "testerLimit": place.testers}
    if place.review:
        value["approvals"] = dict(APPROVALS)  # YAML has no anchors here
    if place.freezes:
        value["freezes"] = [
            {"reason": "A feast.", "from": at(one.begins).isoformat(), "until": _z(one.ends)}
            for one in place.freezes
        ]
    if name == "sandbox":
        return {**value, "review": place.review, "offline": {"review": place.offline_review}}
    if place.steps:
        value["grayscale"] = {
            "steps": list(place.steps),
            "wait": f"{place.wait}m",
            "required": place.grayscale_first,
        }
    return value


def _z(minute: int) -> str:
    """The same moment as it can also be written."""
    return at(minute).strftime("%Y-%m-%dT%H:%M:%SZ")


def request(one: Release, place: Place, schedule: Schedule | None) -> dict[str, str]:
    """The files of a request, by path; a pilot begins with two testers."""
    files = documents(str(one))
    more: Value = {}
    if place.pilot:
        more["configuration"] = {"testers": {"ids": list(TESTERS[:2])}}
    if schedule is not None:
        more["schedule"] = _schedule(schedule)
    if more:
        files[release(str(one)).request_path] += yaml.safe_dump(more, sort_keys=False)
    return files


def _schedule(schedule: Schedule) -> Value:
    value: Value = {"goLiveAt": _z(schedule.goes_live)}
    if schedule.steps:
        value["grayscale"] = [
            {"percent": step.percent}
            | ({"at": _z(step.at)} if step.at is not None else {})
            | ({"after": f"{step.after}m"} if step.after is not None else {})
            for step in schedule.steps
        ]
    return value


def act_file(act: Act) -> str:
    """Where the document of an act stands."""
    if act.what == "lift":
        return STOP_FILE
    return f"{release(str(act.release)).folder}/{act.what}.yaml"


def act_text(act: Act, minute: int, lifts: str) -> str:
    """The document of an act; ``lifts`` is the transition of the newest stop."""
    if act.what == "lift":
        value: Value = {"format": 1, "app": APP, "lifts": lifts}
    else:
        one = act.release
        value = {
            "format": 1,
            "miniProgram": one.mini_program,
            "version": one.version,
            "app": APP,
            "environment": one.environment,
        }
        if act.what == "override":
            value["until"] = _z(minute + 24 * HOUR)
    return yaml.safe_dump({**value, "reason": f"Asked for at minute {minute}."}, sort_keys=False)
