"""The workflows as files, and the bot's own workflow run by act against the hub."""
