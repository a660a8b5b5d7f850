"""What the workflow files of this repository must not do, read as data; the linters come on top.

Stricter than the linters, which judge workflows that they do not know: here only what the bot
needs is allowed. The letters are those of docs/threats.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests.act.files import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

MERGE_COMMITS = frozenset({"pull_request", "pull_request_review", "pull_request_review_comment"})
"""Events for which GitHub takes the workflow's file from the pull request."""
PRIVILEGED = frozenset(
    {
        *("pull_request_target", "issue_comment", "issues", "workflow_run", "schedule"),
        *("workflow_dispatch", "repository_dispatch", "release"),
    }
)
"""Events whose runs may have a token that writes, whoever started them."""
SCOPES = {
    "actions": {"read"},
    "contents": {"read", "write"},
    "pull-requests": {"read", "write"},
    "statuses": {"read", "write"},
}
"""What any job may have at all."""

FIRST_PARTY = re.compile(r"actions/[a-z-]+@.*")
PINNED = re.compile(r"[^@]+@[0-9a-f]{40}")
EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
CALL = re.compile(r'^ *"?(?:[^\s=]*[/$])?(python3?|pip3?)"? +(.*)$', re.MULTILINE)
GIT = re.compile(r"\bgh pr checkout\b|\bgit\b[^\n|;&]*\b(?:fetch|checkout|clone|pull|switch)\b")
ACTOR = re.compile(r"github\.(?:triggering_)?actor\b(?!_id)|\.login\b|author_association")
RUNNER_FILES = re.compile(r"GITHUB_(?:ENV|PATH|OUTPUT|STATE)\b")
TOKEN_ARGUMENT = re.compile(r"""(?:-H|--header|-u|--user)[ =]["'][^"'\n]*\$\{?\w*(?:TOKEN|KEY)""")


@dataclass(frozen=True)
class Workflow:
    """One file: its text, and all scalars of it as text."""

    text: str
    data: Mapping[str, Any]

    @classmethod
    def of(cls, path: Path) -> Workflow:
        """Read a file."""
        return cls(path.read_text("utf-8"), read(path))

    @cached_property
    def events(self) -> frozenset[str]:
        """What starts it."""
        return frozenset(self.data["on"])

    @property
    def privileged(self) -> bool:
        """Whether a run of it may have a token that writes."""
        return bool(self.events & PRIVILEGED)

    @property
    def jobs(self) -> list[Mapping[str, Any]]:
        """All jobs."""
        return list(self.data["jobs"].values())

    @property
    def steps(self) -> Iterator[Mapping[str, Any]]:
        """All steps of all jobs."""
        for job in self.jobs:
            yield from job.get("steps", ())

    @property
    def scripts(self) -> list[str]:
        """Everything that a step runs, in whatever language."""
        written = [step.get("run", "") for step in self.steps]
        return [*written, *(step.get("with", {}).get("script", "") for step in self.steps)]

    @property
    def actions(self) -> list[str]:
        """Every ``uses``, of steps and of jobs."""
        return [one["uses"] for one in (*self.steps, *self.jobs) if "uses" in one]

    @property
    def conditions(self) -> list[str]:
        """Every ``if``."""
        return [one["if"] for one in (*self.jobs, *self.steps) if "if" in one]

    @property
    def checkouts(self) -> list[Mapping[str, str]]:
        """The options of each check-out."""
        used = [step for step in self.steps if step.get("uses", "").startswith("actions/checkout@")]
        return [step.get("with", {}) for step in used]


def head_in_privileged_job(it: Workflow) -> bool:
    """F1. The ref is written out, and no script fetches another."""
    chosen = [with_[key] for with_ in it.checkouts for key in ("ref", "repository") if key in with_]
    return it.privileged and (
        any("${{" in ref or "/" in ref for ref in chosen) or any(map(GIT.search, it.scripts))
    )


def expression_in_run(it: Workflow) -> bool:
    """F3. An expression is text put into the script before the shell reads it."""
    return any("${{" in script for script in it.scripts)


def writes_runner_files(it: Workflow) -> bool:
    """F3. A line feed in a value sets another variable of the steps that follow."""
    return any(map(RUNNER_FILES.search, it.scripts))


def insecure_commands(it: Workflow) -> bool:
    """F3. GitHub's announcement of 1 October 2020 on ``set-env`` and ``add-path``."""
    return "ACTIONS_ALLOW_UNSECURE_COMMANDS" in it.text


def unpinned_action(it: Workflow) -> bool:
    """F8. A tag or a branch moves; a hash does not."""
    return not all(map(PINNED.fullmatch, it.actions))


def third_party_action(it: Workflow) -> bool:
    """F8. Few actions, and GitHub's own; an action in the work tree is none of them."""
    return not all(map(FIRST_PARTY.fullmatch, it.actions))


def container(it: Workflow) -> bool:
    """F8. No image is run beside the runner's own."""
    return any(key in job for job in it.jobs for key in ("container", "services"))


def unhashed_package(it: Workflow) -> bool:
    """F8. Every package by its hash; our own from the work tree, without the network."""
    lines = [line.split() for script in it.scripts for line in script.splitlines()]
    installs = [words for words in lines if "install" in words and "pip" in " ".join(words)]
    return any(not {"--require-hashes", "--no-index"} & set(words) for words in installs)


def isolated(it: Workflow) -> bool:
    """F14. ``-I`` leaves out the folder, the environment and the user's packages."""
    calls = [found.groups() for script in it.scripts for found in CALL.finditer(script)]
    return any(name.startswith("pip") or not rest.startswith("-I ") for name, rest in calls)


def cache(it: Workflow) -> bool:
    """F6. What another run left is never code here."""
    asked = [step.get("with", {}).get("cache", "false") for step in it.steps]
    named = any("cache" in action.partition("@")[0] for action in it.actions)
    return named or any(value != "false" for value in asked)


def artifact(it: Workflow) -> bool:
    """F7, F9. Nothing is handed over, and nothing is left where others can fetch it."""
    return any("artifact" in action for action in it.actions)


def credentials_kept(it: Workflow) -> bool:
    """F9. The check-out's default leaves the token in the work tree."""
    return any(with_.get("persist-credentials") != "false" for with_ in it.checkouts)


def token_for_all_steps(it: Workflow) -> bool:
    """F9. The one step that needs a token names it."""
    given = [str(one.get("env", "")) for one in (it.data, *it.jobs)]
    return any("token" in env.lower() or "secrets" in env for env in given)


def token_as_argument(it: Workflow) -> bool:
    """F9. The arguments of a process are for all to read."""
    return any(map(TOKEN_ARGUMENT.search, it.scripts))


def permissions(it: Workflow) -> bool:
    """F10. Nothing for the whole file; said at each job, and of few scopes."""
    said = [job.get("permissions") for job in it.jobs]
    return it.data.get("permissions") != {} or any(
        not isinstance(scopes, dict)
        or any(level not in SCOPES.get(scope, ()) for scope, level in scopes.items())
        for scopes in said
    )


def actor_check(it: Workflow) -> bool:
    """F11. A login can change hands, and an association is wrong at times: nothing hangs on it."""
    return any(map(ACTOR.search, it.conditions))


def always_true_if(it: Workflow) -> bool:
    """F17. Text around an expression makes the whole a text, and a text is true."""
    odd = [text for text in it.conditions if "\n" in text or EXPRESSION.sub("", text, 1) != text]
    return any(not EXPRESSION.fullmatch(text) or text.count("${{") > 1 for text in odd)


def unsound_contains(it: Workflow) -> bool:
    """F17. ``contains`` of a text finds parts of words."""
    return any(re.search(r"contains\(\s*'", text) for text in it.conditions)


def secret_outside_environment(it: Workflow) -> bool:
    """F13. Who may push to any branch can name the secrets of the repository."""
    return any("secrets" in str(job) and "environment" not in job for job in it.jobs)


def environment_on_untrusted(it: Workflow) -> bool:
    """F2. A file that the pull request can change asks for no environment."""
    return bool(it.events & MERGE_COMMITS) and any("environment" in job for job in it.jobs)


def self_hosted(it: Workflow) -> bool:
    """F18. A hosted runner is new for each job."""
    return any(job.get("runs-on") != "ubuntu-latest" for job in it.jobs)


def no_time_limit(it: Workflow) -> bool:
    """A run that hangs must not keep the others waiting for six hours."""
    limits = [int(job.get("timeout-minutes", "360")) for job in it.jobs]
    return any(not 0 < limit <= 30 for limit in limits)


def drops_runs(it: Workflow) -> bool:
    """X25. No run of a privileged workflow is ended by the next one."""
    group = it.data.get("concurrency", {})
    return it.privileged and group.get("cancel-in-progress") != "false"


RULES: dict[str, Callable[[Workflow], bool]] = {
    rule.__name__.replace("_", "-"): rule
    for rule in (
        head_in_privileged_job,
        expression_in_run,
        writes_runner_files,
        insecure_commands,
        unpinned_action,
        third_party_action,
        container,
        unhashed_package,
        isolated,
        cache,
        artifact,
        credentials_kept,
        token_for_all_steps,
        token_as_argument,
        permissions,
        actor_check,
        always_true_if,
        unsound_contains,
        secret_outside_environment,
        environment_on_untrusted,
        self_hosted,
        no_time_limit,
        drops_runs,
    )
}


def broken(path: Path) -> set[str]:
    """The names of the rules that a file breaks."""
    workflow = Workflow.of(path)
    return {name for name, breaks in RULES.items() if breaks(workflow)}
