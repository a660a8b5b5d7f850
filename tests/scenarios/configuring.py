"""How a test configures: requests with a configuration, and the catalog as its owners change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from tests.world import documents, release

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.world import Stage


def maintain(stage: Stage, path: str, change: Callable[[dict[str, Any]], object]) -> None:
    """The owners change one file of the catalog."""
    value = yaml.safe_load(stage.main_files(path)[path])
    change(value)
    stage.person("otto").commit("main", {path: yaml.safe_dump(value, sort_keys=False)})


def ask(stage: Stage, text: str, **configuration: Any) -> int:
    """Mia opens a pull request whose request holds this configuration, and the bot looks."""
    number = propose(stage, text, **configuration)
    stage.run_bot(number)
    return number


def propose(stage: Stage, text: str, **configuration: Any) -> int:
    """The same before the bot looks."""
    files = documents(text)
    files[release(text).request_path] += yaml.safe_dump({"configuration": configuration})
    branch, mia = text.replace(" ", "-"), stage.person("mia")
    mia.commit(branch, files)
    return mia.open(branch, f"Release {text}")


def sticky(stage: Stage, number: int) -> str:
    """The status comment."""
    (found,) = [c for c in stage.comments(number) if c.body.startswith("<!-- slipway:status")]
    return found.body


def everything(stage: Stage, number: int) -> str:
    """All that anybody can read on the pull request of what the bot wrote."""
    head = stage.person("mia").pull(number).head.sha
    said = [comment.body for comment in stage.comments(number)]
    return "\n".join([*said, *(status.description for status in stage.statuses(head))])
