"""The rules of what was applied for: the digest recomputed, from the very bytes on main."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.model.entry import release_value
from bot.audit.model.projection import sha256
from bot.audit.model.resolution import digest_of, follows_catalog, resolved
from bot.audit.model.shapes import Wrong
from bot.audit.rules.findings import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.entry import FileRecord, Value
    from bot.audit.model.policy import Policy
    from bot.audit.rules.case import Case
    from bot.core.documents.identity import ReleaseId


def application_stands(case: Case) -> Iterator[str]:
    """Check ``application``."""
    entry, application = case.entry, case.entry.application
    if not (entry.opens or entry.at_once):
        if application is not None:
            yield f"an application stands in an entry that is {entry.kind}"
        return
    if application is None:
        yield "it does not hold the application"
        return
    if digest_of(application) != entry.digest:
        yield "the digest is not that of the application it holds"
    if application["version"] != entry.delivery:
        yield "it names another delivery than its application"
    program = case.policy.program(entry.release.mini_program)
    if program is None:
        yield f"the catalog at the parent commit does not know {entry.release.mini_program}"
    elif not follows_catalog(application, entry.release, program):
        yield "the application does not follow from the catalog at the parent commit"


def same_subject(case: Case) -> Iterator[str]:
    """Check ``subject``."""
    entry, newest = case.entry, case.before.newest
    if entry.kind == "resubmitted" and newest and entry.pull_request != newest.pull_request:
        yield "another pull request carries it than before, though nobody applied anew"
    if entry.opens or entry.at_once or newest is None:
        return
    kept = ("digest", "request", "version", "delivery", "pull_request")
    names = kept if entry.kind == "approved" else (*kept, "head")
    for name in names:
        if getattr(entry, name) != getattr(newest, name):
            yield f"its {name.replace('_', ' ')} is not that of the entry before it"


def documents_on_main(case: Case) -> Iterator[str]:
    """Check ``digest``."""
    if not case.entry.merges:
        return
    request = _document(case, case.entry.release.request_path, case.entry.request, "request")
    version = _document(case, case.entry.release.version_path, case.entry.version, "version")
    for kind, found in (("request", request), ("version", version)):
        if isinstance(found, str):
            yield found
        elif not _names(found, case.entry.release):
            yield f"{kind}.yaml names another release than the one at whose path it stands"
    application = merged_application(case)
    if application is not None and digest_of(application) != case.entry.digest:
        yield "the documents on main and the catalog at the parent commit make another digest"


def merged_application(case: Case) -> Value | None:
    """What the merged documents and the catalog make, where all of them can be read."""
    entry = case.entry
    request = _document(case, entry.release.request_path, entry.request, "request")
    version = _document(case, entry.release.version_path, entry.version, "version")
    program = case.policy.program(entry.release.mini_program)
    if isinstance(request, str) or isinstance(version, str) or program is None:
        return None
    return resolved(entry.release, program, version, request)


def _document(case: Case, path: str, record: FileRecord, kind: str) -> Value | str:
    """The value of a merged document, or what is wrong with it."""
    data = case.commit.blobs.get(record.blob)
    if data is None:
        data = _on_main(case, path, record)
    if data is None:
        return f"the bytes of {kind}.yaml that it records did not come to main"
    if sha256(data) != record.sha256:
        return f"{kind}.yaml has another SHA-256 than it records"
    return _valid(case.policy, path, data, kind)


def _names(document: Value, release: ReleaseId) -> bool:
    """Whether a document names the release; a version file names part of it."""
    known = release_value(release)
    return all(document[name] == known[name] for name in known.keys() & document.keys())


def _on_main(case: Case, path: str, record: FileRecord) -> bytes | None:
    """What main held at a path before: a version file is shared by all releases of a version."""
    held = case.trees.entry(case.base, path)
    if held is None or held.oid != record.blob:
        return None
    return case.trees.blobs([held.oid])[held.oid]


def _valid(policy: Policy, path: str, data: bytes, kind: str) -> Value | str:
    if policy.schemas is None:
        return "the schemas at the parent commit cannot be used"
    found = policy.schemas.document(kind, data, path)
    if isinstance(found, Wrong):
        return f"{kind}.yaml does not pass its schema at the parent commit: {found.what}"
    return found if isinstance(found, dict) else f"{kind}.yaml is no object"


def version_kept(case: Case) -> Iterator[str]:
    """Check ``version-kept``."""
    entry = case.entry
    if not (entry.merges or entry.opens):
        return
    held = case.trees.entry(case.base, entry.release.version_path)
    if held is not None and held.oid != entry.version.blob:
        yield "its version file is not the one that main held: a version is immutable"


def place_taken(case: Case) -> Iterator[str]:
    """Check ``superseded``."""
    entry = case.entry
    takes = entry.target == "Full Release" and entry.source != entry.target
    wanted = {one.id for one in case.siblings if one.full} if takes else set()
    if entry is not case.primary:
        return
    if set(entry.supersedes) != wanted or len(entry.supersedes) != len(wanted):
        named = _listed(set(entry.supersedes))
        yield f"it supersedes {named}, where {_listed(wanted)} stood in its place"


def _listed(releases: set[ReleaseId]) -> str:
    return ", ".join(sorted(str(one) for one in releases)) or "nothing"


APPLICATION_RULES: tuple[Rule[Case], ...] = (
    Rule(
        "application",
        "Does the entry hold the application, with its digest, as the catalog has it?",
        "The digest is the SHA-256 of the canonical rendering; type, information, features and "
        "global configuration come from the catalog at the parent commit.",
        application_stands,
    ),
    Rule(
        "subject",
        "Is it about the same bytes, delivery and pull request as the entry before it?",
        "Only an application changes what a release is about.",
        same_subject,
    ),
    Rule(
        "digest",
        "Do the documents on main make exactly the digest that was approved?",
        "request.yaml and version.yaml are read from the merged blobs (SHA-256 against the entry, "
        "strict YAML, the schemas of the parent commit) and resolved anew (threats G16).",
        documents_on_main,
    ),
    Rule(
        "version-kept",
        "Is the version file the one that main held already, if it did?",
        "A version is immutable once it is on main.",
        version_kept,
    ),
    Rule(
        "superseded",
        "Does it take the place of exactly what was Full Release there?",
        "T20: what was live is archived in the same commit, and named.",
        place_taken,
    ),
)
