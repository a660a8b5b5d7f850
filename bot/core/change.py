"""One commit as data: the files it writes, and a message that reads well in plain ``git log``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core import projection
from bot.core.comment_sentences import HEADLINES
from bot.core.documents import canonical
from bot.core.entry import Content, Draft
from bot.core.log import APPLIED
from bot.core.rollout import serves
from bot.core.sentences import show_release

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.decision import Moved
    from bot.core.documents.identity import Environment
    from bot.core.log import Log
    from bot.core.situation import Main, Situation


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit does to main: whole files by path, and its message.

    ``head`` is the second parent where the commit puts a pull request's files on main;
    ``removed`` are paths that a correction takes away again.
    """

    files: Mapping[str, bytes]
    headline: str
    body: str
    transition: str
    head: str | None = None
    removed: tuple[str, ...] = ()


def change_for(situation: Situation, moved: Moved) -> Change:
    """The commit that records a transition and all that follows from it.

    A pure function of the pinned main, the validated blobs and the drafts.
    """
    log = moved.log
    files = release_files(situation, ((log, moved.draft), *moved.followers))
    merges = moved.draft.content is Content.MAIN and log.content is not Content.MAIN
    if merges:
        files.update(_documents(situation))
    return Change(
        files=files,
        headline=_headline(moved.draft),
        body=_trailers(moved.draft, log),
        transition=moved.draft.transition,
        head=moved.draft.subject.head if merges else None,
    )


def release_files(situation: Situation, steps: Sequence[tuple[Log, Draft]]) -> dict[str, bytes]:
    """An entry for each release, its status, and the live files that follow from them."""
    grown = [one.extended(draft, situation.now, situation.main.commit) for one, draft in steps]
    files: dict[str, bytes] = {}
    for one in grown:
        files[one.entries[-1].path] = one.entries[-1].to_bytes()
        files[one.release.status_path] = canonical.to_bytes(projection.status_value(one))
    served = [one for one in grown if serves(one.entries[-1])]
    own = grown[0].release.environment
    return {**files, **_live_files(situation.main, own, served)}


def _documents(situation: Situation) -> dict[str, bytes]:
    """The validated blobs; a version file that is on main already is left alone."""
    branch = situation.branch
    documents = [branch.request]
    if situation.main.version_on_main is None:
        documents.append(branch.version)
    return {document.path: document.data for document in documents if document is not None}


def _live_files(main: Main, here: Environment, grown: list[Log]) -> dict[str, bytes]:
    """The live file of each target in which something changed."""
    files: dict[str, bytes] = {}
    for environment in {log.release.environment for log in grown}:
        own = [log for log in grown if log.release.environment is environment]
        release, changed = own[0].release, {log.release for log in grown}
        others = (log for log in (*main.siblings, *main.elsewhere) if log.release not in changed)
        logs = [*own, *(log for log in others if log.release.environment is environment)]
        live = main.live if environment is here else main.live_elsewhere.get(environment)
        value = projection.replace_live(
            live,
            (release.app, environment),
            release.mini_program,
            [projection.status_value(log) for log in logs if log.entries],
        )
        files[projection.live_path(release.app, environment)] = canonical.to_bytes(value)
    return files


def _headline(draft: Draft) -> str:
    text = HEADLINES[draft.kind.value]
    return text.format(
        release=show_release(draft.release),
        round=draft.round,
        target=draft.target.value,
        percent=draft.rollout.percent,
    )


def _trailers(draft: Draft, log: Log) -> str:
    release = draft.release
    requester = draft.actor.id
    if draft.kind not in APPLIED and log.requester:
        requester = log.requester.draft.actor.id
    lines = [
        f"Release: {release.folder}",
        f"Transition: {draft.transition}",
        f"Status: {draft.source} -> {draft.target}"
        if draft.source is not draft.target
        else f"Status: {draft.target}",
        f"Pull-request: {draft.subject.pull_request}",
        f"Requested-by: {requester}",
        *(f"Approved-by: {approval.reviewer}" for approval in draft.approvals),
        f"Request-digest: sha256:{draft.subject.digest}",
        *(f"Supersedes: {release.folder}" for release in draft.supersedes),
        *([] if draft.rollout.percent is None else [f"Percent: {draft.rollout.percent}"]),
    ]
    return "\n".join(lines)


TRAILERS = (
    "Release",
    "Transition",
    "Status",
    "Pull-request",
    "Requested-by",
    "Approved-by",
    "Request-digest",
    "Supersedes",
    "Percent",
    "Document",
    "Document-digest",
    "Run",
)
"""No commit message of a branch may imitate these."""
