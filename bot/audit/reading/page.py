"""One release on one page: who did what when, on which bytes, and what of it is proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import show_time
from bot.audit.reading.layout import INDENT, field, outline, section
from bot.audit.reading.life import Elsewhere, Life, Recorded
from bot.audit.reading.links import GITHUB, Links
from bot.audit.reading.moment import exceptions, moment, title
from bot.audit.reading.proof import proof
from bot.audit.step import Hand
from bot.core.documents.problem import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.documents.identity import ReleaseId

_HANDS = {
    Hand.BOT: "a commit with entries of other releases",
    Hand.MAINTENANCE: "a commit of maintenance",
    Hand.MENDING: "a commit that brought back what ought to stand there",
    Hand.FOREIGN: "a commit without any entry, by another hand than the bot's",
}


def show(life: Life, server: str = GITHUB) -> str:
    """The whole life of a release as plain text that is Markdown, too; ends in a line feed.

    Links lead to ``server``, in the repository that each entry names.
    """
    return "\n".join([f"# {headline(life.release)}", "", *body(life, server)]) + "\n"


def headline(release: ReleaseId) -> str:
    """``coffee 1.0.0 to harbor Production``."""
    environment = release.environment.value.capitalize()
    return f"{release.mini_program} {release.version} to {release.app} {environment}"


def body(life: Life, server: str) -> Iterator[str]:
    """All of the page but its title."""
    yield from _standing(life, server)
    moments: list[Recorded | Elsewhere] = [*life.recorded, *life.elsewhere]
    for one in sorted(moments, key=lambda one: one.number):
        if isinstance(one, Recorded):
            head, lines = f"{one.entry.sequence}. {title(one.entry)}", moment(one, server)
        else:
            head, lines = f"Commit {one.number}: its files were touched", _touched(one)
        yield from section(head, lines)
    yield from _applied_for(life)
    yield from proof(life)


def _standing(life: Life, server: str) -> Iterator[str]:
    newest = life.newest
    entry, after = newest.entry, newest.transition.after
    requester = after.requester
    on_main, wrong = after.merged is not None, len(life.findings)
    yield from field("release", life.release.folder)
    yield from field("stands at", f"{after.status}, since {show_time(after.since)}")
    yield from field("log", f"entry {entry.sequence} is the newest; round {entry.round}")
    yield from field("its files", "on main" if on_main else "in the pull request only, not on main")
    yield from field("pull request", Links.of(entry, server).pull(entry.pull_request))
    if requester is not None:
        yield from field("applied for", f"by {requester.login} (id {requester.id})")
    yield from field("digest", f"sha256:{entry.digest}")
    yield from field("exceptions", counted(wrong, "finding") if wrong else "none found")
    if life.unseen:
        earlier = "1 earlier entry" if life.unseen == 1 else f"{life.unseen} earlier entries"
        yield from field("not here", f"{earlier} of its log, which this page does not show")


def _touched(other: Elsewhere) -> Iterator[str]:
    yield from field("when", f"{show_time(other.written)}, as the commit says")
    yield from field("commit", other.commit)
    yield from field("whose", _HANDS[other.hand])
    yield from exceptions(other.findings)


def _applied_for(life: Life) -> Iterator[str]:
    held = [one.entry for one in life.recorded if one.entry.application is not None]
    if not held:
        return
    entry = held[-1]
    what = f"What was applied for, in entry {entry.sequence}"
    yield from section(what, (f"{INDENT}{line}" for line in outline(entry.application)))
