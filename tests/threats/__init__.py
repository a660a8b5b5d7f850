"""Attacks by their numbers: each shows what a reviewer and an auditor would see."""
