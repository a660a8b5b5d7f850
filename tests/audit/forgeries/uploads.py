"""Versions that were uploaded by nobody who might, over what stood there, or for what is over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.document_entry import DocumentKind
from tests.audit.forgeries.catalog_stage import PROGRAM
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import TEST, with_admins, with_field
from tests.audit.forgeries.strokes import told_with, with_files
from tests.history import people
from tests.history.documents import version_file

if TYPE_CHECKING:
    from tests.audit.forgeries.forger import Forger

UPLOADS = Book(Sort.UPLOAD)
VERSION = TEST.version_path
LOG = f"{VERSION.rpartition('/')[0]}/log/0001-uploaded.json"


def _package(**replaced: bytes) -> bytes:
    data = version_file(TEST, entrance=False)
    return data.replace(b"size: ", replaced.get("size", b"size: "))


@UPLOADS.found_by("document-requester", says="might not change")
def uploaded_by_nobody(f: Forger) -> None:
    """Somebody uploads a version who is neither admin nor developer of the mini program."""
    with f.believing(with_admins(f, "coffee", people.MIA, people.OSCAR)):
        f.h.upload(VERSION, _package(), people.OSCAR)


@UPLOADS.found_by("version-kept", says="a version is immutable")
def uploaded_over_another(f: Forger) -> None:
    """A version is uploaded that main holds already, with other bytes."""
    f.h.apply(TEST)
    f.forges()
    f.h.state.files.pop(VERSION)
    f.h.upload(VERSION, _package(size=b"size: 9"), people.MIA)


@UPLOADS.found_by("document-fits", says="without its package")
def uploaded_without_a_package(f: Forger) -> None:
    """A version of a DSL mini program is uploaded that names no package."""
    with f.believing(with_field(f, PROGRAM, "type", "H5+")):
        f.h.upload(VERSION, version_file(TEST, entrance=True), people.MIA)


@UPLOADS.found_by("document-retired", says="the mini program coffee was retired")
def uploaded_for_what_is_retired(f: Forger) -> None:
    """A version is uploaded for a mini program that is retired."""
    old = {PROGRAM: f.h.files[PROGRAM]}
    f.h.maintain(with_field(f, PROGRAM, "retired", value=True))
    with f.believing(old):
        f.h.upload(VERSION, _package(), people.MIA)


@UPLOADS.found_by("document-step", says="it is another kind")
def version_changed(f: Forger) -> None:
    """A version is changed, as only a file of the catalog is."""
    f.lie(told_with(kind=DocumentKind.CHANGED))
    f.h.upload(VERSION, _package(), people.MIA)


@UPLOADS.found_by("tree", says="no entry calls for this change")
def request_uploaded_alongside(f: Forger) -> None:
    """A request comes to main with the version that is uploaded."""
    f.lie(respell=with_files({TEST.request_path: b"format: 1\n"}))
    f.h.upload(VERSION, _package(), people.MIA)


@UPLOADS.found_by("entry-removed")
def entry_of_an_upload_removed(f: Forger) -> None:
    """The entry of an upload is removed."""
    f.h.upload(VERSION, _package(), people.MIA)
    f.by_hand({LOG: None})


@UPLOADS.found_by("hand-change")
def uploaded_version_edited(f: Forger) -> None:
    """A version that was uploaded is changed by hand."""
    f.h.upload(VERSION, _package(), people.MIA)
    f.by_hand({VERSION: _package(size=b"size: 9")})


@UPLOADS.found_by("separation", says="leaves out")
def uploader_left_out(f: Forger) -> None:
    """The entry of an upload leaves out the one whose commit it merges."""

    def retell(draft: object, _: object) -> object:
        had = draft.contributors  # type: ignore[attr-defined]  # a draft
        return replace(draft, contributors=replace(had, ids=()))  # type: ignore[type-var]  # a draft

    f.lie(retell)
    f.h.upload(VERSION, _package(), people.DAN)
