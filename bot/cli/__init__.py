"""The command line: outside the hub the only reader of the environment and the clock."""
