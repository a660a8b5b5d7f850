"""Bytes that nobody judged: on main, in the application, or in what the digest covers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import (
    COFFEE,
    TEST,
    TEST_AT_LAGOON,
)
from tests.audit.forgeries.strokes import (
    applied_with,
    told,
    with_files,
    with_mode,
)
from tests.history.commits import File
from tests.history.documents import program_path, request_file
from tests.history.state import record_of

if TYPE_CHECKING:
    from bot.core.documents.identity import ReleaseId
    from bot.core.entry import Draft
    from tests.audit.forgeries.forger import Forger
    from tests.history.commits import MainCommit

BYTES = Book(Sort.BYTES)
OTHER_NOTES = "Nobody read this.\n"
PROGRAM = program_path("coffee")


def recorded(draft: Draft, **data: bytes) -> Draft:
    """The draft with the records of other documents."""
    records = {name: record_of(one) for name, one in data.items()}
    return replace(
        draft, subject=replace(draft.subject, files=replace(draft.subject.files, **records))
    )


def other_request(release: ReleaseId) -> bytes:
    """A request that nobody has seen."""
    return request_file(release, OTHER_NOTES)


# --- On main -------------------------------------------------------------------------------------


@BYTES.found_by("tree", says="its bytes")
def request_exchanged_on_main(f: Forger) -> None:
    """Another request comes to main than the entry records."""
    f.h.apply(COFFEE)
    f.lie(respell=with_files({COFFEE.request_path: other_request(COFFEE)}))
    f.h.approve(COFFEE)


@BYTES.found_by("subject", "digest", says="make another digest")
def request_exchanged_and_recorded(f: Forger) -> None:
    """Another request comes to main, and the approval records its bytes."""
    f.h.apply(COFFEE)
    data = other_request(COFFEE)
    f.lie(
        told(lambda draft: recorded(draft, request=data)),
        respell=with_files({COFFEE.request_path: data}),
    )
    f.h.approve(COFFEE)


@BYTES.found_by("subject", "merge")
def request_exchanged_with_its_digest(f: Forger) -> None:
    """Another request comes to main, and the approval records its bytes and its digest."""
    f.h.apply(COFFEE)
    data = other_request(COFFEE)
    application = f.h.logs[COFFEE].entries[0].draft.application

    def retell(draft: Draft) -> Draft:
        told_so = applied_with(replace(draft, application=application), releaseNotes=OTHER_NOTES)
        return recorded(replace(told_so, application=None), request=data)

    f.lie(told(retell), respell=with_files({COFFEE.request_path: data}))
    f.h.approve(COFFEE)


@BYTES.found_by("merge", says="holds another request")
def other_request_than_the_branch_holds(f: Forger) -> None:
    """What is released to Test is recorded without a flaw, but the merged branch holds another."""
    data = other_request(TEST)
    f.lie(
        told(lambda d: recorded(applied_with(d, releaseNotes=OTHER_NOTES), request=data)),
        respell=with_files({TEST.request_path: data}),
    )
    f.h.apply(TEST)


@BYTES.found_by("version-kept", "tree")
def version_exchanged(f: Forger) -> None:
    """A second release of a version brings another version file, recorded as its own."""
    f.h.apply(TEST)
    data = f.h.files[TEST.version_path].replace(b"size: ", b"size: 9")

    def retell(draft: Draft) -> Draft:
        package = dict(draft.subject.delivery["package"])
        package["size"] = int(f"9{package['size']}")
        told_so = applied_with(draft, version={"package": package})
        subject = replace(told_so.subject, delivery={"package": package})
        return recorded(replace(told_so, subject=subject), version=data)

    f.lie(told(retell), respell=with_files({TEST.version_path: data}))
    f.h.apply(TEST_AT_LAGOON)


@BYTES.found_by("version-kept")
def other_package_under_review(f: Forger) -> None:
    """An application shows another package than the version file that main holds already."""
    f.h.apply(TEST)
    data = f.h.files[TEST.version_path].replace(b"size: ", b"size: 9")

    def retell(draft: Draft) -> Draft:
        package = dict(draft.subject.delivery["package"])
        package["size"] = int(f"9{package['size']}")
        told_so = applied_with(draft, version={"package": package})
        subject = replace(told_so.subject, delivery={"package": package})
        return recorded(replace(told_so, subject=subject), version=data)

    f.lie(told(retell))
    f.h.apply(COFFEE)


@BYTES.found_by("digest", says="does not pass its schema")
def request_that_its_schema_refuses(f: Forger) -> None:
    """A request with an unknown field comes to main; its application is the same."""
    f.h.apply(COFFEE)
    _merged(f, request_file(COFFEE, "Faster, and easier to read.\n") + b"approvedBy: ceo\n")


@BYTES.found_by("digest", says="does not pass its schema")
def request_with_a_key_twice(f: Forger) -> None:
    """A request says its environment twice; its application is the same."""
    f.h.apply(COFFEE)
    _merged(f, request_file(COFFEE, "Faster, and easier to read.\n") + b"environment: production\n")


@BYTES.found_by("digest", says="names another release")
def request_for_another_app(f: Forger) -> None:
    """A request stands at the path of one app and names another."""
    f.h.apply(COFFEE)
    data = f.h.pulls[COFFEE].request.data
    _merged(f, data.replace(b"app: harbor", b"app: lagoon"))


@BYTES.found_by("digest", says="names another release")
def version_file_of_another_version(f: Forger) -> None:
    """A version file stands at the path of one version and names another."""

    def data() -> bytes:
        return f.h.pulls[TEST].version.data.replace(b"version: 1.0.0", b"version: 9.0.0")

    def respell(commit: MainCommit) -> MainCommit:
        return with_files({TEST.version_path: data()})(commit)

    f.lie(told(lambda draft: recorded(draft, version=data())), respell=respell)
    f.h.apply(TEST)


def _merged(f: Forger, data: bytes) -> None:
    """Approve, but bring these bytes of the request to main, and record them."""
    f.lie(
        told(lambda draft: recorded(draft, request=data)),
        respell=with_files({COFFEE.request_path: data}),
    )
    f.h.approve(COFFEE)


@BYTES.found_by("digest", says="another SHA-256")
def sha256_invented(f: Forger) -> None:
    """The SHA-256 that an entry records is not that of the bytes; git's id is."""

    def retell(draft: Draft) -> Draft:
        files = draft.subject.files
        wrong = replace(files, request=replace(files.request, sha256="0" * 64))
        return replace(draft, subject=replace(draft.subject, files=wrong))

    f.lie(told(retell))
    f.h.apply(TEST)


@BYTES.found_by("digest", "tree", says="did not come to main")
def blob_invented(f: Forger) -> None:
    """The id of the bytes that an entry records is of nothing that came to main."""

    def retell(draft: Draft) -> Draft:
        files = draft.subject.files
        wrong = replace(files, request=replace(files.request, blob="0" * 39 + "1"))
        return replace(draft, subject=replace(draft.subject, files=wrong))

    f.lie(told(retell))
    f.h.apply(TEST)


@BYTES.found_by("tree", says="100755")
def request_made_executable(f: Forger) -> None:
    """The request comes to main as an executable file."""
    f.lie(respell=with_mode(TEST.request_path, "100755"))
    f.h.apply(TEST)


@BYTES.found_by("tree", says="120000")
def link_for_a_request(f: Forger) -> None:
    """A symbolic link comes to main in the place of the request."""
    f.lie(respell=with_files({TEST.request_path: File(b"../production/request.yaml", "120000")}))
    f.h.apply(TEST)
