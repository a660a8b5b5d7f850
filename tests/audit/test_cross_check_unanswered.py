"""The bot's word held against a GitHub that errs, hides or cuts: an error is no answer."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

import pytest

from bot.audit.model.entry import Who
from bot.audit.online.claims import Kind
from bot.audit.online.cross_check import cross_check
from bot.audit.online.verdict import Verdict
from bot.audit.online.witness import Opinion, SeenStatuses
from bot.cli.witness import AuditWitness
from bot.demo.world import REPOSITORY
from bot.forge.protocol import RefusedError
from bot.forge.witness import GitHubWitness
from bot.hub import Fault
from tests.audit.play import (
    APPROVED,
    BOTS,
    ONLOOKER,
    RELEASED,
    Doctored,
    after_the_story,
    fallen,
    when,
    why,
)
from tests.world import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.audit.online.witness import SeenPull, SeenStatus
    from tests.audit.play import Play
    from tests.world import Stage


@pytest.fixture
def play(stage: Stage) -> Play:
    return after_the_story(stage)


def test_a_pull_request_that_gives_no_answer_is_unreachable_and_the_others_are_asked(
    play: Play,
) -> None:
    play.stage.hub.fault(Fault("error_before", operation="WitnessPull"))
    checked = play.checked()
    found = {(one.claim.origin.pull, one.verdict) for one in checked if one.what.startswith("Git")}
    assert found == {(play.pulls[APPROVED], Verdict.UNREACHABLE)}
    silent = {v for k, v in fallen(checked) if k is not Kind.ANNOUNCED}
    assert silent == {Verdict.UNREACHABLE}
    assert "502" in why(checked, Kind.APPROVED)


def test_statuses_that_give_no_answer_are_unreachable(play: Play) -> None:
    play.stage.hub.fault(Fault("rate_limited", path="/statuses$", login=ONLOOKER))
    assert fallen(play.checked()) == [(Kind.ANNOUNCED, Verdict.UNREACHABLE)]


def test_a_pull_request_that_github_does_not_show_is_unreachable_not_gone(play: Play) -> None:
    checked = play.checked(when("released", lambda e: replace(e, pull_request=99)))
    assert {verdict for _, verdict in fallen(checked)} == {Verdict.UNREACHABLE}
    assert "PullRequest with the number of 99" in why(checked, Kind.APPLIED)


def test_a_token_that_is_refused_ends_the_cross_check(play: Play) -> None:
    witness = AuditWitness(GitHubWitness(REPOSITORY, "wrong", play.stage.hub.api, TIMEOUT))
    with pytest.raises(RefusedError, match="token-refused"):
        list(cross_check(play.transitions(), witness))


def test_what_is_missing_from_a_list_that_was_cut_proves_nothing(play: Play) -> None:
    cut = Doctored(
        play.witness,
        lambda pull: replace(
            pull,
            head="0" * 40,
            commits=frozenset(),
            events=(),
            reviews=(),
            whole=False,
            all_commits=False,
        ),
        lambda _: SeenStatuses((), whole=False),
    )
    checked = list(cross_check(play.transitions(), cut, BOTS))
    assert {one.verdict for one in checked} == {Verdict.UNREACHABLE, Verdict.NOT_ASKED}


def test_reviews_that_github_lost_are_gone_or_never_were(play: Play) -> None:
    lost = Doctored(play.witness, lambda pull: replace(pull, reviews=()))
    checked = list(cross_check(play.transitions(), lost, BOTS))
    assert fallen(checked) == [(Kind.APPROVED, Verdict.GONE), (Kind.OBJECTED, Verdict.GONE)]


def test_a_dismissal_that_is_not_dated_and_a_lost_commit_are_changes(play: Play) -> None:
    def showing(pull: SeenPull) -> SeenPull:
        dismissed = (replace(r, opinion=Opinion.DISMISSED, commit=None) for r in pull.reviews)
        return replace(pull, reviews=tuple(dismissed))

    checked = list(cross_check(play.transitions(), Doctored(play.witness, showing), BOTS))
    assert fallen(checked) == [(Kind.APPROVED, Verdict.CHANGED), (Kind.OBJECTED, Verdict.CHANGED)]
    assert why(checked, Kind.APPROVED) == (
        "it is dismissed; GitHub does not show when and by whom; "
        "GitHub no longer shows the commit that it was given on"
    )


STATUSES: dict[str, tuple[Callable[[SeenStatus], SeenStatus], Verdict, str]] = {
    "state": (
        lambda s: replace(s, state="success"),
        Verdict.CONTRADICTED,
        "it is success for slipway/",
    ),
    "context": (
        lambda s: replace(s, context="other"),
        Verdict.CONTRADICTED,
        "it is pending for other, not pending for slipway/",
    ),
    "account": (
        lambda s: replace(s, by=Who("ghost", 0)),
        Verdict.GONE,
        "the account that set it is deleted",
    ),
}


@pytest.mark.parametrize("name", STATUSES)
def test_an_announcing_status_that_is_not_as_the_bot_sets_it_is_found(
    play: Play, name: str
) -> None:
    change, verdict, words = STATUSES[name]
    doctored = Doctored(
        play.witness, telling=lambda found: SeenStatuses(tuple(map(change, found.statuses)))
    )
    checked = list(cross_check(play.transitions(), doctored, BOTS))
    assert fallen(checked) == [(Kind.ANNOUNCED, verdict)] * 3
    assert why(checked, Kind.ANNOUNCED).startswith(words)


def test_many_objections_are_counted_and_the_first_named(play: Play) -> None:
    def showing(pull: SeenPull) -> SeenPull:
        first = pull.reviews[0] if pull.reviews else None
        if first is None:
            return pull
        made = [
            replace(first, id=n, opinion=Opinion.OBJECTED, by=Who(f"p{n}", n)) for n in range(1, 8)
        ]
        return replace(pull, reviews=(first, *made))

    checked = list(cross_check(play.transitions(), Doctored(play.witness, showing), BOTS))
    what = why(checked, Kind.UNOPPOSED)
    assert what.count("an objection that the log does not count") == 5
    assert what.endswith("and 2 objections more")


class Endless(BaseHTTPRequestHandler):
    """A GitHub on which every list goes on for ever."""

    asked: ClassVar[list[str]] = []

    more = True
    commits = 0

    def do_POST(self) -> None:
        page = {"pageInfo": {"hasNextPage": self.more, "endCursor": "x"}, "nodes": []}
        commits = [{"commit": {"oid": f"{number:040x}"}} for number in range(self.commits)]
        pull = dict(
            dict.fromkeys(("createdAt", "updatedAt"), "2026-03-02T09:00:00Z"),
            **dict.fromkeys(("reviews", "timelineItems", "comments"), page),
            commits={**page, "nodes": commits},
            **dict.fromkeys(("author", "headRepository", "isDraft")),
            **dict.fromkeys(("id", "baseRefName", "headRefName", "headRefOid"), "x"),
            number=1,
            state="OPEN",
        )
        self._answer({"data": {"repository": {"pullRequest": pull}}})

    def do_GET(self) -> None:
        self._answer([])

    def _answer(self, body: object) -> None:
        self.asked.append(self.command)
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Link", '<http://localhost/?page=2>; rel="next"')
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[AuditWitness]:
    """A witness of some other GitHub."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        api = f"http://127.0.0.1:{server.server_port}/api/v3"
        try:
            yield AuditWitness(GitHubWitness(REPOSITORY, "token", api, TIMEOUT))
        finally:
            server.shutdown()


def test_lists_without_an_end_are_read_to_a_cap(play: Play) -> None:
    Endless.asked.clear()
    announcing = [one for one in play.transitions() if one.entry.announced][:1]
    with serving(Endless) as witness:
        checked = list(cross_check(announcing, witness))
    assert Endless.asked == ["POST"] * 11 + ["GET"] * 10
    kinds = {one.claim.kind for one in checked}
    assert kinds == {Kind.APPLIED, Kind.ANNOUNCED, Kind.CARRIED, Kind.HAPPENED}
    assert {one.verdict for one in checked} == {Verdict.UNREACHABLE}


class Crowded(Endless):
    """A GitHub that lists as many commits as it ever does."""

    more = False
    commits = 250


def test_a_head_beyond_the_commits_that_github_lists_is_unreachable(play: Play) -> None:
    released = [one for one in play.transitions() if one.entry.kind == "released"]
    with serving(Crowded) as witness:
        checked = list(cross_check(released, witness))
    assert (Kind.CARRIED, Verdict.UNREACHABLE) in fallen(checked)


class Newer(Endless):
    """A GitHub of tomorrow, whose answers nobody knows."""

    def do_POST(self) -> None:
        self._answer({"data": {"repository": {"pullRequest": {"reviews": {"pages": []}}}}})


def test_an_answer_in_an_unknown_form_is_no_answer(play: Play) -> None:
    released = [one for one in play.transitions() if one.entry.kind == "released"]
    with serving(Newer) as witness:
        checked = list(cross_check(released, witness))
    assert {one.verdict for one in checked} == {Verdict.UNREACHABLE, Verdict.NOT_ASKED}
    number = play.pulls[RELEASED]
    assert why(checked, Kind.APPLIED) == (
        f"GitHub answered about pull request {number} in a form that is not known (KeyError)"
    )
