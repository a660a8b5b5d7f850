"""The catalog of a new repository: one app, one workspace and one mini program, to be edited."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bot.core.documents.places import (
    AppFile,
    MiniProgramFile,
    OwnersFile,
    SlipwayFile,
    WorkspaceFile,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.init.answers import Answers, Someone

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ -][A-Za-z0-9]+)*")
_WORDS_OF_YAML = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""What some reader of YAML takes for something else than text (YAML 1.1, "Tag Repository")."""


def catalog_files(answers: Answers, version: str) -> Mapping[str, str]:
    """The documents by path; ``version`` is the least bot that may write here."""
    return {
        SlipwayFile().path: _slipway(answers, version),
        OwnersFile().path: _owners(answers),
        AppFile(answers.app.id).path: _app(answers),
        WorkspaceFile(answers.workspace.id).path: _workspace(answers),
        MiniProgramFile(answers.mini_program.id).path: _mini_program(answers),
    }


def scalar(text: str) -> str:
    """A text as YAML takes it for nothing else: plain where it can be, else in JSON's quotes."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_YAML
    return text if plain else json.dumps(text, ensure_ascii=False)


def _document(schema: str, lines: Iterable[str]) -> str:
    head = f"# yaml-language-server: $schema={schema}.schema.json"
    return "\n".join([head, *lines]) + "\n"


def _listed(name: str, people: Iterable[Someone], empty: str = "[]") -> Iterator[str]:
    """A list of people, one a line."""
    rows = [_row(one) for one in people]
    yield f"{name}:" if rows else f"{name}: {empty}"
    yield from (f"  - {row}" for row in rows)


def _row(one: Someone) -> str:
    return f"{{login: {scalar(one.login)}, id: {one.id}}}"


def _slipway(answers: Answers, version: str) -> str:
    return _document(
        "../schemas/slipway",
        [
            "# The bot's own account, and how it works here. The log begins with the first commit",
            "# of main, so none is named as genesis.",
            "format: 1",
            f"mode: {answers.mode}",
            f"bot: {_row(answers.bot)}",
            f"leastBotVersion: {version}",
            "# true once the labels of .github/labels.json exist: the bot may not make them.",
            "labels: false",
        ],
    )


def _owners(answers: Answers) -> str:
    return _document(
        "../schemas/owners",
        [
            "# Who owns the catalog. Two of them, other than the author, agree to a change of",
            "# policy, so three are the least who can all propose one.",
            "format: 1",
            *_listed("owners", answers.people.owners),
        ],
    )


def _app(answers: Answers) -> str:
    people = answers.people
    return _document(
        "../../schemas/app",
        [
            "# A target app. Only the numeric id of a person counts; the login is for readers.",
            "format: 1",
            f"app: {scalar(answers.app.id)}",
            f"name: {scalar(answers.app.name)}",
            "# Who approves or rejects.",
            *_listed("reviewers", people.reviewers),
            "# Who warns and force removes.",
            *_listed("inspectors", people.inspectors),
            "# Who pauses and stops.",
            *_listed("operators", people.operators),
            "# The bot asks reviewers in turn, as many as approvals are missing.",
            "requestReviews: true",
            "environments:",
            "  # Nobody reviews these two.",
            "  development: {variables: true}",
            "  test: {}",
            "  sandbox:",
            "    review: false",
            "    pilot: true",
            "    variables: true",
            "  production:",
            "    pilot: false",
            "    approvals:",
            "      count: 1",
            "      unknownContributors: one-more",
            "      maximumAgeDays: 90",
        ],
    )


def _workspace(answers: Answers) -> str:
    return _document(
        "../../schemas/workspace",
        [
            "# A workspace owns mini programs; its admins may apply for each of them.",
            "format: 1",
            f"workspace: {scalar(answers.workspace.id)}",
            f"name: {scalar(answers.workspace.name)}",
            *_listed("admins", answers.people.workspace_admins),
        ],
    )


def _mini_program(answers: Answers) -> str:
    program, people = answers.mini_program, answers.people
    host = f"{program.id}.example"
    return _document(
        "../../schemas/mini-program",
        [
            "# A mini program: who may apply for it, and what users and reviewers see of it.",
            "format: 1",
            f"miniProgram: {scalar(program.id)}",
            f"workspace: {scalar(answers.workspace.id)}",
            f"type: {scalar(answers.type)}",
            "# Who may apply, and lead a release on.",
            *_listed("admins", people.admins),
            "# Who brings versions, and never applies.",
            *_listed("developers", people.developers),
            "# Put your own in the place of all that follows before the first release to users.",
            "information:",
            f"  name: {scalar(program.name)}",
            f"  tagline: {scalar(program.name)}",
            "  description: |",
            "    What it does, for its users.",
            "  category: Other",
            "  languages: [en]",
            f"  logo: https://{host}/logo.png",
            "  customerService:",
            f"    email: help@{host}",
        ],
    )
