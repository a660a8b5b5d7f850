"""Fetches from the release repository, with filters: each is a round trip, so few are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import UnavailableError
from bot.forge.git_process import GitProcess, last_line
from bot.forge.protocol import HostileObjectsError, RefusedError, Tips

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

BLOB_LIMIT = 64 * 1024
"""Bytes of a document; a larger blob of a branch is not even fetched."""

_FLAGS = ("--quiet", "--no-tags", "--recurse-submodules=no")
_UNNOTED = (*_FLAGS, "--no-write-fetch-head")
_CHECKED = ("-c", "fetch.fsckObjects=true")
_SMALL = f"--filter=blob:limit={BLOB_LIMIT + 1}"
_WITHOUT_BLOBS = "--filter=blob:none"
_MAIN = "+refs/heads/main:refs/slipway/main"


class Fetcher:
    """The bare repository that fetches; ``known``: it holds main of an earlier time."""

    def __init__(self, folder: Path, env: Mapping[str, str], *, known: bool) -> None:
        self._git = GitProcess(folder, env)
        self._noted = folder / "FETCH_HEAD"
        self._known = known

    def close(self) -> None:
        """End the processes."""
        self._git.close()

    def tips(self, number: int) -> Tips:
        """See ``Git.fetch``.

        Main's whole history comes without its blobs, a branch with its small ones. Once the history
        is here, what is new on main is as small as a branch, so that one fetch brings both. What
        that fetch cannot have (objects that git refuses, a pull request that is not there), two
        fetches tell apart.
        """
        if self._known:
            refs = (_MAIN, _pull_ref(number))
            done = self._git.run(*_CHECKED, "fetch", *_FLAGS, _SMALL, "origin", *refs, check=False)
            if done.returncode == 0:
                return Tips(self._main_tip(), self._tip(f"'refs/pull/{number}/head' of "))
        main = self.main()
        try:
            return Tips(main, self.pull(number))
        except HostileObjectsError as error:
            return Tips(main, None, error)

    def main(self) -> str:
        """See ``Git.fetch_main``. Blobs come later, together, when they are needed."""
        self._git.run("fetch", *_FLAGS, _WITHOUT_BLOBS, "origin", _MAIN)
        self._known = True
        return self._main_tip()

    def pull(self, number: int) -> str | None:
        """The head of a pull request, whose objects pass git's fsck; ``None`` where it has none."""
        ref = _pull_ref(number)
        done = self._git.run(*_CHECKED, "fetch", *_FLAGS, _SMALL, "origin", ref, check=False)
        if done.returncode == 0:
            return self._tip(f"'refs/pull/{number}/head' of ")
        said = done.stderr.decode("utf-8", "replace")
        if "couldn't find remote ref" in said:
            return None
        if "fsck" in said or "bad object" in said.lower() or "badTree" in said:
            raise HostileObjectsError(
                "hostile-objects",
                f"git refuses the objects of the branch ({last_line(done.stderr)})",
                "make the branch anew from main with an ordinary git client",
            )
        raise UnavailableError(
            "git-failed", f"git fetch failed ({last_line(done.stderr)})", "run it again"
        )

    def blobs(self, oids: Iterable[str]) -> None:
        """Bring blobs of main by their ids, whatever their size, in one request."""
        self._git.run(
            *("-c", "fetch.negotiationAlgorithm=noop", "fetch", *_UNNOTED),
            *(_WITHOUT_BLOBS, "--stdin", "origin"),
            data="".join(f"{oid}\n" for oid in oids).encode(),
        )

    def push_main(self, pinned: str, commit: str) -> None:
        """See ``Git``: a true compare-and-swap (git-push(1), ``--force-with-lease``)."""
        self._git.run("fetch", *_UNNOTED, _WITHOUT_BLOBS, "origin", commit)
        lease = f"--force-with-lease=refs/heads/main:{pinned}"
        target = f"{commit}:refs/heads/main"
        done = self._git.run("push", "--quiet", lease, "origin", target, check=False)
        if done.returncode != 0:
            raise RefusedError(
                "push-refused",
                f"git push to main was refused ({last_line(done.stderr)})",
                "check the bot's permissions and the rules on main",
            )

    def _main_tip(self) -> str:
        return self._tip("branch 'main' of ")

    def _tip(self, what: str) -> str:
        """What the last fetch brought: it writes FETCH_HEAD for scripts to read (git-fetch(1))."""
        for line in self._noted.read_text("utf-8", "surrogateescape").splitlines():
            oid, _, described = line.split("\t", 2)
            if described.startswith(what):
                return oid
        raise UnavailableError("git-failed", f"git fetched no {what.split()[-2]}", "run it again")


def _pull_ref(number: int) -> str:
    return f"+refs/pull/{number}/head:refs/slipway/pull/{number}"
