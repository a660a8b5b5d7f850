"""The acts from the terminal: each is the comment that its person would have written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from bot.cli.act_commands import COMMANDS
from bot.cli.entry import slipway
from bot.core.command.grammar import ASKING, FORMS, Command, Word, read
from bot.demo.world import REPOSITORY
from bot.hub import Fault
from tests import command_line
from tests.faults.command import environment
from tests.scenarios.rolling import approved
from tests.starts import PRODUCTION, TEST, under_review
from tests.world import release

if TYPE_CHECKING:
    import subprocess

    from tests.world import Stage

NAME = PRODUCTION.replace(" ", "/")


def run(
    stage: Stage, *arguments: str, who: str = "mia", answer: str = "", **changed: str | None
) -> subprocess.CompletedProcess[str]:
    """The command line, as a person with a token of their own calls it."""
    given = {"GITHUB_TOKEN": stage.ground.tokens[who], **changed}
    env = environment(stage, **given)
    return command_line.run(*arguments, env=env, folder=stage.folder, answer=answer)


def said(stage: Stage, number: int, who: str = "mia") -> list[str]:
    return [comment.body for comment in stage.comments(number) if comment.login == who]


def test_it_shows_what_it_will_say_asks_and_says_it(stage: Stage) -> None:
    number = under_review(stage)
    done = run(stage, "withdraw", NAME, answer="y\n")
    assert done.returncode == 0
    address = f"{stage.hub.url}/{REPOSITORY}/pull/{number}"
    assert done.stderr == (
        "coffee 1.0.0 to harbor Production: Under Review\n"
        f"mia says on {address}:\n"
        "\n"
        "    /withdraw\n"
        "\n"
        "Say it? [y/N]: "
    )
    (comment,) = [one for one in stage.comments(number) if one.login == "mia"]
    assert comment.body == "/withdraw"
    assert done.stdout == f"{address}#issuecomment-{comment.id}\n"


def test_the_bot_takes_it_as_any_comment_of_that_person(stage: Stage) -> None:
    number = under_review(stage)
    stage.hub.clock.advance(1)
    assert run(stage, "withdraw", NAME, "--yes").returncode == 0
    stage.run_bot(number)
    assert stage.log(PRODUCTION)[-1]["kind"] == "withdrawn"
    assert stage.log(PRODUCTION)[-1]["actor"]["login"] == "mia"


def test_who_may_not_is_told_so_by_the_bot_and_not_by_the_terminal(stage: Stage) -> None:
    number = under_review(stage)
    stage.hub.clock.advance(1)
    assert run(stage, "withdraw", NAME, "--yes", who="rob").returncode == 0
    stage.run_bot(number)
    assert "[by-releaser]" in stage.comments(number)[-1].body
    assert stage.status_file(PRODUCTION)["status"] == "Under Review"


def test_a_release_goes_live_from_the_terminal_and_any_clone_tells_so(stage: Stage) -> None:
    number = approved(stage)
    stage.hub.clock.advance(60)
    done = run(stage, "go-live", NAME, "--percent", "10", "--yes")
    assert done.stderr.startswith("coffee 1.0.0 to harbor Production: Release Preparation\n")
    stage.run_bot(number)
    stage.hub.clock.advance(60)
    done = run(stage, "scale", NAME, "--percent", "50", "--yes")
    assert done.stderr.startswith("coffee 1.0.0 to harbor Production: Grayscale Release, 10 %\n")
    stage.run_bot(number)
    done = run(stage, "live", "--repo", str(stage.repository), "--environment", "production")
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("coffee ")]
    assert line.split()[:6] == ["coffee", "1.0.0", "Grayscale", "Release", "50", "%"]


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("\n", 1), ("", 130)])
def test_without_a_yes_nothing_is_said(stage: Stage, answer: str, code: int) -> None:
    number = under_review(stage)
    done = run(stage, "withdraw", NAME, answer=answer)
    assert (done.returncode, done.stdout) == (code, "")
    assert "othing was said" in done.stderr
    assert said(stage, number) == []


def test_it_costs_one_read_and_one_write(stage: Stage) -> None:
    under_review(stage)
    stage.hub.requests.clear()
    run(stage, "withdraw", NAME, "--yes")
    assert [request.write for request in stage.hub.requests] == [False, True]


ACTS = [
    (("go-live", NAME), "/go-live"),
    (("go-live", NAME, "--percent", "10"), "/go-live 10%"),
    (("scale", NAME, "--percent", "50"), "/scale 50%"),
    (("complete", NAME), "/complete"),
    (("complete-testing", NAME), "/complete-testing"),
    (("bypass-testing", NAME), "/bypass-testing"),
    (("pilot", NAME, "add", "hb-1", "hb-2"), "/pilot add hb-1 hb-2"),
    (("pilot", NAME, "remove", "hb-1"), "/pilot remove hb-1"),
    (("cancel", NAME, "--reason", "It crashes.\n"), "/cancel 1.0.0 It crashes."),
    (("pause", NAME), "/pause"),
    (("resume", NAME), "/resume"),
    (("stop", NAME, "--reason", "Payments fail."), "/stop Payments fail."),
    (("warn", NAME, "--deadline", "7d", "--reason", "No terms."), "/warn 7d No terms."),
    (("force-remove", NAME, "--reason", "It steals."), "/force-remove 1.0.0 It steals."),
    (("apply", NAME), "/apply"),
    (("withdraw", NAME), "/withdraw"),
]


def test_each_act_of_the_grammar_can_be_said(stage: Stage) -> None:
    number = under_review(stage)
    for arguments, _ in ACTS:
        done = run(stage, *arguments, "--yes")
        assert (done.returncode, done.stdout.count("\n")) == (0, 1), done.stderr
    assert said(stage, number) == [text for _, text in ACTS]
    read_back = [read(text) for text in said(stage, number)]
    words = {found.word for found in read_back if isinstance(found, Command)}
    assert words == {form.word for form in FORMS} - ASKING


def test_the_terminal_knows_every_word_before_it_loads_the_grammar() -> None:
    assert set(COMMANDS) <= set(slipway.list_commands(click.Context(slipway)))
    assert {word.value for word in Word} - set(COMMANDS) == {word.value for word in ASKING}


def test_every_command_tells_the_forms_that_it_says() -> None:
    for command in COMMANDS.values():
        forms = [form for form in FORMS if form.word == command.name]
        assert all(form.usage in (command.help or "") for form in forms)


def test_what_is_not_announced_yet_is_applied_for_by_its_number(stage: Stage) -> None:
    number = stage.request(PRODUCTION, draft=True)
    done = run(stage, "apply", NAME, "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert "main does not know coffee 1.0.0 to harbor Production" in done.stderr
    assert "[no-such-release]" in done.stderr
    assert run(stage, "apply", "--pull", str(number), "--yes").returncode == 0
    assert said(stage, number) == ["/apply"]


def test_other_peoples_text_cannot_act_on_the_terminal(stage: Stage) -> None:
    stage.person("mia").commit("odd", {"catalog/x.yaml": "a: 1\n"})
    number = stage.person("mia").open("odd", "Odd \x1b[2J\u202e title")
    done = run(stage, "apply", "--pull", str(number), "--yes")
    assert done.stderr.startswith(f'#{number}: "Odd \\u001b[2J\\u202e title"\n')


def test_of_a_release_that_is_live_the_percentage_is_shown(stage: Stage) -> None:
    number = stage.request(TEST)
    stage.run_bot(number)
    done = run(stage, "pause", TEST.replace(" ", "/"), "--yes")
    assert done.stderr.startswith("coffee 1.0.0 to harbor Test: Full Release, 100 %\n")
    assert said(stage, number) == ["/pause"]


@pytest.mark.parametrize(
    ("arguments", "code", "id_"),
    [
        (("scale", NAME, "--percent", "0"), 2, "[no-command]"),
        (("scale", NAME, "--percent", "101"), 2, "[no-command]"),
        (("scale", NAME, "--percent", "ten"), 2, "Invalid value"),
        (("scale", NAME), 2, "Missing option '--percent'"),
        (("cancel", NAME), 2, "Missing option '--reason'"),
        (("cancel", NAME, "--reason", ""), 2, "[no-command]"),
        (("cancel", NAME, "--reason", "one\ntwo"), 2, "[no-command]"),
        (("cancel", NAME, "--reason", "<!-- see -->"), 2, "[no-command]"),
        (("warn", NAME, "--deadline", "soon", "--reason", "x"), 2, "[no-command]"),
        (("pilot", NAME, "add"), 2, "Missing argument"),
        (("pilot", NAME, "add", "@rob"), 2, "[no-command]"),
        (("pause", "coffee/1.0.0/harbor"), 2, "[wrong-release]"),
        (("pause", "coffee/9.9.9/harbor/production"), 1, "[no-such-release]"),
        (("apply",), 2, "[usage]"),
        (("apply", NAME, "--pull", "1"), 2, "[usage]"),
        (("withdraw", "--pull", "999"), 3, "[github-unavailable]"),
        (("pause", NAME, "--repo", "nowhere"), 2, "[wrong-repository]"),
    ],
)
def test_what_cannot_be_said_is_refused_before_anything_is_posted(
    stage: Stage, arguments: tuple[str, ...], code: int, id_: str
) -> None:
    done = run(stage, *arguments, "--yes")
    assert (done.returncode, done.stdout) == (code, "")
    assert id_ in done.stderr
    assert "Traceback" not in done.stderr
    assert [request for request in stage.hub.requests if request.write] == []


def test_a_damaged_status_is_said(stage: Stage) -> None:
    under_review(stage)
    stage.person("otto").commit("main", {release(PRODUCTION).status_path: "[]"})
    done = run(stage, "pause", NAME, "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert "[status-damaged]" in done.stderr


def test_where_no_answer_comes_it_is_not_said_twice(stage: Stage) -> None:
    number = under_review(stage)
    stage.hub.fault(Fault("answer_lost", method="POST", path="/comments$", times=None))
    done = run(stage, "withdraw", NAME, "--yes")
    assert (done.returncode, done.stdout) == (3, "")
    assert "[unknown-outcome]" in done.stderr
    assert said(stage, number) == ["/withdraw"]


def test_where_github_refuses_it_says_whose_token_it_was(stage: Stage) -> None:
    under_review(stage)
    stage.hub.fault(Fault("refused", method="POST", path="/comments$"))
    done = run(stage, "withdraw", NAME, "--yes")
    assert done.returncode == 2
    assert "the token must be one that may comment there" in done.stderr
    done = run(stage, "withdraw", NAME, "--yes", GITHUB_TOKEN="wrong")
    assert (done.returncode, done.stdout) == (2, "")
    assert "[token-refused]" in done.stderr
