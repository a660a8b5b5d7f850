"""The README of a new repository: for developers, reviewers and auditors, and who sets it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from bot.core.documents.identity import ReleaseId
from bot.init.answers import Mode, Shape
from bot.init.rulesets import NEVER_REWRITTEN, ONLY_THE_BOT, REVIEWED

if TYPE_CHECKING:
    from bot.init.answers import Answers

_TEMPLATE = """\
# Releases to {{ answers.app.id }}

Mini programs are released to the super app by pull request. A bot (Slipway) checks the documents,
merges what was approved, and writes the log into this repository: git is the record.

| folder | what |
|---|---|
| `catalog/` | who may do what: apps, workspaces, mini programs, owners |
| `releases/` | requests, logs and statuses |
| `live/` | what is live, written by the bot |
| `schemas/` | what the documents look like |
{%- if template %}
| `bot/`, `docs/` | the bot and [its documentation](../README.md) |
{%- else %}
| `docs/` | the bot's pages: [commands](docs/commands.md), [rules](docs/rules.md), \
[schedules](docs/schedule.md), [acts](docs/acts.md), [configuration](docs/configuration.md), \
[delivery](docs/delivery.md), [operations](docs/operations.md), [doctor](docs/doctor.md) |
{%- endif %}

## Developers

A release is one pull request with two files. Admins of a mini program or of its workspace apply;
developers may bring the version.

`{{ release.version_path }}`, once a version:

```yaml
# yaml-language-server: $schema=../../../schemas/version.schema.json
format: 1
miniProgram: {{ release.mini_program }}
version: {{ release.version }}
{%- if entrance %}
entrance: https://{{ release.mini_program }}.example/app
{%- else %}
package:
  url: https://{{ release.mini_program }}.example/{{ release.version }}.zip
  sha256: {{ "0" * 64 }}
  size: 1
{%- endif %}
```

`{{ release.request_path }}`, once a target (`development`, `test`, `sandbox`, `production`):

```yaml
# yaml-language-server: $schema=../../../../../schemas/request.schema.json
format: 1
miniProgram: {{ release.mini_program }}
version: {{ release.version }}
app: {{ release.app }}
environment: {{ release.environment }}
releaseNotes: |
  What is new, for reviewers and users.
```

Open the pull request as a draft to have it looked at; press *Ready for review* to apply. The bot
says in a comment what is missing, and by whom; a comment `/help` says what you may do now.

## Reviewers

*Approve* in a review of the pull request approves exactly the bytes that the bot's comment shows;
*Request changes* with a reason rejects. Who reviews stands in `{{ app_file }}`; nobody
approves what they had a hand in. Do not press *Merge*: the bot does it.

## Auditors

A clone is enough: `slipway audit verify` derives anew that each release was applied for and
approved by people who might, and names the first commit for which that is not so. Plain git shows
the log:

```
git log --first-parent --format='%cI %s'
```

## Who sets it up

1. Look over `catalog/`. Until the first push, amend the first commit: the log begins with it. After
   that the catalog changes by pull request, and two owners agree.
2. Make an empty repository on GitHub, without a README, and push `main`.
{%- if app %}
3. Settings, Environments: make `slipway`, let it be used by the branch `main` only (*Selected
   branches and tags*), and give it the secret `SLIPWAY_APP_KEY`, the private key of the App
   that acts as {{ answers.bot.login }}.
4. Settings, Secrets and variables, Actions, Variables: `SLIPWAY_APP_CLIENT_ID`, the App's client
   id. Install the App on this repository, and on no other that does not need it.
5. Settings, Rules, Rulesets, *Import a ruleset*: `{{ never_rewritten }}`,
   `{{ reviewed }}` and `{{ only_the_bot }}`. Nobody else belongs on
   a bypass list. To merge a change of the workflows or schemas, which is not the bot's business, an
   admin disables the last of the three, an owner approves and merges, and it is made active again.
{%- else %}
3. Settings, Environments: make `slipway`, and let it be used by the branch `main` only (*Selected
   branches and tags*).
4. Settings, Rules, Rulesets, *Import a ruleset*: `{{ never_rewritten }}`. With `GITHUB_TOKEN` more
   is not possible: it can be on no bypass list, so who may write here is trusted. That is for
   trial. `docs/operations.md` says how a GitHub App of your own takes its place for production.
{%- endif %}
{{ 6 if app else 5 }}. Settings, Actions, General: allow the actions that the workflows name; let
   the workflow permissions be *Read repository contents*; require approval for all external
   contributors. Settings, Actions, Policies: import `.github/actions-policy.json`; in a public
   repository GitHub else blocks `pull_request_target`, and the bot comes with its schedule only.
{{ 7 if app else 6 }}. Invite the people of the catalog with the role *Write*.
{{ 8 if app else 7 }}. For labels, set `labels: true` in `catalog/slipway.yaml`, and make those of
   `.github/labels.json` (with GitHub's command line, in a clone):

   ```
   grep -o '{.*}' .github/labels.json | while read -r label; do
     printf '%s' "$label" | gh api 'repos/{owner}/{repo}/labels' --input -
   done
   ```
{%- if not template %}

The bot is installed by hash from `requirements/bot.txt`. A newer one is a pull request with that
file, {% if wheel %}`requirements/wheels/`, {% endif %}`schemas/`, `docs/`
and the workflows, which owners look over and merge.
{%- endif %}
"""

_jinja = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)  # noqa: S701  Markdown, and each value is an id or a login


def readme_path(answers: Answers) -> str:
    """Where it stands: this project's own README keeps its place in a template.

    GitHub shows the one in ``.github`` first (docs.github.com, "About the repository README file").
    """
    return ".github/README.md" if answers.shape is Shape.TEMPLATE else "README.md"


def readme(answers: Answers) -> str:
    """The text."""
    release = ReleaseId.parse(answers.mini_program.id, "1.0.0", answers.app.id, "test")
    return _jinja.from_string(_TEMPLATE).render(
        answers=answers,
        release=release,
        app_file=f"catalog/apps/{answers.app.id}.yaml",
        app=answers.mode is Mode.APP,
        template=answers.shape is Shape.TEMPLATE,
        entrance=answers.type == "H5+",
        wheel=answers.wheel is not None and not answers.wheel.url,
        never_rewritten=NEVER_REWRITTEN,
        reviewed=REVIEWED,
        only_the_bot=ONLY_THE_BOT,
    )
