"""Accounts: the signed-in user, others by login or number."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub.clock import START, iso
from bot.hub.errors import not_found
from bot.hub.ids import node_id
from bot.hub.limits import USUAL
from bot.hub.model import GHOST, Pull, User
from bot.hub.rest.call import Answer, Body, Call, Route
from bot.hub.review_requests import requested

PREFIXES = {"User": "U", "Bot": "BOT", "Organization": "O", "Mannequin": "M"}


def simple_user(call: Call, number: int | None) -> Body | None:
    """An account as it appears in other answers; a deleted one is the ghost.

    GraphQL answers null there, and so does REST for the author of a review (issues
    atlassian/github-for-jira#164, gh4a/gh4a#1102).
    """
    if number is None:
        return None
    user = call.state.users.get(number)
    if user is None:
        user = User(GHOST, "ghost", "User", "", START)
    return render_user(call, user)


def requested_reviewers(call: Call, pull: Pull) -> list[Body | None]:
    """The people whose review of a pull request is asked for."""
    return [simple_user(call, row.reviewer_id) for row in requested(call.state, pull)]


def render_user(call: Call, user: User) -> Body:
    site = call.site.addresses.url
    url = f"{call.api}/users/{user.login.replace('[', '%5B').replace(']', '%5D')}"
    return {
        "login": user.login,
        "id": user.id,
        "node_id": node_id(PREFIXES[user.type], user.id),
        "avatar_url": f"{site}/avatars/{user.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{site}/{url.rpartition('/')[2]}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": user.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def full_user(call: Call, user: User) -> Body:
    moment = iso(user.created_at)
    rest: Body = dict.fromkeys(
        ("company", "location", "hireable", "bio", "twitter_username", "email"), None
    )
    rest |= dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    rest |= {"name": user.login, "blog": "", "created_at": moment, "updated_at": moment}
    return render_user(call, user) | rest


def signed_in(call: Call) -> Answer:
    return Answer(200, full_user(call, call.caller.signed_in()))


def by_login(call: Call, login: str) -> Answer:
    user = call.state.user_named(login)
    if user is None:
        raise not_found()
    return Answer(200, full_user(call, user))


def by_number(call: Call, number: int) -> Answer:
    user = call.state.users.get(number)
    if user is None:
        raise not_found()
    return Answer(200, full_user(call, user))


def rate_limit(call: Call) -> Answer:
    """Where the caller stands; asking costs nothing."""
    now, limits = call.site.clock.now(), call.site.limits
    found = {name: limits.standing(call.caller.login, name, now).body for name in USUAL}
    return Answer(200, {"resources": found, "rate": found["core"]})


ROUTES = [
    Route("GET", "/user", signed_in),
    Route("GET", "/users/<login>", by_login),
    Route("GET", "/user/<int:number>", by_number),
    Route("GET", "/rate_limit", rate_limit),
]
