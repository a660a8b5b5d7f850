"""What people ask of the bot in comments: the grammar, which words act, and what is answered."""
