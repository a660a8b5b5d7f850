"""Who moved which branch: the repository's activity list."""

from bot.hub.clock import iso
from bot.hub.ids import node_id
from bot.hub.model import Activity
from bot.hub.pushes import BRANCHES
from bot.hub.rest.call import Answer, Body, Call, Route, page_bounds, page_url
from bot.hub.rest.people import simple_user


def _render(call: Call, row: Activity) -> Body:
    known = row.actor_id if row.actor_id in call.state.users else None
    return {
        "id": row.id,
        "node_id": node_id("PSH", row.id),
        "before": row.before,
        "after": row.after,
        "ref": row.ref,
        "timestamp": iso(row.timestamp),
        "activity_type": row.kind,
        "actor": simple_user(call, known),
    }


def list_activity(call: Call, owner: str, name: str) -> Answer:
    """Newest first, paged by cursors (`before`, `after`) as its description says."""
    repository = call.repository(owner, name)
    ref, actor = call.query.get("ref"), call.query.get("actor")
    kind = call.query.get("activity_type")
    who = call.state.user_named(actor) if actor else None
    rows = [
        row
        for row in reversed(call.state.activities.of(repository.id))
        if ref in (None, row.ref, row.ref.removeprefix(BRANCHES))
        and (actor is None or (who is not None and row.actor_id == who.id))
        and kind in (None, row.kind)
    ]
    if call.query.get("direction") == "asc":
        rows.reverse()
    _, size = page_bounds(call)
    start = 0
    if after := call.query.get("after"):
        start = 1 + next((i for i, row in enumerate(rows) if str(row.id) == after), len(rows))
    shown = rows[start : start + size]
    links = {}
    if shown and start + size < len(rows):
        links["Link"] = f'<{page_url(call, after=str(shown[-1].id))}>; rel="next"'
    return Answer(200, [_render(call, row) for row in shown], links)


ROUTES = [Route("GET", "/repos/<owner>/<name>/activity", list_activity)]
