"""What a change of the bot's own settings made possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.maintenance.line import Line, Weight
from bot.audit.maintenance.words import login_of, mapping, shown
from bot.core.documents.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.maintenance.document import Document
    from bot.audit.model.policy import Value


def settings_lines(document: Document) -> Iterator[Line]:
    """Whose commits count as the bot's, in which mode, and since when all is checked."""
    old, new = mapping(document.old.get("bot")), mapping(document.new.get("bot"))
    if new and new.get("id") != old.get("id"):
        formerly = f", and those of id {quoted(old['id'])} no longer" if "id" in old else ""
        now = f"commits of id {quoted(new.get('id'))} ({login_of(new)}) count as the bot's now"
        yield document.line(Weight.GIVES, now + formerly)
    elif new and new != old:
        yield document.line(Weight.TELLS, _renamed(new.get("id"), old, new))
    said = {
        "leastBotVersion": "the least version of the bot that may write",
        "moveMain": "how a merge moves main",
    }
    for name, was, is_ in document.differing("mode", "genesis", *said):
        match name, is_:
            case "mode", "app":
                text = "its mode is app now: unsigned commits of the bot are refused"
            case "mode", _:
                text = f"its mode is {quoted(is_)} now: unsigned commits are no longer refused"
            case "genesis", _:
                text = f"genesis is {shown(is_)}, formerly {shown(was)}: "
                text += "what stood before it is trusted unseen"
            case _:
                text = f"{said[name]}: {shown(is_)}, formerly {shown(was)}"
        yield document.line(Weight.GIVES, text)


def _renamed(id_: object, old: Value, new: Value) -> str:
    return f"id {quoted(id_)} is called {login_of(new)} now, formerly {login_of(old)}"
