"""The documents that people write: requests, versions, and the first catalog."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.history import people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.documents.identity import ReleaseId
    from bot.core.situation import Account

SCHEMAS = Path(__file__).parents[2] / "schemas"
PILOTED = {"review": False, "pilot": True}
UNREVIEWED = {"review": False, "pilot": False}
FEATURES = ("camera", "location", "push-messages")


def to_yaml(value: Mapping[str, Any]) -> bytes:
    """A document of the catalog, its fields in the order given."""
    text: str = yaml.safe_dump(dict(value), sort_keys=False, allow_unicode=True)
    return text.encode()


def request_file(release: ReleaseId, notes: str, domain: str = "", schedule: str = "") -> bytes:
    """``request.yaml``; ``domain`` is configuration of this release alone."""
    lines = [
        "# yaml-language-server: $schema=../../../../../schemas/request.schema.json",
        "format: 1",
        f"miniProgram: {release.mini_program}",
        f"version: {release.version}",
        f"app: {release.app}",
        f"environment: {release.environment}",
        "releaseNotes: |",
        *(f"  {line}" for line in notes.strip().splitlines()),
    ]
    if domain:
        lines += ["configuration:", "  serverDomains:", f"    - {domain}"]
    if schedule:
        lines += ["schedule:", *(f"  {line}" for line in schedule.splitlines())]
    return ("\n".join(lines) + "\n").encode()


def version_file(release: ReleaseId, *, entrance: bool) -> bytes:
    """``version.yaml`` of an entrance URL, or of an uploaded package."""
    program = release.mini_program
    name = f"{program}-{release.version}.zip"
    lines = ["format: 1", f"miniProgram: {program}", f"version: {release.version}"]
    if entrance:
        lines.append(f"entrance: https://{program}.example/{release.version}")
    else:
        digest = hashlib.sha256(name.encode()).hexdigest()
        lines += ["package:", f"  url: https://packages.{program}.example/{name}"]
        lines += [f"  sha256: {digest}", f"  size: {1000 + int(digest[:4], 16)}"]
    return ("\n".join(lines) + "\n").encode()


# --- The catalog ---------------------------------------------------------------------------------


def person(account: Account) -> dict[str, Any]:
    """Somebody on a list of the catalog."""
    return {"login": account.login, "id": account.id}


def app(name: str, environments: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """``catalog/apps/<name>.yaml``, reviewed by the first four reviewers."""
    return {
        "format": 1,
        "app": name,
        "name": name.capitalize(),
        "reviewers": [person(account) for account in people.REVIEWERS[:4]],
        "inspectors": [person(account) for account in people.INSPECTORS],
        "operators": [person(account) for account in people.OPERATORS],
        "environments": environments,
        **fields,
    }


def approvals(count: int = 1, unknown: str = "one-more", **fields: Any) -> dict[str, Any]:
    """How many approvals an environment asks for."""
    return {"count": count, "unknownContributors": unknown, "maximumAgeDays": 90, **fields}


def groups(reviewers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Two groups that share one of the reviewers."""
    compliance, security = reviewers[:3], reviewers[2:]
    return {"compliance": [*map(dict, compliance)], "security": [*map(dict, security)]}


def mini_program(number: int) -> dict[str, Any]:
    """The mini program of this number; every third is H5+."""
    name = program_name(number)
    admins = [people.ADMINS[number % 3], people.ADMINS[(number + 1) % 3]]
    return {
        "format": 1,
        "miniProgram": name,
        "workspace": "roastery",
        "type": "H5+" if number % 3 == 2 else "DSL",
        "admins": [person(account) for account in admins],
        "developers": [person(account) for account in people.DEVELOPERS],
        "information": {
            "name": name.capitalize(),
            "description": f"All that there is to {name}.",
            "category": ("food", "travel", "tools")[number % 3],
            "languages": ["en", "de"][: 1 + number % 2],
            "logo": f"https://{name}.example/logo.png",
            "customerService": {"email": f"help@{name}.example"},
        },
        "features": list(FEATURES[: number % 4]),
        "configuration": {"clientId": f"{name}-client"},
    }


_NAMES = ("coffee", "tea", "tickets", "parking", "weather", "maps")


def program_name(number: int) -> str:
    """``coffee`` to ``maps``, then ``coffee-2`` and so on."""
    name, again = _NAMES[number % len(_NAMES)], number // len(_NAMES)
    return f"{name}-{again + 1}" if again else name


def program_path(name: str) -> str:
    """Where a mini program stands in the catalog."""
    return f"catalog/mini-programs/{name}.yaml"


def first_files(programs: int = 6) -> dict[str, bytes]:
    """What the first commit holds: schemas as they are here, and a catalog of four apps.

    harbor and lagoon take one release of a mini program at a time; quay (with pilot) and pier
    (without) take several, so that a long history never runs out of targets. Each has a Sandbox
    of another kind: reviewed or not, piloted or not; that of lagoon has seats for two groups.
    """
    return dict(_first_files(programs))


@lru_cache(maxsize=16)
def _first_files(programs: int) -> Mapping[str, bytes]:
    pilot = {"pilot": True, "approvals": approvals()}
    plain = {"pilot": False, "approvals": approvals()}
    sandbox = {"review": True, "pilot": True, "approvals": approvals()}
    double = {"pilot": False, "approvals": approvals(2)}
    twice = {"pilot": True, "approvals": approvals(2, "refuse")}
    free = {"oneInFlight": False}
    seated = {
        "review": True,
        "pilot": False,
        "approvals": approvals(seats=["compliance", "security"]),
    }
    listed = groups([person(account) for account in people.REVIEWERS[:4]])
    apps = (
        app("harbor", {"development": {}, "test": {}, "sandbox": sandbox, "production": plain}),
        app("lagoon", {"test": {}, "sandbox": seated, "production": twice}, groups=listed),
        app("quay", {"development": {}, "sandbox": PILOTED, "production": pilot}, **free),
        app("pier", {"test": {}, "sandbox": UNREVIEWED, "production": double}, **free),
    )
    settings = {"mode": "trial", "bot": person(people.BOT), "leastBotVersion": "0.1.0"}
    owners = {"format": 1, "owners": [person(account) for account in people.OWNERS]}
    workspace = {"workspace": "roastery", "name": "Roastery", "admins": [person(people.WANDA)]}
    made = [mini_program(number) for number in range(programs)]
    return {
        "README.md": b"# Releases\n",
        "catalog/slipway.yaml": to_yaml({"format": 1, **settings}),
        "catalog/owners.yaml": to_yaml(owners),
        "catalog/workspaces/roastery.yaml": to_yaml({"format": 1, **workspace}),
        **{f"catalog/apps/{one['app']}.yaml": to_yaml(one) for one in apps},
        **{program_path(one["miniProgram"]): to_yaml(one) for one in made},
        **{f"schemas/{p.name}": p.read_bytes() for p in sorted(SCHEMAS.glob("*.schema.json"))},
    }
