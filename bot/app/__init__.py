"""The shell: gather, apply, reconcile."""
