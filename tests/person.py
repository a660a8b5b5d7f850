"""One person of the test stage: works through PyGithub, a client that we did not write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import github
from github.InputGitTreeElement import InputGitTreeElement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from github.CommitStatus import CommitStatus
    from github.GitRef import GitRef
    from github.IssueComment import IssueComment
    from github.PullRequest import PullRequest
    from github.Repository import Repository


def client(api: str, token: str) -> github.Github:
    """PyGithub with one try for each request, no pauses, and no read before it is needed."""
    return github.Github(
        base_url=api,
        auth=github.Auth.Token(token),
        retry=None,
        timeout=10,
        seconds_between_requests=None,
        seconds_between_writes=None,
        lazy=True,
    )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account: commits through the API, opens and reviews pull requests."""

    login: str
    github: github.Github
    repository: str

    @property
    def repo(self) -> Repository:
        """The release repository, without a request of its own."""
        return self.github.get_repo(self.repository)

    def pull(self, number: int) -> PullRequest:
        """A pull request as it is now."""
        return self.repo.get_pull(number)

    # --- Branches ---

    def commit(
        self,
        branch: str,
        files: Mapping[str, str | None],
        message: str = "Change",
        *,
        base: str | None = None,
        force: bool = False,
    ) -> str:
        """One commit with these files on a branch, which is made from main where it is new.

        ``None`` deletes a file; ``base`` names another parent; ``force`` moves the branch even if
        that is no fast-forward.
        """
        repo = self.repo
        parent = repo.get_git_commit(base or self.tip(branch) or self.tip("main") or "")
        elements = [
            InputGitTreeElement(path, "100644", "blob", sha=None)
            if text is None
            else InputGitTreeElement(path, "100644", "blob", content=text)
            for path, text in files.items()
        ]
        tree = repo.create_git_tree(elements, base_tree=parent.tree)
        made = repo.create_git_commit(message, tree, [parent])
        self.move(branch, made.sha, force=force)
        return made.sha

    def tip(self, branch: str) -> str | None:
        """Where a branch stands, if it exists."""
        found = self._ref(branch)
        return found.object.sha if found else None

    def _ref(self, branch: str) -> GitRef | None:
        found = self.repo.get_git_matching_refs(f"heads/{branch}")
        return next((ref for ref in found if ref.ref == f"refs/heads/{branch}"), None)

    def move(self, branch: str, sha: str, *, force: bool = False) -> None:
        """Point a branch at a commit; a new one is made."""
        ref = self._ref(branch)
        if ref is None:
            self.repo.create_git_ref(f"refs/heads/{branch}", sha)
        else:
            ref.edit(sha, force=force)

    # --- Forks ---

    def fork(self) -> Person:
        """Fork the repository: the same person, at work in the fork."""
        return replace(self, repository=self.repo.create_fork().full_name)

    def delete_repository(self) -> None:
        """Delete the repository that this person works in, such as their fork."""
        self.repo.delete()

    # --- Pull requests ---

    def open(self, branch: str, title: str = "Change", *, draft: bool = False) -> int:
        """Open a pull request to main; its number."""
        made = self.repo.create_pull(base="main", head=branch, title=title, body="", draft=draft)
        return made.number

    def ready(self, number: int) -> None:
        """Press Ready for review."""
        self.pull(number).mark_ready_for_review()

    def to_draft(self, number: int) -> None:
        """Convert to draft."""
        self.pull(number).convert_to_draft()

    def close(self, number: int) -> None:
        """Close it."""
        self.pull(number).edit(state="closed")

    def reopen(self, number: int) -> None:
        """Reopen it."""
        self.pull(number).edit(state="open")

    def approve(self, number: int, body: str = "") -> int:
        """Approve it; the review's id."""
        return self.review(number, "APPROVE", body)

    def object(self, number: int, reason: str) -> int:
        """Request changes; the review's id."""
        return self.review(number, "REQUEST_CHANGES", reason)

    def review(
        self, number: int, event: Literal["APPROVE", "REQUEST_CHANGES", "COMMENT"], body: str
    ) -> int:
        """Submit a review; its id."""
        return self.pull(number).create_review(body=body, event=event).id

    def say(self, number: int, body: str) -> int:
        """Comment; the comment's id."""
        return self.pull(number).create_issue_comment(body).id

    # --- Asking and labelling ---

    def ask(self, number: int, *logins: str) -> None:
        """Ask people for their review."""
        self.pull(number).create_review_request(reviewers=list(logins))

    def ask_no_more(self, number: int, *logins: str) -> None:
        """Take requests for a review back."""
        self.pull(number).delete_review_request(reviewers=list(logins))

    def label(self, number: int, *names: str) -> None:
        """Put labels on it beside those it bears."""
        self.repo.get_issue(number).add_to_labels(*names)

    def unlabel(self, number: int, name: str) -> None:
        """Take a label away."""
        self.repo.get_issue(number).remove_from_labels(name)

    def dismiss(self, number: int, review: int, reason: str = "Out of date") -> None:
        """Dismiss a review."""
        self.pull(number).get_review(review).dismiss(reason)

    # --- Reading ---

    def asked(self, number: int) -> list[str]:
        """Whose review of it is asked for."""
        return [user.login for user in self.pull(number).requested_reviewers]

    def labels(self, number: int) -> list[str]:
        """The labels that it bears."""
        return [label.name for label in self.repo.get_issue(number).labels]

    def issue_comments(self, number: int) -> list[IssueComment]:
        """All comments of a pull request."""
        return list(self.repo.get_issue(number).get_comments())

    def commit_statuses(self, sha: str) -> list[CommitStatus]:
        """All statuses of a commit, newest first."""
        return list(self.repo.get_commit(sha).get_statuses())
