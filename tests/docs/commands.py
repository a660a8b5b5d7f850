"""The page of commands, docs/commands.md, from the grammar and the answers."""

from __future__ import annotations

from pathlib import Path

from bot.core.command.deeds import who_says
from bot.core.command.grammar import FORMS, LONGEST
from bot.core.command.meanings import MEANINGS

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"

HEAD = f"""\
# Commands

Written by `python -m tests.docs.write` from the tables in `bot/core/command`; a test keeps it true.

A command is a comment on the pull request of a release. It is the one line that stands alone as a
paragraph, letter by letter; other paragraphs may stand beside it. In a fence, inline code, a quote,
a list, a table, a heading, after raw HTML and below `… wrote:` of an e-mail it is text. One comment
holds one command. A comment that was ever edited, that is longer than {LONGEST:,} characters, that
is older than a day, or that a bot wrote, is none.

"""
BINDING = """
Anybody may ask; who stands on no list of the catalog and is not the author gets one answer a pull
request. Of many commands that come at once, the newest three are answered.

## What a command counts for

The commit status of the bot (`slipway/N`) offers an application: its digest, and after `releasers`
eight digits for the set of people who may apply. `/apply` counts for exactly that offer, if the
status is older than the comment and still true; `/withdraw` for the round that was open.

Every other command that acts counts for the release as it stood on main: for the newest entry of
its log, for the app's stop, and for the catalog's files of the app, the mini program and its
workspace. All of them must be strictly older than the comment, else the answer is `as-shown`; what
the bot notes of deliveries does not count. Of two commands at once the older is carried out, and
the other one was said of what is no more. Who may say it is asked of main at the moment of acting.
A freeze and a waiting time are asked at the time of the comment and at that moment: both must allow
it. `/stop` needs no release that stands anywhere: any pull request of the app's releases will do,
also one that was closed; and without any there is the button ([acts.md](acts.md)).

A command that was refused never fires later, and lives for one day. Why that is so stands in
decisions 15 and 25 of this project (`docs/decisions`).

## Answers

Each answer that is no yes ends with its id.

"""
TERMINAL = """\
## From the terminal

`slipway go-live RELEASE --percent 10` says `/go-live 10%` on the pull request of that release.
Every command that acts can be said so: its word is the command's name, RELEASE is
`MINI-PROGRAM/VERSION/APP/ENVIRONMENT`, and the rest are options (`--help`). It finds the pull
request by `status.json` on main, shows where the release stands and what it will say, asks (`--yes`
does not ask), posts exactly that one comment, and prints its address. What was never announced has
no status yet: `slipway apply --pull N`. It reads `GITHUB_REPOSITORY` and `GITHUB_TOKEN`, which is
the person's own: so the comment is theirs, and the bot judges it as any other. The terminal judges
nothing; it refuses only what the bot would not read as that command [no-command].
"""


def page() -> str:
    """The whole page."""
    rows = [f"| `{form.usage}` | {who_says(form)} | {form.meaning} |\n" for form in FORMS]
    table = "| command | who | what it does |\n|---|---|---|\n" + "".join(rows)
    answers = [f"### {one.value}\n\n{meaning}\n\n" for one, meaning in MEANINGS.items()]
    return (HEAD + table + BINDING + "".join(answers) + TERMINAL).rstrip() + "\n"
