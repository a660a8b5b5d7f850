"""``slipway audit cross-check``: asks GitHub what still stands of what git cannot prove."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from bot.audit.online.cross_check import cross_check
from bot.audit.online.verdict import Verdict
from bot.cli.audit import opened_audit, scoped
from bot.cli.naming import release_of
from bot.cli.place import place
from bot.cli.witness import AuditWitness
from bot.core.documents.characters import escaped
from bot.errors import ProblemsFoundError, UsageError
from bot.forge.witness import GitHubWitness

if TYPE_CHECKING:
    from bot.audit.audit import Scope
    from bot.audit.step import DocumentTransition, Transition

CALM = frozenset({Verdict.STANDS, Verdict.NOT_ASKED})
UNAVAILABLE = 3


@click.command("cross-check")
@scoped
@click.option("--release", help="One release: its folder, or its four parts with spaces.")
@click.option("--all", "everything", is_flag=True, help="Show what stands, too.")
def cross_check_command(scope: Scope, release: str | None, *, everything: bool) -> None:
    """Ask GitHub for the bot's word: exit 1 where something no longer stands, 3 unreachable.

    Reads GITHUB_REPOSITORY and GITHUB_TOKEN (read access is enough), and writes nothing.
    """
    where = place()
    wanted = release_of(release) if release is not None else None
    chosen: list[Transition | DocumentTransition] = []
    with opened_audit(scope) as audit:
        for step in audit.steps():
            chosen += [t for t in step.transitions if wanted in (None, t.entry.release)]
            chosen += step.documents if wanted is None else ()
        bots = audit.replay.bots
    if wanted is not None and not chosen:
        what = f"the log does not know {wanted}"
        raise ProblemsFoundError("no-such-release", what, "name one that has an entry")
    for name in {transition.entry.repository for transition in chosen} - {where.repository}:
        what = f"the log is of {escaped(name)}, and GITHUB_REPOSITORY is {where.repository}"
        raise UsageError("other-repository", what, "ask the repository that the log names")
    github = GitHubWitness(where.repository, where.token, where.api_url, where.timeout)
    counts: Counter[Verdict] = Counter()
    for checked in cross_check(chosen, AuditWitness(github), bots):
        counts[checked.verdict] += 1
        if everything or checked.verdict not in CALM:
            origin = checked.claim.origin
            where_from = f"pull request {origin.pull}" if origin.pull else "no pull request"
            click.echo(f"{origin.path} ({where_from}): {checked.claim.sentence}")
            click.echo(f"  {checked.verdict.value}: {checked.what}")
    for verdict in Verdict:
        if counts[verdict]:
            click.echo(f"{counts[verdict]:6} {verdict.value}")
    if set(counts) - CALM - {Verdict.UNREACHABLE}:
        sys.exit(1)
    sys.exit(UNAVAILABLE if counts[Verdict.UNREACHABLE] else 0)
