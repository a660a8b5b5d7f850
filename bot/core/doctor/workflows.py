"""Checks of the workflows: there, unchanged, running, and the sweep that is the guarantee."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.doctor.check import Answer, Check, Severity, right, unknown, warning, wrong
from bot.core.doctor.seen import RunSeen, Seen, Unseen
from bot.core.doctor.standing import is_bot
from bot.core.documents.problem import counted, quoted
from bot.core.times import show_time

FOLDER = ".github/workflows"
BOT = f"{FOLDER}/slipway.yml"
OWN = (BOT, f"{FOLDER}/check.yml", f"{FOLDER}/review.yml", f"{FOLDER}/seen.yml")
LATE = timedelta(hours=6)
"""A schedule may come late or be dropped; a quarter of a day without one is no chance."""
BLOCKED = datetime(2026, 11, 2, tzinfo=UTC)
"""When GitHub's default policy for public repositories came into force."""
PAGE = "Actions, Slipway"
ACTIONS_READ = "Actions: read"


def there(seen: Seen) -> Answer:
    """All workflows are on main, and enabled."""
    missing = [path for path in OWN if path not in seen.main.workflows]
    if missing:
        what = f"main has no {', '.join(missing)}"
        return wrong(what, "bring them to main: slipway init writes them")
    if isinstance(seen.workflows, Unseen):
        return unknown(seen.workflows)
    states = {one.path: one.state for one in seen.workflows}
    for path in OWN:
        state = states.get(path)
        if state is not None and state != "active":
            why = (
                ", as GitHub does after 60 days without activity in a public repository"
                if state == "disabled_inactivity"
                else ""
            )
            return wrong(f"{path} is {quoted(state)}{why}", f"{PAGE}: Enable workflow")
    if lost := [path for path in OWN if path not in states]:
        what = f"main has {', '.join(lost)}, and GitHub does not know it as a workflow"
        return wrong(what, "look at it on GitHub's page of the file, which shows what is wrong")
    return right("every workflow of the bot is on main and enabled")


def as_shipped(seen: Seen) -> Answer:
    """The workflows are the bot's, byte for byte."""
    if isinstance(seen.known.shipped, Unseen):
        return unknown(seen.known.shipped)
    shipped, present = seen.known.shipped, seen.main.workflows
    both = [path for path in OWN if path in present and path in shipped]
    if not both:
        return unknown(Unseen("main has no workflow of the bot", "bring them to main first"))
    if changed := [path for path in both if present[path] not in shipped[path]]:
        what = f"{', '.join(changed)} differs from what this version of the bot ships"
        return warning(what, "compare; take the bot's file, or know why yours differs")
    if seen.main.holds_bot and is_bot(seen):
        what = "this bot was built from main, so its workflows were compared with themselves"
        return unknown(Unseen(what, "run slipway doctor from another clone of the project"))
    return right(f"{counted(len(both), 'workflow')} as this version of the bot ships them")


def others(seen: Seen) -> Answer:
    """Workflows that are not the bot's can write too."""
    found = [path for path in sorted(seen.main.workflows) if path not in OWN]
    if found:
        what = f"main also has {', '.join(map(quoted, found))}"
        return right(f"{what}: in a trial, what of them may write acts as the bot")
    return right("main has no workflow but the bot's")


def scheduled(seen: Seen) -> Answer:
    """The schedule runs."""
    found = seen.scheduled
    if isinstance(found, Unseen):
        return unknown(found)
    cure = f"{PAGE}: Run workflow, do: sweep; then look whether the schedule comes again"
    if found is None:
        return warning("no scheduled run is known", cure)
    age = seen.now - found.at
    if age > LATE:
        return wrong(f"the last scheduled run was {_ago(found, age)}", cure)
    if found.conclusion not in ("", "success"):
        what = f"the last scheduled run, {_ago(found, age)}, ended with {quoted(found.conclusion)}"
        return wrong(what, f"{PAGE}: read the summary of run {found.id}")
    return right(f"the last scheduled run was {_ago(found, age)}")


def swept(seen: Seen) -> Answer:
    """A whole pass ended well not long ago: what events missed is made good for."""
    found = seen.swept
    if isinstance(found, Unseen):
        return unknown(found)
    cure = f"{PAGE}: Run workflow, do: sweep, and read its summary"
    if found is None:
        return warning("no sweep is known to have succeeded", cure)
    age = seen.now - found.at
    if age > LATE:
        what = f"the last sweep that succeeded was {_ago(found, age)}"
        return wrong(f"{what}: reviews and clocks since are not acted on", cure)
    return right(f"the last sweep that succeeded was {_ago(found, age)}")


def events(seen: Seen) -> Answer:
    """Pull requests start the bot: a run that did is the proof, since not every policy is shown."""
    found = seen.targeted
    if isinstance(found, Unseen):
        return unknown(found)
    cure = (
        "Settings, Actions, Policies: import .github/actions-policy.json; in a public repository "
        "GitHub blocks pull_request_target without one, and the bot comes with the next sweep only"
    )
    if found is None:
        what = "whether GitHub lets pull_request_target start the bot shows with the first run"
        return Answer(Severity.UNKNOWN, what, cure)
    age = seen.now - found.at
    if found.at < BLOCKED <= seen.now:
        what = "pull_request_target last started the bot before GitHub began to block it"
        return Answer(Severity.UNKNOWN, f"{what}, {_ago(found, age)}", cure)
    return right(f"pull_request_target started the bot, {_ago(found, age)}")


def _ago(run: RunSeen, age: timedelta) -> str:
    minutes = max(int(age.total_seconds()) // 60, 0)
    hours, days = minutes // 60, age.days
    shown = f"{days} d" if days > 1 else f"{hours} h" if hours > 1 else f"{minutes} min"
    return f"{shown} ago ({show_time(run.at)})"


CHECKS = (
    Check(
        "workflows-there",
        "Are the bot's workflows on main, and enabled?",
        "In a public repository GitHub disables scheduled workflows after 60 days without "
        "activity; anyone with write access can disable one by hand.",
        'docs.github.com, "Disabling and enabling a workflow"',
        ACTIONS_READ,
        there,
    ),
    Check(
        "workflows-as-shipped",
        "Are they what this version of the bot ships?",
        "By git's id of each file. A change may be meant; then know why.",
        "docs/operations.md",
        "Contents: read, and a bot that carries its workflows",
        as_shipped,
    ),
    Check(
        "other-workflows",
        "Which other workflows are on main?",
        "For information: each runs with a token of its own.",
        'docs.github.com, "Use GITHUB_TOKEN for authentication in workflows"',
        "Contents: read",
        others,
    ),
    Check(
        "events-allowed",
        "Do pull requests start the bot?",
        "Since 2 November 2026 GitHub blocks pull_request_target in public repositories that have "
        "no Actions policy of their own for the workflow; an organization can block more.",
        'docs.github.com, "Securely using pull_request_target"',
        ACTIONS_READ,
        events,
    ),
    Check(
        "schedule-runs",
        "Does the schedule run?",
        "Schedules come late and are dropped under load; six hours without one are no chance.",
        'docs.github.com, "Events that trigger workflows" (schedule)',
        ACTIONS_READ,
        scheduled,
    ),
    Check(
        "sweep-age",
        "Did a whole sweep succeed of late?",
        "Events are hints and can be lost; the sweep is the guarantee.",
        'docs.github.com, REST "List workflow runs for a workflow"',
        ACTIONS_READ,
        swept,
    ),
)
