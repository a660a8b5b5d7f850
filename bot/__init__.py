"""Slipway, a GitOps release bot for mini programs."""

__version__ = "0.1.0"
