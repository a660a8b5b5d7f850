"""Making commits as the hub: whose name they carry, and GitHub's signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.hub.model import Repository, User
from bot.hub.objects import Commit, Identity
from bot.hub.site import Site
from bot.hub.trees import REGULAR, edit_tree, walk


@dataclass(frozen=True, slots=True)
class Draft:
    """A commit to be made; without a committer GitHub commits and signs."""

    tree: str
    parents: Sequence[str]
    message: str
    author: Identity
    committer: Identity | None = None


def identity_of(user: User, now: datetime) -> Identity:
    """A user as author, by the noreply address."""
    return Identity(user.login, user.noreply, now)


def web_flow(now: datetime) -> Identity:
    """GitHub itself, committer of what is made on its pages and by its API for bots."""
    return Identity("GitHub", "noreply@github.com", now)


def make_commit(site: Site, repository: Repository, draft: Draft) -> str:
    """Write the commit, signed where GitHub is the committer."""
    objects = site.objects(repository)
    tree = draft.tree
    if site.switches.wrong_tree is not None:
        tree = other_tree(site, repository, tree)
    committer = draft.committer or web_flow(site.clock.now())
    head = "".join(
        [f"tree {tree}\n"]
        + [f"parent {parent}\n" for parent in draft.parents]
        + [f"author {draft.author}\n", f"committer {committer}\n"]
    )
    body = f"\n{draft.message}".encode()
    payload = head.encode() + body
    if draft.committer is not None:
        return objects.write("commit", payload)
    signature = site.key.sign(payload).replace("\n", "\n ")
    return objects.write("commit", head.encode() + f"gpgsig {signature}\n".encode() + body)


def other_tree(site: Site, repository: Repository, tree: str) -> str:
    """The tree a faulty server writes: with a file too many, or without one that belongs."""
    objects = site.objects(repository)
    if site.switches.wrong_tree == "missing":
        files = [path for path, entry in walk(objects, tree) if entry.kind == "blob"]
        return edit_tree(objects, tree, {files[-1]: None}) if files else tree
    extra = objects.write("blob", b"nobody asked for this\n")
    return edit_tree(objects, tree, {"unexpected.txt": (REGULAR, extra)})


def made_wrong(site: Site, repository: Repository, sha: str) -> str:
    """A commit like the given one, but for its tree: what a faulty ref update points to."""
    commit = site.objects(repository).commit(sha)
    draft = Draft(commit.tree, commit.parents, commit.message, commit.author, commit.committer)
    return make_commit(site, repository, draft)


def is_ours(site: Site, commit: Commit) -> bool:
    """Whether the hub's own key signed this commit."""
    return commit.signature is not None and site.key.made(commit.payload, commit.signature)
