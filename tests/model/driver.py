"""Plays an act on the hub as that person, lets the bot run, and reads what then stands on main."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.model.acts import ON_PULL
from tests.model.papers import APP_FILE, STOP_FILE, act_file, act_text, app_rules, at, request
from tests.model.world import APP
from tests.scenarios.configuring import maintain
from tests.world import release

if TYPE_CHECKING:
    from tests.model.acts import Act
    from tests.model.world import Release, Setting
    from tests.world import Stage

SWEEPS = 6
"""Sweeps in which the world must come to rest."""
NO_STOP = "0" * 32


def begin(stage: Stage, setting: Setting) -> None:
    """Bring the hub to the start of a setting, by a snapshot where there is one."""
    name = f"model: {setting.name}"
    if name not in stage.ground.kept:
        stage.back()
        maintain(stage, APP_FILE, lambda app: app_rules(setting, app))
        stage.keep(name)
    stage.back(name)


@dataclass(slots=True)
class Driver:
    """The people at their keyboards, and the bot."""

    stage: Stage
    setting: Setting
    pulls: dict[Release, int] = field(default_factory=dict)
    minute: int = 0
    shown: dict[int, str] = field(default_factory=dict)
    """At which main the bot looked at a pull request last."""
    branches: int = 0

    # --- Acts ------------------------------------------------------------------------------------

    def play(self, act: Act, *, others: bool) -> None:
        """One act, of somebody who sees the newest state; then the bot looks at its pull request.

        It looks at all where others are to move, too.
        """
        self._show(act)
        self._look(self.do(act))
        if others:
            self.sweep()

    def play_both(self, first: Act, second: Act, *, others: bool) -> None:
        """Two acts before the bot looks at either."""
        self._show(first)
        self._show(second)
        numbers = [self.do(act) for act in (first, second)]
        for number in dict.fromkeys(numbers):
            self._look(number)
        if others:
            self.sweep()

    def do(self, act: Act) -> int:
        """The act alone; the number of its pull request."""
        if act.what == "open":
            self.pulls[act.release] = self._open(act)
            return self.pulls[act.release]
        if act.said or (act.release in self.pulls and act.what in ON_PULL):
            number = self.pulls[act.release]
            self._on_pull(act, number)
            return number
        return self._document(act)

    def set_clock(self, minute: int) -> None:
        """Let the minute begin."""
        clock = self.stage.hub.clock
        assert clock.now() <= at(minute), "an act took longer than a minute"
        clock.set(at(minute))
        self.minute = minute

    def sweep(self) -> None:
        """The bot looks at everything until main rests."""
        for _ in range(SWEEPS):
            before = self.stage.main()
            self._run(None)
            if self.stage.main() == before:
                self.shown = dict.fromkeys(self.shown, before)
                return
        raise AssertionError("the world does not come to rest")

    def _show(self, act: Act) -> None:
        number = self.pulls.get(act.release)
        if number is not None and self.shown.get(number) != self.stage.main():
            self._look(number)
            self.stage.hub.clock.advance(2)

    def _look(self, number: int) -> None:
        self._run(number)
        self.shown[number] = self.stage.main()

    def _run(self, number: int | None) -> None:
        report = self.stage.run_bot(number)
        assert report.failures == [], report.failures

    def _open(self, act: Act) -> int:
        person, branch = self.stage.person(act.who), str(act.release).replace(" ", "-")
        place = self.setting.places[act.release.environment]
        person.commit(branch, request(act.release, place, act.schedule))
        return person.open(branch, f"Release {act.release}", draft=act.words == "draft")

    def _on_pull(self, act: Act, number: int) -> None:
        person = self.stage.person(act.who)
        match act.what:
            case "approve":
                person.approve(number)
            case "object":
                first = "/reject code\n" if act.words == "code" else ""
                person.object(number, f"{first}The queue is not shown.")
            case "close":
                person.close(number)
            case "reopen":
                person.reopen(number)
            case _:
                person.say(number, act.comment)

    def _document(self, act: Act) -> int:
        """A pull request of its own, approved by others; what comes to nothing is closed."""
        person, self.branches = self.stage.person(act.who), self.branches + 1
        branch, text = f"act-{self.branches}", act_text(act, self.minute, self._newest_stop())
        person.commit(branch, {act_file(act): text})
        number = person.open(branch, f"{act.what} {act.release}")
        self._run(number)
        self.stage.hub.clock.advance(2)
        for second in act.seconds:
            self.stage.person(second).approve(number)
        self._run(number)
        if not person.pull(number).merged:
            person.close(number)
        return number

    def _newest_stop(self) -> str:
        stops = [entry["transition"] for entry in self.seen().stops() if entry["kind"] == "stopped"]
        return stops[-1] if stops else NO_STOP

    # --- What stands on main ---------------------------------------------------------------------

    def seen(self) -> Seen:
        """Logs, statuses and live files."""
        return Seen(self.stage.main_files("releases/", "live/", "catalog/log/"))


class Told(NamedTuple):
    """What ``status.json`` says of a release."""

    status: str
    percent: int | None
    testers: tuple[int, str] | None
    paused: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What an app or an auditor reads on main."""

    files: dict[str, bytes]

    def log(self, one: Release) -> list[dict[str, Any]]:
        """The entries of a release, oldest first."""
        folder = f"{release(str(one)).log_folder}/"
        return [json.loads(self.files[path]) for path in sorted(self.files) if folder in path]

    def told(self, one: Release) -> Told | None:
        """What ``status.json`` says, if there is one."""
        data = self.files.get(release(str(one)).status_path)
        if data is None:
            return None
        value = json.loads(data)
        return Told(value["status"], value["percent"], _testers(value), value["paused"])

    def stops(self) -> list[dict[str, Any]]:
        """The entries that stopped the app, and those of what lifted it, oldest first."""
        paths = [path for path in sorted(self.files) if path.startswith("catalog/log/")]
        entries = [json.loads(self.files[path]) for path in paths]
        return [one for one in entries if one["kind"] == "stopped" or _lifts(one)]

    @property
    def stopped(self) -> bool:
        """Whether the newest of them is a stop."""
        return any(one["kind"] == "stopped" for one in self.stops()[-1:])

    def live(self, environment: str) -> dict[str, list[tuple[str, Told]]]:
        """The live file of an environment: versions with status, percentage and testers."""
        data = self.files.get(f"live/{APP}/{environment}.json")
        programs = json.loads(data)["miniPrograms"] if data else {}
        return {
            name: [
                (one["version"], Told(one["status"], one["percent"], _testers(one), paused=False))
                for one in several
            ]
            for name, several in programs.items()
        }


def _lifts(entry: dict[str, Any]) -> bool:
    return (entry["document"], entry["content"]) == (STOP_FILE, "main")


def _testers(value: dict[str, Any]) -> tuple[int, str] | None:
    testers = value["testers"]
    return (testers["count"], testers["sha256"]) if testers else None


def digest(testers: tuple[str, ...]) -> tuple[int, str]:
    """How many testers, and the hash of their sorted ids, each followed by a line feed."""
    text = "".join(f"{one}\n" for one in sorted(testers))
    return len(testers), hashlib.sha256(text.encode()).hexdigest()
