"""``slipway init``: what it writes, what it asks, and that a release goes through there."""
