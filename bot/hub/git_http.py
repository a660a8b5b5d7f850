"""Git over HTTP: git's own upload-pack and receive-pack, with GitHub's access rules before them."""

import gzip
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote

from bot.hub.access import ROLES, Caller, maintains, role_of
from bot.hub.enforcement import violations
from bot.hub.model import Repository, User
from bot.hub.objects import GIT_ENVIRONMENT
from bot.hub.pushes import Move, attempt_of, moved
from bot.hub.repository import write_ref
from bot.hub.site import Site

Service = Literal["git-upload-pack", "git-receive-pack"]


@dataclass(frozen=True, slots=True)
class GitRequest:
    """One request of a git client."""

    method: str
    repository: str
    action: str  # info/refs, git-upload-pack or git-receive-pack
    service: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GitAnswer:
    """What goes back to it."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)


_FLUSH = 4
_ASK = GitAnswer(
    401, b"Authentication required\n", headers={"WWW-Authenticate": 'Basic realm="GitHub"'}
)


def serve_git(site: Site, caller: Caller, request: GitRequest) -> GitAnswer:
    """Let git answer, if the caller may; 401 first, so that git sends its token."""
    service: Service
    if request.service == "git-receive-pack":
        service = "git-receive-pack"
    elif request.service == "git-upload-pack":
        service = "git-upload-pack"
    else:
        return GitAnswer(403, b"Please upgrade your git client.\n")
    with site.lock:
        repository = _found(site, request.repository)
        refusal = _refusal(site, caller, repository, service)
        if refusal is not None and repository is not None and _maintains(site, caller, request):
            refusal = None
    if refusal is not None or repository is None:
        return refusal or GitAnswer(404, b"Repository not found.\n")
    if request.action == "info/refs":
        return _advertise(site, repository, service, request)
    if service == "git-upload-pack":
        return _run(site, repository, service, request)
    return _receive(site, caller, repository, request)


def _found(site: Site, name: str) -> Repository | None:
    """By its name or one that it had: GitHub redirects, and git follows."""
    return site.state.repository_named(name) or site.state.repository_once_named(name)


def _refusal(
    site: Site, caller: Caller, repository: Repository | None, service: Service
) -> GitAnswer | None:
    role = 0 if repository is None else ROLES[role_of(site.state, repository, caller.user)]
    writing = service == "git-receive-pack"
    if caller.user is None:
        return _ASK if writing or role == 0 else None
    private = repository is None or repository.private
    if role == 0 or (private and not writing and not caller.holds("contents", "read")):
        return GitAnswer(404, b"Repository not found.\n")
    if writing and (role < ROLES["write"] or not caller.holds("contents", "write")):
        message = f"Permission to {request_name(repository)} denied to {caller.login}.\n"
        return GitAnswer(403, message.encode())
    return None


def _maintains(site: Site, caller: Caller, request: GitRequest) -> bool:
    """Whether a push goes only where pull requests let their maintainers push."""
    repository = _found(site, request.repository)
    if repository is None or caller.user is None or not caller.holds("contents", "write"):
        return False
    if request.action == "info/refs":
        heads = {pull.head_ref for pull in site.state.pulls.values() if pull.maintainer_can_modify}
        refs = [f"refs/heads/{head}" for head in heads]
        return any(maintains(site.state, repository, caller.user, ref) for ref in refs)
    refs = pushed_refs(request.body)
    return bool(refs) and all(maintains(site.state, repository, caller.user, r) for r in refs)


def pushed_refs(body: bytes) -> list[str]:
    """The refs that a push names: pkt-lines of old, new and name (git's pack protocol)."""
    refs, at = [], 0
    while (size := int(body[at : at + 4] or b"0", 16)) > _FLUSH:
        line = body[at + 4 : at + size].partition(b"\0")[0].decode().split()
        refs.append(line[2])
        at += size
    return refs


def request_name(repository: Repository | None) -> str:
    """The repository as git's messages name it."""
    return repository.full_name + ".git" if repository else "repository"


def _command(site: Site, repository: Repository, service: Service, *more: str) -> list[str]:
    command = ["git"]
    if site.switches.accept_bad_objects:
        command += ["-c", "receive.fsckObjects=false"]
    return [
        *command,
        service.removeprefix("git-"),
        "--stateless-rpc",
        *more,
        str(site.folder(repository)),
    ]


def _environment(request: GitRequest) -> dict[str, str]:
    protocol = request.headers.get("Git-Protocol")
    return {**GIT_ENVIRONMENT, "GIT_PROTOCOL": protocol} if protocol else dict(GIT_ENVIRONMENT)


def _advertise(
    site: Site, repository: Repository, service: Service, request: GitRequest
) -> GitAnswer:
    """Version 2 of upload-pack advertises no refs, so its answer is the same for all."""
    kind = f"application/x-{service}-advertisement"
    protocol = request.headers.get("Git-Protocol", "")
    second = "version=2" in protocol
    constant = second and service == "git-upload-pack"
    if constant and protocol in site.advertisements:
        return GitAnswer(200, site.advertisements[protocol], kind)
    done = subprocess.run(
        _command(site, repository, service, "--advertise-refs"),
        capture_output=True,
        check=True,
        env=_environment(request),
    )
    if constant:
        site.advertisements[protocol] = done.stdout
    line = f"# service={service}\n".encode()
    head = b"" if second else f"{len(line) + 4:04x}".encode() + line + b"0000"
    return GitAnswer(200, head + done.stdout, kind)


def _run(site: Site, repository: Repository, service: Service, request: GitRequest) -> GitAnswer:
    done = subprocess.run(
        _command(site, repository, service),
        input=_plain_body(request),
        capture_output=True,
        check=False,
        env=_environment(request),
    )
    return GitAnswer(200, done.stdout, f"application/x-{service}-result")


def _receive(site: Site, caller: Caller, repository: Repository, request: GitRequest) -> GitAnswer:
    """Take a push, put back what a rule forbids, and let everything follow from the rest."""
    user = caller.signed_in()
    with site.lock:
        site.begin_write()
        answer = _run(site, repository, "git-receive-pack", request)
        refused = _put_back(site, repository, user)
        take_in(site, repository, user)
    if not refused:
        return answer
    page = f"{site.addresses.url}/{repository.full_name}/rules"
    body = declined(page, _plain_body(request), refused)
    return GitAnswer(200, body, answer.content_type)


def _plain_body(request: GitRequest) -> bytes:
    packed = request.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(request.body) if packed else request.body


def _put_back(site: Site, repository: Repository, user: User) -> dict[str, list[str]]:
    """The refs that moved against a rule, each with what it breaks; they are as before again."""
    before, after = site.state.refs.get(repository.id, {}), site.disk_refs(repository)
    refused: dict[str, list[str]] = {}
    for ref in before.keys() | after.keys():
        step = Move(repository, ref, before.get(ref), after.get(ref))
        if step.before == step.after:
            continue
        if found := violations(attempt_of(site, step), user):
            refused[ref] = found
            write_ref(site.folder(repository), ref, step.before)
    return refused


def declined(page: str, asked: bytes, refused: Mapping[str, list[str]]) -> bytes:
    """What GitHub's git says of refs that rules forbid to move (gitprotocol-pack, report-status).

    Seen in yshavit/mdq#255, with the list of what is broken.
    """
    lines: list[str] = []
    for ref, found in sorted(refused.items()):
        lines += [f"error: GH013: Repository rule violations found for {ref}."]
        lines += [f"Review all repository rules at {page}?ref={quote(ref, safe='')}", ""]
        lines += [line for what in found for line in (f"- {what}", "")]
    said = b"ng %s push declined due to repository rule violations\n"
    names = [name.encode() for name in pushed_refs(asked)]
    told = [said % name if name.decode() in refused else b"ok %s\n" % name for name in names]
    report = b"".join(map(_packet, [b"unpack ok\n", *told])) + b"0000"
    if b"side-band-64k" not in asked.partition(b"\0")[2][:500]:
        return report
    text = "\n".join(lines).encode() + b"\n"
    return _packet(b"\2" + text) + _packet(b"\1" + report) + b"0000"


def _packet(data: bytes) -> bytes:
    return f"{len(data) + _FLUSH:04x}".encode() + data


def take_in(site: Site, repository: Repository, actor: User) -> None:
    """Let everything follow from the refs that git moved on disk."""
    before = site.state.refs.get(repository.id, {})
    after = site.disk_refs(repository)
    for ref in sorted(before.keys() | after.keys()):
        step = Move(repository, ref, before.get(ref), after.get(ref))
        if step.before != step.after:
            moved(site, step, actor)
