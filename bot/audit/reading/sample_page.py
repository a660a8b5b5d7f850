"""The pages of a sample: an index, and for each release what was asked, found and is proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.audit.model.entry import show_time
from bot.audit.reading.completeness import chosen_by, told
from bot.audit.reading.drawing import ALGORITHM, DECISIONS, Place
from bot.audit.reading.evidence import Answer, answers
from bot.audit.reading.layout import INDENT, field, section
from bot.audit.reading.moment import title
from bot.audit.reading.page import body, headline
from bot.core.documents.problem import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.reading.life import Life
    from bot.audit.reading.population import Population

_BLANK = "_" * 40
_NONE = "no exception noted"


class Page(NamedTuple):
    """One file of a sample: a name that is safe in every file system, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """One release in the sample: its number from 1, its place, its life up to the decision."""

    number: int
    place: Place
    life: Life

    @property
    def name(self) -> str:
        """The name of its page."""
        return f"{self.number:04d}-{self.life.release.folder[9:].replace('/', '-')}.md"


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn by which seed; ``size`` is that of the population."""

    seed: str
    count: int
    size: int
    chosen: tuple[Chosen, ...]


def index(drawn: Sample, population: Population) -> Page:
    """How the sample was drawn, from what, and what is in it."""
    lines = ["# Sample of release decisions", "", *_drawn(drawn, population)]
    lines += section("The population", (f"- {line}" for line in told(population)))
    lines += section("The sample", _listed(drawn))
    lines += section("To draw it again", _again())
    return Page("index.md", "\n".join(lines) + "\n")


def _drawn(drawn: Sample, population: Population) -> Iterator[str]:
    kinds = ", ".join(sorted(DECISIONS))
    yield from field("sample", f"{len(drawn.chosen)} of {drawn.size} transitions")
    if drawn.count > drawn.size:
        yield from field("", f"{drawn.count} were asked for: this is all of the population")
    yield from field("seed", drawn.seed)
    yield from field("population", f"transitions of the kinds {kinds}, which are the changes")
    yield from field("", "that reached an environment")
    yield from field("selected", chosen_by(population.selection))
    yield from field("algorithm", ALGORITHM)


def _listed(drawn: Sample) -> Iterator[str]:
    if not drawn.chosen:
        yield "Nothing: the population is empty."
    for one in drawn.chosen:
        newest = one.life.newest
        exceptions = sum(len(answer.exceptions) for answer in answers(one.life))
        result = counted(exceptions, "exception") if exceptions else _NONE
        yield f"{INDENT}{one.number:04d}  {one.life.release}"
        yield f"{INDENT}      {newest.entry.kind} at {show_time(newest.entry.time)}: {result}"
        yield f"{INDENT}      transition {one.place.transition}, commit {one.place.number}"
        yield f"{INDENT}      {one.name}"


def _again() -> Iterator[str]:
    yield "Take the transition ids of the population (`slipway audit export`), and for each"
    yield ""
    yield f"{INDENT}printf '%s\\n%s' SEED TRANSITION | sha256sum"
    yield ""
    yield "The lowest are the sample. A larger sample with the same seed begins with this one."


def page(drawn: Sample, chosen: Chosen, server: str) -> Page:
    """One release of the sample, as far as its decision."""
    life = chosen.life
    head = f"# Sample {chosen.number} of {len(drawn.chosen)}: {headline(life.release)}"
    lines = [head, "", *_placed(drawn, chosen)]
    lines += section("What was tested", _answers(life))
    lines += section("Auditor's conclusion", _conclusion())
    lines += section("The release, up to this decision", body(life, server))
    return Page(chosen.name, "\n".join(lines) + "\n")


def _placed(drawn: Sample, chosen: Chosen) -> Iterator[str]:
    entry = chosen.life.newest.entry
    yield from field("decision", f"{title(entry)}, {show_time(entry.time)}")
    yield from field("transition", entry.transition)
    yield from field("seed", drawn.seed)
    yield from field("place", f"{chosen.number} of {drawn.size}", chosen.place.rank)


def _answers(life: Life) -> Iterator[str]:
    for number, answer in enumerate(answers(life), start=1):
        yield f"{INDENT}{number:>2}  {answer.question.text}"
        yield from (f"{INDENT}    {line}" for line in _result(answer))


def _result(answer: Answer) -> Iterator[str]:
    if answer.exceptions:
        yield from (f"EXCEPTION {exception}" for exception in answer.exceptions)
    elif answer.not_judged is not None:
        yield f"not judged: {answer.not_judged}"
    else:
        yield _NONE


def _conclusion() -> Iterator[str]:
    for label in ("tested by", "on", "conclusion", "note", ""):
        yield from field(label, _BLANK)
