"""Accounts and the people named in commits."""

# ruff: noqa: D102 - what a field means is said by the schema it is named in

from bot.hub.clock import iso
from bot.hub.graphql.nodes import Node, View, named
from bot.hub.ids import node_id
from bot.hub.model import User
from bot.hub.objects import Identity


class Account(Node):
    """What all kinds of accounts share."""

    __slots__ = ("row",)
    prefix = "U"

    def __init__(self, at: View, row: User) -> None:
        super().__init__(at)
        self.row = row

    def avatar_url(self, size: int | None = None) -> str:
        return f"{self.at.url}/avatars/{self.row.id}" + (f"?s={size}" if size else "")

    @property
    def created_at(self) -> str:
        return iso(self.row.created_at)

    @property
    def updated_at(self) -> str:
        return iso(self.row.created_at)

    @property
    def database_id(self) -> int:
        return self.row.id

    @property
    def id(self) -> str:
        return node_id(self.prefix, self.row.id)

    @property
    def login(self) -> str:
        return self.row.login

    @property
    def email(self) -> str:
        return ""

    @property
    def name(self) -> str | None:
        return self.row.login

    @property
    def resource_path(self) -> str:
        return f"/{self.row.login}".replace("[", "%5B").replace("]", "%5D")

    @property
    def url(self) -> str:
        return self.at.url + self.resource_path


@named("User")
class UserNode(Account):
    """A person, or a bot where the schema has room for a User only."""

    __slots__ = ()


@named("Bot")
class BotNode(Account):
    """A bot: GraphQL gives its login without the `[bot]` that REST shows.

    Seen in fullsend-ai/fullsend#6205 and open-multi-agent/open-multi-agent#492; `viewer`, typed as
    User, keeps it (fullsend-ai/fullsend#1953).
    """

    __slots__ = ()
    prefix = "BOT"

    @property
    def login(self) -> str:
        return self.row.login.removesuffix("[bot]")

    @property
    def resource_path(self) -> str:
        return f"/apps/{self.login}"


@named("Mannequin")
class MannequinNode(Account):
    """A stand-in for somebody imported from elsewhere."""

    __slots__ = ()
    prefix = "M"


@named("Organization")
class OrganizationNode(Account):
    """An organization."""

    __slots__ = ()
    prefix = "O"


@named("GitActor")
class GitActorNode(Node):
    """A name in a commit, and the account that its e-mail belongs to."""

    __slots__ = ("identity",)

    def __init__(self, at: View, identity: Identity) -> None:
        super().__init__(at)
        self.identity = identity

    @property
    def date(self) -> str:
        return iso(self.identity.when)

    @property
    def email(self) -> str:
        return self.identity.email

    @property
    def name(self) -> str:
        return self.identity.name

    @property
    def user(self) -> UserNode | None:
        found: UserNode | None = self.at.account(self.at.state.user_with_email(self.identity.email))
        return found
