"""GitHub Actions: what happens starts runs of the repository's own workflow files."""
