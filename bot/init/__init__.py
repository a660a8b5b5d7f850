"""``slipway init``: a release repository from nothing. Pure but for ``sources`` and ``writing``."""
