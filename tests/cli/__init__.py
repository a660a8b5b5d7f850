"""The command line in processes of its own, as people and their machines call it."""
