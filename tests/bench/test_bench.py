"""``make bench`` on tiny histories: what it prints, and never how long anything took."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from bench.audit import main
from bench.figures import Figures, Signatures, late_checkpoint
from bench.kept import REPOSITORY, SIGNED, UNSIGNED, Facts, history
from bench.page import page
from bench.runs import audit
from bot.audit.trust.checkpoint import Checkpoint
from bot.errors import ProblemsFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TINY = 60
ARGUMENTS = ("--transitions", str(TINY), "--signed", str(TINY), "--repeat", "1")
FACTS = Facts(1000, 900, 4000, "a" * 40, "b" * 40, 891, "c" * 40, "2026-03-02T09:00:00Z")


def figures(parts: Mapping[str, float]) -> Figures:
    return Figures(FACTS, audit=3.0, peak=80_000_000, log=0.5, objects=1.0, since=0.6, parts=parts)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def measured(kept: Path) -> dict[str, Any]:
    result = run(*ARGUMENTS, "--keep", str(kept), "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_page_puts_the_audit_beside_git_and_says_what_follows() -> None:
    signatures = Signatures(FACTS, unchecked=3.0, checked=3.9)
    shown = page([figures({"YAML": 0.4, "trees": 0.1})], signatures, 3)
    rows = {line[:28].strip(): line[28:].strip() for line in shown.splitlines()}
    assert rows["slipway audit verify"] == "3.00 s"
    assert rows["times git"] == "2.0"
    assert rows["a transition"] == "3.00 ms"
    assert rows["most memory"] == "80 MB"
    assert rows["of the whole"] == "20%"
    assert rows["YAML"] == "40%"
    assert rows["a signature"] == "1.00 ms"


def test_a_history_has_as_many_transitions_as_were_asked_for(measured: dict[str, Any]) -> None:
    facts = measured["histories"][0]["facts"]
    assert TINY <= facts["transitions"] < TINY + 10


def test_the_parts_make_up_the_whole_and_reading_git_is_among_them(
    measured: dict[str, Any],
) -> None:
    parts = measured["histories"][0]["parts"]
    assert sum(parts.values()) == pytest.approx(1)
    assert "reading git" in parts
    assert "YAML" in parts


def test_git_is_given_the_very_objects_of_the_history(measured: dict[str, Any], kept: Path) -> None:
    made = history(kept, UNSIGNED, TINY)
    oids = made.objects.read_text("utf-8").split()
    command = ("git", "--git-dir", str(made.repository), "cat-file", "--batch-check")
    asked = made.objects.read_bytes()
    said = subprocess.run(command, input=asked, capture_output=True, check=True).stdout
    kinds = [line.split()[1] for line in said.decode().splitlines()]
    assert len(oids) == len(set(oids)) == measured["histories"][0]["facts"]["objects"]
    assert kinds.count("commit") >= made.facts.commits - 1
    assert set(kinds) == {"commit", "blob"}


def test_kept_histories_are_used_again(measured: dict[str, Any], kept: Path) -> None:
    before = history(kept, SIGNED, TINY).folder.stat().st_ino
    assert run(*ARGUMENTS, "--keep", str(kept)).exit_code == 0
    assert history(kept, SIGNED, TINY).folder.stat().st_ino == before
    assert measured["signatures"]["facts"]["tip"] == history(kept, SIGNED, TINY).facts.tip


def test_the_checkpoint_before_the_last_hundredth_is_one_that_an_audit_takes() -> None:
    assert Checkpoint.read(late_checkpoint(FACTS)).size == FACTS.late_size


@pytest.mark.usefixtures("measured")
def test_an_audit_that_finds_something_is_no_measurement(tmp_path: Path, kept: Path) -> None:
    made = history(kept, UNSIGNED, TINY)
    (tmp_path / REPOSITORY).symlink_to(made.repository)
    with pytest.raises(ProblemsFoundError, match="on a true history"):
        audit(type(made)(tmp_path, made.facts), "--from", late_checkpoint(FACTS))
