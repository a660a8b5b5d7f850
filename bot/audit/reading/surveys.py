"""Who could move main past the rules, and when: the surveys that the bot recorded, oldest first.

A survey is the bot's word. Between two of them nobody looked: that nobody could is never said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.audit.model.entry import show_time
from bot.core.documents.problem import counted, plain, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.audit.model.document_entry import DocumentEntry
    from bot.audit.model.entry import Value
    from bot.audit.step import Step

ROLES = {2: "maintain", 4: "write", 5: "admin"}
"""The numbers of roles on a bypass list (seen in livestorejs/livestore#1214)."""


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey, the commit that brought it, and what is wrong with that commit."""

    entry: DocumentEntry
    commit: str
    findings: tuple[str, ...]

    @property
    def facts(self) -> Value:
        """What was seen."""
        return self.entry.survey or {}


def surveys(steps: Iterable[Step]) -> Iterator[Survey]:
    """Every survey of a history."""
    for step in steps:
        for one in step.documents:
            if one.entry.surveys:
                rules = sorted({finding.rule for finding in step.findings})
                yield Survey(one.entry, one.commit, tuple(rules))


def as_text(found: Iterable[Survey]) -> str:
    """A paragraph each."""
    parts = [_paragraph(one) for one in found]
    if not parts:
        return "No survey is recorded: press Actions, Slipway, Run workflow, do: doctor.\n"
    end = f"{counted(len(parts), 'survey')}. Each is the bot's word; in between nobody looked.\n"
    return "\n".join([*parts, end])


def _paragraph(one: Survey) -> str:
    entry = one.entry
    who = f"{plain(entry.actor.login)} (id {entry.actor.id})"
    lines = [
        f"{show_time(entry.time)}  {one.commit[:12]}  asked for by {who}, run {entry.run}",
        *(f"  {line}" for line in told(one.facts)),
        *([f"  found wrong by the audit: {', '.join(one.findings)}"] if one.findings else []),
    ]
    return "".join(f"{line}\n" for line in lines)


def told(facts: Value) -> Iterator[str]:
    """Who could do what, in lines; what was not seen is said last."""
    account, bot = facts.get("account"), facts.get("bot")
    yield f"seen with the token of {'the bot' if account == bot else f'account {account}'}"
    yield f"past the rules of main: {_bypass(facts)}"
    if facts.get("main") is not None:
        rules = sorted({str(one["type"]) for one in facts["main"]})
        yield f"in force on main: {', '.join(rules) or 'nothing: every writer could move it'}"
    if facts.get("protection"):
        yield f"classic protection: {', '.join(facts['protection'])}"
    if facts.get("admins") is not None:
        yield f"could change the rules: {_ids(facts['admins'])}"
    if facts.get("environment") is not None:
        branches = ", ".join(
            "every branch" if b == "*" else quoted(b) for b in facts["environment"]
        )
        yield f"could use the bot's environment: {branches or 'no environment'}"
    if facts.get("writes") is not None:
        yield f"workflows may write by default: {'yes' if facts['writes'] else 'no'}"
    if unseen := list(_unseen(facts)):
        yield f"not seen: {', '.join(unseen)}"


def _bypass(facts: Value) -> str:
    rulesets, main = facts.get("rulesets"), facts.get("main")
    if rulesets is None or main is None:
        return "not seen"
    of_main = {one["ruleset"] for one in main}
    known = [one for one in rulesets if one["id"] in of_main]
    seen = [
        f"{_actor(who, facts)} on {quoted(one['name'])}"
        for one in known
        for who in one["bypass"] or ()
    ]
    hidden = [quoted(one["name"]) for one in known if one["bypass"] is None]
    hidden += [f"ruleset {one}" for one in sorted(of_main - {one["id"] for one in known})]
    unsaid = [f"whoever else is on the list of {name}, which was not seen" for name in hidden]
    return ", ".join([*seen, *unsaid]) or "nobody"


def _actor(who: Any, facts: Value) -> str:
    mode = "" if who["mode"] == "always" else f" ({plain(who['mode'])})"
    if who["kind"] == "Integration" and who["id"] == facts.get("app"):
        return f"the bot's App {who['id']}{mode}"
    if who["kind"] == "RepositoryRole":
        return f"everyone with the role {ROLES.get(who['id'], who['id'])}{mode}"
    return f"{plain(who['kind'])} {who['id']}{mode}"


def _ids(numbers: list[int]) -> str:
    return ", ".join(f"id {one}" for one in numbers) or "nobody"


def _unseen(facts: Value) -> Iterator[str]:
    names = {
        "rulesets": "rulesets",
        "main": "the rules in force on main",
        "protection": "classic protection",
        "admins": "admins",
        "environment": "the bot's environment",
        "writes": "what workflows may by default",
    }
    for key, name in names.items():
        if facts.get(key) is None:
            yield name
    if any(one["bypass"] is None for one in facts.get("rulesets") or ()):
        yield "bypass lists"
