"""The rules of a document's bytes: what stood before, what came to main, and what it may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audit.git.objects import PLAIN_FILE
from bot.audit.model.document_rights import LEAST_OWNERS, machines
from bot.audit.model.entry import release_value
from bot.audit.model.projection import sha256
from bot.audit.model.resolution import digest_of
from bot.audit.model.shapes import Wrong
from bot.audit.rules.application import APPLICATION_RULES
from bot.audit.rules.document_place import same
from bot.audit.rules.findings import Rule
from bot.core.documents.places import (
    ActDocument,
    AppFile,
    MiniProgramFile,
    OwnersFile,
    PersonFile,
    StopFile,
    VersionFile,
    WorkspaceFile,
    place_of,
)
from bot.core.documents.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.audit.model.entry import Value
    from bot.audit.model.policy import Policy
    from bot.audit.rules.case import DocumentCase


def value_after(case: DocumentCase) -> Value | None:
    """The document as the change has it: as it is applied for, or as it came to main."""
    if case.entry.application is not None:
        after: Value = case.entry.application["after"]
        return after
    found = _document(case)
    return None if isinstance(found, str) else found


def application_stands(case: DocumentCase) -> Iterator[str]:
    """Check ``application``."""
    entry, application = case.entry, case.entry.application
    if application is None:
        if entry.opens or (entry.merges and case.opening is None):
            yield "it does not hold the application"
        return
    if not (entry.opens or (entry.merges and case.opening is None)):
        yield f"an application stands in an entry that is {entry.kind}"
    if digest_of(application) != entry.digest:
        yield "the digest is not that of the application it holds"
    before = entry.before.sha256 if entry.before else None
    if (application["document"], application["before"]) != (entry.document, before):
        yield "the application is about another document than its entry, or about other bytes"


def same_subject(case: DocumentCase) -> Iterator[str]:
    """Check ``subject``."""
    entry, opening = case.entry, case.opening
    if entry.opens or entry.at_once or opening is None:
        return
    kept = ("digest", "before", "file")
    for name in kept if entry.agreed else (*kept, "head"):
        if getattr(entry, name) != getattr(opening, name):
            yield f"its {name} is not that of the entry that opened the round"


def before_as_it_was(case: DocumentCase) -> Iterator[str]:
    """Check ``document-before``."""
    entry = case.entry
    if not (entry.opens or entry.merges):
        return
    held = case.trees.entry(case.base, entry.document)
    if held is None or entry.before is None:
        if held is not None or entry.before is not None:
            told, is_ = ("something", "nothing") if entry.before else ("nothing", "something")
            yield f"it says that main held {told} at {entry.document}, which held {is_}"
        return
    data = case.trees.blobs([held.oid])[held.oid] if held.mode == PLAIN_FILE else b""
    if (held.oid, sha256(data)) != (entry.before.blob, entry.before.sha256):
        yield "what it says was changed is not what main held"


def document_on_main(case: DocumentCase) -> Iterator[str]:
    """Check ``digest``."""
    entry = case.entry
    if not entry.merges:
        return
    found = _document(case)
    if isinstance(found, str):
        yield found
        return
    before = entry.before.sha256 if entry.before else None
    made = {"format": 1, "document": entry.document, "before": before, "after": found}
    if digest_of(made) != entry.digest:
        yield "the document on main makes another digest"


def _document(case: DocumentCase) -> Value | str:
    """The value of the document that came to main, or what is wrong with it."""
    entry = case.entry
    changed = next((one for one in case.commit.changes if one.path == entry.document), None)
    if changed is None or changed.new is None or changed.new.oid != entry.blob:
        return f"the bytes of {entry.document} that it records did not come to main"
    data = case.trees.blobs([changed.new.oid])[changed.new.oid]
    if entry.file is None or sha256(data) != entry.file.sha256:
        return f"{entry.document} has another SHA-256 than it records"
    place, schemas = place_of(entry.document), case.policy.schemas
    if schemas is None or place is None or place.schema not in schemas.kinds:
        return "the schemas at the parent commit cannot be used"
    found = schemas.document(place.schema, data, entry.document)
    if isinstance(found, Wrong):
        return f"{entry.document} does not pass its schema at the parent commit: {found.what}"
    return found if isinstance(found, dict) else f"{entry.document} is no object"


def version_new(case: DocumentCase) -> Iterator[str]:
    """Check ``version-kept``."""
    entry = case.entry
    if entry.kind == "uploaded" and case.trees.entry(case.base, entry.document) is not None:
        yield "main held the version already: a version is immutable"


def retired(case: DocumentCase) -> Iterator[str]:
    """Check ``document-retired``."""
    entry, policy = case.entry, case.policy
    if not (entry.opens or entry.merges):
        return
    place, after = place_of(entry.document), value_after(case) or {}
    match place:
        case VersionFile():
            program = policy.program(place.mini_program) or {}
            if program.get("retired"):
                yield f"the mini program {place.mini_program} was retired"
            yield from _closed(policy, program.get("workspace"))
        case MiniProgramFile():
            before = policy.program(place.mini_program) or {}
            if after.get("workspace") != before.get("workspace"):
                yield from _closed(policy, after.get("workspace"))
        case _:
            pass


def _closed(policy: Policy, workspace: object) -> Iterator[str]:
    found = policy.documents.get(f"catalog/workspaces/{workspace}.yaml") or {}
    if found.get("retired"):
        yield f"the workspace {workspace} was retired"


def fits_in(case: DocumentCase) -> Iterator[str]:
    """Check ``document-fits``."""
    entry, after = case.entry, value_after(case)
    if after is None or not (entry.opens or entry.merges):
        return
    place, policy = place_of(entry.document), case.policy
    for name, wanted in _named(entry.document).items():
        if name in after and after[name] != wanted:
            yield f"it names {quoted(after[name])} as its {name}, where it stands at {wanted}"
    match place:
        case OwnersFile():
            yield from _too_few(after, policy)
        case MiniProgramFile():
            workspace = after.get("workspace")
            if f"catalog/workspaces/{workspace}.yaml" not in policy.documents:
                yield f"it belongs to a workspace that there was none of, {quoted(workspace)}"
        case VersionFile():
            yield from _unfit_version(after, policy.program(place.mini_program))
        case _:
            pass


def _too_few(after: Value, policy: Policy) -> Iterator[str]:
    listed = {one.get("id") for one in after.get("owners") or () if isinstance(one, dict)}
    if len(listed - machines(policy)) < LEAST_OWNERS:
        yield "it leaves fewer than two owners, who could never agree to anything again"


def _unfit_version(after: Value, program: Value | None) -> Iterator[str]:
    if program is None:
        yield "there was no such mini program"
    elif program.get("type") == "DSL" and "package" not in after:
        yield "it is a version of a DSL mini program without its package"


def _named(document: str) -> dict[str, object]:
    """What a document must say of itself, since its path says so."""
    place = place_of(document)
    match place:
        case AppFile():
            return {"app": place.app}
        case WorkspaceFile():
            return {"workspace": place.workspace}
        case MiniProgramFile():
            return {"miniProgram": place.mini_program}
        case PersonFile():
            return {"id": place.id}
        case StopFile():
            return {"app": place.app}
        case ActDocument():
            return {**release_value(place.release)}
        case VersionFile():
            return {"miniProgram": place.mini_program, "version": str(place.version)}
        case _:
            return {}


DOCUMENT_CONTENT_RULES: tuple[Rule[DocumentCase], ...] = (
    same(APPLICATION_RULES, "application", application_stands),
    same(APPLICATION_RULES, "subject", same_subject),
    Rule(
        "document-before",
        "Did main hold what the entry says was changed?",
        "Blob and SHA-256 at the parent commit: who agreed to a change of an older document agreed "
        "to another change (threats A12, C19).",
        before_as_it_was,
    ),
    same(APPLICATION_RULES, "digest", document_on_main),
    same(APPLICATION_RULES, "version-kept", version_new),
    Rule(
        "document-retired",
        "Was nothing given to a mini program or a workspace that is retired?",
        "As the catalog at the parent commit has it.",
        retired,
    ),
    Rule(
        "document-fits",
        "Does the document name itself as its path does, and fit into the catalog?",
        "A mini program's workspace exists, two owners remain, a DSL version has its package.",
        fits_in,
    ),
)
