"""``do: doctor`` records who can move main past the rules; the audit reads it back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.app.doctor import diagnose
from bot.app.event import Doctor, hint_of
from bot.app.patience import Patience
from bot.app.reconcile import Report
from bot.app.survey import record_survey
from bot.audit.audit import Scope, auditing
from bot.audit.model.entry import Who
from bot.audit.online.claims import Kind as ClaimKind
from bot.audit.online.cross_check import cross_check
from bot.audit.online.verdict import Verdict
from bot.audit.reading.surveys import as_text, surveys, told
from bot.core.documents.secret_text import looks_secret
from bot.demo.world import REPOSITORY
from bot.errors import SlipwayError
from bot.forge.settings import GitHubSettings
from bot.hub import Fault
from bot.hub.actions.order import Outcome
from bot.hub.settings import BypassActor, Rule, Ruleset
from bot.installed import installed_schemas
from tests.audit.play import BOTS, Play
from tests.faults.command import slipway
from tests.scenarios.audited import audited
from tests.scenarios.buttons import FILE, WORKFLOW, workflow_text
from tests.world import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.hub.actions.order import Order
    from tests.world import Stage

PATH = "/usr/bin:/bin"


@dataclass(slots=True)
class DoctorJob:
    """Runs ``do: doctor`` with the token of the job; ``seeing`` is another token to see with."""

    stage: Stage
    seeing: str | None = None
    meanwhile: Callable[[], object] | None = None
    told: list[Report] = field(default_factory=list)

    def run(self, order: Order) -> Outcome:
        """See ``bot.hub.actions.order.Runner``."""
        assert hint_of(order.event, order.payload) == Doctor()
        report = Report()
        patience = Patience(lambda _seconds: None, lambda _line: None, looks=1)
        self.stage.token = order.token
        seeing = self.seeing or order.token
        surveyor = GitHubSettings(REPOSITORY, seeing, self.stage.hub.api, TIMEOUT)
        with self.stage.bot() as world:
            _, seen = diagnose(world, surveyor, ())
            if self.meanwhile is not None:
                self.meanwhile()
            try:
                run = int(order.environment["GITHUB_RUN_ID"])
                record_survey(world, seen, run, patience, report)
            except SlipwayError as error:
                report.failures.append(error)
        self.stage.token = None
        self.told.append(report)
        return Outcome("failure" if report.exit_code else "success", "\n".join(report.lines))


@pytest.fixture
def job(stage: Stage) -> DoctorJob:
    """The workflow stands on main, and somebody runs its jobs."""
    stage.person("otto").commit("main", {WORKFLOW: workflow_text()})
    made = DoctorJob(stage)
    stage.hub.actions.runner = made
    return made


def press(stage: Stage, job: DoctorJob, who: str = "dan") -> str:
    """Somebody presses the button, and the bot runs; what it says."""
    assert stage.person(who).repo.get_workflow(FILE).create_dispatch("main", {"do": "doctor"})
    stage.hub.actions.drain()
    assert job.told[-1].failures == []
    (line,) = job.told[-1].lines
    return line


def entries(stage: Stage) -> list[dict[str, Any]]:
    files = stage.main_files("catalog/log")
    return [json.loads(files[path]) for path in sorted(files)]


def history(stage: Stage) -> str:
    with auditing(Scope(stage.repository), installed_schemas(), PATH) as audit:
        return as_text(surveys(audit.steps()))


def test_what_is_seen_is_recorded_once_with_the_id_of_who_asked(
    stage: Stage, job: DoctorJob
) -> None:
    assert press(stage, job).startswith("recorded who can move main past the rules, transition ")
    (entry,) = entries(stage)
    assert (entry["kind"], entry["document"]) == ("surveyed", "catalog/slipway.yaml")
    assert entry["actor"] == {"login": "dan", "id": 1003, "role": "none"}
    assert entry["survey"]["rulesets"] == entry["survey"]["main"] == []
    assert entry["survey"]["admins"] == [1008, 1009]
    assert (entry["survey"]["writes"], entry["survey"]["protection"]) == (None, None)
    assert not looks_secret(str(entry))
    message = stage.git("log", "-1", "--format=%B", "refs/heads/main").decode()
    assert message.startswith("Record who can move main past the rules\n\nDocument: ")
    assert f"\nRun: {stage.hub.actions.runs(REPOSITORY)[-1].id}\n" in message
    audited(stage)


def test_the_same_facts_are_recorded_again_after_a_day_and_others_at_once(
    stage: Stage, job: DoctorJob
) -> None:
    press(stage, job)
    assert "nothing done: it is as recorded at 2026-03-02T" in press(stage, job)
    assert len(entries(stage)) == 1
    stage.hub.set_settings(REPOSITORY, rulesets=(Ruleset(11, "main", (Rule("deletion"),)),))
    press(stage, job)
    stage.hub.clock.advance(timedelta(days=1).total_seconds())
    press(stage, job, "olga")
    assert [one["actor"]["id"] for one in entries(stage)] == [1003, 1003, 1007]
    audited(stage)


def test_an_admins_token_sees_the_bypass_list_and_the_bots_writes_it_down(
    stage: Stage, job: DoctorJob
) -> None:
    bypass = (BypassActor("RepositoryRole", 5), BypassActor("Team", 77, "pull_request"))
    rules = (Rule("non_fast_forward"),)
    stage.hub.set_settings(REPOSITORY, rulesets=(Ruleset(11, "main", rules, bypass=bypass),))
    press(stage, job)
    job.seeing = stage.ground.tokens["otto"]
    press(stage, job)
    one, other = (entry["survey"] for entry in entries(stage))
    assert (one["account"], one["rulesets"][0]["bypass"]) == (41898282, None)
    assert other["account"] == 1008
    assert other["rulesets"][0]["bypass"] == [
        {"id": 5, "kind": "RepositoryRole", "mode": "always"},
        {"id": 77, "kind": "Team", "mode": "pull_request"},
    ]
    text = history(stage)
    assert 'whoever else is on the list of "main", which was not seen' in text
    assert (
        'past the rules of main: everyone with the role admin on "main", '
        'Team 77 (pull_request) on "main"\n'
    ) in text
    assert text.endswith("2 surveys. Each is the bot's word; in between nobody looked.\n")


def test_a_run_again_records_nothing(stage: Stage, job: DoctorJob) -> None:
    press(stage, job)
    stage.hub.set_settings(REPOSITORY, default_permissions="write")
    run = stage.hub.actions.runs(REPOSITORY)[-1]
    assert stage.person("otto").repo.get_workflow_run(run.id).rerun()
    stage.hub.actions.drain()
    assert job.told[-1].lines[0].startswith("nothing done: this is attempt 2 of run")
    assert len(entries(stage)) == 1


def test_a_lost_answer_is_looked_for_on_main(stage: Stage, job: DoctorJob) -> None:
    stage.hub.fault(Fault("answer_lost", operation="createCommitOnBranch"))
    assert press(stage, job).startswith("recorded who can move main")
    assert len(entries(stage)) == 1


def test_a_push_in_between_is_looked_at_again(stage: Stage, job: DoctorJob) -> None:
    job.meanwhile = lambda: stage.person("otto").commit("main", {"README.md": "Hello.\n"})
    press(stage, job)
    assert len(entries(stage)) == 1
    audited(stage)


def test_it_disturbs_neither_stops_nor_changes_of_the_catalog(stage: Stage, job: DoctorJob) -> None:
    press(stage, job)
    number = stage.request("coffee 1.0.0 harbor test")
    assert stage.run_bot(number).failures == []
    assert stage.log("coffee 1.0.0 harbor test")[-1]["kind"] == "released"
    assert stage.run_bot().failures == []
    audited(stage)


def test_the_button_itself_answers_in_the_summary_and_by_the_exit_code(
    stage: Stage, job: DoctorJob
) -> None:
    press(stage, job)
    run = stage.hub.actions.runs(REPOSITORY)[-1]
    payload = stage.folder / "payload.json"
    payload.write_text(json.dumps({"inputs": {"do": "doctor"}}))
    summary = stage.folder / "summary.md"
    done = slipway(
        stage,
        *("handle", "--event", "workflow_dispatch", "--payload", str(payload)),
        GITHUB_RUN_ID=str(run.id),
        GITHUB_STEP_SUMMARY=str(summary),
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert f"run {run.id} has recorded it already" in done.stdout
    text = summary.read_text()
    assert "- wrong: `main has no .github/workflows/check.yml" in text
    assert "#### Who can move main\n" in text


def test_github_is_asked_who_pressed_it(stage: Stage, job: DoctorJob) -> None:
    press(stage, job)
    with auditing(Scope(stage.repository), installed_schemas(), PATH) as audit:
        (told,) = [one for step in audit.steps() for one in step.documents]
    witness = Play(stage, {}, {}).witness
    (true,) = cross_check([told], witness, BOTS)
    assert (true.claim.kind, true.verdict) == (ClaimKind.PRESSED, Verdict.STANDS)
    lie = replace(told, entry=replace(told.entry, actor=Who("otto", 1008)))
    (false,) = cross_check([lie], witness, BOTS)
    assert false.verdict is Verdict.CONTRADICTED


def test_without_a_run_of_the_workflow_nothing_is_recorded(stage: Stage) -> None:
    done = slipway(stage, "doctor", "--record")
    assert done.returncode == 2
    assert "GITHUB_RUN_ID is not set" in done.stderr
    done = slipway(stage, "doctor", "--record", GITHUB_RUN_ID="4711")
    assert done.returncode == 3
    assert "GitHub does not show run 4711" in done.stderr
    assert entries(stage) == []


SCHEMA = "schemas/document-entry.schema.json"


def test_an_entry_that_main_could_not_read_is_never_written(stage: Stage, job: DoctorJob) -> None:
    """Its chain would be damaged by the bot itself: a newer bot on main's older schemas."""
    older = json.loads(stage.main_files(SCHEMA)[SCHEMA])
    older["properties"]["kind"]["enum"].remove("surveyed")
    stage.person("otto").commit("main", {SCHEMA: json.dumps(older)})
    assert stage.person("dan").repo.get_workflow(FILE).create_dispatch("main", {"do": "doctor"})
    stage.hub.actions.drain()
    assert [one.id for one in job.told[-1].failures] == ["unreadable-entry"]
    assert entries(stage) == []


def test_an_auditor_without_surveys_is_told_how_to_have_one(stage: Stage) -> None:
    assert history(stage).startswith("No survey is recorded: press Actions, Slipway")


RULED = {"id": 11, "name": "main", "bypass": []}


@pytest.mark.parametrize(
    ("main", "rulesets"),
    [
        (None, [RULED]),
        ([{"type": "update", "ruleset": 11}, {"type": "update", "ruleset": 99}], [RULED]),
    ],
    ids=["the-rules-in-force", "one-ruleset-of-main"],
)
def test_who_was_not_seen_is_never_called_nobody(main: Any, rulesets: Any) -> None:
    """A bypass list that nobody read is no empty one."""
    facts = {"account": 1, "bot": 1, "main": main, "rulesets": rulesets}
    (said,) = [line for line in told(facts) if line.startswith("past the rules of main")]
    assert "nobody" not in said
    assert "not seen" in said
