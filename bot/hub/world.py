"""A world from a folder: `world.json` and the seeds it names."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.hub.hub import Hub


def load(hub: "Hub", folder: Path) -> None:
    """Make the users, tokens and repositories that `world.json` lists."""
    world: dict[str, Any] = json.loads((folder / "world.json").read_text(encoding="utf-8"))
    if "clock" in world:
        hub.clock.set(datetime.fromisoformat(world["clock"]))
    for user in world.get("users", []):
        hub.add_user(user["login"], user.get("id"), user.get("type", "User"), user.get("email"))
    for user in world.get("users", []):
        if user.get("type", "User") in ("User", "Bot"):
            hub.token(user["login"])
    for token in world.get("tokens", []):
        hub.token(token["login"], token.get("permissions"))
    for entry in world.get("repositories", []):
        _add_repository(hub, folder, entry)


def _add_repository(hub: "Hub", folder: Path, entry: dict[str, Any]) -> None:
    name, roles = entry["name"], entry.get("roles", {})
    owner = name.split("/")[0]
    if not hub.has_user(owner):
        hub.add_user(owner, type=entry.get("ownerType", "Organization"))
    private = bool(entry.get("private", False))
    if "bundle" in entry:
        hub.add_bundle(name, folder / entry["bundle"], private=private)
    else:
        seed = _files(folder / entry["seed"])
        hub.add_repository(name, seed, entry.get("author"), private=private)
    for login, role in roles.items():
        hub.set_role(name, login, role)


def _files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
