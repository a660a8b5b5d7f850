"""The whole lifecycle, played at random against the bot and against a small model of the domain."""
