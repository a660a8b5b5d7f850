"""A damaged release put back by a correction that two owners approve, over HTTP."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from bot.audit.report import text as report_of
from bot.demo.world import BOT
from bot.hub import Fault
from tests.scenarios.audited import verified
from tests.threats.attack import Commit, plant
from tests.world import documents, release

if TYPE_CHECKING:
    from bot.hub.faults import Kind
    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
TEST = "coffee 1.0.0 harbor test"
LATER = "coffee 1.0.1 harbor test"
REASON = "Somebody edited it by hand."
LIVE = "live/harbor/test.json"


def file_of(text: str) -> str:
    return f"{release(text).folder}/correction.yaml"


def correction(text: str, reason: str = REASON) -> str:
    one = release(text)
    return (
        f'format: 1\nminiProgram: {one.mini_program}\nversion: "{one.version}"\napp: {one.app}\n'
        f"environment: {one.environment}\nreason: {reason}\n"
    )


def run(stage: Stage, number: int) -> None:
    assert stage.run_bot(number).failures == []


def sticky(stage: Stage, number: int) -> str:
    (found,) = [c for c in stage.comments(number) if c.body.startswith("<!-- slipway:status")]
    return found.body


def released(stage: Stage, text: str = TEST) -> dict[str, bytes]:
    run(stage, stage.request(text))
    assert [entry["kind"] for entry in stage.log(text)] == ["released"]
    return stage.main_files()


def damage(stage: Stage, files: dict[str, str | bytes | None]) -> None:
    plant(stage, "main", Commit(files, message="By hand"), who="otto")


def proposed(stage: Stage, text: str = TEST, branch: str = "correction") -> int:
    person = stage.person("wanda")
    person.commit(branch, {file_of(text): correction(text)})
    number = person.open(branch, "Correct it")
    run(stage, number)
    return number


def approved(stage: Stage, number: int) -> None:
    stage.person("otto").approve(number)
    stage.person("owen").approve(number)
    run(stage, number)


def corrected(stage: Stage, text: str = TEST) -> int:
    number = proposed(stage, text)
    approved(stage, number)
    assert stage.person("wanda").pull(number).merged
    return number


def stopped(stage: Stage) -> int:
    """Another release of the mini program is refused for what was damaged."""
    number, before = stage.request(LATER), stage.main()
    run(stage, number)
    assert stage.main() == before
    assert "open a pull request that adds a correction.yaml" in sticky(stage, number)
    return number


def sha256(data: str | bytes | None) -> str | None:
    data = data.encode() if isinstance(data, str) else data
    return None if data is None else hashlib.sha256(data).hexdigest()


ENTRY = f"{release(TEST).log_folder}/0001-released.json"
DAMAGES = {
    "edited entry": {ENTRY: b"{}\n"},
    "deleted entry": {ENTRY: None},
    "edited status": {release(TEST).status_path: b"{}\n"},
    "edited request": {release(TEST).request_path: b"format: 1\n"},
    "edited version": {release(TEST).version_path: b"format: 1\n"},
    "edited live file": {LIVE: b"{}\n"},
    "a stranger": {f"{release(TEST).log_folder}/README.md": b"Hello\n"},
    "the whole folder": {
        ENTRY: None,
        release(TEST).status_path: None,
        release(TEST).request_path: None,
        LIVE: None,
    },
}


@pytest.mark.parametrize("files", DAMAGES.values(), ids=list(DAMAGES))
def test_what_is_damaged_is_put_back_with_a_note(
    stage: Stage, files: dict[str, str | bytes | None]
) -> None:
    before = released(stage)
    damage(stage, files)
    waiting = stopped(stage)
    number = corrected(stage)
    now = stage.main_files()
    kept = {path: data for path, data in before.items() if path.startswith("releases/coffee/")}
    del kept[release(TEST).status_path]
    assert {path: now.get(path) for path in kept} == kept
    assert set(now) - set(before) == {
        "catalog/log/0001-submitted.json",
        "catalog/log/0002-changed.json",
        file_of(TEST),
        f"{release(TEST).log_folder}/0002-corrected.json",
    }
    note = stage.log(TEST)[-1]
    assert (note["kind"], note["row"], note["from"], note["to"]) == (
        "corrected",
        None,
        "Full Release",
        "Full Release",
    )
    assert note["actor"] == {"login": "owen", "id": 1009, "role": "owner"}
    assert [one["reviewer"]["login"] for one in note["approvals"]] == ["otto", "owen"]
    assert note["reason"] == REASON
    assert {one["path"]: (one["found"], one["restored"]) for one in note["corrects"]} == {
        path: (sha256(data), sha256(before.get(path))) for path, data in files.items()
    }
    entry = json.loads(now["catalog/log/0002-changed.json"])
    assert note["cause"] == {"kind": "corrected", "transition": entry["transition"]}
    assert stage.status_file(TEST)["entry"]["kind"] == "corrected"
    live = json.loads(now[LIVE])["miniPrograms"]["coffee"][0]
    changed = stage.status_file(TEST)["changed"]
    assert live["transition"] == changed["transition"] != note["transition"]
    head = stage.person("wanda").pull(number).head.sha
    parents = stage.git("rev-parse", "main^1", "main^2").decode().split()
    assert parents[1] == head
    run(stage, waiting)
    assert [entry["kind"] for entry in stage.log(LATER)] == ["released"]
    assert [entry["kind"] for entry in stage.log(TEST)][-1] == "archived"
    touched = ("rev-list", "-1", "--first-parent", "main", "--", file_of(TEST))
    correcting = stage.git(*touched).decode().strip()
    found = verified(stage)
    assert {(one.path, one.corrected) for one in found.findings} == {
        (path, correcting) for path in files
    }
    assert found.exit_code == 0
    said = report_of(found)
    assert f"; corrected by {correcting[:12]} [" in said
    assert said.endswith("in 1 commit, all corrected by two owners.\n")


def test_one_owner_is_not_enough(stage: Stage) -> None:
    released(stage)
    damage(stage, {ENTRY: b"{}\n"})
    number = proposed(stage)
    assert "these are put back as the bot left them" in sticky(stage, number)
    stage.person("otto").approve(number)
    before = stage.main()
    run(stage, number)
    assert stage.main() == before
    assert "1 of 2 owner(s) approved" in sticky(stage, number)


def test_where_nothing_is_damaged_there_is_nothing_to_correct(stage: Stage) -> None:
    released(stage)
    before = stage.main()
    number = proposed(stage)
    assert stage.main() == before
    assert "[correction-mends]" in sticky(stage, number)


def test_a_request_merged_by_hand_is_taken_away_again(stage: Stage) -> None:
    damage(stage, {**documents(TEST)})
    waiting = stopped(stage)
    corrected(stage)
    assert release(TEST).request_path not in stage.main_files()
    assert release(TEST).version_path not in stage.main_files()
    assert stage.log(TEST) == []
    assert [one.corrected is None for one in verified(stage).findings] == [False, False]
    run(stage, waiting)
    assert [entry["kind"] for entry in stage.log(LATER)] == ["released"]
    run(stage, stage.request(PRODUCTION))
    assert [entry["kind"] for entry in stage.log(PRODUCTION)] == ["submitted"]


def test_a_release_under_review_goes_on_where_it_stood(stage: Stage) -> None:
    number = stage.request(PRODUCTION)
    run(stage, number)
    entry = f"{release(PRODUCTION).log_folder}/0001-submitted.json"
    damage(stage, {entry: None, release(PRODUCTION).status_path: None})
    stage.person("rob").approve(number)
    before = stage.main()
    run(stage, number)
    assert stage.main() == before
    corrected(stage, PRODUCTION)
    run(stage, number)
    kinds = [entry["kind"] for entry in stage.log(PRODUCTION)]
    assert kinds == ["submitted", "corrected", "approved"]
    assert verified(stage).exit_code == 0


def test_a_second_damaged_release_stays_refused_until_its_own_correction(stage: Stage) -> None:
    number = stage.request(PRODUCTION)
    run(stage, number)
    released(stage)
    other = f"{release(PRODUCTION).log_folder}/0001-submitted.json"
    damage(stage, {ENTRY: b"{}\n", other: None, release(PRODUCTION).status_path: None})
    corrected(stage)
    waiting = stopped(stage)
    assert verified(stage).exit_code == 1
    second = proposed(stage, PRODUCTION, "second")
    approved(stage, second)
    run(stage, waiting)
    assert [entry["kind"] for entry in stage.log(LATER)] == ["released"]
    assert verified(stage).exit_code == 0


def test_a_correction_merged_by_hand_stops_the_mini_program(stage: Stage) -> None:
    damage(stage, {file_of(TEST): correction(TEST)})
    number, before = stage.request(LATER), stage.main()
    run(stage, number)
    assert stage.main() == before
    assert "it was merged or edited by hand" in sticky(stage, number)


def test_a_correction_is_corrected_by_a_later_one(stage: Stage) -> None:
    released(stage)
    damage(stage, {ENTRY: b"{}\n"})
    corrected(stage)
    damage(stage, {ENTRY: b"[]\n"})
    person = stage.person("wanda")
    person.commit("again", {file_of(TEST): correction(TEST, "Once more.")})
    number = person.open("again", "Correct it again")
    run(stage, number)
    approved(stage, number)
    kinds = [entry["kind"] for entry in stage.log(TEST)]
    assert kinds == ["released", "corrected", "corrected"]
    assert stage.log(TEST)[-1]["reason"] == "Once more."
    assert verified(stage).exit_code == 0
    run(stage, stage.request(LATER))
    assert [entry["kind"] for entry in stage.log(LATER)] == ["released"]


@pytest.mark.parametrize("kind", ["answer_lost", "dropped_before"])
@pytest.mark.parametrize("write", range(6))
def test_a_run_that_dies_at_any_write_comes_to_the_same(
    stage: Stage, kind: Kind, write: int
) -> None:
    released(stage)
    damage(stage, {ENTRY: b"{}\n", f"{release(TEST).log_folder}/README.md": b"Hello\n"})
    number = proposed(stage)
    stage.person("otto").approve(number)
    stage.person("owen").approve(number)
    stage.hub.requests.clear()
    stage.hub.fault(Fault(kind, login=BOT, write=True, after=write))
    stage.run_bot(number)
    stage.hub.clear_faults()
    run(stage, number)
    stage.hub.clock.advance(11 * 60)
    assert stage.run_bot().failures == []
    assert [entry["kind"] for entry in stage.log(TEST)] == ["released", "corrected"]
    assert stage.person("wanda").pull(number).merged
    outcomes = [c for c in stage.comments(number) if c.body.startswith("<!-- slipway:outcome")]
    assert len(outcomes) == 1
    assert f"{release(TEST).log_folder}/README.md" not in stage.main_files()


# --- What the auditor finds ----------------------------------------------------------------------


def forged(stage: Stage, path: str, old: bytes | None, new: bytes | None) -> set[str]:
    """The tip of main made again with other bytes at a path; the rules that are broken."""
    index = {**os.environ, "GIT_INDEX_FILE": str(stage.folder / "index")}
    git = ["git", "-C", str(stage.repository)]

    def run_git(*arguments: str, data: bytes | None = None) -> str:
        command = [*git, *arguments]
        done = subprocess.run(command, input=data, env=index, capture_output=True, check=True)
        return done.stdout.decode().strip()

    held = stage.main_files().get(path, b"")
    changed = new if old is None or new is None else held.replace(old, new)
    assert changed != held
    run_git("read-tree", "main")
    if changed is None:
        run_git("update-index", "--index-info", data=f"0 {'0' * 40}\t{path}\n".encode())
    else:
        blob = run_git("hash-object", "-w", "--stdin", data=changed)
        run_git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    old_tree, tree = run_git("rev-parse", "main^{tree}"), run_git("write-tree")
    commit = stage.git("cat-file", "commit", "main").replace(old_tree.encode(), tree.encode())
    made = run_git("hash-object", "-w", "-t", "commit", "--stdin", data=commit)
    run_git("update-ref", "refs/heads/main", made)
    found = verified(stage)
    assert found.exit_code == 1
    return {finding.rule for finding in found.findings if finding.commit == made}


NOTE = f"{release(TEST).log_folder}/0002-corrected.json"


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        (NOTE, b"Somebody edited", b"Nobody edited", "correction"),
        (NOTE, b'"role": "owner"', b'"role": "reviewer"', "correction"),
        (NOTE, b'"restored": "', b'"found": "', "correction"),
        (NOTE, b'"login": "owen"', b'"login": "otto"', "correction"),
        (NOTE, b'"sequence": 2', b'"sequence": 3', "correction"),
        (NOTE, None, b"{}\n", "correction"),
        (NOTE, None, None, "correction"),
        (ENTRY, b'"mia"', b'"dan"', "tree"),
        (release(TEST).status_path, b"Full Release", b"Archived", "tree"),
        (LIVE, b"Full Release", b"Grayscale Release", "tree"),
        (f"{release(PRODUCTION).folder}/request.yaml", None, b"format: 1\n", "tree"),
        ("catalog/log/0002-changed.json", b'"login": "otto"', b'"login": "rob"', "correction"),
    ],
)
def test_a_correction_that_does_otherwise_is_found(
    stage: Stage, path: str, old: bytes | None, new: bytes | None, rule: str
) -> None:
    released(stage)
    damage(stage, {ENTRY: b"{}\n"})
    corrected(stage)
    assert rule in forged(stage, path, old, new)


def test_a_correction_by_one_owner_is_found(stage: Stage) -> None:
    released(stage)
    damage(stage, {ENTRY: b"{}\n"})
    corrected(stage)
    entry = "catalog/log/0002-changed.json"
    value = json.loads(stage.main_files()[entry])
    value["approvals"] = value["approvals"][1:]
    data = (json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()
    assert {"owners-agreed", "correction"} <= forged(stage, entry, None, data)
