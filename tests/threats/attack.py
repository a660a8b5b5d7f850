"""What attackers do, and what everybody must see of a refusal."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.demo.world import BOT, REPOSITORY
from tests.person import Person, client
from tests.world import documents, release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.app.reconcile import Report
    from tests.world import Stage

PRODUCTION = "coffee 1.0.0 harbor production"
TEST = "coffee 1.0.0 harbor test"
BRANCH = PRODUCTION.replace(" ", "-")
REQUEST = release(PRODUCTION).request_path
VERSION = release(PRODUCTION).version_path
STICKY = "<!-- slipway:status"
OUTCOME = "<!-- slipway:outcome"
PEOPLE = {"mia": 1001, "wanda": 1002, "dan": 1003, "rob": 1004, "rita": 1005, "oscar": 1010}


def identity(login: str) -> str:
    """A person's name and address, as GitHub's own commits carry them."""
    return f"{login} <{PEOPLE[login]}+{login}@users.noreply.github.com>"


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of a branch, with whatever an honest client would not make."""

    files: Mapping[str, str | bytes | None] = field(default_factory=dict)
    """Path to text; ``None`` deletes; for a submodule the commit it names."""
    modes: Mapping[str, str] = field(default_factory=dict)
    author: str = identity("mia")
    committer: str = identity("mia")
    message: str = "Change"
    date: int = 1_772_000_000
    merge: str = ""

    def stream(self, ref: str, parent: str = "") -> bytes:
        """The commit as ``git fast-import`` reads it; without a parent, on the one before."""
        date, message = f"{self.date} +0000", self.message.encode()
        lines = [
            f"commit {ref}\nauthor {self.author} {date}\ncommitter {self.committer} {date}\n",
            f"data {len(message)}\n",
        ]
        head = "".join(lines).encode() + message + b"\n"
        for word, commit in (("from", parent), ("merge", self.merge)):
            head += f"{word} {commit}\n".encode() if commit else b""
        return head + b"".join(self._entry(path, text) for path, text in self.files.items()) + b"\n"

    def _entry(self, path: str, content: str | bytes | None) -> bytes:
        name, mode = f'"{path}"'.encode(), self.modes.get(path, "100644")
        if content is None:
            return b"D " + name + b"\n"
        data = content.encode() if isinstance(content, str) else content
        if mode == "160000":
            return b"M 160000 " + data + b" " + name + b"\n"
        return f"M {mode} inline ".encode() + name + f"\ndata {len(data)}\n".encode() + data + b"\n"


def plant(stage: Stage, branch: str, *commits: Commit, who: str = "mia", base: str = "main") -> str:
    """Push commits to a branch made from ``base`` (or on top of it, where it is the branch)."""
    ref = f"refs/heads/{branch}"
    parent = stage.git("rev-parse", base).decode().strip()
    stream = b"".join(
        commit.stream(ref, "" if number else parent) for number, commit in enumerate(commits)
    )
    subprocess.run(
        ["git", "-C", str(stage.repository), "fast-import", "--quiet", "--force"],
        input=stream,
        check=True,
    )
    stage.hub.refresh(REPOSITORY, who)
    return stage.git("rev-parse", ref).decode().strip()


def branched(stage: Stage, *commits: Commit, branch: str = "attack", who: str = "mia") -> int:
    """A pull request, opened ready, with these commits; its number."""
    plant(stage, branch, *commits, who=who)
    return stage.person(who).open(branch)


def account(stage: Stage, token: str) -> Person:
    """Somebody with a token of their own."""
    return Person("somebody", client(stage.hub.api, token), REPOSITORY)


def under_review(stage: Stage) -> int:
    """The Production release Under Review, from a snapshot; the number of its pull request."""
    name = "threats: under review"
    if name in stage.ground.kept:
        stage.back(name)
        return int(stage.ground.facts[name])
    number = stage.request(PRODUCTION)
    assert stage.run_bot(number).exit_code == 0
    stage.hub.clock.advance(60)
    stage.keep(name)
    stage.ground.facts[name] = number
    return number


# --- What everybody sees -------------------------------------------------------------------------


def head(stage: Stage, number: int) -> str:
    """The head of a pull request."""
    return stage.git("rev-parse", f"refs/pull/{number}/head").decode().strip()


def sticky(stage: Stage, number: int) -> str:
    """The one status comment."""
    found = [c.body for c in stage.comments(number) if c.login == BOT and STICKY in c.body]
    assert len(found) == 1, found
    return found[0]


def kinds(stage: Stage, text: str = PRODUCTION) -> list[str]:
    """The kinds of a release's entries, oldest first."""
    return [entry["kind"] for entry in stage.log(text)]


def outcomes(stage: Stage, number: int) -> list[str]:
    """The comments that send mail."""
    return [c.body for c in stage.comments(number) if c.login == BOT and OUTCOME in c.body]


def quiet(stage: Stage, number: int | None) -> None:
    """A repeated run writes nothing."""
    stage.hub.requests.clear()
    report = stage.run_bot(number)
    assert report.exit_code == 0, report.failures
    assert stage.writes() == 0, report.lines


def run(stage: Stage, number: int | None) -> Report:
    """A run that must end well: a refusal that was recorded is done."""
    report = stage.run_bot(number, looks=1)
    assert report.exit_code == 0, report.failures
    return report


def shows_refusal(stage: Stage, number: int, rule: str) -> str:
    """One red status and one comment that name the reason; the comment."""
    body = sticky(stage, number)
    assert f"[{rule}]" in body, body
    status = next(
        s for s in stage.statuses(head(stage, number)) if s.context == f"slipway/{number}"
    )
    assert (status.login, status.state) in ((BOT, "failure"), (BOT, "error"))
    return body


def refused(stage: Stage, number: int, rule: str) -> str:
    """The bot refuses: main unchanged, the reason shown, the repeated run quiet; the comment."""
    before = stage.main()
    run(stage, number)
    assert stage.main() == before
    body = shows_refusal(stage, number, rule)
    quiet(stage, number)
    return body


def unapproved(stage: Stage, number: int, words: str, text: str = PRODUCTION) -> str:
    """Nobody's approval counts: nothing is merged, and the comment says why; the comment."""
    before = stage.main()
    run(stage, number)
    assert stage.main() == before
    assert release(text).request_path not in stage.main_files("releases/")
    body = sticky(stage, number)
    assert words in body, body
    assert "❌ Have enough reviewers approved" in body, body
    quiet(stage, number)
    return body


def merged(stage: Stage, number: int, text: str = PRODUCTION) -> None:
    """The bot merges it: the very bytes of the request are on main, and the log says so."""
    wanted = stage.git("show", f"refs/pull/{number}/head:{release(text).request_path}")
    run(stage, number)
    assert kinds(stage, text)[-1] == "approved"
    assert stage.main_files("releases/")[release(text).request_path] == wanted


def changed(text: str = PRODUCTION, notes: str = "Now with a surprise.") -> dict[str, str]:
    """The same release with other notes."""
    return documents(text, notes)
