"""Makes the contract data anew from GitHub's published descriptions.

Run it from the repository's root, with npm on PATH and the development dependencies installed:

    python -m tests.contract.make_subset

It fetches four npm packages by pinned version into a temporary folder, compares their digests,
and writes `rest.json`, `github.graphql` and `SOURCE.md` beside itself; nothing else stays. Run it
again when an operation is added in `subset_rest.py`, or a type in `subset_graphql.py` or in the
hub's schema. To take a newer version, change the version and the digest below (`npm view
PACKAGE dist.integrity` prints it).
"""

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.contract.subset_graphql import graphql_subset, named_types
from tests.contract.subset_payloads import payloads_text
from tests.contract.subset_rest import rest_subset, rest_text
from tests.contract.subset_webhooks import webhooks_subset, webhooks_text

HERE = Path(__file__).parent
HUB_SCHEMA = HERE.parent.parent / "bot" / "hub" / "schema.graphql"


@dataclass(frozen=True, slots=True)
class Package:
    """A published npm package and the files in it that are needed here."""

    name: str
    version: str
    integrity: str
    description: str
    licence: str | None
    """The file of its text; None where the package names its licence in package.json only."""


REST = Package(
    name="@octokit/openapi",
    version="23.0.2",
    integrity="sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==",
    description="package/generated/api.github.com.json",
    licence="package/LICENSE",
)
GRAPHQL = Package(
    name="@octokit/graphql-schema",
    version="15.26.1",
    integrity="sha512-RFDC2MpRBd4AxSRvUeBIVeBU7ojN/SxDfALUd7iVYOSeEK3gZaqR2MGOysj4Zh2xj2RY5fQAUT+Oqq7hWTraMA==",
    description="package/schema.graphql",
    licence="package/LICENSE.md",
)

WEBHOOKS = Package(
    name="@octokit/openapi-webhooks",
    version="12.1.0",
    integrity="sha512-Z5eDsLCUNbx1zHpZb1LNQirADqdMTvWJQ/deahi0ws+tWWnwHXB+Pr4jfmM9OrETS9Y5iW8ZRu1fdbudObhLrg==",
    description="package/generated/api.github.com.json",
    licence="package/LICENSE",
)
EXAMPLES = Package(
    name="@octokit/webhooks-examples",
    version="7.6.1",
    integrity="sha512-De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ==",
    description="package/api.github.com/index.json",
    licence=None,
)
FILES = {
    "rest.json": REST,
    "github.graphql": GRAPHQL,
    "webhooks.json": WEBHOOKS,
    "payloads.json": EXAMPLES,
}
"""Each file of contract data, and the package that it is made from."""

SOURCE = """\
# Where the contract data comes from

| file | made from | version | licence |
|---|---|---|---|
{rows}

All are subsets without prose: types, names, required fields, enums; no descriptions, no examples.
`rest.json` holds the operations listed in `subset_rest.py` and the schemas they refer to, as
OpenAPI 3.0 schema objects in a frame of its own: each operation has its path and query parameters,
its request body and its answers by status (`null`: no JSON body). It describes REST version
2022-11-28. Where `nullable` stands beside an `enum` or alternatives, null is written into them.
`github.graphql` holds the types named in `subset_graphql.py` and those the hub's schema names, with
their interfaces and all that their arguments and enums need; a field is kept where its type is.
`webhooks.json` holds the payloads of the events listed in `subset_webhooks.py`, by event and
action, as OpenAPI 3.1 schema objects; a part that stands in several places has a name (`part-N`).
`payloads.json` holds the structure of the published example payloads of all events: names and
types. Texts are empty but for words of GitHub's vocabulary and refs, numbers are 1 but for those
of pull requests and issues, ids are counted anew, addresses are left out; examples that are then
alike stand there once.

Every package is compared with its digest before it is read:

{digests}

To make them anew, with npm on PATH: `python -m tests.contract.make_subset`. Nothing is edited by
hand.

{licences}
"""


def main() -> None:
    """Fetch the packages and write the contract data and its source."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = {
            one: _fetched(one, Path(folder) / str(n)) for n, one in enumerate(FILES.values())
        }
        published = {one: _read(archive, one.description) for one, archive in fetched.items()}
        licences = [_licence(one, archive) for one, archive in fetched.items()]
    also_named = named_types(HUB_SCHEMA.read_text("utf-8")) if HUB_SCHEMA.exists() else set()
    _write("rest.json", rest_text(rest_subset(json.loads(published[REST]))))
    _write("github.graphql", graphql_subset(published[GRAPHQL], also_named))
    _write("webhooks.json", webhooks_text(webhooks_subset(json.loads(published[WEBHOOKS]))))
    _write("payloads.json", payloads_text(json.loads(published[EXAMPLES])))
    _write("SOURCE.md", _source(licences))


def _fetched(package: Package, folder: Path) -> Path:
    """Let npm download one package, and refuse any bytes but the pinned ones."""
    folder.mkdir()
    wanted = f"{package.name}@{package.version}"
    subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True, timeout=600)
    (archive,) = folder.glob("*.tgz")
    digest = hashlib.sha512(archive.read_bytes()).digest()
    if package.integrity != f"sha512-{base64.b64encode(digest).decode('ascii')}":
        raise ValueError(f"{wanted} is not the pinned package: its digest differs")
    return archive


def _read(archive: Path, member: str) -> str:
    with tarfile.open(archive) as opened:
        content = opened.extractfile(member)
        if content is None:
            raise ValueError(f"{member} is not a file in {archive.name}")
        return content.read().decode("utf-8")


def _source(licences: list[str]) -> str:
    rows = (
        f"| `{name}` | `{one.description}` of npm `{one.name}` | {one.version} | MIT |"
        for name, one in FILES.items()
    )
    digests = (f"- `{one.name}`: `{one.integrity}`" for one in FILES.values())
    return SOURCE.format(
        rows="\n".join(rows), digests="\n".join(digests), licences="\n\n".join(licences)
    )


def _licence(package: Package, archive: Path) -> str:
    title = f"## Licence of `{package.name}`\n\n"
    if package.licence is not None:
        return title + _quoted(_read(archive, package.licence))
    described = json.loads(_read(archive, "package/package.json"))
    named, author = described["license"], described["author"].partition(" (")[0]
    return f"{title}It brings no text; its `package.json` names the licence {named} and {author}."


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _write(name: str, text: str) -> None:
    (HERE / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
