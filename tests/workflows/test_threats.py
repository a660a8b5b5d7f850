"""The attacks F by way of Actions, as far as the workflow files alone shut them out.

Each row names rules that the files keep; that a rule finds what it is for, a bad workflow shows.
What runs of the files do is in ``test_steps.py`` and in ``tests/act``.
"""

from __future__ import annotations

from tests.act.files import BOT_WORKFLOW, WORKFLOWS
from tests.workflows.rules import MERGE_COMMITS, RULES, Workflow
from tests.workflows.test_bad_workflows import BAD

OURS = [Workflow.of(path) for path in sorted(WORKFLOWS.glob("*.yml"))]
THEIRS = [Workflow.of(path) for path in BAD]
BOT = Workflow.of(BOT_WORKFLOW)


def kept(*names: str) -> None:
    """No file of ours breaks these rules, and each finds a bad one."""
    for name in names:
        assert [one.data["name"] for one in OURS if RULES[name](one)] == []
        assert any(map(RULES[name], THEIRS))


def test_f1_no_privileged_job_has_a_head_in_its_work_tree() -> None:
    kept("head-in-privileged-job")
    assert [with_["ref"] for with_ in BOT.checkouts] == ["main"]


def test_f2_the_file_that_may_write_is_never_the_pull_requests() -> None:
    kept("environment-on-untrusted")
    assert not BOT.events & MERGE_COMMITS
    for one in OURS:
        if one.events & MERGE_COMMITS:
            levels = {level for job in one.jobs for level in job["permissions"].values()}
            assert levels <= {"read"}


def test_f3_no_text_of_anybody_is_part_of_a_script() -> None:
    kept("expression-in-run", "writes-runner-files", "insecure-commands")


def test_f6_no_job_takes_anything_out_of_a_cache() -> None:
    kept("cache")


def test_f7_nothing_is_handed_over_from_run_to_run() -> None:
    kept("artifact")


def test_f8_every_action_and_every_package_is_named_by_its_hash() -> None:
    kept("unpinned-action", "third-party-action", "container", "unhashed-package")


def test_f9_a_token_is_at_rest_nowhere_and_for_one_step_alone() -> None:
    kept("credentials-kept", "token-for-all-steps", "token-as-argument", "artifact")


def test_f10_a_job_may_what_it_needs_and_no_more() -> None:
    kept("permissions")


def test_f11_nothing_hangs_on_who_is_said_to_act() -> None:
    kept("actor-check")


def test_f13_the_key_of_the_app_is_given_to_main_alone() -> None:
    """The environment's restriction to main is a setting: slipway doctor looks at it."""
    kept("secret-outside-environment")


def test_f14_no_interpreter_looks_for_code_around_it() -> None:
    kept("isolated")


def test_f17_no_condition_is_true_by_mistake() -> None:
    kept("always-true-if", "unsound-contains")


def test_f18_no_runner_remembers_the_run_before() -> None:
    kept("self-hosted")
