"""The hub: a GitHub-compatible server on real git repositories."""

from bot.hub.faults import Fault
from bot.hub.hub import Hub
from bot.hub.requests import Request
from bot.hub.serve import serve
from bot.hub.site import Snapshot

__all__ = ["Fault", "Hub", "Request", "Snapshot", "serve"]
