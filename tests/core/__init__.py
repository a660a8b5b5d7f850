"""Fast tests of the pure core."""
