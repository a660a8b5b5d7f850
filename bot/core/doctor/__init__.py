"""What ``slipway doctor`` asks of a repository's settings: pure checks over what was seen."""
