"""``slipway audit show``, ``export``, ``sample`` and ``bundle`` at a terminal."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from tests.audit.test_verify import slipway
from tests.history.historian import Historian
from tests.history.keys import signing_key
from tests.history.story import tell
from tests.history.writers import LooseWriter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reading")
    key = signing_key()
    historian = Historian(LooseWriter(folder / "main.git", key))
    tell(historian, 60, seed=5)
    historian.finish()
    (folder / "keys").write_text(key.public + "\n")
    merged = next(made.release for made in historian.made if made.kind == "approved")
    assert merged is not None
    (folder / "release").write_text(merged.folder)
    return folder


def release(clone: Path) -> str:
    return (clone / "release").read_text()


def test_show_takes_the_four_parts_or_the_folder(clone: Path) -> None:
    folder = release(clone)
    parts = folder.removeprefix("releases/").split("/")
    by_folder = slipway("show", folder, "--repo", "main.git", folder=clone)
    by_parts = slipway("show", *parts, "--repo", "main.git", folder=clone)
    assert (by_folder.returncode, by_folder.stderr) == (0, "")
    assert by_folder.stdout == by_parts.stdout
    assert "Approved and merged" in by_folder.stdout


def test_links_lead_to_the_server_that_is_named(clone: Path) -> None:
    server = "https://git.harbor.example"
    call = ("show", release(clone), "--repo", "main.git", "--server-url", server)
    assert f"{server}/" in slipway(*call, folder=clone).stdout


@pytest.mark.parametrize("name", ["coffee", "coffee 1.0.0 harbor", "../x 1.0.0 harbor test"])
def test_what_names_no_release_is_said_with_exit_2(clone: Path, name: str) -> None:
    done = slipway("show", name, "--repo", "main.git", folder=clone)
    assert (done.returncode, done.stdout) == (2, "")
    assert "[wrong-release]" in done.stderr


def test_a_release_that_the_log_does_not_know_is_exit_1(clone: Path) -> None:
    done = slipway("show", "coffee 77.0.0 harbor test", "--repo", "main.git", folder=clone)
    assert (done.returncode, done.stdout) == (1, "")
    assert "[no-such-release]" in done.stderr


def test_an_export_has_one_row_a_transition_and_says_that_it_is_complete(clone: Path) -> None:
    table = slipway("export", "--repo", "main.git", folder=clone)
    listed = list(csv.DictReader(io.StringIO(table.stdout, newline="")))
    whole = json.loads(
        slipway("export", "--repo", "main.git", "--format", "json", folder=clone).stdout
    )
    assert (
        len(listed) == len(whole["transitions"]) == sum(whole["population"]["transitions"].values())
    )
    assert table.stderr.strip()
    page = slipway("export", "--repo", "main.git", "--format", "html", folder=clone).stdout
    assert page.startswith("<!doctype html>")


def test_an_export_selects_by_time_and_by_ids(clone: Path) -> None:
    call = ("export", "--repo", "main.git", "--app", "harbor", "--since", "2026-03-02")
    apps = {row["app"] for row in csv.DictReader(io.StringIO(slipway(*call, folder=clone).stdout))}
    assert apps == {"harbor"}
    none = slipway("export", "--repo", "main.git", "--until", "2026-03-01T00:00:00Z", folder=clone)
    assert len(none.stdout.splitlines()) == 1


@pytest.mark.parametrize("text", ["yesterday", "2026-03-02T09:00:00", "2026-13-01"])
def test_a_time_without_a_zone_is_no_time(clone: Path, text: str) -> None:
    done = slipway("export", "--repo", "main.git", "--since", text, folder=clone)
    assert (done.returncode, done.stdout) == (2, "")
    assert "[wrong-time]" in done.stderr


def test_a_sample_is_the_same_for_the_same_seed_and_fills_a_folder(clone: Path) -> None:
    call = ("sample", "3", "--seed", "2026-Q1", "--repo", "main.git")
    once, again = slipway(*call, folder=clone), slipway(*call, folder=clone)
    assert (once.returncode, once.stdout) == (0, again.stdout)
    other = slipway("sample", "3", "--seed", "2026-Q2", "--repo", "main.git", folder=clone)
    assert other.stdout != once.stdout
    slipway(*call, "--out", "drawn", folder=clone)
    pages = sorted((clone / "drawn").iterdir())
    assert len(pages) == 4
    assert all(page.read_text() in once.stdout for page in pages)
    refused = slipway(*call, "--out", "drawn", folder=clone)
    assert (refused.returncode, "[folder-in-use]" in refused.stderr) == (2, True)


def test_a_bundle_verifies_away_from_the_repository(clone: Path, tmp_path: Path) -> None:
    made = slipway(
        "bundle", release(clone), "--out", "one.bundle", "--repo", "main.git", folder=clone
    )
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    (tmp_path / "kept").write_bytes((clone / "one.bundle").read_bytes())
    call = ("bundle", "--verify", "kept", "--trusted-keys", clone / "keys")
    done = slipway(*call, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Nothing is wrong with it.\n")
    data = bytearray((tmp_path / "kept").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "kept").write_bytes(data)
    refused = slipway(*call, folder=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Traceback" not in refused.stderr


def test_a_bundle_of_nothing_is_a_wrong_call_and_leaves_no_file(clone: Path) -> None:
    for call in (("bundle",), ("bundle", "coffee 1.0.0 harbor test"), ("bundle", "--out", "x")):
        done = slipway(*call, "--repo", "main.git", folder=clone)
        assert (done.returncode, "[usage]" in done.stderr) == (2, True)
    unknown = ("coffee 77.0.0 harbor test", "--out", "none", "--repo", "main.git")
    assert slipway("bundle", *unknown, folder=clone).returncode != 0
    assert not (clone / "none").exists()
