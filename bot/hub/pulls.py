"""Acts on pull requests: open, edit, close, reopen, draft, ready, merge, update."""

import subprocess
from dataclasses import dataclass, replace

from bot.hub.access import Caller, has_role, require_token, visible
from bot.hub.commits import Draft, identity_of, make_commit
from bot.hub.enforcement import refuse
from bot.hub.errors import Refused, forbidden, invalid, not_found
from bot.hub.model import ACTIONS_BOT, LONGEST_BODY, LONGEST_TITLE, Pull, Repository, User
from bot.hub.objects import GIT_ENVIRONMENT
from bot.hub.pushes import (
    BRANCHES,
    BUTTON,
    Move,
    add_event,
    attempt_of,
    change,
    close,
    mark_merged,
    move,
)
from bot.hub.site import Site


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new pull request is made of; `head` may be `owner:branch`."""

    title: str
    head: str
    base: str
    body: str = ""
    draft: bool = False
    maintainer_can_modify: bool | None = None


def check_body(body: str, resource: str) -> None:
    """GitHub refuses bodies over 65,536 characters."""
    if len(body) > LONGEST_BODY:
        text = "Body is too long (maximum is 65536 characters)"
        raise invalid(text, resource, "data", "unprocessable")


def check_title(title: str) -> None:
    """GitHub refuses titles over 256 characters (googleapis/repo-automation-bots#1895)."""
    if len(title) > LONGEST_TITLE:
        raise invalid("title is too long (maximum is 256 characters)", "Issue", "title")


def open_pull(site: Site, caller: Caller, repository: Repository, wanted: Opening) -> Pull:
    """Open a pull request from a branch here or in a fork."""
    user = require_token(caller, "pull_requests")
    head_repository, branch = _head(site, caller, repository, wanted.head)
    head = site.state.ref(head_repository, BRANCHES + branch)
    base = site.state.ref(repository, BRANCHES + wanted.base)
    if head is None:
        raise invalid("head is invalid", "PullRequest", "head", "invalid")
    if base is None:
        raise invalid("base is invalid", "PullRequest", "base", "invalid")
    check_title(wanted.title)
    check_body(wanted.body, "PullRequest")
    if site.history(repository).is_ancestor(head, base):
        raise invalid(f"No commits between {wanted.base} and {wanted.head}", "PullRequest")
    _refuse_twin(site, repository, head_repository, wanted.base, branch)
    now = site.clock.now()
    pull = Pull(
        id=site.state.new_id(),
        repository_id=repository.id,
        number=1 + max((p.number for p in site.state.pulls_of(repository)), default=0),
        title=wanted.title,
        body=wanted.body,
        author_id=user.id,
        draft=wanted.draft,
        head_repository_id=head_repository.id,
        head_owner_id=head_repository.owner_id,
        head_ref=branch,
        head_sha=head,
        base_ref=wanted.base,
        base_sha=base,
        created_at=now,
        updated_at=now,
        maintainer_can_modify=_collab(
            site, repository, head_repository, wanted=wanted.maintainer_can_modify
        ),
    )
    site.state.pulls[pull.key] = pull
    site.set_pull_ref(pull)
    return pull


def _head(site: Site, caller: Caller, repository: Repository, head: str) -> tuple[Repository, str]:
    owner, colon, branch = head.rpartition(":")
    if not colon or owner.lower() == repository.owner_login.lower():
        return repository, branch
    root = site.state.root_of(repository)
    for fork in site.state.repositories.values():
        same = site.state.root_of(fork) is root and fork.owner_login.lower() == owner.lower()
        if same and has_role(site.state, fork, caller.user, "read"):
            return fork, branch
    raise invalid("head is invalid", "PullRequest", "head", "invalid")


def _collab(site: Site, base: Repository, head: Repository, *, wanted: bool | None) -> bool:
    """Whether maintainers may push to the head: from a person's fork, unless said otherwise.

    Sources: ocaml-opam/opam-publish#44 (on by default), isaacs/github#1681 (never for the fork of
    an organization).
    """
    owner = site.state.users.get(head.owner_id)
    if base.id == head.id or owner is None or owner.type != "User":
        return False
    return wanted is not False


def _refuse_twin(
    site: Site, repository: Repository, head: Repository, base_ref: str, branch: str
) -> None:
    for pull in site.state.pulls_of(repository):
        wanted = (head.id, branch, base_ref)
        if pull.open and (pull.head_repository_id, pull.head_ref, pull.base_ref) == wanted:
            label = f"{head.owner_login}:{branch}"
            raise invalid(f"A pull request already exists for {label}.", "PullRequest")


def entitled(site: Site, caller: Caller, pull: Pull, *, triage: bool = False) -> User:
    """The caller, if author or writer (or triager, for closing and reopening)."""
    user = require_token(caller, "pull_requests|issues" if triage else "pull_requests")
    repository = site.state.repositories[pull.repository_id]
    visible(site.state, caller, repository.full_name)
    if user.id != pull.author_id and not has_role(
        site.state, repository, user, "triage" if triage else "write"
    ):
        raise forbidden(f"{user.login} does not have the correct permissions to do this")
    return user


def edit(site: Site, caller: Caller, pull: Pull, title: str | None, body: str | None) -> Pull:
    """Change title or body."""
    if title is None and body is None:
        return pull
    user = entitled(site, caller, pull)
    if title is not None and title != pull.title:
        check_title(title)
        add_event(site, pull, "renamed", user, before=pull.title, after=title)
        pull = change(site, pull, title=title)
    if body is not None and body != pull.body:
        check_body(body, "PullRequest")
        pull = change(site, pull, body=body, edited_at=site.clock.now())
    return pull


def set_state(site: Site, caller: Caller, pull: Pull, wanted: str) -> Pull:
    """Close or reopen."""
    if wanted not in ("open", "closed"):
        raise invalid("state is invalid", "PullRequest", "state", "invalid")
    user = entitled(site, caller, pull, triage=True)
    if (wanted == "open") == pull.open:
        return pull
    if wanted == "closed":
        return close(site, pull, user)
    return _reopen(site, pull, user)


def _reopen(site: Site, pull: Pull, user: User) -> Pull:
    """A branch that was deleted or force-pushed while closed cannot come back.

    GitHub's own reason: the head must descend from the head stored at closing (quoted in
    Slicer/Slicer#6188).
    """
    if pull.merged_at is not None:
        raise invalid(
            "state cannot be changed. The pull request is merged.", "PullRequest", "state"
        )
    home = site.state.repositories.get(pull.head_repository_id)
    tip = site.state.ref(home, BRANCHES + pull.head_ref) if home else None
    if home is None or tip is None:
        reason = f"The {pull.head_ref} branch has been deleted."
    elif not site.history(home).is_ancestor(pull.head_sha, tip):
        reason = f"The {pull.head_ref} branch was force-pushed or recreated."
    else:
        repository = site.state.repositories[pull.repository_id]
        _refuse_twin(site, repository, home, pull.base_ref, pull.head_ref)
        base = site.state.ref(repository, BRANCHES + pull.base_ref) or pull.base_sha
        pull = change(site, pull, closed_at=None, head_sha=tip, base_sha=base)
        site.set_pull_ref(pull)
        add_event(site, pull, "reopened", user)
        return pull
    raise invalid(f"state cannot be changed. {reason}", "PullRequest", "state")


def set_collab(site: Site, caller: Caller, pull: Pull, *, wanted: bool) -> Pull:
    """Let maintainers push to the head, or no longer: the author's to say."""
    user = require_token(caller, "pull_requests")
    if user.id != pull.author_id:
        raise forbidden()
    repository = site.state.repositories[pull.repository_id]
    home = site.state.repositories.get(pull.head_repository_id)
    if wanted and (home is None or not _collab(site, repository, home, wanted=wanted)):
        message = "Fork collab can only be enabled on cross-repo pull requests"
        raise invalid(message, "PullRequest", "fork_collab", "invalid")
    return change(site, pull, maintainer_can_modify=wanted)


def set_base(site: Site, caller: Caller, pull: Pull, base: str) -> Pull:
    """Aim the pull request at another branch."""
    user = entitled(site, caller, pull)
    repository = site.state.repositories[pull.repository_id]
    tip = site.state.ref(repository, BRANCHES + base)
    if tip is None:
        message = f"Proposed base branch '{base}' was not found"
        raise invalid(message, "PullRequest", "base", "invalid")
    if not pull.open:
        raise invalid("Cannot change the base branch of a closed pull request.", "PullRequest")
    if base == pull.base_ref:
        return pull
    add_event(site, pull, "base_ref_changed", user, before=pull.base_ref, after=base)
    return change(site, pull, base_ref=base, base_sha=tip)


def set_draft(site: Site, caller: Caller, pull: Pull, *, draft: bool) -> Pull:
    """Draft and ready; refused to GITHUB_TOKEN (cli/cli#8910, delta-io/delta-rs#4748)."""
    user = entitled(site, caller, pull)
    if user.id == ACTIONS_BOT:
        raise forbidden("Resource not accessible by integration")
    if not pull.open:
        raise Refused(422, "Pull request is closed")
    if pull.draft == draft:
        return pull
    add_event(site, pull, "convert_to_draft" if draft else "ready_for_review", user)
    return change(site, pull, draft=draft)


def merged_tree(site: Site, repository: Repository, one: str, other: str) -> str | None:
    """The tree that merging two commits gives, or None where they conflict."""
    done = subprocess.run(
        [
            "git",
            "--git-dir",
            str(site.folder(repository)),
            "merge-tree",
            "--write-tree",
            one,
            other,
        ],
        capture_output=True,
        check=False,
        env=GIT_ENVIRONMENT,
        text=True,
    )
    return done.stdout.split()[0] if done.returncode == 0 else None


def merge(site: Site, caller: Caller, pull: Pull, sha: str | None, message: str | None) -> Pull:
    """Merge with a merge commit by GitHub, as the green button does."""
    user = require_token(caller, "contents")
    repository = site.state.repositories[pull.repository_id]
    if not has_role(site.state, repository, user, "write"):
        raise not_found() if repository.private else forbidden()
    if sha is not None and sha != pull.head_sha:
        raise Refused(409, "Head branch was modified. Review and try the merge again.")
    if not pull.open or pull.draft:
        raise Refused(405, "Pull Request is not mergeable")
    base_ref = BRANCHES + pull.base_ref
    tip = site.state.ref(repository, base_ref)
    tree = merged_tree(site, repository, tip, pull.head_sha) if tip else None
    if tip is None or tree is None:
        raise Refused(405, "Pull Request is not mergeable")
    home = site.state.repositories.get(pull.head_repository_id)
    label = f"{home.owner_login if home else 'unknown'}/{pull.head_ref}"
    text = message or f"Merge pull request #{pull.number} from {label}\n\n{pull.title}"
    author = identity_of(user, site.clock.now())
    commit = make_commit(site, repository, Draft(tree, [tip, pull.head_sha], text, author))
    step = Move(repository, base_ref, tip, commit)
    refuse(attempt_of(site, step, pull), user, status=405)
    pull = mark_merged(site, pull, user, commit)
    move(site, step, user, BUTTON)
    return site.state.pulls[pull.key]


def update_branch(site: Site, caller: Caller, pull: Pull, expected: str | None) -> None:
    """Merge the base into the head branch, as the Update branch button does."""
    home = site.state.repositories.get(pull.head_repository_id)
    user = require_token(caller, "pull_requests|contents")
    repository = site.state.repositories[pull.repository_id]
    if home is None or not (
        has_role(site.state, home, user, "write") or has_role(site.state, repository, user, "write")
    ):
        raise forbidden()
    if expected is not None and expected != pull.head_sha:
        raise invalid(f"expected head sha didn’t match current head ref: {expected}")
    tip = site.state.ref(repository, BRANCHES + pull.base_ref)
    if tip is None or site.history(repository).is_ancestor(tip, pull.head_sha):
        raise invalid("There are no new commits on the base branch.")
    tree = merged_tree(site, repository, pull.head_sha, tip)
    if tree is None:
        raise invalid("merge conflict between base and head")
    text = f"Merge branch '{pull.base_ref}' into {pull.head_ref}"
    author = identity_of(user, site.clock.now())
    commit = make_commit(site, repository, Draft(tree, [pull.head_sha, tip], text, author))
    move(site, Move(home, BRANCHES + pull.head_ref, pull.head_sha, commit), user)


def hold_head(site: Site, pull: Pull, *, held: bool) -> None:
    """Let the API go on answering the present head while git moves on, or catch up."""
    site.state.pulls[pull.key] = replace(pull, held_head=pull.head_sha if held else None)
