"""One release in one file, which verifies without the repository."""
