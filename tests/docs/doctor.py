"""The page of the doctor's checks, docs/doctor.md, from their table."""

from __future__ import annotations

from pathlib import Path

from bot.core.doctor.diagnosis import FAMILIES

PAGE = Path(__file__).parents[2] / "docs" / "doctor.md"

HEAD = """\
# slipway doctor

Written by `python -m tests.docs.write` from the table in `bot/core/doctor`; a test keeps it true.

```
slipway doctor [--repo OWNER/NAME] [--json]
```

reads a repository's settings with the token in `GITHUB_TOKEN`, and writes nothing. For each
question below it says one of:

- **wrong**: it breaks the bot, or what an auditor relies on; the line below is the cure;
- **warning**: it works, and could be better, or is what a trial cannot do without;
- **unknown**: the token may not see it; the line below names the permission that would show it.
  What was not seen is never called right;
- **right**.

The exit code is 0 where nothing is wrong, else 1; unknown and warning do not count.

Two tokens tell most. An admin's own, fine-grained for this repository alone, with Administration,
Contents, Actions, Environments, Secrets, Variables and Pages: read. GitHub shows bypass lists only
to who may change rulesets, so Administration: write shows them too; make such a token for the hour.
And the bot's own: Actions, Slipway, Run workflow, do: doctor. A `GITHUB_TOKEN` can have none of
Administration, Secrets, Variables and Environments.

`do: doctor` runs it with `--record`: beside the answers in the summary of the run, it writes what
it saw of who can move main past the rules into `catalog/log/`, as an entry `surveyed`, with the
numeric id of who pressed the button. The same facts are recorded again after a day at the earliest.
`slipway audit surveys` lists these entries; between two of them nobody looked.

Without Administration the bot's token is shown no bypass list, and the entry says so. Where the
environment `slipway` also holds a secret `SLIPWAY_SURVEY_TOKEN` (an admin's fine-grained token, as
above), `do: doctor`, and no other run, sees with that one; it writes with the bot's own, and the
entry names the account whose token it was.

"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, checks in FAMILIES.items():
        parts.append(f"## {title}\n\n")
        parts += [
            f"### {one.id}\n\n{one.question} {one.documentation}\n\n"
            f"Source: {one.source}. Seen with {one.needs}.\n\n"
            for one in checks
        ]
    return "".join(parts).rstrip() + "\n"
