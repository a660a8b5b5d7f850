"""Look at a repository's settings: what main says, what GitHub shows, and every check on both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot import __version__
from bot.core.catalog import Webhook
from bot.core.delivery_signature import VARIABLE
from bot.core.doctor.diagnosis import examine
from bot.core.doctor.seen import CatalogSeen, Known, MainSeen, Unseen
from bot.core.doctor.workflows import FOLDER
from bot.core.documents.secret_text import looks_secret
from bot.core.objects import hash_object
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.app.gather import World
    from bot.core.catalog import Catalog
    from bot.core.doctor.diagnosis import Diagnosis
    from bot.core.doctor.seen import Seen
    from bot.forge.protocol import Surveyor

_USES = re.compile(
    rb"^\s*(?:-\s+)?uses:\s*['\"]?([\w.-]{1,100}/[\w./-]{1,200}@[\w./-]{1,100})", re.MULTILINE
)
OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")
MERGES_READ = 200
"""Commits of main that are looked through for a merge by the bot."""


def diagnose(
    world: World, surveyor: Surveyor, shipped: Iterable[Mapping[str, bytes]]
) -> tuple[Diagnosis, Seen]:
    """Every check, and what it was asked of; ``shipped`` are the workflows of each shape."""
    commit = world.git.fetch_main()
    known = Known(
        version=__version__,
        main=_main(world, commit),
        catalog=_catalog(world, commit),
        shipped=_shipped(shipped)
        or Unseen("this bot was installed without its workflows", "compare them by hand"),
    )
    seen = surveyor.survey(known)
    return examine(seen), seen


def _shipped(shapes: Iterable[Mapping[str, bytes]]) -> dict[str, frozenset[str]]:
    """The blobs by path: a repository with data only installs the bot otherwise."""
    found: dict[str, frozenset[str]] = {}
    for path, data in (row for shape in shapes for row in shape.items()):
        found[path] = found.get(path, frozenset()) | {hash_object("blob", data)}
    return found


def _main(world: World, commit: str) -> MainSeen:
    files = world.git.files(commit, [FOLDER])
    workflows = {path: entry.oid for path, entry in files.items()}
    data = world.git.blobs(sorted(workflows.values()))
    used = [name.decode() for oid in workflows.values() for name in _USES.findall(data[oid])]
    return MainSeen(
        commit=commit,
        workflows=workflows,
        actions=tuple(sorted(set(used))),
        merged=_merged(world, commit),
        holds_bot=world.git.entry(commit, "bot/__init__.py") is not None,
        has_owners=any(world.git.entry(commit, path) for path in OWNERS),
    )


def _merged(world: World, commit: str) -> str | None:
    """A merge that carries the bot's trailers: by who else it might be, the audit says."""
    for count, found in enumerate(world.git.first_parents(commit)):
        if count >= MERGES_READ:
            break
        if len(found.parents) > 1 and "\nTransition: " in found.message:
            return found.oid
    return None


def _catalog(world: World, commit: str) -> CatalogSeen | Unseen:
    try:
        catalog = world.mainline.policy(commit).catalog
    except UsageError as error:
        return Unseen(error.what, error.cure)
    settings = catalog.settings
    people = {person.id: person for person in catalog.everybody()}
    return CatalogSeen(
        bot=settings.bot,
        mode=settings.mode,
        least_bot_version=settings.least_bot_version,
        move_main=settings.move_main,
        deployments=settings.deployments,
        people=tuple(people[number] for number in sorted(people)),
        secrets=_secrets(catalog),
        suspicious=_suspicious(world, commit),
    )


def _secrets(catalog: Catalog) -> tuple[str, ...]:
    """The environment's names of the secrets that sign deliveries."""
    ways = [app.delivery.way for app in catalog.apps.values() if app.delivery and not app.retired]
    names = {way.secret for way in ways if isinstance(way, Webhook)}
    return tuple(sorted(f"{VARIABLE}{name}" for name in names))


def _suspicious(world: World, commit: str) -> tuple[str, ...]:
    files = {
        path: entry.oid
        for path, entry in world.git.files(commit, ["catalog"]).items()
        if path.endswith(".yaml")
    }
    data = world.git.blobs(sorted(files.values()))
    texts = {path: data[oid].decode("utf-8", "replace") for path, oid in files.items()}
    return tuple(path for path, text in sorted(texts.items()) if looks_secret(text))
