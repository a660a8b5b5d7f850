"""The audit's own projection, ids and resolution of applications agree with the bot's.

They are written twice on purpose (the one wanted duplication), so that one mistake does not pass
twice; each comparison is shown here to notice a difference.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit.model import entry as audit_entry
from bot.audit.model import projection as audit_projection
from bot.audit.model.resolution import digest_of, resolved
from bot.core import projection
from bot.core.application import resolve
from bot.core.catalog import read_mini_program
from bot.core.documents import canonical
from bot.core.lifecycle import Status
from bot.core.log import Log
from tests.audit.agreement import RELEASE, TRANSITIONS, folded, read, true_story

if TYPE_CHECKING:
    from bot.audit.model.state import Release
    from bot.core.documents.identity import ReleaseId
    from bot.core.entry import Draft
    from tests.audit.agreement import Told


@pytest.fixture(scope="module")
def told() -> Told:
    return true_story()


@pytest.fixture(scope="module")
def draft(told: Told) -> Draft:
    """Any draft, to be changed."""
    return next(entry.draft for _, entry in told.entries)


# --- Files and trailers ---


def test_the_status_file_has_the_same_bytes_after_each_entry(told: Told) -> None:
    for log in told.prefixes:
        due = canonical.to_bytes(projection.status_value(log))
        release = folded(log)
        assert audit_projection.status_bytes(release) == due
        for wrong in (
            replace(release, newest=replace(release.last, rejection="other")),
            replace(release, requester=None),
            replace(release, newest=replace(release.last, transition="0" * 32)),
        ):
            assert audit_projection.status_bytes(wrong) != due


def test_the_live_files_have_the_same_bytes_after_each_commit(told: Told) -> None:
    statuses: dict[ReleaseId, dict[str, Any]] = {}
    standing: dict[ReleaseId, Release] = {}
    files: dict[tuple[str, str], audit_projection.LiveFile] = {}
    compared = 0
    for step in told.steps:
        for transition in step.transitions:
            release = transition.entry.release
            log = told.logs[release]
            short = Log(release, log.entries[: transition.after.count])
            statuses[release] = projection.status_value(short)
            standing[release] = transition.after
        for app, environment in {
            (t.entry.release.app, t.entry.release.environment.value) for t in step.transitions
        }:
            target = (app, environment)
            file = files.setdefault(target, audit_projection.LiveFile(*target))
            for program in {t.entry.release.mini_program for t in step.transitions}:
                own = [one for id_, one in standing.items() if slot(id_) == (program, *target)]
                file.replace(program, own)
            of_target = [value for id_, value in statuses.items() if slot(id_)[1:] == target]
            due = canonical.to_bytes(projection.live_value(*target, of_target))
            assert file.to_bytes() == due
            again = audit_projection.LiveFile.read(*target, due)
            assert again.to_bytes() == due
            assert audit_projection.live_path(*target) == projection.live_path(*target)
            compared += due.count(b"sha256") > 0
    assert compared > TRANSITIONS // 10


def slot(release: ReleaseId) -> tuple[str, str, str]:
    return release.mini_program, release.app, release.environment.value


def test_a_live_file_that_keeps_what_is_archived_is_noticed(told: Told) -> None:
    log = next(log for log in told.prefixes if log.status is Status.FULL_RELEASE)
    target = slot(log.release)[1:]
    file = audit_projection.LiveFile(*target)
    file.replace(log.release.mini_program, [folded(log)])
    assert file.to_bytes() != canonical.to_bytes(projection.live_value(*target, []))


def test_the_trailers_are_those_of_each_commit_of_the_bot(told: Told) -> None:
    compared = 0
    for step in told.steps:
        if not step.transitions:
            continue
        first = step.transitions[0]
        requester = first.after.requester
        assert requester is not None
        written = step.commit.commit.message.rstrip("\n").split("\n\n")[-1]
        assert audit_projection.trailers(first.entry, requester.id) == written
        assert audit_projection.trailers(first.entry, requester.id + 1) != written
        compared += 1
    assert compared > TRANSITIONS // 2


# --- Ids of transitions ---

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


CAUSES = st.dictionaries(TEXT, st.none() | st.integers(0, 2**53 - 1) | TEXT, max_size=4)


def test_each_transition_has_the_same_id(told: Told) -> None:
    for _, entry in told.entries:
        own = read(entry)
        assert audit_entry.transition_id(own.release, own.cause) == entry.draft.transition
        assert audit_entry.transition_id(own.release, {**own.cause, "x": 1}) != own.transition


@settings(deadline=None)
@given(cause=CAUSES)
def test_any_cause_has_the_same_id(draft: Draft, cause: dict[str, Any]) -> None:
    due = replace(draft, cause=cause).transition
    assert audit_entry.transition_id(draft.release, cause) == due


# --- The application ---


CONFIGURATION = st.dictionaries(
    st.sampled_from(["clientId", "serverDomains", "testers", "variables", "extra"]),
    TEXT | st.lists(TEXT, max_size=2),
)
PROGRAMS = st.fixed_dictionaries(
    {
        "format": st.just(1),
        "miniProgram": st.just("coffee"),
        "workspace": st.just("roastery"),
        "type": st.sampled_from(["DSL", "H5+"]),
        "admins": st.just([{"login": "mia", "id": 1001}]),
        "information": st.dictionaries(TEXT, TEXT, max_size=3),
    },
    optional={
        "features": st.lists(st.sampled_from(["camera", "location", "audio"]), unique=True),
        "configuration": CONFIGURATION,
    },
)
VERSIONS = st.fixed_dictionaries(
    {"format": st.just(1)},
    optional={"entrance": TEXT, "package": st.dictionaries(TEXT, TEXT, max_size=2)},
)
SCHEDULES = st.dictionaries(st.sampled_from(["goLiveAt", "grayscale"]), TEXT)
REQUESTS = st.fixed_dictionaries(
    {"format": st.just(1)},
    optional={"releaseNotes": TEXT, "configuration": CONFIGURATION, "schedule": SCHEDULES},
)


@settings(deadline=None)
@given(PROGRAMS, VERSIONS, REQUESTS)
def test_any_documents_resolve_to_the_same_application(
    program: dict[str, Any], version: dict[str, Any], request: dict[str, Any]
) -> None:
    due = resolve(RELEASE, read_mini_program(program), version, request)
    found = resolved(RELEASE, program, version, request)
    assert canonical.to_bytes(found).decode() == due.rendering
    assert digest_of(found) == due.digest
    other = resolved(RELEASE, {**program, "type": "other"}, version, request)
    assert digest_of(other) != due.digest
    later = resolved(RELEASE, program, version, {**request, "schedule": {"goLiveAt": "later"}})
    assert (digest_of(later) != due.digest) == (request.get("schedule") != {"goLiveAt": "later"})
