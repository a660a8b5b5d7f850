"""The page of an exported population: one file of HTML, without script, that prints well."""

from __future__ import annotations

import jinja2

from bot.audit.reading.completeness import chosen_by, told

GROUPS: dict[str, tuple[str, ...]] = {
    "Commit": ("number", "commit", "time"),
    "Release": ("miniProgram", "version", "app", "environment", "pullRequest"),
    "Transition": ("sequence", "kind", "row", "from", "to", "round", "transition"),
    "Requested": ("requesterLogin", "requesterId", "announcedAt"),
    "Decided": ("actorLogin", "actorId", "actorRole", "decidedAt"),
    "Approved": ("approverIds", "approvalsNeeded", "firstApprovedAt", "lastApprovedAt"),
    "Bytes": ("digest", "head", "requestSha256", "versionSha256"),
    "Judged": ("separationOfDuties", "signature", "exceptions"),
}
"""The columns of the page, and which cells of a row stand in each."""

_TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Release transitions</title>
<style>
@page { size: A4 landscape; margin: 10mm }
body { font: 13px/1.4 system-ui, sans-serif; margin: 1.5rem; color: #111; background: #fff }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border: 1px solid #999; padding: .3rem; text-align: left; vertical-align: top }
td { overflow-wrap: anywhere; font-size: 11px }
th { background: #eee }
dl { margin: 0 } dt { color: #555 } dd { margin: 0 0 .2rem }
tr.exception td:last-child { border: 2px solid #a00 }
</style>
</head>
<body>
<h1>Release transitions</h1>
<p>Selected: {{ chosen_by(population.selection) }}. One row a transition, in the order of main;
times are UTC. <a href="#population">Why this population is complete</a> stands at the end.</p>
<table>
<thead><tr>{% for name in groups %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{%- for row in rows %}{% set cells = row.to_value() %}
<tr{% if row.exceptions %} class="exception"{% endif %}>
{%- for names in groups.values() %}<td><dl>
{%- for name in names if cells[name] is not none and cells[name] != [] -%}
<dt>{{ name }}</dt><dd>
{{- cells[name] if cells[name] is not sequence or cells[name] is string
else cells[name] | join("; ") }}</dd>
{%- endfor %}</dl></td>{% endfor %}
</tr>
{%- endfor %}
</tbody>
</table>
<h2 id="population">The population</h2>
<ul>
{%- for line in told(population) %}
<li>{{ line }}</li>
{%- endfor %}
</ul>
</body>
</html>
"""


def _page() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.globals.update(groups=GROUPS, chosen_by=chosen_by, told=told)
    return environment.from_string(_TEMPLATE)


PAGE = _page()
"""Wants ``population`` and ``rows``; every value in it is escaped."""
