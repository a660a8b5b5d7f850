"""All files of a new release repository, made from the answers and from what this bot brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.documents.schema import Schemas
from bot.core.documents.semantics import DATA_FOLDERS, check_all
from bot.errors import UsageError
from bot.init.answers import Shape
from bot.init.catalog_files import catalog_files
from bot.init.github_files import IGNORED, github_files
from bot.init.readme import readme, readme_path
from bot.init.requirements import requirement_files
from bot.init.rulesets import ruleset_files
from bot.init.workflows import data_workflows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.init.answers import Answers


@dataclass(frozen=True, slots=True)
class File:
    """A file as git keeps it."""

    data: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """What this bot brings, by path; ``template`` is its whole project, for that shape only."""

    version: str
    schemas: Mapping[str, bytes]
    workflows: Mapping[str, str]
    lock: str
    pages: Mapping[str, bytes]
    template: Mapping[str, File] = field(default_factory=dict)


def contents(answers: Answers, sources: Sources) -> Mapping[str, File]:
    """The files by path; ``UsageError`` where an answer makes a document that is not valid."""
    made = {
        **catalog_files(answers, sources.version),
        **ruleset_files(answers),
        **github_files(answers),
        readme_path(answers): readme(answers),
    }
    written = {path: File(text.encode()) for path, text in made.items()}
    if answers.shape is Shape.TEMPLATE:
        brought = {p: f for p, f in sources.template.items() if not p.startswith(DATA_FOLDERS)}
    else:
        brought = _data_only(answers, sources)
    files = {**brought, **written}
    _check(files)
    return dict(sorted(files.items()))


def _data_only(answers: Answers, sources: Sources) -> dict[str, File]:
    if answers.wheel is None:
        raise UsageError("needs-wheel", "no wheel of the bot was named", "give --wheel")
    texts = {**data_workflows(sources.workflows), ".gitignore": IGNORED}
    required = requirement_files(sources.lock, answers.wheel, sources.version)
    written = {path: text.encode() for path, text in texts.items()}
    found = {**written, **sources.schemas, **sources.pages, **required}
    return {path: File(data) for path, data in found.items()}


def _check(files: Mapping[str, File]) -> None:
    """What is made is valid, or is not written: the same checks as ``slipway validate``."""
    schemas = Schemas.from_files(
        {path: file.data for path, file in files.items() if path.startswith("schemas/")}
    )
    data = {path: file.data for path, file in files.items() if path.startswith(DATA_FOLDERS)}
    problems = check_all(data, schemas)
    if problems:
        what = "; ".join(f"{one.file}: {one}" for one in problems)
        raise UsageError("wrong-answer", f"with these answers {what}", "change the answer")
