"""Proof that the hub's answers and the bot's requests are GitHub's own."""
