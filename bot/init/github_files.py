"""What GitHub reads beside workflows: CODEOWNERS, the pull request template, labels, attributes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.core.labels import app_label, status_label
from bot.core.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.init.answers import Answers

LABELS = ".github/labels.json"
POLICY = ".github/actions-policy.json"
WORKFLOW = ".github/workflows/slipway.yml"
EVENTS = ("issue_comment", "pull_request_target", "schedule", "workflow_dispatch", "workflow_run")

ATTRIBUTES = """\
# One end of line everywhere: digests are of bytes.
* text eol=lf
*.whl -text -diff
# What the bot writes is folded away on GitHub's pages.
catalog/log/** linguist-generated
live/** linguist-generated
releases/**/log/** linguist-generated
releases/**/status.json linguist-generated
"""

IGNORED = """\
.venv/
__pycache__/
"""

PULL_REQUEST = """\
<!--
One release, one version or one file of catalog/ a pull request, and nothing else with it.
Nothing is decided by this text: the bot reads the documents, and says here what is missing.
A comment /help shows what you may do next.
-->
"""

_COLOURS = {
    Status.NEW_VERSION_CREATED: "c5def5",
    Status.UNDER_REVIEW: "fbca04",
    Status.PILOT_TESTING: "bfd4f2",
    Status.RELEASE_PREPARATION: "bfdadc",
    Status.GRAYSCALE_RELEASE: "c2e0c6",
    Status.FULL_RELEASE: "0e8a16",
    Status.CANCELED: "e99695",
    Status.ARCHIVED: "ededed",
}
_APP_COLOUR = "d4c5f9"


def github_files(answers: Answers) -> Mapping[str, str]:
    """The files by path, but for rulesets and workflows."""
    return {
        ".gitattributes": ATTRIBUTES,
        ".github/CODEOWNERS": _code_owners(answers),
        ".github/pull_request_template.md": PULL_REQUEST,
        LABELS: _labels(answers),
        POLICY: _policy(),
    }


def _policy() -> str:
    """By which events the bot's workflow may start, as "Import a policy" and REST take it.

    GitHub's default policy blocks ``pull_request_target`` in public repositories; one of their own
    for the workflow takes its place (docs.github.com, "Securely using pull_request_target"; REST,
    "Create a repository Actions policy"; the file of NexusPHP/carson).
    """
    rule = {"type": "restrict_action_events", "parameters": {"allowed_events": list(EVENTS)}}
    value = {
        "name": "What starts Slipway",
        "target": "actions",
        "enforcement": "active",
        "conditions": {"workflow_path": {"include": [WORKFLOW], "exclude": []}},
        "rules": [rule],
        "bypass_actors": [],
    }
    return json.dumps(value, indent=2) + "\n"


def _code_owners(answers: Answers) -> str:
    """Owners look over all that the bot does not judge.

    A later line wins, and one without an owner leaves its paths to nobody (docs.github.com, "About
    code owners"): GitHub would else ask the owners to review each release.
    """
    owners = " ".join(f"@{one.login}" for one in answers.people.owners)
    return (
        "# The owners of the catalog look over how the bot runs here.\n"
        f"* {owners}\n"
        "# The bot judges these, by the catalog, and asks whom it needs.\n"
        "/catalog/\n"
        "/live/\n"
        "/releases/\n"
    )


def _labels(answers: Answers) -> str:
    """The labels that the bot sets, as REST takes them ("Create a label"), one a line."""
    rows = [
        {"name": status_label(status), "color": colour, "description": "The status of a release"}
        for status, colour in _COLOURS.items()
    ]
    name = app_label(answers.app.id)
    rows.append({"name": name, "color": _APP_COLOUR, "description": "The app of a release"})
    return "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in rows) + "\n]\n"
