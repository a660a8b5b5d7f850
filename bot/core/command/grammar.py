"""The grammar of commands, as a table, and how a comment is read by it.

A command is the one line ``/word``, with what its form asks for, that is a paragraph of its own at
the top level of a comment. What comes near to one is missed, and earns a hint; all else is text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from bot.core.command.markdown import paragraphs

LONGEST = 4_000
"""Characters of a comment that is looked through; a longer one is text."""


class Word(StrEnum):
    """The words of the commands."""

    APPLY = "apply"
    WITHDRAW = "withdraw"
    EXPLAIN = "explain"
    HELP = "help"
    PILOT = "pilot"
    COMPLETE_TESTING = "complete-testing"
    BYPASS_TESTING = "bypass-testing"
    GO_LIVE = "go-live"
    SCALE = "scale"
    COMPLETE = "complete"
    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    WARN = "warn"
    FORCE_REMOVE = "force-remove"


ASKING = frozenset({Word.EXPLAIN, Word.HELP})
"""What anybody may say: it asks, and does nothing."""
APPLYING = frozenset({Word.APPLY, Word.WITHDRAW})
"""What acts on an application; all other words that act are for a release on its way."""
MOST_USERS = 100
LONGEST_REASON = 500

_VERSION = r"(?P<version>[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9})"
_PERCENT = r"(?P<percent>[1-9][0-9]?|100)%"
_USER = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_USERS = rf"(?P<users>{_USER}(?: {_USER}){{0,{MOST_USERS - 1}}})"
_REASON = rf"(?P<reason>\S(?:.{{0,{LONGEST_REASON - 2}}}\S)?)"
_DEADLINE = (
    r"(?P<deadline>[1-9][0-9]{0,2}d"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2}))"
)


@dataclass(frozen=True, slots=True)
class Form:
    """One command: its right form, an example of it, what it does for people, and its pattern."""

    word: Word
    usage: str
    meaning: str
    arguments: str = ""
    example: str = ""

    @property
    def takes_percent(self) -> bool:
        """Whether a percentage is said in it."""
        return _PERCENT in self.arguments

    def match(self, line: str) -> re.Match[str] | None:
        """The line read by this form, letter by letter."""
        return re.fullmatch(f"/{re.escape(self.word.value)}{self.arguments}", line)


def _form(word: Word, usage: str, meaning: str, arguments: str = "", example: str = "") -> Form:
    line = f"/{word}" + (f" {usage}" if usage else "")
    return Form(word, line, meaning, arguments, f"/{word}{example}")


FORMS: tuple[Form, ...] = (
    _form(
        Word.APPLY,
        "",
        "Applies for the release, on a draft too. It counts for exactly what the bot "
        "showed before it was said: the bytes, the catalog, and who may apply.",
    ),
    _form(
        Word.WITHDRAW,
        "",
        "Takes the application back that was Under Review when it was said.",
    ),
    _form(
        Word.EXPLAIN,
        "",
        "Says each rule that is unmet, who can meet it, and when a clock will.",
    ),
    _form(
        Word.HELP,
        "",
        "Says what you may do here now, and how commands are written.",
    ),
    _form(
        Word.PILOT,
        "add USER…",
        "Lets more users test in the pilot: their ids in the app, by single spaces.",
        f" (?P<pilot>add) {_USERS}",
        " add hb-20017 hb-20018",
    ),
    _form(
        Word.PILOT,
        "remove USER…",
        "Takes users out of the pilot.",
        f" (?P<pilot>remove) {_USERS}",
        " remove hb-20017",
    ),
    _form(
        Word.COMPLETE_TESTING,
        "",
        "Ends the pilot: on to Grayscale Release at 0 %, in Sandbox to Full Release.",
    ),
    _form(
        Word.BYPASS_TESTING,
        "",
        "Ends the pilot without its result; the log says so. It leads where completing leads.",
    ),
    _form(Word.GO_LIVE, "", "Goes live for all users: from Release Preparation to Full Release."),
    _form(
        Word.GO_LIVE,
        "N%",
        "Goes live for N percent of the users: from Release Preparation to Grayscale Release.",
        f" {_PERCENT}",
        " 10%",
    ),
    _form(
        Word.SCALE,
        "N%",
        "Lets a higher percentage of the users meet the release; never a lower one. 100% is "
        "Full Release.",
        f" {_PERCENT}",
        " 50%",
    ),
    _form(Word.COMPLETE, "", "Ends the grayscale: all users meet the release, in Full Release."),
    _form(
        Word.CANCEL,
        "VERSION REASON",
        "Ends the release for good. The version is said again, since it can never be released "
        "there again.",
        f" {_VERSION} {_REASON}",
        " 1.4.0 The payment page crashes.",
    ),
    _form(Word.PAUSE, "", "Holds the rollout and its schedule where they stand."),
    _form(Word.RESUME, "", "Lets a rollout that is paused go on."),
    _form(
        Word.STOP,
        "REASON",
        "Halts every release of the app, at once, until operators or owners lift it: one applies, "
        "two others approve.",
        f" {_REASON}",
        " Payments fail in the whole app.",
    ),
    _form(
        Word.WARN,
        "DEADLINE REASON",
        "Asks for a cure until a deadline: some days, as 7d, or a time with its offset. Every open "
        "request of the mini program shows it.",
        f" {_DEADLINE} {_REASON}",
        " 7d The privacy text is missing.",
    ),
    _form(
        Word.FORCE_REMOVE,
        "VERSION REASON",
        "Ends all releases of the mini program in the app: every version, every environment.",
        f" {_VERSION} {_REASON}",
        " 1.4.0 It collects passwords.",
    ),
)
"""Every command. A line is one where a form matches it, letter by letter."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was said: its form, and what stands in its places."""

    form: Form
    percent: int | None = None
    users: tuple[str, ...] = ()
    adds: bool = False
    version: str | None = None
    deadline: str | None = None
    reason: str | None = None

    @property
    def word(self) -> Word:
        """The word that it begins with."""
        return self.form.word


OF_REVIEWS = ("approve", "reject")
"""Words for what only a review can say."""


class Slip(StrEnum):
    """How a comment missed a command."""

    FORM = "command-form"
    SEVERAL = "one-command"
    ALONE = "command-alone"
    REVIEW = "say-it-in-a-review"


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that comes near to a command: how it was missed, and the right forms, if any."""

    slip: Slip
    usages: tuple[str, ...] = ()


_LIKE_A_SLASH = str.maketrans(dict.fromkeys("\u2044\u2215\u29f8", "/"))
_ATTEMPT = re.compile(r"/ ?([a-z]{2,20}(?:[-_ ][a-z]{2,20})?)(?![a-z0-9/_-])")
_FIRST = re.compile(r"[a-z]+")
_WORDS: tuple[str, ...] = (*dict.fromkeys(form.word.value for form in FORMS), *OF_REVIEWS)


@lru_cache(maxsize=4_096)
def read(body: str) -> Command | Miss | None:
    """The command that a comment holds, what it missed, or neither."""
    if len(body) > LONGEST or not any(map(_near, body.split("\n"))):
        return None
    found = [
        _attempt(line, lines)
        for lines in paragraphs(body)
        for line in lines
        if _near(line) is not None
    ]
    if len(found) > 1:
        return Miss(Slip.SEVERAL)
    return found[0] if found else None


def _attempt(line: str, lines: tuple[str, ...]) -> Command | Miss:
    word = _near(line)
    if word in OF_REVIEWS:
        return Miss(Slip.REVIEW)
    if len(lines) > 1:
        return Miss(Slip.ALONE, usages(word))
    return command_of(line.rstrip(" \t\r")) or Miss(Slip.FORM, usages(word))


def command_of(line: str) -> Command | None:
    """The command that a line is, letter by letter; what stands around it is not looked at."""
    matches = ((form, form.match(line)) for form in FORMS)
    form, found = next(((form, match) for form, match in matches if match), (None, None))
    if form is None or found is None:
        return None
    said = found.groupdict()
    return Command(
        form,
        percent=int(said["percent"]) if "percent" in said else None,
        users=tuple(said.get("users", "").split()),
        adds=said.get("pilot") == "add",
        version=said.get("version"),
        deadline=said.get("deadline"),
        reason=said.get("reason"),
    )


def usages(word: str | None) -> tuple[str, ...]:
    """The right forms of a word."""
    return tuple(form.usage for form in FORMS if form.word == word)


def _near(line: str) -> str | None:
    """The word of the command that a line means, however it is written, or none."""
    plain = unicodedata.normalize("NFKC", line).translate(_LIKE_A_SLASH)
    seen = "".join(c for c in plain if unicodedata.category(c) != "Cf").strip().lower()
    found = _ATTEMPT.match(seen)
    if not found:
        return None
    pair = found[1].replace(" ", "-").replace("_", "-")
    for meant in (pair, *_FIRST.findall(pair)[:1]):
        close: list[str] = get_close_matches(meant, _WORDS, n=1, cutoff=0.75)
        if close:
            return close[0]
    return None
