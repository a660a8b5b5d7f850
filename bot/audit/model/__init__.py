"""What main holds, typed: entries, releases, policy, and what follows from them."""
