"""Reactions to comments: one of a kind by each person, and none is an edit of the comment."""

from dataclasses import replace

from bot.hub.access import Caller, require_token
from bot.hub.errors import invalid
from bot.hub.model import Comment, Reaction
from bot.hub.site import Site

CONTENTS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


def react(site: Site, caller: Caller, comment: Comment, content: str) -> tuple[Reaction, bool]:
    """React to a comment on a pull request; whether the reaction is new.

    Source: eneo-ai/eneo#512, NOFireAI/ravel#347: there a token needs `pull-requests: write`.
    """
    user = require_token(caller, "pull_requests")
    if content not in CONTENTS:
        raise invalid("Validation Failed", "Reaction", "content", "invalid")
    for there in comment.reactions:
        if (there.user_id, there.content) == (user.id, content):
            return there, False
    made = Reaction(site.state.new_id(), user.id, content, site.clock.now())
    site.state.comments.replace(replace(comment, reactions=(*comment.reactions, made)))
    return made, True
