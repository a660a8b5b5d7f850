"""Measures what an audit costs: figures for people, which no test and no build depends on."""
