"""One careless edit of the bot's own workflow is enough for a rule to speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.act.files import BOT_WORKFLOW
from tests.workflows.rules import broken

if TYPE_CHECKING:
    from pathlib import Path

EDITS = [
    ("ref: main", "ref: ${{ github.event.pull_request.head.sha }}", "head-in-privileged-job"),
    ("ref: main", "ref: refs/pull/1/merge", "head-in-privileged-job"),
    ('--event "$GITHUB_EVENT_NAME"', '--event "${{ github.event_name }}"', "expression-in-run"),
    ("persist-credentials: false", "persist-credentials: true", "credentials-kept"),
    ("@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7", "unpinned-action"),
    ("uses: actions/checkout", "uses: somebody/checkout", "third-party-action"),
    ("--require-hashes ", "", "unhashed-package"),
    ('python" -I -P -m bot', 'python" -m bot', "isolated"),
    ("permissions: {}", "permissions: read-all", "permissions"),
    ("statuses: write # the", "workflows: write # the", "permissions"),
    ("actions: read #", "actions: write #", "permissions"),
    ("\n    environment: slipway", "", "secret-outside-environment"),
    ("ubuntu-latest", "self-hosted", "self-hosted"),
    ("timeout-minutes: 15", "timeout-minutes: 360", "no-time-limit"),
    ("cancel-in-progress: false", "cancel-in-progress: true", "drops-runs"),
    ("  pull_request_target:", "  pull_request:", "environment-on-untrusted"),
    ("user.type == 'User')", "user.login == 'mia')", "actor-check"),
    ("if: github.event_name", "if: ${{ true }} || github.event_name", "always-true-if"),
    ("if: vars.SLIPWAY_APP_CLIENT_ID != ''", "if: |\n          ${{ false }}", "always-true-if"),
]


@pytest.mark.parametrize(("here", "there", "rule"), EDITS)
def test_an_edit_is_noticed(tmp_path: Path, here: str, there: str, rule: str) -> None:
    text = BOT_WORKFLOW.read_text("utf-8")
    assert here in text
    edited = tmp_path / BOT_WORKFLOW.name
    edited.write_text(text.replace(here, there, 1), "utf-8")
    assert rule in broken(edited)
