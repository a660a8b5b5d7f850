"""The demo and the served hub, as somebody at a terminal uses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.person import client

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SLIPWAY = Path(sys.executable).parent / "slipway"


def slipway(
    *arguments: str, env: Mapping[str, str] | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    values = {"PATH": os.environ["PATH"], **(env or {})}
    return subprocess.run(
        [SLIPWAY, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=values,
        cwd=folder,
    )


@pytest.fixture(scope="module")
def summary(demo: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(demo.with_suffix(".json").read_bytes())
    return {**found, "folder": demo}


def test_the_demo_ends_with_a_clean_audit_and_a_forgery_that_is_found(
    summary: dict[str, Any],
) -> None:
    assert summary["audit"] == {"findings": 0, "forgery": ["entry-rewritten"]}
    keys = ("--trusted-keys", "github-keys.txt")
    clean = slipway("audit", "verify", *keys, "--repo", "repository", folder=summary["folder"])
    assert clean.returncode == 0
    assert clean.stdout.endswith("Nothing is wrong with it.\n")
    forged = slipway("audit", "verify", *keys, "--repo", "forged", folder=summary["folder"])
    assert forged.returncode == 1
    assert "First bad commit" in forged.stdout


def test_the_demo_leaves_each_release_where_its_story_ends(summary: dict[str, Any]) -> None:
    found = {
        (row["release"], row["target"]): (row["status"], row["last"]) for row in summary["releases"]
    }
    assert found == {
        ("coffee 1.0.0", "harbor/test"): ("Archived", "archived"),
        ("coffee 1.1.0", "harbor/test"): ("Full Release", "released"),
        ("coffee 1.0.0", "harbor/production"): ("Archived", "archived"),
        ("coffee 1.1.0", "harbor/production"): ("Archived", "taken-offline"),
        ("coffee 1.0.0", "lagoon/production"): ("New Version Created", "withdrawn"),
        ("coffee 1.0.0", "lagoon/sandbox"): ("Full Release", "approved"),
        ("tickets 1.0.0", "harbor/production"): ("Under Review", "resubmitted"),
        ("tickets 1.0.0", "lagoon/production"): ("Pilot Testing", "approved"),
        ("tea 1.0.0", "harbor/test"): ("Full Release", "released"),
    }
    assert summary["live"] == {
        "harbor/production": {},
        "harbor/test": {"coffee": ["1.1.0"], "tea": ["1.0.0"]},
        "lagoon/production": {"tickets": ["1.0.0"]},
        "lagoon/sandbox": {"coffee": ["1.0.0"]},
    }


def test_the_demo_keeps_a_clone_of_main_that_tells_the_same(summary: dict[str, Any]) -> None:
    clone = summary["folder"] / "repository"
    log = subprocess.run(
        ["git", "-C", str(clone), "log", "--graph", "--format=%h %s"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert [line.rstrip() for line in summary["log"].splitlines()] == [one.rstrip() for one in log]
    assert len(list((summary["folder"] / "pull-requests").iterdir())) == 14


def test_the_demo_counts_its_requests_within_the_budget(summary: dict[str, Any]) -> None:
    asking = 1  # the demo's second app asks for reviews, by one request
    submitted = 3 + asking
    most = {"merged": 6, "Test release": 6, "submitted": submitted, "rejected": 4, "Withdrawn (": 4}
    for step, counted in summary["requests"].items():
        for word, writes in most.items():
            if word in step and not step.startswith("Second"):
                assert counted["writes"] <= writes, step


def test_the_demo_refuses_a_folder_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    done = slipway("demo", "--dir", str(tmp_path))
    assert done.returncode == 2
    assert "[folder-in-use]" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[dict[str, Any]]:
    process = subprocess.Popen(
        [str(SLIPWAY), "hub", "serve", "--root", str(tmp_path / "hub"), "--world", "demo"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        process.stdout.close()


def test_the_served_hub_takes_a_release_from_a_client_and_the_command_line(
    served: dict[str, Any],
) -> None:
    assert served["repositories"] == ["harbor-co/releases"]
    mia = client(served["api"], served["tokens"]["mia"]).get_repo("harbor-co/releases")
    mia.create_git_ref("refs/heads/one", mia.get_branch("main").commit.sha)
    for path, text in DOCUMENTS.items():
        mia.create_file(path, f"Add {path}", text, branch="one")
    number = mia.create_pull(base="main", head="one", title="One", body="").number
    env = {
        "GITHUB_TOKEN": served["tokens"]["github-actions[bot]"],
        "GITHUB_REPOSITORY": "harbor-co/releases",
        "GITHUB_API_URL": served["api"],
        "GITHUB_SERVER_URL": served["url"],
    }
    planned = slipway("reconcile", "--pull", str(number), "--dry-run", env=env)
    assert "Release coffee 3.0.0 to harbor Test: Full Release" in planned.stdout
    assert not mia.get_pull(number).merged
    done = slipway("reconcile", "--all", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert mia.get_pull(number).merged
    status = mia.get_contents("releases/coffee/3.0.0/harbor/test/status.json")
    assert not isinstance(status, list)
    assert json.loads(status.decoded_content)["status"] == "Full Release"


DOCUMENTS = {
    "releases/coffee/3.0.0/version.yaml": (
        "format: 1\nminiProgram: coffee\nversion: 3.0.0\npackage:\n"
        "  url: https://packages.coffee.example/3.zip\n"
        f"  sha256: {'a' * 64}\n  size: 1\n"
    ),
    "releases/coffee/3.0.0/harbor/test/request.yaml": (
        "format: 1\nminiProgram: coffee\nversion: 3.0.0\napp: harbor\nenvironment: test\n"
    ),
}
