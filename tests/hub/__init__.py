"""Tests of the hub, through clients that nobody here wrote."""
