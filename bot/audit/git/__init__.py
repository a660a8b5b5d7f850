"""Git as an auditor reads it: a clone, its objects and trees, and the history of main."""
