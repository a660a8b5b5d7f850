"""What is the bot's word, and what GitHub says of it today."""
