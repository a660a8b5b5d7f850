"""The world: a small protocol, git, and GitHub through PyGithub."""
