"""Gather: everything a decision may depend on, in one frozen value.

Main is pinned by git's own fetch. Where the API knows another main or another head than git does,
nothing is decided: GitHub does not agree with itself yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.app.branch import COMMIT_LIMIT, hostile_branch, read_branch, read_merged
from bot.app.branch_documents import read_document
from bot.app.document_gather import carried_change, checked_change
from bot.app.mainline import Mainline
from bot.core.command.acts import ALIVE
from bot.core.command.deeds import ORDERS
from bot.core.command.grammar import Command, Word, read
from bot.core.documents.places import AppFile, MiniProgramFile
from bot.core.documents.problem import Problem
from bot.core.documents.semantics import Documents, check_file
from bot.core.documents.strict_yaml import load
from bot.core.situation import Branch, PullState, Situation
from bot.errors import UnavailableError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bot.app.delivery import Ways
    from bot.app.policy import Policy
    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Comment, Main, Pull
    from bot.forge.protocol import Forge, Git, Reading, Repository, Tips


LONGEST_RUN = timedelta(minutes=15)
"""How long after its decision an entry can come to main: no job of the workflow runs longer."""


class UnsettledError(UnavailableError):
    """GitHub's API and git disagree: wait, and look again."""


@dataclass(slots=True)
class World:
    """One repository: its forge, its git, and what this run has learnt and done."""

    forge: Forge
    git: Git
    ways: Ways
    mainline: Mainline = field(init=False)
    sent: dict[str, Mapping[str, bytes]] = field(default_factory=dict)
    """The files of each commit that this run sent, by transition: what came of it, main tells."""
    deployed: set[str] = field(default_factory=set)
    """The transitions that this run has seen to, as far as deployments go."""

    def __post_init__(self) -> None:
        self.mainline = Mainline(self.git)


def gather(world: World, number: int) -> tuple[Repository, Situation]:
    """Read one pull request, and all that belongs to it."""
    reading = world.forge.read_pull(number)
    return reading.repository, situate(world, reading, reading.pulls[0])


def situate(world: World, reading: Reading, pull: Pull) -> Situation:
    """The situation of a pull request that was read; raises ``UnsettledError`` on disagreement."""
    tips = world.git.fetch(pull.number)
    commit = _agreed(reading, tips.main)
    found = _branch(world, tips, pull)
    world.mainline.expect(commit, found.release)
    _check_bot(world, reading, commit)
    branch = _carried(world, commit, pull, found)
    main = _main(world, commit, pull, branch)
    main = replace(main, came=_came(world, main, pull, reading.now))
    change = branch.change
    checked = (
        checked_change(world.mainline, main, branch, change, pull)
        if change
        else _checked(world, main, branch, pull)
    )
    return Situation(
        repository=reading.repository.name,
        repository_url=reading.repository.url,
        now=reading.now,
        pull=pull,
        branch=checked,
        main=main,
        own=_own(world, main) | _own_documents(world, main),
    )


def pinned_main(world: World, reading: Reading) -> str:
    """The commit of main that all else is read from; git, the API and the catalog must agree."""
    commit = _agreed(reading, world.git.fetch_main())
    _check_bot(world, reading, commit)
    return commit


def _agreed(reading: Reading, commit: str) -> str:
    """The tip of main, if the API knows the same."""
    if commit == reading.repository.main:
        return commit
    raise UnsettledError(
        "main-unsettled",
        f"main is {commit[:12]} in git and {reading.repository.main[:12]} in the API",
        "run it again in a moment",
    )


def _main(world: World, commit: str, pull: Pull, branch: Branch) -> Main:
    """What of main concerns the release, or the document that is changed."""
    mainline, change = world.mainline, branch.change
    found = (
        mainline.main_for_change(commit, change.place)
        if change
        else mainline.main(commit, branch.release)
    )
    if any(_stops(comment) for comment in pull.comments) and not change:
        found = replace(found, documents=mainline.catalog_chain(commit))
    path = change.path if change else None
    elsewhere = mainline.events_elsewhere(commit, pull.number, branch.release, path)
    return replace(found, events_elsewhere=elsewhere)


def _came(world: World, main: Main, pull: Pull, now: datetime) -> datetime | None:
    """Asked only where a command that still counts was said in the time of a run."""
    entry = main.log.shown if main.log else None
    if entry is None:
        return None
    said = (one.at for one in pull.comments if now - one.at <= ALIVE and _orders(one))
    near = any(entry.time <= at <= entry.time + LONGEST_RUN for at in said)
    return world.mainline.came(main.commit, entry) if near else None


def _orders(comment: Comment) -> bool:
    command = read(comment.body)
    return isinstance(command, Command) and command.word in ORDERS


def _stops(comment: Comment) -> bool:
    command = read(comment.body)
    return isinstance(command, Command) and command.word is Word.STOP


def _check_bot(world: World, reading: Reading, commit: str) -> None:
    """Without this check the bot would not know its own comments again, and write ever new ones."""
    bot = world.mainline.policy(commit).catalog.settings.bot
    if reading.viewer != bot.id:
        raise UsageError(
            "wrong-bot",
            f"the token belongs to account {reading.viewer}, and catalog/slipway.yaml on main "
            f"names {bot.login} ({bot.id})",
            "let it name the account of the bot's token",
        )


def _carried(world: World, commit: str, pull: Pull, branch: Branch) -> Branch:
    """A pull request that carries a release under review stays with it, whatever it holds now."""
    carried = world.mainline.under_review(commit).get(pull.number)
    if carried is None:
        return carried_change(world.mainline, commit, pull, branch)
    if carried == branch.release:
        return branch
    what = f"the branch no longer holds the request of {carried}, which is Under Review here"
    cure = "restore the request, or withdraw it by closing this pull request"
    problem = Problem("other-release", carried.request_path, 0, 0, "", what, cure)
    return Branch(branch.head, touches=True, release=carried, problems=(problem, *branch.problems))


def _own(world: World, main: Main) -> frozenset[str]:
    """The transitions that this run wrote: main holds the very bytes that it sent."""
    sent = {path: data for files in world.sent.values() for path, data in files.items()}
    return frozenset(
        entry.draft.transition
        for entry in (main.log.entries if main.log else ())
        if sent.get(entry.path) == entry.to_bytes()
    )


def _own_documents(world: World, main: Main) -> frozenset[str]:
    """The same for entries of documents."""
    return frozenset(
        entry.draft.transition
        for entry in (main.documents.entries if main.documents else ())
        if world.sent.get(entry.draft.transition, {}).get(entry.path) == entry.to_bytes()
    )


def with_people(world: World, situation: Situation) -> Situation:
    """The same situation with the people of the branch, asked for only where all else passes."""
    commits = [commit.oid for commit in situation.branch.commits]
    return replace(situation, people=world.forge.read_people(situation.pull, commits))


def _branch(world: World, tips: Tips, pull: Pull) -> Branch:
    if tips.hostile is not None:
        return hostile_branch(pull.head, tips.hostile)
    main, head = tips.main, tips.pull
    if head is None or head != pull.head:
        raise UnsettledError(
            "head-unsettled",
            f"the head of #{pull.number} is {(head or 'absent')[:12]} in git and {pull.head[:12]} "
            "in the API",
            "run it again in a moment",
        )
    by_hand = pull.state is PullState.MERGED
    if by_hand or world.git.commits_since(main, head, COMMIT_LIMIT) == ():
        merged = read_merged(world.git, main, head, fast_forward=by_hand)
        if merged is not None:
            return merged
    return read_branch(world.git, main, head)


def _checked(world: World, main: Main, branch: Branch, pull: Pull) -> Branch:
    """Add main's version file where the branch brings none, and all problems of the documents."""
    release = branch.release
    if release is None or not branch.commits:
        return branch
    if branch.version is None and not any(commit.version for commit in branch.commits):
        found = world.mainline.document(main.commit, release.version_path)
        if found is not None:
            branch = replace(branch, version=read_document(release.version_path, *found))
    policy = world.mainline.policy(main.commit)
    documents = dict(policy.documents)
    problems = list(branch.problems)
    for document in (branch.version, branch.request):
        if document is not None:
            documents[document.path] = load(document.data, document.path)
    explained = {"wrong-mode", "too-large", "deleted"} & {problem.id for problem in problems}
    if branch.request is None and not explained:
        what, cure = "it is not at the head of the branch", "add the request of the release"
        problems.append(Problem("no-request", release.request_path, 0, 0, "", what, cure))
    if pull.truncated:
        what = "it has more reviews or events than the bot reads"
        problems.append(Problem("too-much", "the pull request", 0, 0, "", what, "open a new one"))
    for document in (branch.version, branch.request):
        if document is not None:
            problems.extend(check_file(document.path, Documents(documents), policy.schemas))
    problems.extend(_unusable(policy, release))
    return replace(branch, problems=tuple(dict.fromkeys(problems)))


def _unusable(policy: Policy, release: ReleaseId) -> Iterator[Problem]:
    """Documents of main's catalog that the release needs and that cannot be read."""
    apps, programs = policy.catalog.apps, policy.catalog.mini_programs
    app, program = AppFile(release.app).path, MiniProgramFile(release.mini_program).path
    for path, usable in ((app, release.app in apps), (program, release.mini_program in programs)):
        if path in policy.documents and not usable:
            what = "the file on main has problems, so nothing can be decided by it"
            cure = "an owner mends it: slipway validate says what is wrong"
            yield Problem("catalog-unusable", path, 0, 0, "", what, cure)
