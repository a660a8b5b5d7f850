"""Changes of documents told otherwise than they are: their bytes, their chain, their commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.document_entry import DocumentKind
from tests.audit.forgeries.catalog_stage import (
    BAKERY,
    FIRST,
    OWNERS,
    PROGRAM,
    bakery,
    features,
    reviewers,
    submitted,
    with_owners,
)
from tests.audit.forgeries.forgery import Book, Sort
from tests.audit.forgeries.stage import HARBOR, SETTINGS, with_admins, with_field
from tests.audit.forgeries.strokes import (
    applied_with,
    entered,
    spelt,
    subject_with,
    told,
    told_with,
    with_files,
    without,
)
from tests.history import people
from tests.history.commits import File, hand_of
from tests.history.documents import mini_program, program_path, to_yaml

if TYPE_CHECKING:
    from bot.core.document_entry import DocumentDraft
    from tests.audit.forgeries.forger import Forger
    from tests.history.commits import MainCommit

DOCUMENTS = Book(Sort.DOCUMENT)


# --- What stood before, and what came ------------------------------------------------------------


@DOCUMENTS.found_by("document-before", says="which held something")
def change_told_as_something_new(f: Forger) -> None:
    """An entry says that main held nothing where it changed a document."""

    def retell(draft: DocumentDraft) -> DocumentDraft:
        subject = replace(draft.subject, before=None)
        return applied_with(replace(draft, subject=subject), before=None)

    f.lie(told(retell))
    f.h.change(PROGRAM, features(f), people.MIA)


@DOCUMENTS.found_by("document-before", says="is not what main held")
def agreed_on_an_older_document(f: Forger) -> None:
    """Owners agreed to a change of a document that has been changed since."""
    submitted(f)
    old = {HARBOR: f.h.files[HARBOR]}
    f.h.maintain(with_field(f, HARBOR, "name", "Harbour"))
    with f.believing(old):
        f.h.agree(HARBOR)


@DOCUMENTS.found_by("digest", "tree", says="did not come to main")
def other_bytes_of_the_catalog(f: Forger) -> None:
    """Another document comes to main than the one that owners agreed to."""
    submitted(f)
    f.lie(respell=with_files({HARBOR: reviewers(f, people.RUTH)}))
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("digest", "tree")
def change_that_changes_nothing(f: Forger) -> None:
    """A change is recorded, and the document on main stays as it was."""
    submitted(f)
    f.lie(respell=without(HARBOR))
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("tree", says="no entry calls for this change")
def owners_changed_alongside(f: Forger) -> None:
    """A change of one document takes another one with it."""
    submitted(f)
    f.lie(respell=with_files(with_owners(f, people.OTTO, people.OSCAR)))
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("tree", says="no entry calls for this change")
def release_changed_alongside(f: Forger) -> None:
    """A change of the catalog writes below ``live/`` too."""
    f.lie(respell=with_files({"live/harbor/test.json": b"{}\n"}))
    f.h.change(PROGRAM, features(f), people.MIA)


@DOCUMENTS.found_by("digest", says="makes another digest")
def other_change_applied_for(f: Forger) -> None:
    """The application shows another document than the one that comes to main."""
    f.lie(told(lambda draft: applied_with(draft, after={"format": 1})))
    f.h.change(PROGRAM, features(f), people.MIA)


@DOCUMENTS.found_by("application", says="digest is not that")
def digest_of_another_change(f: Forger) -> None:
    """An entry holds one change and the digest of another."""
    f.lie(subject_with(digest="0" * 64))
    f.h.change(PROGRAM, features(f), people.MIA)


@DOCUMENTS.found_by("application", says="about another document")
def application_of_another_document(f: Forger) -> None:
    """The application names another document than the entry."""
    f.lie(told(lambda draft: applied_with(draft, document=OWNERS)))
    f.h.change(PROGRAM, features(f), people.MIA)


@DOCUMENTS.found_by("application", says="does not hold the application")
def change_without_an_application(f: Forger) -> None:
    """A change is put before owners, and the entry does not say which."""
    f.lie(told_with(application=None))
    submitted(f)


@DOCUMENTS.found_by("subject", says="digest is not that")
def agreed_on_another_digest(f: Forger) -> None:
    """The entry of a change names another digest than the one that owners agreed to."""
    submitted(f)
    f.lie(subject_with(digest="0" * 64))
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("digest", says="does not pass its schema")
def document_out_of_shape(f: Forger) -> None:
    """A document comes to main that its schema does not accept."""
    f.forges()
    f.h.submit_change(HARBOR, reviewers(f) + b"unknown: 1\n", people.MIA)
    f.shows_next()
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("document-fits", says="fewer than two owners")
def last_owner_but_one(f: Forger) -> None:
    """A change would leave one owner who is a person."""
    tea = program_path("tea")
    old = {tea: f.h.files[tea]}
    f.h.maintain(with_admins(f, "tea", people.MAX, people.OWEN, machine=True))
    with f.believing(old):
        f.h.submit_change(OWNERS, with_owners(f, people.OWEN, people.OTTO)[OWNERS], people.MIA)


@DOCUMENTS.found_by("document-fits", says="there was none of")
def program_of_no_workspace(f: Forger) -> None:
    """A mini program is put into a workspace that does not exist."""
    f.forges()
    value = {**mini_program(9), "workspace": "nowhere"}
    f.h.submit_change(program_path(value["miniProgram"]), to_yaml(value), people.MIA)


@DOCUMENTS.found_by("document-fits", says="where it stands at")
def program_of_another_name(f: Forger) -> None:
    """A mini program stands under another name than its own."""
    f.forges()
    f.h.submit_change(program_path("cocoa"), to_yaml(mini_program(9)), people.MIA)


@DOCUMENTS.found_by("document-retired", says="the workspace bakery was retired")
def moved_into_a_retired_workspace(f: Forger) -> None:
    """A mini program is moved into a workspace that takes nothing new."""
    f.h.maintain(bakery(people.WANDA, retired=True))
    moved = with_field(f, PROGRAM, "workspace", "bakery")[PROGRAM]
    with f.believing(bakery(people.WANDA)):
        f.h.change(PROGRAM, moved, people.WANDA)


@DOCUMENTS.found_by("document-base", says="takes a change back")
def change_made_from_an_older_document(f: Forger) -> None:
    """What an admin changed alone was made from an older document, and takes a change back."""
    f.h.change(PROGRAM, features(f), people.MIA, None)
    f.h.maintain(with_field(f, PROGRAM, "configuration", {"clientId": "other"}))
    f.forges()
    f.h.changes[PROGRAM].based_on = f.h.files[PROGRAM]
    f.h.settle_change(PROGRAM, DocumentKind.CHANGED)


# --- The chain -----------------------------------------------------------------------------------


@DOCUMENTS.found_by("chain")
def chain_of_the_catalog_broken(f: Forger) -> None:
    """An entry of the catalog's log names another one before it than there is."""
    submitted(f)
    f.lie(reenter=entered(previous="0" * 64))
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("sequence")
def entry_of_the_catalog_skipped(f: Forger) -> None:
    """An entry of the catalog's log leaves a number out."""
    submitted(f)
    f.lie(reenter=entered(sequence=3))
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("parent")
def change_decided_elsewhere(f: Forger) -> None:
    """An entry of the catalog's log names another commit as its parent."""
    f.lie(reenter=entered(parent=f.h.first[::-1]))
    submitted(f)


@DOCUMENTS.found_by("time")
def change_back_dated(f: Forger) -> None:
    """A change of the catalog is told of as if it were of last week."""
    submitted(f)
    week = timedelta(days=7)
    f.lie(
        reenter=lambda entry, _: replace(entry, time=entry.time - week),
    )
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("bot-version")
def change_by_an_old_bot(f: Forger) -> None:
    """A bot older than the catalog allows writes a change."""
    f.lie(reenter=entered(bot="0.0.1"))
    submitted(f)


@DOCUMENTS.found_by("round")
def round_of_a_change_skipped(f: Forger) -> None:
    """A change is put before owners in a round that is not the next one."""
    f.lie(told_with(round=2))
    submitted(f)


@DOCUMENTS.found_by("cause", says="does not lead to submitted")
def change_without_its_cause(f: Forger) -> None:
    """A change is applied for by the cause of something else."""
    f.lie(told(lambda draft: replace(draft, cause={**draft.cause, "after": 7})))
    submitted(f)


@DOCUMENTS.found_by("counted-once")
def approval_counted_for_two_changes(f: Forger) -> None:
    """Approvals of one change are counted for another one as well."""
    submitted(f)
    f.h.agree(HARBOR)
    used = f.h.document_log(HARBOR).entries[-1].draft.approvals[0].review
    f.h.submit_change(HARBOR, reviewers(f, people.RAFI), people.MIA)

    def retell(draft: DocumentDraft) -> DocumentDraft:
        first, last = draft.approvals
        return replace(draft, approvals=(replace(first, review=used), last))

    f.lie(told(retell))
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("announcement", says="without an announcement")
def change_not_announced(f: Forger) -> None:
    """A change is put before owners without any announcement."""
    f.lie(told_with(announced=None))
    submitted(f)


@DOCUMENTS.found_by("document-step", says="has brought it to main")
def changed_again_in_the_same_pull_request(f: Forger) -> None:
    """What came to main is changed once more by the same pull request."""
    f.h.change(PROGRAM, features(f), people.MIA)
    first = f.h.changes[PROGRAM].number

    def retell(draft: DocumentDraft) -> DocumentDraft:
        cause = {**draft.cause, "pullRequest": first, "after": 1}
        return replace(draft, subject=replace(draft.subject, pull_request=first), cause=cause)

    f.lie(told(retell))
    f.h.change(PROGRAM, features(f, "location"), people.MIA)


@DOCUMENTS.found_by("document-step", says="nobody applied for it")
def agreed_to_what_nobody_applied_for(f: Forger) -> None:
    """The commit of the application never comes to main, the agreement does."""
    f.lie(respell=lambda _: None)
    submitted(f)
    if not f.honest:
        f.shows_next()
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("document-step", says="it is another kind")
def catalog_uploaded(f: Forger) -> None:
    """A file of the catalog is uploaded, as only a version is."""
    f.lie(told_with(kind=DocumentKind.UPLOADED))
    f.h.change(PROGRAM, features(f), people.MIA)


@DOCUMENTS.found_by("unreadable")
def entry_of_the_catalog_out_of_shape(f: Forger) -> None:
    """An entry of the catalog's log is no canonical JSON."""

    def respell(commit: MainCommit) -> MainCommit:
        file = commit.files[FIRST]
        assert file is not None
        return with_files({FIRST: file.data + b"\n"})(commit)

    f.lie(respell=respell)
    submitted(f)


# --- The commit ----------------------------------------------------------------------------------


@DOCUMENTS.found_by("merge", says="does not merge it")
def change_merges_another_head(f: Forger) -> None:
    """The commit of a change merges another head than its entry names."""
    submitted(f)
    other = f.branch((f.h.tip,), {HARBOR: File(reviewers(f))})
    f.lie(respell=lambda commit: replace(commit, parents=(commit.parents[0], other)))
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("merge", says="has 2 parents")
def application_that_merges(f: Forger) -> None:
    """The commit of an application merges the branch already."""
    f.lie(
        respell=lambda commit: replace(commit, parents=(*commit.parents, f.h.changes[HARBOR].head))
    )
    submitted(f)


@DOCUMENTS.found_by("branch", says="touches .github/workflows/more.yml")
def workflow_hidden_in_a_change(f: Forger) -> None:
    """A commit in the middle of the branch adds a workflow, and the next one removes it."""
    submitted(f)
    path, head = ".github/workflows/more.yml", f.h.changes[HARBOR].head
    middle = f.branch((head,), {path: File(b"on: push\n")})
    last = f.branch((middle,), {path: None})

    def retell(draft: DocumentDraft) -> DocumentDraft:
        return replace(draft, subject=replace(draft.subject, head=last))

    f.lie(told(retell), respell=lambda commit: replace(commit, parents=(commit.parents[0], last)))
    f.h.agree(HARBOR)


@DOCUMENTS.found_by("message")
def change_told_otherwise_in_its_message(f: Forger) -> None:
    """The message of a change names another document."""
    f.lie(respell=spelt(message="Change README.md"))
    f.h.change(PROGRAM, features(f), people.MIA)


@DOCUMENTS.found_by("hand")
def change_by_another_hand(f: Forger) -> None:
    """A commit of the catalog's log is somebody else's."""
    f.lie(respell=spelt(author=hand_of(people.OTTO)))
    f.h.change(PROGRAM, features(f), people.MIA)


# --- By hand -------------------------------------------------------------------------------------


@DOCUMENTS.found_by("catalog-by-hand", says="changed without an entry")
def catalog_changed_by_hand(f: Forger) -> None:
    """An owner changes the catalog by hand, where the bot is a GitHub App."""
    f.h.maintain(with_field(f, SETTINGS, "mode", "app"))
    f.by_hand({HARBOR: reviewers(f)})


@DOCUMENTS.found_by("catalog-by-hand")
def trial_begun_by_hand(f: Forger) -> None:
    """Somebody puts the bot back into trial by hand, so that more by hand would be let pass."""
    f.h.maintain(with_field(f, SETTINGS, "mode", "app"))
    f.by_hand(with_field(f, SETTINGS, "mode", "trial"))


@DOCUMENTS.found_by("catalog-by-hand")
def workspace_added_by_hand(f: Forger) -> None:
    """Somebody adds a workspace by hand, where the bot is a GitHub App."""
    f.h.maintain(with_field(f, SETTINGS, "mode", "app"))
    f.by_hand({BAKERY: bakery(people.MONA)[BAKERY], "README.md": b"# Hello\n"})


@DOCUMENTS.found_by("entry-removed")
def entry_of_the_catalog_removed(f: Forger) -> None:
    """An entry of the catalog's log is removed."""
    submitted(f)
    f.by_hand({FIRST: None})


@DOCUMENTS.found_by("entry-rewritten")
def entry_of_the_catalog_rewritten(f: Forger) -> None:
    """An entry of the catalog's log is changed by hand."""
    submitted(f)
    f.by_hand({FIRST: f.h.files[FIRST].replace(b'"mia"', b'"max"')})


@DOCUMENTS.found_by("hand-change")
def file_beside_the_entries_of_the_catalog(f: Forger) -> None:
    """A file that has no place there is put into the catalog's log."""
    f.by_hand({"catalog/log/notes.txt": b"Hello\n"})


@DOCUMENTS.found_by("hand")
def entry_of_the_catalog_written_by_hand(f: Forger) -> None:
    """Somebody writes an entry of the catalog's log in the browser, with the document."""
    files: dict[str, File | None] = {}

    def hold(commit: MainCommit) -> None:
        files.update(commit.files)

    f.lie(respell=hold)
    f.h.change(PROGRAM, features(f), people.MIA)
    if not f.honest:
        f.shows_next()
        f.h.maintain(files, people.MIA, "Change it")
