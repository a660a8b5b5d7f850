"""Attacks on the log, on what main holds, and on old runs (F12, G1, G4, X49)."""

from __future__ import annotations

import json

import pytest

from tests.threats.attack import (
    BRANCH,
    OUTCOME,
    PRODUCTION,
    REQUEST,
    TEST,
    VERSION,
    Commit,
    branched,
    kinds,
    merged,
    plant,
    quiet,
    refused,
    run,
    sticky,
    under_review,
)
from tests.world import Stage, documents, release

LATER = "coffee 1.0.1 lagoon test"
LOG = release(TEST).log_folder


def restore(stage: Stage, before: dict[str, bytes]) -> None:
    """An owner puts every file back as it was."""
    now = stage.main_files()
    files: dict[str, str | bytes | None] = {**dict.fromkeys(set(now) - set(before)), **before}
    plant(stage, "main", Commit(files, message="Mend"), who="otto")


def test_f12_a_second_run_of_an_old_event_does_nothing_twice(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    merged(stage, number)
    stage.hub.clock.advance(29 * 24 * 3600)
    before = stage.main()
    quiet(stage, number)
    assert stage.main() == before
    assert len([c for c in stage.comments(number) if OUTCOME in c.body]) == 1


def test_f12_a_bot_older_than_main_asks_for_writes_nothing(stage: Stage) -> None:
    number = stage.request(TEST)
    text = stage.main_files()["catalog/slipway.yaml"].decode()
    newer = text.replace("leastBotVersion: 0.1.0", "leastBotVersion: 99.0.0")
    assert newer != text
    stage.person("otto").commit("main", {"catalog/slipway.yaml": newer})
    before = stage.main()
    stage.hub.requests.clear()
    report = stage.run_bot(number)
    assert (report.exit_code, stage.writes(), stage.main()) == (2, 0, before)
    assert "bot-too-old" in str(report.failures[0])


def test_g1_a_pull_request_that_edits_the_log_is_refused(stage: Stage) -> None:
    number = under_review(stage)
    files = stage.main_files("releases/")
    for index, (path, data) in enumerate(files.items()):
        forged = data.replace(b'"mia"', b'"rob"')
        attack = branched(stage, Commit({path: forged}), branch=f"forged-{index}")
        refused(stage, attack, "path-not-allowed")
    assert stage.main_files("releases/") == files
    run(stage, number)


EDITS = {
    "log": f"{LOG}/0001-released.json",
    "status": release(TEST).status_path,
    "version": release(TEST).version_path,
    "request": release(TEST).request_path,
    "live": "live/harbor/test.json",
    "stranger": f"{LOG}/README.md",
}


@pytest.mark.parametrize("after", [False, True], ids=["at-once", "after-another-release"])
@pytest.mark.parametrize("path", EDITS.values(), ids=EDITS)
def test_g1_an_edit_of_main_by_hand_stops_what_it_touches_until_it_is_mended(
    stage: Stage, path: str, *, after: bool
) -> None:
    run(stage, stage.request(TEST))
    before = stage.main_files()
    forged = before.get(path, b"").replace(b"coffee-1.0.0.zip", b"other-1.0.0.zip") + b"\n"
    plant(stage, "main", Commit({path: forged}), who="otto")
    if after:
        run(stage, stage.request("tickets 1.0.0 lagoon test"))
    later = stage.request("coffee 1.0.1 harbor test")
    stopped = stage.main()
    run(stage, later)
    assert stage.main() == stopped
    assert "❌ Is everything that this release stands on" in sticky(stage, later)
    plant(stage, "main", Commit({path: before.get(path)}), who="otto")
    run(stage, later)
    assert kinds(stage, "coffee 1.0.1 harbor test") == ["released"]


@pytest.mark.parametrize("after", [False, True], ids=["at-once", "after-another-release"])
def test_g1_a_log_cut_short_by_hand_is_found(stage: Stage, *, after: bool) -> None:
    number = under_review(stage)
    folder = release(PRODUCTION).folder
    gone = dict.fromkeys(stage.main_files(folder))
    before = stage.main_files()
    plant(stage, "main", Commit(gone), who="otto")
    if after:
        run(stage, stage.request("tickets 1.0.0 lagoon test"))
    stopped = stage.main()
    stage.person("rob").approve(number)
    run(stage, number)
    assert stage.main() == stopped
    assert "[by-hand]" in sticky(stage, number)
    restored = {path: data for path, data in before.items() if path.startswith(folder)}
    plant(stage, "main", Commit(restored), who="otto")
    merged(stage, number)


def test_g4_the_bytes_of_an_applied_request_are_consumed(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    merged(stage, number)
    again = branched(
        stage,
        Commit({REQUEST: documents(PRODUCTION, "Other.")[REQUEST]}),
        Commit({REQUEST: documents(PRODUCTION)[REQUEST]}),
        branch="again",
    )
    stage.person("rob").approve(again)
    refused(stage, again, "identity-free")
    assert kinds(stage) == ["submitted", "approved"]


def test_g4_a_withdrawn_request_may_be_applied_for_again_and_needs_new_approvals(
    stage: Stage,
) -> None:
    number = under_review(stage)
    stage.person("rob").approve(number)
    stage.person("mia").close(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "withdrawn"]
    again = branched(stage, Commit(documents(PRODUCTION)), branch="again")
    run(stage, again)
    assert kinds(stage) == ["submitted", "withdrawn", "submitted"]
    assert REQUEST not in stage.main_files()
    stage.hub.clock.advance(60)
    stage.person("rob").approve(again)
    merged(stage, again)
    assert stage.log(PRODUCTION)[-1]["pullRequest"] == again


def test_x49_one_poisoned_pull_request_never_stops_another(stage: Stage) -> None:
    stage.hub.accept_bad_objects = True
    path = release(TEST).request_path
    poison = [
        Commit({path: b"\xff\xfe" * 40}),
        Commit({path: "[" * 30_000}),
        Commit({path: "y"}, {path: "120000"}),
        Commit({f"releases/{'d/' * 100}x": "x"}),
        Commit({"releases/caf\udce9/x".encode("utf-8", "surrogateescape").decode("latin-1"): "x"}),
        Commit({**documents(TEST), "live/harbor/test.json": json.dumps({"a": "[" * 999})}),
    ]
    numbers = [branched(stage, c, branch=f"poison-{n}") for n, c in enumerate(poison)]
    good = stage.request(PRODUCTION)
    report = run(stage, None)
    assert kinds(stage) == ["submitted"], report.lines
    assert kinds(stage, TEST) == []
    for number in numbers:
        assert "❌" in sticky(stage, number)
    assert "**Under Review**" in sticky(stage, good)
    quiet(stage, None)


def test_x49_a_document_of_the_catalog_that_cannot_be_read_stops_only_its_own(stage: Stage) -> None:
    for path in ("catalog/owners.yaml", "catalog/apps/lagoon.yaml", "catalog/workspaces/no.yaml"):
        stage.person("otto").commit("main", {path: "- [\n\t# broken\n"})
    run(stage, stage.request(TEST))
    assert kinds(stage, TEST) == ["released"]
    other = stage.request("coffee 1.0.1 lagoon test")
    before = stage.main()
    run(stage, other)
    assert stage.main() == before
    assert "❌" in sticky(stage, other)


def test_g1_a_reason_is_kept_by_a_log_that_reads_again(stage: Stage) -> None:
    number = under_review(stage)
    stage.person("rob").object(number, "Größe falsch ✂️ \U0001f600 \ufe0f\u034f\u2800\u3164 done")
    run(stage, number)
    stage.person("mia").to_draft(number)
    stage.person("mia").ready(number)
    run(stage, number)
    assert kinds(stage) == ["submitted", "rejected", "submitted"]
    assert VERSION not in stage.main_files()
    assert BRANCH
