"""Reactions to the comments of a pull request."""

# ruff: noqa: D103 - an endpoint is named as its operation in GitHub\'s description

from bot.hub import reactions
from bot.hub.clock import iso
from bot.hub.ids import node_id
from bot.hub.model import Reaction
from bot.hub.rest.call import Answer, Body, Call, Route, paged
from bot.hub.rest.issues import comment_of
from bot.hub.rest.people import simple_user


def render_reaction(call: Call, reaction: Reaction) -> Body:
    return {
        "id": reaction.id,
        "node_id": node_id("REA", reaction.id),
        "user": simple_user(call, reaction.user_id),
        "content": reaction.content,
        "created_at": iso(reaction.created_at),
    }


def list_reactions(call: Call, owner: str, name: str, comment: int) -> Answer:
    found = comment_of(call, call.repository(owner, name), comment)
    wanted = call.query.get("content")
    rows = [row for row in found.reactions if wanted in {None, row.content}]
    return paged(call, rows, lambda row: render_reaction(call, row))


def create_reaction(call: Call, owner: str, name: str, comment: int) -> Answer:
    found = comment_of(call, call.repository(owner, name), comment)
    made, new = reactions.react(call.site, call.caller, found, call.text("content"))
    return Answer(201 if new else 200, render_reaction(call, made))


_REACTIONS = "/repos/<owner>/<name>/issues/comments/<int:comment>/reactions"
ROUTES = [
    Route("GET", _REACTIONS, list_reactions),
    Route("POST", _REACTIONS, create_reaction),
]
