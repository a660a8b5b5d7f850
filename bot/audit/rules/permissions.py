"""The rule of what an application may configure: by the app's document at the parent commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.permissions import refused
from bot.audit.rules.application import merged_application
from bot.audit.rules.findings import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.rules.case import Case


def permitted(case: Case) -> Iterator[str]:
    """Check ``permitted``; what an approval merges is resolved anew from the documents."""
    entry, app = case.entry, case.policy.app(case.entry.release.app)
    judged = merged_application(case) if entry.kind == "approved" else entry.application
    if app is None or judged is None or not (entry.opens or entry.merges):
        return
    try:
        yield from tuple(refused(app, entry.release, judged))
    except _ODD:  # a schema on main that was loosened let the documents pass
        yield "what it configures cannot be read"


_ODD = (AttributeError, KeyError, TypeError)


PERMISSION_RULES: tuple[Rule[Case], ...] = (
    Rule(
        "permitted",
        "Did the app allow all that the application configures and uses?",
        "Grants of domains and WAP URLs, features and their activation, Environment Variables and "
        "the user ids of testers are judged by the app's document at the parent commit, when a "
        "round opens and again when it merges. Whether the information was complete is not asked: "
        "bots before 0.2 did not ask it.",
        permitted,
    ),
)
