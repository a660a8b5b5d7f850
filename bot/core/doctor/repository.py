"""Checks of the repository itself, of what the world can read of it, and of the people listed."""

from __future__ import annotations

from bot.core.doctor.check import Answer, Check, right, unknown, warning, wrong
from bot.core.doctor.seen import Seen, Unseen
from bot.core.doctor.standing import in_force, production
from bot.core.documents.problem import counted, plain, quoted

GENERAL = "Settings, General"
REPOSITORY = 'docs.github.com, REST "Get a repository"'


def default_branch(seen: Seen) -> Answer:
    """Workflows, schedules and merges all mean main."""
    found = seen.repository
    if found.archived:
        return wrong("the repository is archived", f"{GENERAL}, Danger Zone: unarchive it")
    if found.default_branch != "main":
        what = f"the default branch is {quoted(found.default_branch)}"
        return wrong(what, f"{GENERAL}, Default branch: main")
    return right("the default branch is main")


def page(seen: Seen) -> Answer:
    """Nothing private is published."""
    if not seen.repository.private:
        return right("the repository is public: its pages show nothing that is not public")
    if not seen.repository.has_pages:
        return right("the repository has no page")
    if isinstance(seen.public_page, Unseen):
        return unknown(seen.public_page)
    if seen.public_page:
        what = "the repository is private, and its page is public"
        return wrong(what, "Settings, Pages, Visibility: Private, or unpublish it")
    return right("the page is as private as the repository")


def public_secrets(seen: Seen) -> Answer:
    """The catalog holds no secret, least of all in public."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    found = seen.catalog.suspicious
    if found:
        what = f"{', '.join(map(quoted, found))} on main holds what looks like a secret"
        cure = "make the secret worthless where it was issued; history keeps it for ever"
        return wrong(what, cure)
    return right("no file of the catalog holds what looks like a secret")


def forking(seen: Seen) -> Answer:
    """People without write access propose from forks."""
    if seen.repository.private and not seen.repository.allow_forking:
        what = "the private repository cannot be forked: only writers can open pull requests"
        return warning(what, f"{GENERAL}, Features: Allow forking, if people of elsewhere apply")
    return right("who has no write access can propose from a fork")


def buttons(seen: Seen) -> Answer:
    """Whoever merges by hand does harm."""
    if isinstance(seen.in_force, Unseen):
        return unknown(seen.in_force)
    if in_force(seen, "update"):
        return right("Restrict updates takes every merge button out of reach")
    if isinstance(seen.repository.buttons, Unseen):
        return unknown(seen.repository.buttons)
    found = ", ".join(sorted(seen.repository.buttons))
    what = f"people with write access can merge by hand ({found})"
    if production(seen):
        return wrong(what, "Settings, Rules, Rulesets: Restrict updates")
    return warning(what, "tell them; Restrict updates would stop a trial (docs/operations.md)")


def auto_merge(seen: Seen) -> Answer:
    """Nobody lets GitHub merge later."""
    if isinstance(seen.in_force, Unseen):
        return unknown(seen.in_force)
    if isinstance(seen.repository.auto_merge, Unseen):
        return unknown(seen.repository.auto_merge)
    if seen.repository.auto_merge and not in_force(seen, "update"):
        what = "auto-merge is allowed: GitHub then merges without an entry in the log"
        return warning(what, f"{GENERAL}, Pull Requests: untick Allow auto-merge")
    return right("GitHub merges nothing by itself")


def owners_file(seen: Seen) -> Answer:
    """CODEOWNERS can be read."""
    found = seen.owners_errors
    if isinstance(found, Unseen):
        return unknown(found)
    if found is None:
        return warning("there is no CODEOWNERS", "add one: it asks the right people for reviews")
    if found:
        what = f"CODEOWNERS has {counted(len(found), 'problem')}: {plain(found[0])}"
        return warning(what, "mend the file; owners need write access")
    return right("CODEOWNERS has no problem")


def people(seen: Seen) -> Answer:
    """Every login still belongs to its id."""
    if isinstance(seen.catalog, Unseen):
        return unknown(seen.catalog)
    wanted = [one for one in seen.people if one.person != seen.catalog.bot]
    wrongs = []
    for one in wanted:
        if isinstance(one.login, Unseen):
            return unknown(one.login)
        named = f"{quoted(one.person.login)} ({one.person.id})"
        if one.login is None:
            wrongs.append(f"{named} is gone")
        elif one.login.lower() != one.person.login.lower():
            wrongs.append(f"{named} is now {quoted(one.login)}")
    if wrongs:
        what = f"{counted(len(wrongs), 'entry')} of the catalog: {'; '.join(wrongs[:5])}"
        cure = "mend the login, or take the person off; only the id counts, the login misleads"
        return warning(what.replace("entrys", "entries"), cure)
    return right(f"all {len(wanted)} people of the catalog have the logins that it names")


CHECKS = (
    Check(
        "default-branch",
        "Is main the default branch of a repository that is in use?",
        "Workflows with a token start from the default branch, and the bot writes to main.",
        REPOSITORY,
        "Metadata: read",
        default_branch,
    ),
    Check(
        "page-private",
        "Is no public page made of a private repository?",
        "A page is public unless the plan allows private pages, and they are switched on.",
        'docs.github.com, "Changing the visibility of your GitHub Pages site"',
        "Pages: read",
        page,
    ),
    Check(
        "no-secrets",
        "Is the catalog free of secrets?",
        "Everyone who may read the repository reads the catalog.",
        "docs/rules.md",
        "Contents: read",
        public_secrets,
    ),
    Check(
        "forking",
        "Can people without write access apply?",
        "They open pull requests from forks; a private repository can forbid these.",
        REPOSITORY,
        "Metadata: read",
        forking,
    ),
    Check(
        "merge-buttons",
        "Can nobody merge by hand?",
        "What is merged by hand is on main without a log entry. The buttons themselves cannot all "
        "be switched off.",
        REPOSITORY,
        "Contents: write",
        buttons,
    ),
    Check(
        "auto-merge",
        "Does GitHub merge nothing by itself?",
        "Auto-merge waits for approvals, and then merges as the button does.",
        REPOSITORY,
        "Contents: write",
        auto_merge,
    ),
    Check(
        "codeowners",
        "Is CODEOWNERS free of errors?",
        "GitHub ignores lines that it cannot read, in silence.",
        'docs.github.com, REST "List CODEOWNERS errors"',
        "Contents: read",
        owners_file,
    ),
    Check(
        "logins-match",
        "Does every login in the catalog still belong to its id?",
        "A login that was given up can be registered by somebody else. Only the id counts, but "
        "people read the login.",
        'docs.github.com, REST "Get a user using their ID"',
        "any permission",
        people,
    ),
)
