"""Making people and repositories, and taking them away, as the site's own staff could."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

from bot.hub.commits import Draft, identity_of, make_commit
from bot.hub.model import AccountType, Repository, Token, User
from bot.hub.pushes import BRANCHES, Move, close, move
from bot.hub.repository import git
from bot.hub.settings import ACTIONS_APP, App, Settings
from bot.hub.site import Site
from bot.hub.trees import REGULAR, edit_tree


def known_user(site: Site, login: str) -> User:
    """The user with this login, or LookupError."""
    user = site.state.user_named(login)
    if user is None:
        raise LookupError(f"there is no user {login}")
    return user


def known_repository(site: Site, full_name: str) -> Repository:
    """The repository with this full name, or LookupError."""
    found = site.state.repository_named(full_name)
    if found is None:
        raise LookupError(f"there is no repository {full_name}")
    return found


def add_user(site: Site, login: str, number: int | None, kind: str, email: str | None) -> User:
    """Make an account; without a number it gets the next one."""
    if kind not in get_args(AccountType):
        raise ValueError(f"unknown type of account: {kind}")
    if site.state.user_named(login) is not None:
        raise ValueError(f"the login {login} is taken")
    number = site.state.new_id() if number is None else number
    if number in site.state.users:
        raise ValueError(f"the id {number} is taken")
    mail = email or f"{number}+{login}@users.noreply.github.com"
    account: AccountType = kind  # type: ignore[assignment]  # one of them, as checked above
    user = User(number, login, account, mail, site.clock.now())
    site.state.users[number] = user
    return user


def add_token(site: Site, login: str, permissions: Mapping[str, str] | None) -> str:
    """Make a token of a user."""
    user = known_user(site, login)
    value = f"hub_{user.id}_{site.state.new_id()}"
    site.state.tokens[value] = Token(value, user.id, permissions)
    return value


def rename_user(site: Site, old: str, new: str) -> None:
    """Give an account another login; the old one is free for anybody."""
    user = known_user(site, old)
    if site.state.user_named(new) is not None:
        raise ValueError(f"the login {new} is taken")
    site.state.users[user.id] = replace(user, login=new)
    for repository in list(site.state.repositories.values()):
        if repository.owner_id == user.id:
            _rename(site, repository, f"{new}/{repository.name}")


def rename_repository(site: Site, old: str, new: str) -> None:
    """Give a repository another full name; the old one leads to it."""
    repository = site.state.repository_named(old)
    if repository is None or site.state.repository_named(new) is not None:
        raise ValueError(f"{old} is unknown, or {new} is taken")
    _rename(site, repository, new)


def _rename(site: Site, repository: Repository, new: str) -> None:
    """Source: docs.github.com, "Renaming a repository" and "Changing your username"."""
    place = repository.folder or repository.full_name
    former = (*repository.former, repository.full_name)
    moved = replace(repository, full_name=new, folder=place, former=former)
    site.state.repositories[repository.id] = moved


def add_app(
    site: Site, login: str, number: int, owner: str, permissions: Mapping[str, str]
) -> None:
    """Register the GitHub App that an account acts for."""
    user, slug = known_user(site, login), login.removesuffix("[bot]")
    owner_id = known_user(site, owner).id
    app = App(number, slug, owner_id, dict(permissions), site.clock.now())
    site.state.apps[user.id] = app


def check_bypass_lists(settings: Settings) -> None:
    """GITHUB_TOKEN's App stands on no bypass list (tetherto/qvac#3555 quotes the 422)."""
    actors = (actor for ruleset in settings.rulesets for actor in ruleset.bypass)
    if any(a.actor_type == "Integration" and a.actor_id == ACTIONS_APP for a in actors):
        what = "must be part of the ruleset source or owner organization"
        raise ValueError(f"Actor GitHub Actions integration {what}")


def suspend_user(site: Site, login: str, *, suspended: bool) -> None:
    """Take an account's access away, or give it back; what it wrote stays."""
    user = known_user(site, login)
    site.state.users[user.id] = replace(user, suspended=suspended)


def delete_user(site: Site, login: str) -> None:
    """Delete an account and its repositories; what it wrote elsewhere stays."""
    user = known_user(site, login)
    del site.state.users[user.id]
    for repository in list(site.state.repositories.values()):
        if repository.owner_id == user.id:
            delete_repository(site, repository, None)


def delete_repository(site: Site, repository: Repository, actor: User | None) -> None:
    """Delete a repository with its pull requests; those from it are closed elsewhere.

    Seen in refined-github/sandbox#129 (2026) and octocat/Spoon-Knife#37103 (2025); in 2021 they
    stayed open (octocat/Hello-World#1037), which a switch brings back.
    """
    del site.state.repositories[repository.id]
    for pull in site.state.pulls_of(repository):
        del site.state.pulls[pull.key]
    if not site.switches.deleted_forks_close:
        return
    for pull in list(site.state.pulls.values()):
        if pull.open and pull.head_repository_id == repository.id:
            close(site, pull, actor)


def add_repository(
    site: Site, full_name: str, seed: Mapping[str, bytes], author: str | None, *, private: bool
) -> None:
    """Make a repository whose main is one root commit with the seed's files."""
    owner_login = full_name.split("/", maxsplit=1)[0]
    if site.state.repository_named(full_name) is not None:
        raise ValueError(f"the repository {full_name} exists")
    owner = site.state.user_named(owner_login)
    if owner is None:
        owner = add_user(site, owner_login, None, "Organization", None)
    now = site.clock.now()
    repository = Repository(site.state.new_id(), full_name, owner.id, private, now)
    repository = site.add_repository(repository)
    objects = site.objects(repository)
    files = {path: (REGULAR, objects.write("blob", data)) for path, data in seed.items()}
    maker = known_user(site, author or owner_login)
    who = identity_of(maker, now)
    draft = Draft(edit_tree(objects, None, files), (), "Start the repository\n", who, who)
    sha = make_commit(site, repository, draft)
    move(site, Move(repository, BRANCHES + "main", None, sha), maker)


def add_bundle(site: Site, full_name: str, bundle: Path, *, private: bool) -> None:
    """Make a repository from the branches and tags of a git bundle."""
    add_repository(site, full_name, {}, None, private=private)
    repository = known_repository(site, full_name)
    site.set_ref(repository, BRANCHES + "main", None)
    wanted = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
    git(site.folder(repository), "fetch", "--quiet", str(bundle.absolute()), *wanted)
    for ref, sha in site.disk_refs(repository).items():
        site.state.set_ref(repository, ref, sha)
