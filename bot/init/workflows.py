"""The workflows of a repository with data only: this project's own, less the building of the bot.

The files are the same but for one step, so that what is proven of one is true of the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = ".github/workflows"
OWN = f"{FOLDER}/ci.yml"
"""The project's own tests, which a repository without code has not."""
STEP = "Install the bot"
_STEP = re.compile(rf"(?ms)^( *)- name: {STEP}\n.*?(?=^\1- |^ {{0,4}}\S|\Z)")
_BUILDING = re.compile(r"(?m)^.* --no-build-isolation \.$\n?")


def data_workflows(workflows: Mapping[str, str]) -> Mapping[str, str]:
    """The workflows, by path, of a repository that has the bot from its wheel."""
    return {path: data_variant(text) for path, text in workflows.items() if path != OWN}


def data_variant(text: str) -> str:
    """One workflow without the line that builds the bot from main, where it installs the bot."""
    return _STEP.sub(lambda step: _BUILDING.sub("", step[0]), text)
