"""``slipway audit``: the commands of the independent reader, wired to files and the terminal."""

from __future__ import annotations

import functools
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import __version__
from bot.audit.audit import Audit, Scope, auditing, chained
from bot.audit.report import text
from bot.audit.report_json import as_json, as_sarif
from bot.audit.trust.checkpoint import MARK, Checkpoint
from bot.audit.trust.note import Signer, Verifier, generate, opened, sign, text_of
from bot.audit.trust.trusted_keys import TrustedKeys
from bot.audit.verify import Verification, verify
from bot.core.documents.problem import quoted
from bot.errors import UsageError
from bot.installed import installed_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FOLDER = click.Path(path_type=Path)
OPTIONS = (
    click.option("--repo", type=FOLDER, default=Path(), help="The clone (here)."),
    click.option("--ref", default="main", show_default=True, help="The branch, or a commit."),
    click.option("--genesis", help="The commit to trust as the beginning."),
    click.option("--from", "given_checkpoint", help="A checkpoint, or the file that holds it."),
    click.option(
        "--checkpoint-key", help="The key by which the checkpoint is signed, or its file."
    ),
    click.option(
        "--trusted-keys",
        type=FILE,
        multiple=True,
        help="A file of public keys (OpenPGP or SSH) by which GitHub signs.",
    ),
)


def scoped(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options by which an audit says what it reads, as one ``Scope``."""

    @functools.wraps(command)
    def wrapped(
        *, repo: Path, ref: str, genesis: str | None, trusted_keys: tuple[Path, ...], **rest: Any
    ) -> None:
        line, key = rest.pop("given_checkpoint"), rest.pop("checkpoint_key")
        if genesis is not None and line is not None:
            raise UsageError("usage", "--genesis and --from were both given", "give one of them")
        if key is not None and line is None:
            raise UsageError("usage", "--checkpoint-key was given alone", "give --from, too")
        checkpoint = _checkpoint(line, key) if line is not None else None
        files = {str(path): path.read_bytes() for path in trusted_keys}
        keys = TrustedKeys.read(files) if files else None
        command(Scope(repo, ref, genesis, checkpoint, keys), **rest)

    for option in reversed(OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def _checkpoint(given: str, key: str | None) -> Checkpoint:
    note = given if given.startswith(MARK) else read_text(given, "a checkpoint, or a file of one")
    if key is None:
        return Checkpoint.read(text_of(note))
    named = read_text(key, "a key").strip() if Path(key).is_file() else key
    return Checkpoint.read(opened(note, [Verifier.read(named)]).text)


def refuse_existing(out: Path) -> None:
    """Nothing that is there is overwritten; ``UsageError`` where something is."""
    if out.exists() or not out.absolute().parent.is_dir():
        why = "is there already" if out.exists() else "has no folder to stand in"
        raise UsageError("file-exists", f"{quoted(str(out))} {why}", "name a new file by --out")


def read_text(given: str | Path, what: str) -> str:
    """A small text file that somebody named; ``UsageError`` where there is none."""
    try:
        return Path(given).read_text("utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        shown = quoted(str(given))
        raise UsageError("no-such-text", f"{shown} is not {what} ({why})", "name it") from error


@contextmanager
def opened_audit(scope: Scope) -> Iterator[Audit]:
    """The audit, open."""
    with auditing(scope, installed_schemas(), os.environ.get("PATH", os.defpath)) as audit:
        yield audit


def verified(scope: Scope) -> Verification:
    """Replay the scope, showing on a terminal how far it is."""
    with opened_audit(scope) as audit:
        bar = click.progressbar(
            length=audit.length, label="audit", file=sys.stderr, hidden=not sys.stderr.isatty()
        )
        with bar:
            return verify(audit, scope.checkpoint, lambda _number: bar.update(1))


@click.command("verify")
@scoped
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text")
def verify_command(scope: Scope, form: str) -> None:
    """Judge every commit of main; exit 1 where anything is wrong."""
    found = verified(scope)
    match form:
        case "text":
            click.echo(text(found), nl=False)
        case "json":
            click.echo(json.dumps(as_json(found), indent=2))
        case _:
            click.echo(json.dumps(as_sarif(found, __version__), indent=2))
    sys.exit(found.exit_code)


@click.command("checkpoint")
@scoped
@click.option("--key", type=FILE, help="A key of slipway audit keygen: sign the line.")
def checkpoint_command(scope: Scope, key: Path | None) -> None:
    """Write one line to keep elsewhere, after all before it was found to be right."""
    signer = Signer.read(read_text(key, "a key").strip()) if key is not None else None
    if scope.checkpoint is not None:
        with opened_audit(scope) as audit:
            chained(audit, scope.checkpoint, installed_schemas())
    found = verified(scope)
    if found.bad:
        click.echo(text(found), nl=False, err=True)
        click.echo("slipway: no checkpoint for a history that is not right", err=True)
        sys.exit(found.exit_code)
    line = f"{found.checkpoint}\n"
    click.echo(sign(line, signer) if signer else line, nl=False)


@click.command("keygen")
@click.argument("name")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new key file.")
def keygen_command(name: str, out: Path) -> None:
    """Make a key to sign checkpoints with; prints the public one."""
    signer, verifier = generate(name, os.urandom(32))
    refuse_existing(out)
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{signer}\n")
    click.echo(verifier)
