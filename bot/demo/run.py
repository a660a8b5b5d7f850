"""Run the demo: start the hub, play the story, and show what it left behind."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.app.delivery import Ways
from bot.app.gather import World
from bot.app.patience import Patience
from bot.app.reconcile import Report, reconcile
from bot.demo.actor import Actor, Server
from bot.demo.auditing import audit_demo
from bot.demo.rollout_story import CHAPTERS as OF_ROLLOUT
from bot.demo.story import CHAPTERS_TO_MAIN, Stage
from bot.demo.world import BOT, REPOSITORY, write_world
from bot.errors import IntegrityError, UsageError
from bot.forge.courier import Courier
from bot.forge.git import GitRepository
from bot.forge.git_process import Remote
from bot.forge.outlet import GitHubOutlet
from bot.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Telling:
    """How the demo is told: to people line by line, or to machines as one summary."""

    line: Callable[[str], None]
    machine: bool
    search_path: str


def run_demo(folder: Path | None, telling: Telling) -> None:
    """Play the whole story; with a folder, keep the hub's repositories and a clone of main."""
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="slipway-demo-")))
            kept = False
        else:
            kept = True
            if folder.exists() and any(folder.iterdir()):
                cure = "name an empty or a new folder"
                raise UsageError("folder-in-use", f"{folder} is not empty", cure)
            folder.mkdir(parents=True, exist_ok=True)
        hub = stack.enter_context(_hub(folder))
        tell: Callable[[str], None] = (lambda _line: None) if telling.machine else telling.line
        stage = _stage(hub, folder, telling, tell)
        for number, (title, chapter) in enumerate((*CHAPTERS_TO_MAIN, *OF_ROLLOUT), start=1):
            tell(f"\n{number}. {title}")
            chapter(stage)
        reader = stage.people["mia"]
        reader.clone_to(folder / "repository")
        _keep_pages(reader, folder / "pull-requests", len(stage.pulls))
        keys = folder / "github-keys.txt"
        keys.write_text(f"{hub.signing_key_public}\n", "utf-8")
        summary = _summary(folder / "repository", reader, stage)
        if not telling.machine:
            _show(summary, telling.line)
        summary["audit"] = audit_demo(folder / "repository", keys, telling.search_path, tell)
        if telling.machine:
            telling.line(json.dumps(summary, indent=2, ensure_ascii=False))
        else:
            _goodbye(telling.line, folder if kept else None)


@contextmanager
def _hub(folder: Path) -> Iterator[Hub]:
    hub = Hub(folder / "hub")
    hub.load_world(write_world(folder / "world"))
    hub.start()
    try:
        yield hub
    finally:
        hub.stop()


def _stage(hub: Hub, folder: Path, telling: Telling, tell: Callable[[str], None]) -> Stage:
    tokens = hub.describe()["tokens"]
    server = Server(hub.api, hub.graphql, hub.git, REPOSITORY)
    people = {
        login: Actor(server, login, token, folder / "clones" / login)
        for login, token in tokens.items()
        if login != BOT
    }
    patience = Patience(sleep=lambda _seconds: None, announce=tell)

    def bot(number: int) -> dict[str, int]:
        hub.requests.clear()
        with tempfile.TemporaryDirectory(prefix="slipway-") as objects:
            remote = Remote(f"{hub.git}/{REPOSITORY}.git", tokens[BOT])
            git = GitRepository(Path(objects), remote, telling.search_path)
            forge = GitHubOutlet(REPOSITORY, tokens[BOT], hub.api, TIMEOUT)
            world = World(forge, git, Ways(Courier(), forge, {}))
            report = Report()
            try:
                reconcile(world, number, patience, report)
            finally:
                git.close()
        for line in report.lines:
            tell(f"    {line}")
        for failure in report.failures:
            raise IntegrityError("demo-failed", str(failure), "report it: the demo must not fail")
        return _count(hub)

    return Stage(people=people, bot=bot, tell=tell, wait=hub.clock.advance)


def _count(hub: Hub) -> dict[str, int]:
    writes = sum(
        request.mutations if request.operation else int(request.method != "GET")
        for request in hub.requests
    )
    reads = sum(
        1
        for request in hub.requests
        if request.method == "GET" or (request.operation and not request.mutations)
    )
    return {"reads": reads, "writes": writes}


def _keep_pages(reader: Actor, folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(1, count + 1):
        (folder / f"{number}.md").write_text(reader.page(number), encoding="utf-8")


def _summary(clone: Path, reader: Actor, stage: Stage) -> dict[str, Any]:
    statuses = sorted(clone.glob("releases/*/*/*/*/status.json"))
    return {
        "releases": [_row(json.loads(path.read_text("utf-8"))) for path in statuses],
        "live": {
            path.relative_to(clone / "live").with_suffix("").as_posix(): {
                name: [release["version"] for release in releases]
                for name, releases in json.loads(path.read_text("utf-8"))["miniPrograms"].items()
            }
            for path in sorted(clone.glob("live/*/*.json"))
        },
        "requests": stage.requests,
        "log": reader.git("log", "--graph", "--format=%h %s", "origin/main"),
    }


def _row(status: Mapping[str, Any]) -> dict[str, Any]:
    release = status["release"]
    return {
        "release": " ".join(release[key] for key in ("miniProgram", "version")),
        "target": f"{release['app']}/{release['environment']}",
        "status": status["status"],
        "entries": status["entry"]["sequence"],
        "last": status["entry"]["kind"],
        "pullRequest": status["pullRequest"],
        "digest": status["digest"],
    }


def _show(summary: Mapping[str, Any], line: Callable[[str], None]) -> None:
    line("\nReleases on main")
    form = (
        "  {release:<15} {target:<20} {status:<21} {entries:>2} entries, "
        "last: {last} (#{pullRequest})"
    )
    for row in summary["releases"]:
        line(form.format(**row))
    line("\nmain, as any clone reads it (git log --graph)")
    for text in summary["log"].splitlines():
        line(f"  {text}")
    line("\nAPI requests of the bot")
    for step, counted in summary["requests"].items():
        line(f"  {step:<42} {counted['reads']} reads  {counted['writes']} writes")


def _goodbye(line: Callable[[str], None], folder: Path | None) -> None:
    if folder is None:
        line("\nTo keep everything and look around: slipway demo --dir DIR")
    else:
        line(f"\nLook around: git -C {folder / 'repository'} log --graph --stat")
        line(f"             {folder / 'pull-requests'}: each pull request with its comments")
        command = f"slipway audit verify --trusted-keys {folder / 'github-keys.txt'} --repo"
        line(f"Audit it:    {command} {folder / 'repository'}")
        line(f"             and the forged copy: {folder / 'forged'}")
        line("To play GitHub yourself: slipway hub serve --root DIR --world demo")
